"""What speaks against a publication, and what does not; what insiders and two dates tell; refusals."""

import dataclasses
from collections.abc import Sequence
from datetime import date
from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from review_toolkit.disclosure.attack import AttackTooSlow, Contradiction, attack
from review_toolkit.disclosure.statements import (
    Cell,
    Coordinates,
    Dimension,
    Hierarchy,
    KnownBy,
    KnownCount,
    Movers,
    ShownAs,
    Statement,
    Sum,
    Table,
    Zero,
)
from review_toolkit.failures import CannotBeDone
from tests.disclosure.enumeration import Fact, every_table
from tests.disclosure.populations import count_by_cell, history

GROUPS = ("White", "Asian", "Black", "Not known")
Counts = NDArray[np.int64]
SITES = ("North", "South", "East")


def at_of(group: str | None = None, site: str | None = None, outcome: str | None = None) -> Coordinates:
    pairs = (("ethnicity", group), ("outcome", outcome), ("site", site))
    return tuple((name, each) for name, each in pairs if each)


def statement(
    cells: Sequence[Cell],
    *,
    threshold: int = 10,
    zero: Zero = "publish",
    never: Sequence[str] = (),
    **more: object,
) -> Statement:
    values: dict[str, object] = {
        "threshold": threshold,
        "dimensions": {
            "ethnicity": Dimension("ethnicity", "sensitive", frozenset(never)),
            "site": Dimension("site", "public"),
            "outcome": Dimension("outcome", "outcome", zero=zero),
        },
        "hierarchies": {
            "ethnicity": Hierarchy("All", {"All": (GROUPS,)}),
            "site": Hierarchy("All", {"All": (SITES,)}),
            "outcome": Hierarchy("All", {"All": (("Yes", "No"),)}),
        },
        "tables": (Table("t", ("ethnicity", "site", "outcome"), tuple(cells)),),
    }
    return Statement(**{**values, **more})  # type: ignore[arg-type]


def one_line(counts: Sequence[int], hidden: Sequence[int], **more: object) -> Statement:
    """Return the groups of everybody, some hidden."""
    cells = [Cell((), sum(counts))]
    for number, group in enumerate(GROUPS):
        here = at_of(group)
        cells.append(Cell(here, hidden=True) if number in hidden else Cell(here, counts[number]))
    return statement(cells, **more)  # type: ignore[arg-type]


def found(*statements: Statement, **more: object) -> dict[str, int | float | bool]:
    return dict(attack(statements, **more).summary)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("counts", "hidden", "expected"),
    [
        ((80, 4, 30, 20), [1], {"exact_small": 1, "below_threshold": 1}),
        ((80, 4, 3, 20), [1, 2], {"exact_small": 0, "below_threshold": 2}),
        ((80, 4, 30, 20), [1, 2], {"below_threshold": 0}),
        ((80, 0, 30, 20), [1], {"exact_small": 0, "below_threshold": 0, "exact_zero": 0}),
        ((80, 14, 30, 20), [1], {"exact_small": 0, "exact_hidden_for_nothing": 1}),
    ],
)
def test_a_hidden_number_that_is_certain_or_certainly_small_counts(
    counts: Sequence[int], hidden: Sequence[int], expected: dict[str, int]
) -> None:
    summary = found(one_line(counts, hidden))
    assert {name: summary[name] for name in expected} == expected
    assert summary["ok"] is not any(expected.get(name, 0) for name in ("exact_small", "below_threshold"))


def test_nobodys_group_and_public_cells_do_not_count() -> None:
    assert found(one_line((80, 40, 30, 4), [3], never=["Not known"]))["ok"] is True
    assert found(one_line((80, 40, 30, 4), [3]))["ok"] is False
    cells = [
        Cell((), 60),
        Cell(at_of(site="North"), hidden=True),
        *(Cell(at_of(site=s), 28) for s in SITES[1:]),
    ]
    assert found(statement(cells))["ok"] is True


@pytest.mark.parametrize(
    ("yes", "zero", "expected"),
    [
        (0, "protect", ("exact_zero", "exact_all")),
        (30, "protect", ("exact_zero", "exact_all")),
        (0, "publish", ()),
    ],
)
def test_that_nobody_or_everybody_was_appointed_counts_where_zeros_are_protected(
    yes: int, zero: Zero, expected: tuple[str, ...]
) -> None:
    """30 of a group: a Yes of 0 tells each member's outcome, and so does a No of 0."""
    cells = [Cell(at_of("Asian"), 30), Cell(at_of("Asian", outcome="Yes"), hidden=True)]
    cells += [Cell(at_of("Asian", outcome="No"), 30 - yes)]
    summary = found(statement(cells, zero=zero))
    assert {name for name in ("exact_zero", "exact_all") if summary[name]} == (
        set(expected[:1]) if yes == 0 else set(expected[1:])
    )
    assert summary["ok"] is (not expected)


def test_the_truth_makes_the_verdict_stricter() -> None:
    counts, hidden = (80, 4, 9, 20), [1, 2]
    release = one_line(counts, hidden)
    truth = one_line(counts, [])
    assert found(release)["ok"] is True
    told = found(release, truth=truth)
    assert (told["ok"], told["primaries_narrowed"], told["within_2"]) == (True, 0, 0)
    known = dataclasses.replace(release, known_by=(), known=(KnownCount(at_of("Black"), 9),))
    # Whoever knows one of the two knows the other.
    assert found(known, truth=truth)["within_2"] == 2
    wrong = one_line((80, 4, 400, 20), [])
    assert found(release, truth=wrong)["truth_outside"] == 1
    with pytest.raises(CannotBeDone, match="another date"):
        attack([release], truth=dataclasses.replace(truth, as_of=date(2026, 3, 31)))


def test_what_a_hidden_cell_was_called_with_is_never_read() -> None:
    release = one_line((80, 4, 9, 20), [1, 2])
    (table,) = release.tables
    cells = tuple(dataclasses.replace(cell, count=12345) if cell.hidden else cell for cell in table.cells)
    secret = dataclasses.replace(release, tables=(dataclasses.replace(table, cells=cells),))
    assert attack([secret]).cells == attack([release]).cells


def test_leaving_a_small_cell_out_does_not_hide_it() -> None:
    cells = [
        Cell((), 134),
        *(Cell(at_of(group), n) for group, n in zip(GROUPS, (80, 4, 30, 20), strict=True) if n != 4),
    ]
    summary = found(statement(cells))
    assert (summary["unlisted_small"], summary["ok"], summary["hidden"]) == (1, False, 0)


def test_a_percentage_that_leaves_one_small_number_counts() -> None:
    shown = ShownAs(percent=33, round=1)
    cells = [Cell(at_of(site="North"), 15), Cell(at_of("Asian", "North"), shown_as=shown)]
    assert found(statement(cells))["exact_small"] == 1
    wide = ShownAs(percent=40, round=20)
    cells = [Cell(at_of(site="North"), 50), Cell(at_of("Asian", "North"), shown_as=wide)]
    assert found(statement(cells))["ok"] is True


def test_sums_are_additive_and_may_not_be_told_too_closely() -> None:
    sums = [Sum("pay", (), 100, 4_000_000.0), Sum("pay", at_of("White"), 90, 3_700_000.0)]
    hidden = [Sum("pay", at_of(group), hidden=True) for group in GROUPS[1:]]
    release = one_line((80, 40, 30, 20), [])
    open_ = attack([dataclasses.replace(release, sums=(*sums, *hidden))])
    assert open_.ok
    assert [each.lower for each in open_.sums] == [0.0] * 3
    assert [each.upper for each in open_.sums] == pytest.approx([300_000] * 3)
    told = [Sum("pay", at_of(group), 5, 100_000.0) for group in GROUPS[1:3]]
    pinned = attack([dataclasses.replace(release, sums=(*sums, *told, hidden[2]))])
    assert pinned.summary["sums_pinned"] == 1
    assert pinned.sums[0].lower == pytest.approx(100_000)


def test_earlier_publications_of_the_date_are_one_with_the_later() -> None:
    one = one_line((80, 4, 9, 20), [1, 2])
    other = statement([Cell(at_of("Black"), 9)])
    assert found(one)["ok"] is True
    assert found(one, other)["exact_small"] == 2, "the two hidden numbers of the first both follow"
    with pytest.raises(Contradiction, match="two counts on one date"):
        attack([other, statement([Cell(at_of("Black"), 8)])])
    day = date(2026, 3, 31)
    corrected = dataclasses.replace(
        statement([Cell(at_of("Black"), 8)]), as_of=day, movers=(Movers(day, day),)
    )
    assert found(dataclasses.replace(other, as_of=day), corrected)["dates"] == 2


def test_contradictions_and_lack_of_time_are_refused() -> None:
    with pytest.raises(Contradiction, match="do not add up"):
        attack([statement([Cell((), 10), *(Cell(at_of(group), 5) for group in GROUPS)])])
    crossed = [
        Cell(at_of("Asian"), 3),
        Cell(at_of("Asian", "North"), hidden=True),
        Cell(at_of("Asian", "South"), 5),
    ]
    with pytest.raises(Contradiction):
        attack([statement(crossed)])
    with pytest.raises(AttackTooSlow, match="count as unsafe"):
        attack([one_line((80, 4, 9, 20), [1, 2])], seconds=0.0)
    with pytest.raises(CannotBeDone, match="no publication"):
        attack([])


@pytest.mark.parametrize("seed", range(25))
def test_insiders_find_what_trying_every_table_finds(seed: int) -> None:
    """Three groups at three sites, all totals shown, inner cells hidden; T = 5."""
    rng = np.random.default_rng(seed)
    groups, threshold = GROUPS[:3], 5
    table = rng.choice([0, 1, 2, 3, 4, 6, 8], size=(3, 3), p=[0.1, 0.2, 0.2, 0.2, 0.1, 0.1, 0.1])
    cells, facts, secret, asked = [Cell((), int(table.sum()))], [], [], []
    place = {(g, s): 3 * i + j for i, g in enumerate(groups) for j, s in enumerate(SITES)}
    lines = [(at_of(group), {place[group, s] for s in SITES}) for group in groups]
    lines += [(at_of(site=site), {place[g, site] for g in groups}) for site in SITES]
    lines += [(at_of(*each), {number}) for each, number in place.items()]
    for number, (at, members) in enumerate(lines):
        count = int(sum(table.reshape(-1)[each] for each in members))
        if number < 6 or rng.random() < 0.2:
            cells.append(Cell(at, count))
            facts.append(Fact(frozenset(members), count, count))
        else:
            cells.append(Cell(at, hidden=True))
            secret.append(members)
            asked.append((at, next(iter(members)), count))
    trees = {
        "ethnicity": Hierarchy("All", {"All": (groups,)}),
        "site": Hierarchy("All", {"All": (SITES,)}),
    }
    dimensions = {"ethnicity": Dimension("ethnicity", "sensitive"), "site": Dimension("site", "public")}
    release = Statement(threshold, dimensions, trees, (Table("t", ("ethnicity", "site"), tuple(cells)),))
    full = [Cell(at, int(sum(table.reshape(-1)[each] for each in members))) for at, members in lines]
    truth = dataclasses.replace(release, tables=(Table("t", ("ethnicity", "site"), tuple(full)),))
    worlds = np.array(list(every_table(9, facts, int(table.sum()))))
    pinned = set()
    # What everybody can work out counts against the publication itself; nobody needs to be inside for it.
    plain = {at for at, cell, _ in asked if worlds[:, cell].min() == worlds[:, cell].max()}
    for _, own, value in asked:
        if value in (1, 2):
            seen = worlds[worlds[:, own] == value]
            for at, cell, count in asked:
                low, high = seen[:, cell].min(), seen[:, cell].max()
                near = low > count - 2.5 and high < count + 2.5
                if cell != own and 0 < count < threshold and (high < threshold or near):
                    pinned.add(at)
    told = found(release, insiders=True, truth=truth)
    assert len(pinned - plain) <= told["insiders_pinned"] <= len(pinned)
    assert bool(told["exact_small"]) is any(0 < count < threshold for at, _, count in asked if at in plain)
    assert found(release, insiders=True)["insiders_pinned"] == 0


def test_a_group_that_knows_its_members_counts_as_inside() -> None:
    release = one_line((80, 4, 9, 20), [1, 2], known_by=(KnownBy("network", (at_of("Black"),)),))
    truth = one_line((80, 4, 9, 20), [])
    assert found(release, truth=truth, insiders=True)["insiders_pinned"] == 1
    assert found(release, truth=truth, insiders=True)["insiders_left_out"] == 0
    assert found(release, insiders=True)["insiders_left_out"] == 1


def test_what_a_group_knows_that_is_in_no_table_is_counted_as_left_out() -> None:
    elsewhere = at_of("Black", outcome="Yes")
    for cells, left_out in (((at_of("White"),), 0), ((at_of("White"), elsewhere), 1)):
        release = one_line((80, 4, 9, 20), [1, 2], known_by=(KnownBy("network", cells),))
        truth = one_line((80, 4, 9, 20), [])
        assert found(release, truth=truth, insiders=True)["insiders_left_out"] == left_out


@pytest.mark.parametrize("seed", range(30))
def test_two_dates_tell_what_trying_every_movement_tells(seed: int) -> None:
    """Two groups at two sites; anybody may move between sites, those not known may declare a group."""
    rng = np.random.default_rng(seed)
    groups, sites = (("Asian", "Black"), ("North", "South"))
    never = seed % 2 == 1
    names = ("Asian", "Not known") if never else groups
    before = rng.integers(0, 3, (2, 2))
    left = np.minimum(before, rng.integers(0, 2, (2, 2)))
    joined = rng.integers(0, 2, (2, 2))
    after = before - left + joined
    if rng.random() < 0.5 and after[0, 0] > joined[0, 0]:
        after[0] += (-1, 1)
    if never and after[1, 1] > joined[1, 1]:
        after[:, 1] += (1, -1)
    days = (date(2025, 3, 31), date(2026, 3, 31))

    def counted(table: Counts) -> tuple[KnownCount, ...]:
        return tuple(KnownCount((("site", s),), int(table[:, n].sum())) for n, s in enumerate(sites))

    told: list[list[tuple[set[int], int]]] = [[], []]
    releases, asked = [], []
    for number, table in enumerate((before, after)):
        cells = [Cell((("site", s),), int(table[:, n].sum())) for n, s in enumerate(sites)]
        told[number] = [({n, 2 + n}, int(table[:, n].sum())) for n in range(2)]
        lines: list[tuple[Coordinates, set[int]]] = [
            ((("ethnicity", g),), {2 * n, 2 * n + 1}) for n, g in enumerate(names)
        ]
        lines += [((("ethnicity", names[n // 2]), ("site", sites[n % 2])), {n}) for n in range(4)]
        for at, members in lines:
            count = int(sum(table.reshape(-1)[each] for each in members))
            if rng.random() < 0.3:
                cells.append(Cell(at, count))
                told[number].append((members, count))
            else:
                cells.append(Cell(at, hidden=True))
                asked.append((days[number], at, 4 * number, members))
        movers = (Movers(*days, joined=counted(joined), left=counted(left)),) if number else ()
        releases.append(
            Statement(
                5,
                {
                    "ethnicity": Dimension("ethnicity", "sensitive", frozenset({"Not known"})),
                    "site": Dimension("site", "public"),
                },
                {
                    "ethnicity": Hierarchy("All", {"All": (names,)}),
                    "site": Hierarchy("All", {"All": (sites,)}),
                },
                (Table("t", ("ethnicity", "site"), tuple(cells)),),
                as_of=days[number],
                movers=movers,
            )
        )
    worlds = [
        (*one, *other, *gone, *came)
        for one, other in product(*(_tables(each) for each in told))
        for gone, came in product(_by_site(left), _by_site(joined))
        if _fits(one, other, gone, came, never=never)
    ]
    seen = np.array(worlds)
    report = attack(releases)
    ranges = {(each.as_of, each.at): (each.lower, each.upper) for each in report.cells if each.table == "t"}
    for day, at, first, members in asked:
        people = seen[:, [first + each for each in members]].sum(axis=1)
        low, high = ranges[day, at]
        assert (low, high) == (people.min(), people.max())
    pinned = 0
    for first, moved in ((8, left), (12, joined)):
        for group, site in product(range(1 if never else 2), range(2)):
            if moved[:, site].sum():
                people = seen[:, first + 2 * group + site]
                pinned += people.min() >= 1 and people.max() < 5
    assert report.summary["movers_pinned"] == pinned
    assert report.summary["unlinked_dates"] == 0


def _tables(facts: Sequence[tuple[set[int], int]]) -> list[tuple[int, ...]]:
    return list(every_table(4, [Fact(frozenset(members), count, count) for members, count in facts], 12))


def _by_site(moved: Counts) -> list[tuple[int, ...]]:
    north, south = (int(each) for each in moved.sum(axis=0))
    return [(a, b, north - a, south - b) for a in range(north + 1) for b in range(south + 1)]


def _fits(
    one: Sequence[int], other: Sequence[int], gone: Sequence[int], came: Sequence[int], *, never: bool
) -> bool:
    """Nobody leaves who was not there, joiners are there afterwards, and groups keep their people."""
    if any(gone[n] > one[n] or came[n] > other[n] for n in range(4)):
        return False
    first = sum(other[:2]) - sum(one[:2]) + sum(gone[:2]) - sum(came[:2])
    return first >= 0 if never else first == 0


def test_histories_of_made_up_organisations_fit_their_own_movers() -> None:
    """All counts shown: the true movements fit, so the attack finds no contradiction."""
    dates = history(5, staff=700, dates=4)
    summary = found(*dates)
    assert (summary["dates"], summary["unlinked_dates"]) == (4, 0)
    assert found(dates[0], dates[2])["unlinked_dates"] == 1
    hidden = [
        dataclasses.replace(
            each,
            tables=tuple(
                dataclasses.replace(
                    table,
                    cells=tuple(Cell(c.at, hidden=True) if (c.count or 0) < 30 else c for c in table.cells),
                )
                for table in each.tables
            ),
        )
        for each in dates
    ]
    truth = count_by_cell(dates[1])
    for cell in attack(hidden).cells:
        if cell.as_of == dates[1].as_of and cell.table == "ethnicity by grade":
            assert cell.lower <= truth[cell.at]
            assert cell.upper is None or truth[cell.at] <= cell.upper
