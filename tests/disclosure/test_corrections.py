"""Two versions of one date side by side: what follows about those whose rows were wrong, or does not."""

import dataclasses
from collections import Counter
from datetime import date

import pytest

from review_toolkit.disclosure.attack import attack
from review_toolkit.disclosure.engine import CannotProtect, protect
from review_toolkit.disclosure.reading import read
from review_toolkit.disclosure.statements import (
    Cell,
    Coordinates,
    Dimension,
    Hierarchy,
    KnownCount,
    Movers,
    Statement,
    Table,
)
from review_toolkit.disclosure.writing import write

DAY = date(2026, 3, 31)
GROUPS, LINES = ("White", "Asian", "Not known"), ("G1", "G2")
Place = tuple[str, str]

BEFORE = Counter({("White", "G1"): 60, ("Asian", "G1"): 50, ("White", "G2"): 40, ("Asian", "G2"): 30})
BEFORE[("Not known", "G1")] = 5


def cell_at(group: str = "", line: str = "") -> Coordinates:
    return tuple(pair for pair in (("ethnicity", group), ("grade", line)) if pair[1])


def published(people: Counter[Place], *movers: Movers) -> Statement:
    """Return all counts by group and line."""
    cells = tuple(
        Cell(
            cell_at(group, line),
            sum(n for (g, x), n in people.items() if group in ("", g) and line in ("", x)),
        )
        for group in ("", *GROUPS)
        for line in ("", *LINES)
    )
    return Statement(
        threshold=10,
        dimensions={
            "ethnicity": Dimension("ethnicity", "sensitive", frozenset({"Not known"})),
            "grade": Dimension("grade", "public"),
        },
        hierarchies={
            "ethnicity": Hierarchy("All", {"All": (GROUPS,)}),
            "grade": Hierarchy("All", {"All": (LINES,)}),
        },
        tables=(Table("ethnicity by grade", ("ethnicity", "grade"), cells),),
        as_of=DAY,
        movers=movers,
    )


def corrected(*changes: tuple[Place | None, Place | None, int]) -> Statement:
    """Return the version in which so many rows stand elsewhere: from where (None: missing) and to where."""
    people = Counter(BEFORE)
    told = {side: dict.fromkeys(LINES, 0) for side in ("joined", "left", "went", "came", "regrouped")}
    for source, target, count in changes:
        if source:
            people[source] -= count
        if target:
            people[target] += count
        if source is None and target:
            told["joined"][target[1]] += count
        elif source and target is None:
            told["left"][source[1]] += count
        elif source and target:
            if source[1] != target[1]:
                told["went"][source[1]] += count
                told["came"][target[1]] += count
            if source[0] != target[0]:
                told["regrouped"][target[1]] += count
    known = {
        side: (
            KnownCount((), sum(lines.values())),
            *(KnownCount(cell_at(line=line), count) for line, count in lines.items()),
        )
        for side, lines in told.items()
    }
    return published(people, Movers(DAY, DAY, **known))


FIRST = published(BEFORE)
ONE_ROW = {
    "somebody was missing": (None, ("Asian", "G2"), 1),
    "somebody should not have been there": (("Asian", "G2"), None, 1),
    "somebody stood on another line": (("Asian", "G1"), ("Asian", "G2"), 1),
    "somebody's group was wrong": (("White", "G2"), ("Asian", "G2"), 1),
    "somebody's group was missing": (("Not known", "G1"), ("Asian", "G1"), 1),
    "line and group were wrong": (("White", "G1"), ("Asian", "G2"), 1),
}


@pytest.mark.parametrize("change", ONE_ROW.values(), ids=ONE_ROW)
@pytest.mark.parametrize("count", [1, 9])
def test_a_few_corrected_rows_tell_their_group_although_no_number_is_small(
    change: tuple[Place | None, Place | None, int], count: int
) -> None:
    report = attack(
        [FIRST, corrected((*change[:2], min(count, 5) if change[0] == ("Not known", "G1") else count))]
    )
    assert report.summary["movers_pinned"]
    assert report.reasons == ("the group of people who joined, left or moved can be told",)


@pytest.mark.parametrize("change", ONE_ROW.values(), ids=ONE_ROW)
def test_the_engine_hides_in_the_corrected_figures_what_would_tell_of_one_row(
    change: tuple[Place | None, Place | None, int],
) -> None:
    made = protect(corrected(change), against=[FIRST])
    assert attack([FIRST, made.statement], insiders=True).ok
    assert any(cell.hidden for table in made.statement.tables for cell in table.cells)


def _without_lines(table: Table) -> Table:
    cells = tuple(cell for cell in table.cells if not any(name == "grade" for name, _ in cell.at))
    return dataclasses.replace(table, cells=cells)


def test_the_same_figures_again_and_large_corrections_are_safe() -> None:
    assert attack([FIRST, corrected()]).ok
    assert attack([FIRST, corrected((None, ("Asian", "G2"), 10), (None, ("White", "G2"), 20))]).ok
    assert attack([FIRST, corrected((("White", "G1"), ("Asian", "G1"), 10))]).ok


def test_a_few_more_are_hidden_among_many_whose_group_was_changed() -> None:
    """Of 1 who was missing and 20 whose group was wrong, nobody can say which of them were Asian."""
    among = corrected(
        (None, ("Asian", "G1"), 1),
        (("White", "G1"), ("Asian", "G1"), 15),
        (("Asian", "G1"), ("White", "G1"), 5),
    )
    assert attack([FIRST, among]).summary["movers_pinned"] == 0
    alone = corrected((None, ("Asian", "G1"), 1), (("White", "G2"), ("Asian", "G2"), 20))
    assert attack([FIRST, alone]).summary["movers_pinned"]


def test_whoever_moves_keeps_their_group_so_that_moves_hide_no_joiner() -> None:
    without_lines = [
        dataclasses.replace(each, tables=(_without_lines(each.tables[0]),))
        for each in (FIRST, corrected((None, ("Asian", "G2"), 1), (("White", "G1"), ("White", "G2"), 20)))
    ]
    assert attack(without_lines).summary["movers_pinned"]


def test_a_later_date_fits_though_a_group_was_recorded_anew() -> None:
    later = date(2027, 3, 31)
    people = Counter(BEFORE)
    people[("White", "G1")] -= 3
    people[("Asian", "G1")] += 3
    nobody = (KnownCount((), 0),)

    def of(regrouped: int) -> Statement:
        told = (KnownCount((), regrouped),) if regrouped else ()
        moved = Movers(DAY, later, joined=nobody, left=nobody, regrouped=told)
        return dataclasses.replace(published(people, moved), as_of=later)

    report = attack([FIRST, of(3)])
    assert (report.ok, report.summary["unlinked_dates"]) == (True, 0)
    assert protect(of(3), against=[FIRST]).statement.tables == of(3).tables
    with pytest.raises(CannotProtect):
        protect(of(2), against=[FIRST])


def test_what_is_known_of_a_correction_reads_back_as_it_was_written() -> None:
    second = corrected((None, ("Asian", "G2"), 3), (("White", "G1"), ("Asian", "G2"), 2))
    assert read(write(second)) == second
    assert '"regrouped"' not in write(FIRST)
