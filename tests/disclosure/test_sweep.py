"""The promise (privacy.md 1) over seeded organisations: two attackers, who share no code, find nothing.

`make bench ARGS=sweep` asks the same of hundreds of seeds.
"""

from dataclasses import replace

import pytest

from review_toolkit.disclosure.statements import Cell, Statement, Sum
from tests.disclosure.judging import Published, broken_lines, is_small, judge, publish
from tests.disclosure.populations import history, random_statement, wide_grid
from tests.disclosure.systems import KINDS, THRESHOLDS, corrected, staff_of, years

SEEDS = range(4)
RANDOM_SEEDS = (0, 2, 3, 9, 11, 12, 14, 18, 20, 22, 23)
"""Of the first 24, those with at most 250 cells that take less than a few seconds."""
FEW_INSIDERS = 6


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("threshold", THRESHOLDS)
@pytest.mark.parametrize("seed", SEEDS)
def test_one_date_keeps_every_small_number_open(seed: int, threshold: int, kind: str) -> None:
    done, refused = publish([KINDS[kind](staff_of(seed), seed, threshold)])
    assert not refused
    assert judge(done, insiders=FEW_INSIDERS, whole=True).faults == {}


@pytest.mark.parametrize("seed", RANDOM_SEEDS)
def test_dimensions_drawn_at_random_keep_every_small_number_open(seed: int) -> None:
    done, refused = publish([random_statement(seed)])
    assert not refused
    assert judge(done, insiders=FEW_INSIDERS, whole=True).faults == {}


@pytest.mark.parametrize("threshold", THRESHOLDS)
@pytest.mark.parametrize("seed", SEEDS)
def test_years_with_movers_and_withdrawn_releases_stay_open_together(seed: int, threshold: int) -> None:
    staff = staff_of(seed, least=60, most=3_000)
    done, refused = publish(years(seed, staff=staff, threshold=threshold))
    tally = judge(done, insiders=FEW_INSIDERS)
    assert not refused
    assert tally.movers
    assert tally.faults == {}


@pytest.mark.parametrize("percent", [0.0, 1.0, 12.0])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_corrected_file_tells_nothing_of_those_who_were_corrected(seed: int, percent: float) -> None:
    staff = staff_of(seed, least=100, most=3_000)
    done, refused = publish(corrected(seed, staff=staff, threshold=10, percent=percent))
    tally = judge(done, insiders=FEW_INSIDERS)
    assert not refused
    assert bool(tally.movers) is bool(percent)
    assert tally.faults == {}


@pytest.mark.parametrize("kind", KINDS)
def test_fifty_staff_are_protected_or_refused_in_words(kind: str) -> None:
    done, refused = publish([KINDS[kind](50, 3, 5)])
    assert judge(done).faults == {}
    assert bool(done) is not bool(refused)
    assert all("Publish" in each or "Merge" in each for each in refused)


def test_a_publication_of_704_cells_keeps_every_small_number_open() -> None:
    """At 30,000 staff; the others take longer and are part of the bench."""
    done, refused = publish([wide_grid(30_000)])
    tally = judge(done, insiders=2)
    assert not refused
    assert (tally.cells, tally.small) == (704, 156)
    assert tally.faults == {}


def _threshold_only(truth: Statement) -> Statement:
    """Hide what is small and nothing else."""
    tables = tuple(
        replace(
            table,
            cells=tuple(
                Cell(cell.at, hidden=True) if is_small(truth, cell.at, cell.count or 0) else cell
                for cell in table.cells
            ),
        )
        for table in truth.tables
    )
    return replace(truth, tables=tables)


def test_the_judge_finds_what_a_threshold_alone_gives_away() -> None:
    truth = KINDS["5 groups by 6 grades and band"](295, 2, 10)
    found = judge([Published(truth, _threshold_only(truth))]).faults
    assert {"exact", "within_2", "below", "narrowed", "pinned_by_insiders", "attacker_found"} <= set(found)


def test_the_judge_finds_what_is_wrong_or_left_standing() -> None:
    truth = KINDS["5 groups by 6 grades and band"](295, 2, 10)
    standing = judge([Published(truth, truth)])
    assert standing.faults["shown_small"] == standing.small > 0
    (done,), _ = publish([truth])
    (table,) = done.printed.tables
    shown = next(n for n, cell in enumerate(table.cells) if not cell.hidden and len(cell.at) == 2)
    wrong = [replace(c, count=(c.count or 0) + 1) if n == shown else c for n, c in enumerate(table.cells)]
    printed = replace(done.printed, tables=(replace(table, cells=tuple(wrong)),))
    everything = [
        replace(c, count=(c.count or 0) + (n == shown)) for n, c in enumerate(truth.tables[0].cells)
    ]
    assert broken_lines(truth) == 0
    assert broken_lines(replace(truth, tables=(replace(table, cells=tuple(everything)),)))
    unseen = replace(truth, tables=(replace(table, cells=tuple(everything)),))
    assert judge([Published(unseen, done.printed)]).faults["wrong"] == 1
    with pytest.raises(AssertionError, match="no organisation fits"):
        judge([Published(truth, printed)])


def test_the_judge_finds_sums_and_zeros_and_movers_that_are_told() -> None:
    pay = KINDS["sums of pay beside counts"](295, 2, 10)
    (made,), _ = publish([pay])
    sums = tuple(Sum(each.measure, each.at, None, each.total) for each in pay.sums)
    assert judge([replace(made, printed=replace(made.printed, sums=sums))]).faults["sums_told"]
    outcome = KINDS["an outcome with protected zeros"](184, 4, 10)
    assert judge([Published(outcome, _threshold_only(outcome))]).faults
    first, second = history(1, staff=150, dates=2)
    told = judge([Published(first, first), Published(second, second)])
    assert told.faults["movers_told"]
