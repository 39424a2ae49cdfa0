"""The attacker's ranges against every table there is, on publications small enough to try them all."""

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from review_toolkit.disclosure.attack import attack
from review_toolkit.disclosure.statements import (
    Cell,
    Coordinates,
    Dimension,
    Hierarchy,
    KnownCount,
    Relation,
    ShownAs,
    Statement,
    Table,
)
from tests.disclosure import attacker
from tests.disclosure.enumeration import Fact, ranges

GROUPS = {"White": {0}, "Asian": {1}, "Black": {2}, "Minority": {1, 2}, None: {0, 1, 2}}
GRADES = {"G1": {0}, "G2": {1}, "G3": {2}, "Upper": {1, 2}, "Edge": {0, 2}, None: {0, 1, 2}}
HIERARCHIES = {
    "ethnicity": Hierarchy("All", {"All": (("White", "Minority"),), "Minority": (("Asian", "Black"),)}),
    "grade": Hierarchy(
        "All", {"All": (("G1", "G2", "G3"),), "Upper": (("G2", "G3"),), "Edge": (("G1", "G3"),)}
    ),
}
DIMENSIONS = {"ethnicity": Dimension("ethnicity", "sensitive"), "grade": Dimension("grade", "public")}
PLACES = list(product(GROUPS, GRADES))


def at_of(group: str | None, grade: str | None) -> Coordinates:
    return tuple((name, each) for name, each in (("ethnicity", group), ("grade", grade)) if each is not None)


def finest(group: str | None, grade: str | None) -> frozenset[int]:
    return frozenset(3 * one + other for one in GROUPS[group] for other in GRADES[grade])


def statement(cells: list[Cell], **more: object) -> Statement:
    table = Table("t", ("ethnicity", "grade"), tuple(cells))
    values = {"threshold": 5, "dimensions": DIMENSIONS, "hierarchies": HIERARCHIES, "tables": (table,)}
    return Statement(**{**values, **more})  # type: ignore[arg-type]


def truth_of(table: list[int], group: str | None, grade: str | None) -> int:
    return sum(table[cell] for cell in finest(group, grade))


@st.composite
def tables_with_hidden_cells(draw: st.DrawFn) -> tuple[list[int], set[tuple[str | None, str | None]]]:
    table = draw(st.lists(st.integers(0, 4), min_size=9, max_size=9))
    hidden = draw(st.sets(st.sampled_from(PLACES[:-1]), min_size=1, max_size=16))
    return table, hidden


@settings(max_examples=120, deadline=None)
@given(tables_with_hidden_cells())
def test_no_range_is_wider_or_narrower_than_every_table_says(
    made: tuple[list[int], set[tuple[str | None, str | None]]],
) -> None:
    table, hidden = made
    cells = [
        Cell(at_of(*place), hidden=True) if place in hidden else Cell(at_of(*place), truth_of(table, *place))
        for place in PLACES
    ]
    report = attack([statement(cells)])
    facts = [
        Fact(finest(*place), truth_of(table, *place), truth_of(table, *place))
        for place in PLACES
        if place not in hidden
    ]
    asked = sorted(hidden, key=lambda place: at_of(*place))
    expected = ranges(9, facts, [finest(*place) for place in asked])
    assert expected is not None
    found = {each.at: (each.lower, each.upper) for each in report.cells if each.table == "t"}
    assert found == {at_of(*place): both for place, both in zip(asked, expected, strict=True)}


@settings(max_examples=60, deadline=None)
@given(tables_with_hidden_cells(), st.data())
def test_ranges_and_percentages_are_used_in_full(
    made: tuple[list[int], set[tuple[str | None, str | None]]], data: st.DataObject
) -> None:
    """Fractions may keep the solver from the last whole person, so the tables may say more, never less."""
    table, hidden = made
    cells, facts = [], []
    for place in PLACES:
        count, whole = truth_of(table, *place), truth_of(table, None, place[1])
        if place not in hidden:
            cells.append(Cell(at_of(*place), count))
            facts.append(Fact(finest(*place), count, count))
            continue
        kind = data.draw(st.sampled_from(["hidden", "range", "percent"]))
        if kind == "range":
            low, high = count - data.draw(st.integers(0, 2)), count + data.draw(st.integers(0, 2))
            cells.append(Cell(at_of(*place), shown_as=ShownAs(low=float(max(0, low)), high=float(high))))
            facts.append(Fact(finest(*place), max(0, low), high))
        elif kind == "percent" and whole and (None, place[1]) not in hidden:
            percent = round(100 * count / whole / 5) * 5
            cells.append(Cell(at_of(*place), shown_as=ShownAs(percent=float(percent), round=5.0)))
            fits = [k for k in range(whole + 1) if abs(100 * k / whole - percent) <= 2.5 + 1e-9]
            facts.append(Fact(finest(*place), min(fits), max(fits)))
        else:
            cells.append(Cell(at_of(*place), hidden=True))
    asked = sorted(hidden, key=lambda place: at_of(*place))
    expected = ranges(9, facts, [finest(*place) for place in asked])
    assert expected is not None
    found = {each.at: each for each in attack([statement(cells)]).cells if each.table == "t"}
    for place, (low, high) in zip(asked, expected, strict=True):
        here = found[at_of(*place)]
        assert here.upper is not None
        assert here.lower <= low <= truth_of(table, *place) <= high <= here.upper


@settings(max_examples=60, deadline=None)
@given(tables_with_hidden_cells(), st.randoms(use_true_random=False))
def test_the_order_of_cells_tables_and_publications_makes_no_difference(
    made: tuple[list[int], set[tuple[str | None, str | None]]], random: object
) -> None:
    table, hidden = made
    cells = [
        Cell(at_of(*place), hidden=True) if place in hidden else Cell(at_of(*place), truth_of(table, *place))
        for place in PLACES
    ]
    mixed = list(cells)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    halves = [statement(mixed[:15]), statement(mixed[15:])]
    one, other, turned = attack([statement(cells)]), attack(halves), attack(halves[::-1])
    assert one.cells == other.cells == turned.cells


@settings(max_examples=60, deadline=None)
@given(tables_with_hidden_cells(), st.data())
def test_one_more_figure_never_widens_a_range_and_the_truth_is_always_inside(
    made: tuple[list[int], set[tuple[str | None, str | None]]], data: st.DataObject
) -> None:
    table, hidden = made
    more = data.draw(st.sampled_from(sorted(hidden, key=lambda place: at_of(*place))))

    def found(secret: set[tuple[str | None, str | None]]) -> dict[Coordinates, tuple[int, int | None]]:
        cells = [
            Cell(at_of(*place), hidden=True)
            if place in secret
            else Cell(at_of(*place), truth_of(table, *place))
            for place in PLACES
        ]
        return {
            each.at: (each.lower, each.upper)
            for each in attack([statement(cells)]).cells
            if each.table == "t"
        }

    before, after = found(hidden), found(hidden - {more})
    for at, (low, high) in after.items():
        assert high is not None
        where = dict(at)
        assert before[at][0] <= low <= truth_of(table, where.get("ethnicity"), where.get("grade")) <= high
        assert high <= (before[at][1] or 0)


@pytest.mark.parametrize("seed", range(40))
def test_two_way_tables_have_the_ranges_that_flows_in_a_network_say(seed: int) -> None:
    rng = np.random.default_rng(seed)
    lines, groups = [f"L{n}" for n in range(5)], [f"E{n}" for n in range(4)]
    truth = {(line, group): int(rng.integers(0, 9)) for line in lines for group in groups}
    cells = [Cell((), sum(truth.values()))]
    cells += [Cell((("site", line),), sum(truth[line, group] for group in groups)) for line in lines]
    cells += [Cell((("ethnicity", group),), sum(truth[line, group] for line in lines)) for group in groups]
    cells += [Cell((("ethnicity", group), ("site", line)), hidden=True) for line, group in truth]
    made = Statement(
        5,
        {"ethnicity": Dimension("ethnicity", "sensitive"), "site": Dimension("site", "public")},
        {
            "ethnicity": Hierarchy("All", {"All": (tuple(groups),)}),
            "site": Hierarchy("All", {"All": (tuple(lines),)}),
        },
        (Table("t", ("ethnicity", "site"), tuple(cells)),),
    )
    for each in attack([made]).cells:
        where = dict(each.at)
        expected = attacker.range_of((where["site"], where["ethnicity"]), truth)
        assert (each.lower, each.upper) == expected


def test_what_is_known_and_related_is_used() -> None:
    place = {"ethnicity": "Asian", "grade": "G1"}
    hidden = [
        Cell(at_of(group, grade), hidden=True) for group in ("Asian", "Black") for grade in ("G1", "G2")
    ]
    shown = [Cell(at_of("Minority", "G1"), 9), Cell(at_of("Minority", "G2"), 30)]
    asian = tuple(sorted(place.items()))

    def range_with(**more: object) -> tuple[int, int | None]:
        report = attack([statement([*hidden, *shown], **more)])
        return next((each.lower, each.upper) for each in report.cells if each.at == asian)

    assert range_with() == (0, 9)
    assert range_with(known=(KnownCount(at_of("Black", "G1"), 4),)) == (5, 5)
    same = Relation((at_of("Asian", "G1"),), at_of("Black", "G2"))
    assert range_with(relations=(same,), known=(KnownCount(at_of("Asian", "G2"), 28),)) == (2, 2)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=6, max_size=6), st.sets(st.integers(0, 5), max_size=5))
def test_several_ways_of_dividing_speak_of_the_same_people(table: list[int], hidden: set[int]) -> None:
    """Single grades in one publication, other clusters in the next: 6 finest kinds, in 3 x 2."""
    one = {f"A{n}": {2 * n, 2 * n + 1} for n in range(3)}
    two = {f"B{n}": {n, n + 2, n + 4} for n in range(2)}
    three = {"C0": {0, 1, 2, 3}, "C1": {4, 5}}
    named = {**one, **two, **three}
    ways = (tuple(one), tuple(two), tuple(three))
    hierarchy = Hierarchy("Top", {"Top": ways, "C0": (("A0", "A1"),), "C1": (("A2",),)})
    cells, facts = [Cell((), sum(table))], [Fact(frozenset(range(6)), sum(table), sum(table))]
    asked = []
    for number, (name, members) in enumerate(named.items()):
        count = sum(table[each] for each in members)
        if number in hidden:
            cells.append(Cell((("x", name),), hidden=True))
            asked.append((name, frozenset(members)))
        else:
            cells.append(Cell((("x", name),), count))
            facts.append(Fact(frozenset(members), count, count))
    assume(asked)
    made = Statement(
        5, {"x": Dimension("x", "sensitive")}, {"x": hierarchy}, (Table("t", ("x",), tuple(cells)),)
    )
    found = {each.at: (each.lower, each.upper) for each in attack([made]).cells if each.table == "t"}
    expected = ranges(6, facts, [members for _, members in asked])
    assert expected is not None
    assert found == {(("x", name),): both for (name, _), both in zip(asked, expected, strict=True)}
