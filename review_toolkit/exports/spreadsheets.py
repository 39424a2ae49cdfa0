"""A release as CSV and XLSX: one row for each figure, with its definition, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from review_toolkit.figures import HIDDEN_MARK, Figure, Hidden, ReleaseContent, Shown, figure_text

COLUMNS = (
    "id",
    "indicator",
    "group",
    "comparator",
    "breakdown",
    "line",
    "text",
    "value",
    "unit",
    "numerator",
    "denominator",
    "comparator_numerator",
    "comparator_denominator",
    "interval_low",
    "interval_high",
    "p_value",
    "direction",
    "verdict",
    "status",
    "reason",
    "definition",
    "snapshot_date",
)
EXACT_MARKING = "NOT FOR RELEASE: exact figures, without disclosure control"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def to_csv(content: ReleaseContent) -> bytes:
    """Return the figures as CSV in UTF-8 with a byte-order mark, so that Excel reads it as such."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    if content.exact:
        writer.writerow([EXACT_MARKING])
    writer.writerow(COLUMNS)
    for figure in content.figures:
        writer.writerow(["" if value is None else value for value in _row(figure)])
    return buffer.getvalue().encode("utf-8-sig")


def to_xlsx(content: ReleaseContent) -> bytes:
    """Return a workbook with the figures, what was withheld, and where the rows of the files went."""
    import xlsxwriter

    buffer = io.BytesIO()
    # No formula, link or number is ever made out of a text cell.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True})
        for name, rows in _sheets(content):
            sheet = book.add_worksheet(name)
            if content.exact:
                sheet.set_header(f"&C{EXACT_MARKING}")
                # The printed header is not seen on a screen.
                sheet.write_string(0, 0, EXACT_MARKING, bold)
            above = 1 if content.exact else 0
            for number, row in enumerate(rows):
                sheet.write_row(
                    above + number,
                    0,
                    ["" if value is None else value for value in row],
                    bold if number == 0 else None,
                )
            sheet.freeze_panes(above + 1, 0)
            sheet.set_column(0, len(rows[0]) - 1, 18)
    return buffer.getvalue()


def neutral(text: str) -> str:
    """Return text that a spreadsheet will not run as a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _sheets(content: ReleaseContent) -> Iterator[tuple[str, list[list[Any]]]]:
    yield "Figures", [list(COLUMNS), *(_row(figure) for figure in content.figures)]
    yield (
        "Withheld",
        [["What", "Why"], *([neutral(item.title), neutral(item.reason)] for item in content.withheld)],
    )
    accounts: list[list[Any]] = [["File", "Rows", "Number"]]
    for kind, account in content.rows.items():
        accounts += [[kind, "read", account.read], [kind, "used", account.used]]
        accounts += [[kind, f"set aside: {reason}", count] for reason, count in account.set_aside.items()]
    yield "Rows", accounts


def _row(figure: Figure) -> list[Any]:
    dimension, line = figure.breakdown[0] if figure.breakdown else ("", "")
    state = figure.state
    shown = state if isinstance(state, Shown) else None
    text = HIDDEN_MARK if isinstance(state, Hidden) else figure_text(figure)
    interval = shown.interval if shown and shown.interval else (None, None)
    return [
        figure.id,
        figure.indicator,
        neutral(figure.group),
        neutral(figure.comparator) if figure.comparator else None,
        dimension,
        neutral(line),
        neutral(text),
        shown.value if shown else None,
        figure.unit,
        shown.numerator if shown else None,
        shown.denominator if shown else None,
        shown.comparator_numerator if shown else None,
        shown.comparator_denominator if shown else None,
        *interval,
        shown.p_value if shown else None,
        neutral(figure.direction) if figure.direction else None,
        shown.verdict if shown else None,
        figure.status,
        None if isinstance(state, Shown) else neutral(state.reason),
        figure.definition,
        figure.snapshot_date.isoformat(),
    ]
