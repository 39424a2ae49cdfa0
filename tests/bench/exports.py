"""Word tables of 5,000 rows against 500: time that grows with the square of the rows would show at once."""

from collections.abc import Callable
from datetime import date

from review_toolkit.exports.documents import to_docx
from review_toolkit.exports.marked import Export
from review_toolkit.figures import Cell, Figure, ReleaseContent, RowAccount, Shown, Table, TableRow


def word_tables() -> tuple[Callable[[], object], Callable[[], object]]:
    """Return the writing of a long table and, as its floor, of one a tenth as long."""
    long, short = _export(5_000), _export(500)
    return lambda: to_docx(long), lambda: to_docx(short)


def _export(rows: int) -> Export:
    figures = tuple(_figure(number) for number in range(rows))
    table = Table(
        name="long",
        title="Staff by ethnic group",
        row_heading="Ethnic group",
        columns=("Staff", "Of", "Share"),
        rows=tuple(
            TableRow(each.group, (Cell(each, "numerator"), Cell(each, "denominator"), Cell(each)))
            for each in figures
        ),
    )
    return Export(
        ReleaseContent(
            snapshot_date=date(2026, 3, 31),
            threshold=10,
            exact=False,
            fingerprints={},
            rows={"workforce": RowAccount(rows, rows, {})},
            figures=figures,
            tables=(table,),
        )
    )


def _figure(number: int) -> Figure:
    return Figure(
        indicator="representation",
        group=f"Group {number}",
        unit="percent",
        definition="representation@1",
        snapshot_date=date(2026, 3, 31),
        state=Shown(number % 100 + 0.25, numerator=number, denominator=number + 100),
    )
