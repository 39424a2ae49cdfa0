"""Resampling against the long way: every subset of tiny data, and shuffles by plain loops."""

import itertools
import math
import random
import statistics
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest

from review_toolkit.analysis.permutation import PERMUTATION_DRAWS, permutation_p_value
from review_toolkit.analysis.resampling import BOOTSTRAP_DRAWS, average, bootstrap

OF = {"mean": statistics.fmean, "median": statistics.median}
TINY = [
    ([1.0, 2.0, 9.0], [3.0, 4.0, 5.0, 8.0]),
    ([10.0, 11.0], [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]),
    ([1.0, 1.0, 2.0, 2.0], [2.0, 2.0, 3.0, 3.0, 3.0]),
    ([5.0], [1.0, 2.0, 3.0, 4.0, 6.0, 7.0]),
    ([31_250.0, 27_110.0, 44_300.0, 25_160.0], [53_200.0, 64_250.0, 31_250.0, 77_500.0]),
]


def p_value(group, comparator, statistic, seed=5):
    return permutation_p_value(np.array(group), np.array(comparator), statistic, np.random.default_rng(seed))


def exact_p(group, comparator, statistic):
    """The share of all ways to label the people of which the difference is at least as large."""
    pooled, of = group + comparator, OF[statistic]
    observed = abs(of(group) - of(comparator))
    extreme = total = 0
    for chosen in itertools.combinations(range(len(pooled)), len(group)):
        inside = [pooled[i] for i in chosen]
        outside = [pooled[i] for i in range(len(pooled)) if i not in chosen]
        total += 1
        extreme += abs(of(inside) - of(outside)) >= observed - 1e-9
    return extreme / total


@pytest.mark.parametrize("statistic", ["mean", "median"])
@pytest.mark.parametrize(("group", "comparator"), TINY)
def test_a_permutation_p_value_is_that_of_all_ways_to_label_the_people(group, comparator, statistic):
    exact = exact_p(group, comparator, statistic)
    allowed = 4 * math.sqrt(exact * (1 - exact) / PERMUTATION_DRAWS) + 2 / PERMUTATION_DRAWS
    assert p_value(group, comparator, statistic) == pytest.approx(exact, abs=allowed)


@pytest.mark.parametrize("statistic", ["mean", "median"])
@pytest.mark.parametrize("shift", [0.0, 0.05, 0.12])
def test_a_permutation_p_value_agrees_with_shuffles_by_plain_loops(statistic, shift):
    chance = random.Random(7)
    group = [chance.lognormvariate(10.3, 0.25) for _ in range(31)]
    comparator = [chance.lognormvariate(10.3 + shift, 0.25) for _ in range(44)]
    of = OF[statistic]
    observed = abs(of(group) - of(comparator))
    pooled, draws, extreme = group + comparator, 3000, 0
    for _ in range(draws):
        chance.shuffle(pooled)
        extreme += abs(of(pooled[:31]) - of(pooled[31:])) >= observed - 1e-9
    slow = extreme / draws
    assert p_value(group, comparator, statistic) == pytest.approx(slow, abs=0.04)


def test_a_p_value_is_never_nought_and_sides_paid_alike_give_one():
    far = p_value([1.0] * 30 + [2.0] * 30, [100.0] * 30 + [101.0] * 30, "mean")
    assert far == 1 / (PERMUTATION_DRAWS + 1)
    assert p_value([5.0] * 12, [5.0] * 15, "median") == 1


def test_swapping_the_sides_changes_the_p_value_only_by_chance():
    group, comparator = [float(n) for n in range(10, 30)], [float(n) for n in range(14, 40)]
    assert p_value(group, comparator, "mean") == pytest.approx(p_value(comparator, group, "mean"), abs=0.02)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_bootstrap_medians_have_exactly_the_distribution_of_resampled_ones(size):
    """Against every one of the size ** size samples there are."""
    values = [10.0, 20.0, 40.0, 80.0, 160.0][:size]
    every = Counter(statistics.median(sample) for sample in itertools.product(values, repeat=size))
    draws = np.concatenate(
        [bootstrap(np.array(values), "median", np.random.default_rng(seed)) for seed in range(6)]
    )
    found = Counter(draws.tolist())
    assert set(found) <= set(every)
    for value, times in every.items():
        share = float(Fraction(times, size**size))
        allowed = 4.5 * math.sqrt(share * (1 - share) / len(draws)) + 1e-12
        assert found[value] / len(draws) == pytest.approx(share, abs=allowed)


@pytest.mark.parametrize("size", [30, 31])
@pytest.mark.parametrize("statistic", ["mean", "median"])
def test_bootstrap_draws_lie_like_those_of_plain_resampling(size, statistic):
    chance = random.Random(size)
    values = [chance.lognormvariate(10.4, 0.3) for _ in range(size)]
    slow = [OF[statistic](chance.choices(values, k=size)) for _ in range(6000)]
    fast = bootstrap(np.array(values), statistic, np.random.default_rng(3))
    assert len(fast) == BOOTSTRAP_DRAWS
    for level in (0.025, 0.25, 0.5, 0.75, 0.975):
        share = np.mean(np.array(slow) <= np.quantile(fast, level))
        # Medians are lumpy: a quantile may stand on a value that many draws share.
        below = np.mean(np.array(slow) < np.quantile(fast, level))
        assert below - 0.025 <= level <= share + 0.025


@pytest.mark.parametrize("statistic", ["mean", "median"])
def test_the_order_of_the_people_does_not_matter(statistic):
    values = np.exp(np.random.default_rng(2).normal(10.4, 0.3, 40))
    for again in (values[::-1], np.random.default_rng(3).permutation(values)):
        first, second = (bootstrap(v, statistic, np.random.default_rng(1)) for v in (values, again))
        assert first.tolist() == second.tolist()
        assert average(values, statistic) == average(again, statistic)


def test_averages_are_the_plain_ones():
    values = [3.0, 1.0, 10.0, 4.0]
    assert average(np.array(values), "mean") == statistics.fmean(values)
    assert average(np.array(values), "median") == statistics.median(values)
