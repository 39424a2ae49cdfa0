"""The formats in which figures leave, by the ending of the file. Libraries load when a format is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from review_toolkit.exports.marked import Export

_OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True, slots=True)
class Format:
    """One format: how it is called in a sentence, what a browser is told, and what writes it."""

    title: str
    mimetype: str
    write: Callable[[Export], bytes]


def _json(export: Export) -> bytes:
    from review_toolkit.exports.json_text import to_json

    return to_json(export)


def _csv(export: Export) -> bytes:
    from review_toolkit.exports.spreadsheets import to_csv

    return to_csv(export)


def _xlsx(export: Export) -> bytes:
    from review_toolkit.exports.spreadsheets import to_xlsx

    return to_xlsx(export)


def _docx(export: Export) -> bytes:
    from review_toolkit.exports.documents import to_docx

    return to_docx(export)


FORMATS: Mapping[str, Format] = {
    "json": Format("data with every detail (JSON)", "application/json", _json),
    "csv": Format("plain data (CSV)", "text/csv", _csv),
    "xlsx": Format("an Excel workbook (XLSX)", f"{_OFFICE}.spreadsheetml.sheet", _xlsx),
    "docx": Format("Word tables (DOCX)", f"{_OFFICE}.wordprocessingml.document", _docx),
}
