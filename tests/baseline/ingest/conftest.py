"""What the tests of reading extracts share: small files, and how they are read."""

import io
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from review_toolkit.baseline.ingest import (
    ExtractRefused,
    Mapping,
    Problem,
    SourceFile,
    Workforce,
    load_mapping,
    read_workforce,
)

SNAPSHOT = date(2026, 3, 31)


@pytest.fixture(scope="module")
def read() -> Callable[..., Workforce]:
    """Read a workforce file given as text or bytes, with a mapping given as YAML."""

    def read_it(
        content: str | bytes, mapping: str | Mapping = "", *, name: str = "hr.csv", snapshot: date = SNAPSHOT
    ) -> Workforce:
        raw = content.encode() if isinstance(content, str) else content
        settings = load_mapping(mapping, name="mapping.yaml") if isinstance(mapping, str) else mapping
        return read_workforce(SourceFile(name, raw), settings, snapshot_date=snapshot)

    return read_it


@pytest.fixture(scope="module")
def refused(read: Callable[..., Workforce]) -> Callable[..., tuple[Problem, ...]]:
    """Read a file that must be refused, and return why; every reason must name the file and a remedy."""

    def reasons(
        content: str | bytes, mapping: str | Mapping = "", *, name: str = "hr.csv"
    ) -> tuple[Problem, ...]:
        with pytest.raises(ExtractRefused) as caught:
            read(content, mapping, name=name)
        for problem in caught.value.problems:
            assert problem.file == name
            assert problem.remedy.endswith(".")
            assert str(problem).startswith(name)
        return caught.value.problems

    return reasons


@pytest.fixture(scope="module")
def workbook() -> Callable[..., bytes]:
    """Write sheets of rows as an XLSX file. A name that starts with "!" is hidden; "=..." is an error."""

    def written(**sheets: Sequence[Sequence[object]]) -> bytes:
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name.removeprefix("hidden_"))
                for row, cells in enumerate(rows):
                    for column, cell in enumerate(cells):
                        if isinstance(cell, str) and cell.startswith("="):
                            sheet.write_formula(row, column, "=NA()", None, cell[1:])
                        else:
                            sheet.write(row, column, cell)
            for sheet in book.worksheets():
                if f"hidden_{sheet.name}" in sheets:
                    sheet.hide()
            for sheet in book.worksheets():
                if not sheet.hidden:
                    sheet.activate()
                    sheet.set_first_sheet()
                    break
        return stream.getvalue()

    return written


@pytest.fixture(scope="module")
def shared_data() -> Path:
    """The folder of public reference data beside the project."""
    folder = Path(__file__).resolve().parents[4] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the public reference data is not beside the project (../shared/data)")
    return folder
