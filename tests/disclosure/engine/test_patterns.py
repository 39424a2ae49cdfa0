"""What the engine hides, against every table that there could be."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_toolkit.disclosure.engine import (
    LinesTooSmall,
    Options,
    ProtectionTooSlow,
    TooFewStaff,
    find_pattern,
)
from review_toolkit.disclosure.engine.failures import CannotProtect
from review_toolkit.disclosure.statements import (
    Cell,
    Coordinates,
    Dimension,
    Hierarchy,
    Statement,
    Table,
)
from tests.disclosure.enumeration import Fact, ranges
from tests.disclosure.systems import KINDS

GROUPS = ("Asian", "Black", "White")
LINES = ("Lower", "Upper")
THRESHOLD = 5

People = dict[tuple[str, str], int]
"""Headcounts by group and line."""


def at(group: str, line: str) -> Coordinates:
    named = (("ethnicity", group), ("grade", line))
    return tuple(pair for pair in named if pair[1])


def statement(truth: People, *, reverse: bool = False) -> Statement:
    lines = sorted({line for _, line in truth})
    cells = [
        Cell(at(group, line), sum(n for (g, x), n in truth.items() if group in ("", g) and line in ("", x)))
        for group in ("", *GROUPS)
        for line in ("", *lines)
    ]
    return Statement(
        threshold=THRESHOLD,
        dimensions={
            "ethnicity": Dimension("ethnicity", "sensitive"),
            "grade": Dimension("grade", "public"),
        },
        hierarchies={
            "ethnicity": Hierarchy("All", {"All": (GROUPS[::-1] if reverse else GROUPS,)}),
            "grade": Hierarchy("All", {"All": (tuple(lines),)}),
        },
        tables=(
            Table("ethnicity by grade", ("ethnicity", "grade"), tuple(cells[::-1] if reverse else cells)),
        ),
    )


def hidden_cells(found: frozenset[Coordinates]) -> set[tuple[str, str]]:
    return {(dict(each).get("ethnicity", ""), dict(each).get("grade", "")) for each in found}


def ranges_of(truth: People, hidden: set[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, int]]:
    """Return the least and the most of each hidden cell, by trying every table that agrees with the rest."""
    finest = sorted(truth)
    lines = sorted({line for _, line in truth})

    def inside(group: str, line: str) -> frozenset[int]:
        return frozenset(i for i, (g, x) in enumerate(finest) if group in ("", g) and line in ("", x))

    told = {(group, line) for group in ("", *GROUPS) for line in ("", *lines)} - hidden
    facts = [
        Fact(cells, people, people)
        for cells in (inside(*cell) for cell in sorted(told))
        for people in [sum(truth[finest[i]] for i in cells)]
    ]
    asked = sorted(hidden)
    found = ranges(len(finest), facts, [inside(*cell) for cell in asked])
    assert found is not None
    return dict(zip(asked, found, strict=True))


counts = st.tuples(st.integers(0, 6), st.integers(0, 12), st.integers(4, 14))
tables = st.tuples(counts, counts).map(
    lambda lines: {
        (group, line): n
        for line, column in zip(LINES, lines, strict=True)
        for group, n in zip(GROUPS, column, strict=True)
    }
)


@settings(deadline=None, max_examples=60)
@given(tables)
def test_every_hidden_small_number_could_be_anything_from_none_to_the_threshold(
    truth: People,
) -> None:
    try:
        pattern = find_pattern(statement(truth))
    except (LinesTooSmall, TooFewStaff):
        assert any(sum(truth[group, line] for group in GROUPS) < 2 * THRESHOLD for line in LINES)
        return
    hidden = hidden_cells(pattern.hidden)
    assert all(group for group, _ in hidden), "the organisation chart is always shown"
    for (group, line), (low, high) in ranges_of(truth, hidden).items():
        true = sum(n for (g, x), n in truth.items() if g == group and line in ("", x))
        assert low <= true <= high
        if 0 < true < THRESHOLD:
            assert low == 0, (group, line)
            assert high >= THRESHOLD, (group, line)
    for (group, line), n in truth.items():
        assert (group, line) in hidden or not 0 < n < THRESHOLD


@settings(deadline=None, max_examples=25)
@given(tables)
def test_the_order_of_the_input_does_not_matter(truth: People) -> None:
    try:
        pattern = find_pattern(statement(truth))
    except (LinesTooSmall, TooFewStaff):
        with pytest.raises((LinesTooSmall, TooFewStaff)):
            find_pattern(statement(truth, reverse=True))
        return
    again = find_pattern(statement(truth, reverse=True))
    assert again.hidden == pattern.hidden
    assert again.witnesses == pattern.witnesses


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    truth = {(group, line): 12 for group in GROUPS for line in LINES}
    assert find_pattern(statement(truth)).hidden == frozenset()


def test_small_systems_are_proved_to_hide_as_little_as_can_be() -> None:
    truth = dict(zip([(g, x) for g in GROUPS for x in LINES], (3, 9, 7, 8, 30, 28), strict=True))
    proof = find_pattern(statement(truth)).proof
    assert proof.excess == 0
    assert proof.bound > 0


EVEN = statement({(group, line): 12 for group in GROUPS for line in LINES})


def test_a_time_out_gives_no_pattern_and_not_another_one() -> None:
    with pytest.raises(ProtectionTooSlow, match="nothing is released"):
        find_pattern(EVEN, options=Options(seconds=0))


@pytest.mark.parametrize(
    ("kind", "staff"), [("5 groups by 6 grades and band", 295), ("three linked tables", 160)]
)
def test_each_table_in_whole_people_explains_itself(kind: str, staff: int) -> None:
    """Each block of hidden figures that a table touches holds a small number in it too (privacy.md)."""
    found = find_pattern(KINDS[kind](staff, 2, 10)).witnesses
    assert found is not None
    assert found.found > 20
    assert found.explained == found.found


def with_count(one: Statement, where: Coordinates, count: int, *, twice: bool = False) -> Statement:
    """Give a cell another count; `twice` keeps the first one, in a table of its own."""
    (table,) = one.tables
    cells = tuple(Cell(each.at, count) if each.at == where else each for each in table.cells)
    changed = replace(table, cells=cells)
    return replace(one, tables=(table, replace(changed, name="again")) if twice else (changed,))


@pytest.mark.parametrize(
    ("wrong", "earlier", "named"),
    [
        (with_count(EVEN, at("", "Upper"), 37), (), r"everybody is not the sum of Lower \+ Upper"),
        (with_count(EVEN, at("Asian", "Upper"), 13, twice=True), (), "Asian, Upper has two counts"),
        (EVEN, (with_count(EVEN, at("Asian", "Upper"), 13),), "Asian, Upper has two counts"),
        (with_count(EVEN, at("Asian", "Upper"), -7), (), "Asian, Upper .* below zero"),
    ],
)
def test_counts_that_do_not_fit_are_refused_by_name_and_quoted_by_none(
    wrong: Statement, earlier: tuple[Statement, ...], named: str
) -> None:
    """A message may be kept and logged, and a count that it quotes may be hidden in the end."""
    with pytest.raises(CannotProtect, match=named) as refused:
        find_pattern(wrong, earlier)
    assert not re.search(r"\d", str(refused.value))


def test_an_organisation_of_nine_is_told_that_it_is_too_small() -> None:
    truth = {(group, "Lower"): n for group, n in zip(GROUPS, (1, 2, 6), strict=True)}
    with pytest.raises(TooFewStaff, match="Too few staff to report"):
        find_pattern(statement(truth))
