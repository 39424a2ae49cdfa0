"""A small organisation parts its grades and groups in later figures as in the first ones."""

from datetime import date

import pytest

from review_toolkit.baseline.indicators import ProtectedContent, protected_content
from review_toolkit.baseline.movers import Staff, moved_between
from review_toolkit.failures import CannotBeDone
from review_toolkit.releases.statement_text import text_of
from tests.baseline.organisations import DAY, Row, workforce
from tests.baseline.refreshing import a_while_later, staff_of

YEAR_LATER = date(2027, 3, 31)


def two_years(seed: int, size: int) -> tuple[ProtectedContent, ProtectedContent]:
    rows: list[Row] = staff_of(seed, size)
    later = a_while_later(rows, seed=seed, left=size // 6, joined=size // 6 + 2)
    before, after = workforce(rows), workforce(later)
    first = protected_content(before, snapshot_date=DAY, threshold=10)
    second = protected_content(
        after,
        snapshot_date=YEAR_LATER,
        threshold=10,
        against=(first.statement,),
        moved=(moved_between(Staff(DAY, before.people), Staff(YEAR_LATER, after.people)),),
        grid=first.manifest["grid"],  # type: ignore[arg-type]
    )
    return first, second


def sides_of(found: ProtectedContent) -> set[str]:
    levels = found.statement.hierarchies.get("level")
    return {name for name in levels.categories if "grades (" in name} if levels else set()


def test_grades_are_parted_where_they_were_and_nothing_is_shown_that_the_statement_hides():
    """Another cut beside the first would tell the grades between the two apart by subtraction."""
    kept = 0
    for seed in range(8):
        try:
            first, second = two_years(seed, (60, 150, 250, 400)[seed % 4])
        except CannotBeDone:
            continue
        kept += bool(sides_of(first) and sides_of(second))
        assert not sides_of(first) or sides_of(second) <= sides_of(first)
        hidden = {
            dict(cell.at).get("ethnicity")
            for table in second.statement.tables
            for cell in table.cells
            if cell.hidden and {name for name, _ in cell.at} <= {"ethnicity", "counted"}
        }
        of_groups = {each.group for each in second.content.of("representation") if each.shown}
        assert not hidden & of_groups
    assert kept


@pytest.mark.parametrize("size", [150, 700])
def test_a_cluster_of_one_merged_line_is_one_level_in_the_ledger(size):
    """A cluster and its only line of grades are the same people under one name, and stand there once."""
    rows = [row for row in staff_of(3, size) if row["grade"] != "G4"]
    rows += [{**row, "grade": "G4"} for row in rows[:3]]
    found = protected_content(workforce(rows), snapshot_date=DAY, threshold=10)
    known = [each.at for each in found.statement.known]
    assert len(set(known)) == len(known)
    assert text_of(found.statement)
