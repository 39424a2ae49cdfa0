"""A release as CSV and as a workbook: one row for each figure, safe to open in a spreadsheet.

Every text goes through `neutral`; numbers stay numbers. Nothing in a file depends on the clock or on a
figure that is hidden: widths and formats belong to columns, not to what stands in them.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from datetime import date, datetime
from typing import Any

from review_toolkit.exports.definition_lines import DEFINITION_COLUMNS, definition_lines
from review_toolkit.exports.marked import EXACT_MARKING, Export
from review_toolkit.exports.neutral import neutral
from review_toolkit.exports.rows import COLUMNS, ORIGIN_COLUMNS, Value, origin_of, row_of
from review_toolkit.failures import CannotBeDone

Rows = Iterable[Sequence[Value]]

_NO_DATE = datetime(1980, 1, 1)  # noqa: DTZ001 (the library wants it so)
"""Stands for the time of making, so that the same release always gives the same bytes."""

_WIDTHS = {"group": 30, "line": 30, "text": 24, "direction": 30, "reason": 50, "id": 34, "indicator": 26}
USUAL_WIDTH = 18
_LONGEST_HEADER = 255


class TooLargeForAWorkbook(CannotBeDone):
    """A workbook has room for about a million rows and 32,767 characters in a cell."""


def to_csv(export: Export) -> bytes:
    """Return the figures as CSV in UTF-8 with a byte-order mark, so that Excel reads it as such.

    The first line holds the names of the columns, and nothing but figures follows, as programs expect; each
    row says itself where it comes from. Only an exact file begins with its marking instead, to be in the way.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    if export.content.exact:
        writer.writerow([EXACT_MARKING])
    writer.writerow([*COLUMNS, *ORIGIN_COLUMNS])
    origin = origin_of(export)
    for figure in export.content.figures:
        writer.writerow([plain(value) for value in (*row_of(figure), *origin)])
    return buffer.getvalue().encode("utf-8-sig")


def to_xlsx(export: Export) -> bytes:
    """Return a workbook: figures, definitions, what was withheld, and where the rows of the files went.

    Each sheet begins with the marking, which is printed on every page as well; columns are named in row 2.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    # No formula, link or number is ever made out of a text cell.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": export.title, "created": _NO_DATE})
        bold = book.add_format({"bold": True})
        for name, columns, rows in _sheets(export):
            sheet = book.add_worksheet(name)
            sheet.set_landscape()
            sheet.set_paper(9)  # A4
            sheet.fit_to_pages(1, 0)
            sheet.set_header(_header(export))
            sheet.set_footer(f"&L{export.identity}, fingerprint {export.fingerprint[:16]}&RPage &P of &N")
            for index, column in enumerate(columns):
                sheet.set_column(index, index, _WIDTHS.get(column, USUAL_WIDTH))
            write_row(sheet, 0, [export.marking], bold)
            write_row(sheet, 1, columns, bold)
            for number, row in enumerate(rows, start=2):
                write_row(sheet, number, row)
            sheet.freeze_panes(2, 0)
    return buffer.getvalue()


def _sheets(export: Export) -> Iterator[tuple[str, Sequence[str], Rows]]:
    content = export.content
    yield "Figures", COLUMNS, (row_of(figure) for figure in content.figures)
    yield "Definitions", DEFINITION_COLUMNS, (astuple(line) for line in definition_lines(content))
    yield "Withheld", ("what", "why"), ((item.title, item.reason) for item in content.withheld)
    accounts: list[Sequence[Value]] = []
    for kind, account in content.rows.items():
        accounts += [(kind, "read", account.read), (kind, "used", account.used)]
        accounts += [(kind, f"set aside: {reason}", count) for reason, count in account.set_aside.items()]
    yield "Rows", ("file", "rows", "number"), accounts
    yield "Notes", ("note",), ((note,) for note in content.notes)


def write_row(sheet: Any, number: int, row: Sequence[Value], style: Any = None) -> None:
    """Write a row's cells; raise `TooLargeForAWorkbook` where one does not fit. Rows count from 0."""
    for index, value in enumerate(row):
        told = plain(value)
        if told == "":
            continue
        write = sheet.write_string if isinstance(told, str) else sheet.write_number
        if write(number, index, told, style) != 0:
            raise TooLargeForAWorkbook(
                f"Row {number + 1} does not fit into a workbook. Choose CSV or JSON instead."
            )


def plain(value: Value) -> str | float:
    """Return a number as it is, anything else as harmless text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return neutral(value)
    return value.isoformat() if isinstance(value, date) else value


def _header(export: Export) -> str:
    """The printed header, no longer than a workbook allows, with `&` as itself and not as a command."""
    left = f"&L{neutral(export.readers)}"
    if not export.source:
        return left
    source = neutral(" ".join(export.source.split()))
    room = _LONGEST_HEADER - len(left) - 2
    doubled = source.replace("&", "&&")
    while len(doubled) > room:
        source = source[:-2].rstrip() + "…"
        doubled = source.replace("&", "&&")
    return f"{left}&R{doubled}"
