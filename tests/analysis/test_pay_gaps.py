"""Pay gaps: the formula by hand, what has no gap, and what an interval and a test need."""

import math
import statistics
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_toolkit.analysis.pay import gap_draws, interval_of, pay_gap
from review_toolkit.analysis.results import Measure
from review_toolkit.figures import NotCalculable

amounts = st.lists(st.floats(1, 200_000), min_size=1, max_size=15)


def gap(group, comparator, statistic="median", **more):
    return pay_gap(
        np.array(group, dtype=np.float64),
        np.array(comparator, dtype=np.float64),
        group="Black",
        comparator="White",
        statistic=statistic,
        **more,
    )


@given(amounts, amounts)
def test_a_gap_is_what_is_missing_to_the_comparators_pay_as_a_part_of_that(group, comparator):
    for statistic, of in (("mean", statistics.fmean), ("median", statistics.median)):
        measure = gap(group, comparator, statistic)
        by_hand = (of(comparator) - of(group)) / of(comparator) * 100
        assert measure.result.value == pytest.approx(by_hand, abs=1e-7)
        assert measure.indicator == f"{statistic}_pay_gap"
        assert measure.direction == "White / Black"
        assert (measure.result.denominator, measure.result.comparator_denominator) == (
            len(group),
            len(comparator),
        )


def test_positive_means_that_the_group_is_paid_less():
    assert gap([80.0], [100.0]).result.value == pytest.approx(20)
    assert gap([120.0], [100.0]).result.value == pytest.approx(-20)
    assert gap([100.0], [100.0]).result.value == 0


@pytest.mark.parametrize(
    ("group", "comparator", "reason"),
    [
        ([], [1.0], "is recorded as Black, so there is nothing"),
        ([1.0], [], "is recorded as White, so there is nothing"),
        ([], [], "is recorded as Black, so there is nothing"),
        ([1.0], [0.0, 0.0], "pay of people recorded as White is nought"),
    ],
)
@pytest.mark.parametrize("statistic", ["mean", "median"])
def test_where_there_is_no_gap_a_reason_stands_in_its_place(group, comparator, reason, statistic):
    result = gap(group, comparator, statistic, tested=True).result
    assert isinstance(result, NotCalculable)
    assert reason in result.reason


def test_nought_among_the_comparators_pay_gives_no_infinite_interval():
    result = gap([1.0] * 12, [0.0] * 5 + [1.0] * 8, tested=True).result
    assert math.isfinite(result.value)
    assert result.interval is None
    assert result.p_value is None


def test_an_interval_needs_ten_people_on_both_sides():
    ten, nine = [float(n) for n in range(20, 30)], [float(n) for n in range(20, 29)]
    assert gap(ten, ten, tested=True).result.interval is not None
    for sides in ((nine, ten), (ten, nine)):
        result = gap(*sides, tested=True).result
        assert (result.interval, result.p_value) == (None, None)


def test_only_a_headline_gap_is_tested():
    ten = [float(n) for n in range(20, 30)]
    assert gap(ten, ten).result.p_value is None
    assert gap(ten, ten, tested=True).result.p_value == 1


def test_an_interval_holds_the_middle_of_the_draws():
    draws = np.arange(1, 1001, dtype=np.float64)
    assert interval_of(draws, 0.95) == pytest.approx((25.975, 975.025))
    low, high = interval_of(draws, 0.90)
    assert np.mean((draws >= low) & (draws <= high)) == pytest.approx(0.90, abs=0.002)


@pytest.mark.parametrize("statistic", ["mean", "median"])
def test_an_interval_agrees_with_a_bootstrap_done_the_long_way(statistic):
    chance = np.random.default_rng(11)
    comparator, group = np.exp(chance.normal(10.4, 0.3, 61)), np.exp(chance.normal(10.3, 0.3, 40))
    of = statistics.fmean if statistic == "mean" else statistics.median
    slow = []
    for _ in range(4000):
        below = of(chance.choice(comparator, len(comparator)).tolist())
        slow.append(100 * (below - of(chance.choice(group, len(group)).tolist())) / below)
    fast = gap_draws(group, comparator, statistic)
    for level in (0.025, 0.25, 0.5, 0.75, 0.975):
        share = np.mean(np.array(slow) <= np.quantile(fast, level))
        assert share == pytest.approx(level, abs=0.03)


def test_the_same_data_give_the_same_figures_in_every_process():
    code = (
        "import numpy as np; from review_toolkit.analysis.pay import pay_gap\n"
        "pay = np.arange(20_000.0, 60_000.0, 397.0)\n"
        "for s in ('mean', 'median'):\n"
        "    r = pay_gap(pay[::3], pay[1::2], group='B', comparator='W', statistic=s, tested=True).result\n"
        "    print(repr(r.value), r.interval, r.p_value)"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


def test_a_measure_without_a_result_takes_no_verdict():
    none = Measure("mean_pay_gap", "Black", "percent", NotCalculable("Nobody."))
    assert none.with_verdict("gap") is none
