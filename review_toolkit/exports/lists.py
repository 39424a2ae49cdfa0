"""A plain list as CSV or as a workbook of one sheet: rows that are no figures, safe to open in a spreadsheet.

Figures never come here: they leave as an `Export`, which says where each stands in its release.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from review_toolkit.exports.rows import Value
from review_toolkit.exports.spreadsheets import USUAL_WIDTH, plain, write_row

Row = Sequence[Value]


def list_as_csv(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Return rows as CSV in UTF-8 with a byte-order mark; the first line holds the names of the columns."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(columns)
    writer.writerows([plain(value) for value in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def list_as_xlsx(
    title: str, columns: Sequence[str], rows: Iterable[Row], *, marking: str, widths: Mapping[str, int]
) -> bytes:
    """Return a workbook whose row 1 is a marking and row 2 the names of columns; `widths` in characters.

    Raises `TooLargeForAWorkbook` beyond about a million rows.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": title})
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(title)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)
        sheet.set_footer(f"&L{title}&RPage &P of &N")
        for index, column in enumerate(columns):
            sheet.set_column(index, index, widths.get(column, USUAL_WIDTH))
        write_row(sheet, 0, [marking], bold)
        write_row(sheet, 1, columns, bold)
        for number, row in enumerate(rows, start=2):
            write_row(sheet, number, row)
        sheet.freeze_panes(2, 0)
    return buffer.getvalue()
