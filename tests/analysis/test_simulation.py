"""What the intervals and verdicts are worth, found by simulation; the rates are printed (use -s).

Pay is drawn from a skewed distribution whose true gap is known. Chance is seeded: a rate can only change
with the method. Bounds allow for the sampling error of that many repeats.
"""

import math

import numpy as np
import pytest

from review_toolkit.analysis import permutation
from review_toolkit.analysis.pay import gap_draws, interval_of
from review_toolkit.analysis.permutation import permutation_p_value
from review_toolkit.analysis.verdicts import LEVEL, holm

REPEATS = 300
SPREAD = 0.30
COMPARATOR, GROUP = 10.45, 10.38
TRUE_GAP = 100 * (1 - math.exp(GROUP - COMPARATOR))
"""Of means and of medians alike, since both sides are spread alike."""
SPINE = np.geomspace(24_000, 128_000, 40)
"""Points of a pay scale, so that pay has ties as it does in life."""


def error(rate, repeats):
    return math.sqrt(rate * (1 - rate) / repeats)


@pytest.mark.parametrize("statistic", ["mean", "median"])
@pytest.mark.parametrize("people", [30, 100, 300])
def test_an_interval_holds_the_true_gap_about_nineteen_times_in_twenty(people, statistic):
    chance = np.random.default_rng(people)
    held = 0
    for _ in range(REPEATS):
        comparator = np.exp(chance.normal(COMPARATOR, SPREAD, people))
        group = np.exp(chance.normal(GROUP, SPREAD, people))
        low, high = interval_of(gap_draws(group, comparator, statistic), 0.95)
        held += low <= TRUE_GAP <= high
    rate = held / REPEATS
    print(f"coverage of the 95% interval, {statistic}, n = {people}: {rate:.1%}")
    # A percentile bootstrap falls a little short with few people; far too wide would be a fault as well.
    assert 0.93 - 3 * error(0.93, REPEATS) <= rate <= 0.97 + 3 * error(0.97, REPEATS)


@pytest.mark.parametrize(("group", "comparator"), [(15, 30), (42, 101)])
@pytest.mark.parametrize("scale", ["any pay", "a pay scale"])
def test_without_a_gap_the_family_of_pay_gaps_finds_one_in_twenty_times_at_most(
    group, comparator, scale, monkeypatch
):
    monkeypatch.setattr(permutation, "PERMUTATION_DRAWS", 999)
    chance = np.random.default_rng(group)
    repeats, false = 500, 0
    for repeat in range(repeats):
        pay = np.exp(chance.normal(COMPARATOR, SPREAD, group + comparator))
        if scale == "a pay scale":
            pay = SPINE[np.searchsorted(SPINE, np.clip(pay, SPINE[0], SPINE[-1]))]
        found = {
            statistic: permutation_p_value(pay[:group], pay[group:], statistic, np.random.default_rng(repeat))
            for statistic in ("mean", "median")
        }
        false += min(holm(found).values()) < LEVEL
    rate = false / repeats
    print(f"false gaps, {group} against {comparator} people, {scale}: {rate:.1%}")
    assert rate <= LEVEL + 2.5 * error(LEVEL, repeats)
    assert rate > 0, "a test that never finds anything is no test"
