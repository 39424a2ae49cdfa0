"""Seeded resampling for means and medians: bootstrap distributions and permutation tests.

The same data and seed give the same draws on every machine, so that a figure can be computed again.
"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Statistic = Literal["mean", "median"]
Floats = NDArray[np.float64]

BOOTSTRAP_DRAWS = 4_999
PERMUTATION_DRAWS = 9_999
SEED = 20_260_331
_CHUNK = 4_000_000
"""Numbers held at once, so that memory stays bounded whatever the number of staff."""


def average(values: Floats, statistic: Statistic) -> float:
    """Return the mean or the median of at least one value, whatever their order down to the last bit."""
    return float(np.mean(np.sort(values)) if statistic == "mean" else np.median(values))


def bootstrap(values: Floats, statistic: Statistic, rng: np.random.Generator) -> Floats:
    """Return `BOOTSTRAP_DRAWS` values of the statistic, each of a sample drawn with replacement.

    The values are sorted first, so that the order of a file's rows changes nothing.
    """
    values = np.sort(values)
    if statistic == "median":
        return _bootstrap_medians(values, rng)
    n = len(values)
    step = max(1, _CHUNK // n)
    chunks = [
        values[rng.integers(0, n, size=(min(step, BOOTSTRAP_DRAWS - start), n))].mean(axis=1)
        for start in range(0, BOOTSTRAP_DRAWS, step)
    ]
    return np.concatenate(chunks)


def permutation_p_value(
    group: Floats, comparator: Floats, statistic: Statistic, rng: np.random.Generator
) -> float:
    """Return the two-sided p-value of a difference of means or medians under shuffled labels.

    Counts the shuffles at least as far from zero as what was observed, itself included, so that the
    smallest possible value is 1 / (draws + 1).
    """
    observed = abs(average(group, statistic) - average(comparator, statistic))
    pooled = np.sort(np.concatenate([group, comparator]))
    step = max(1, _CHUNK // len(pooled))
    # Sums of the same numbers in another order differ in their last bits; such a tie is a tie.
    margin = 1e-9 * max(1.0, float(np.max(np.abs(pooled))))
    extreme = 1
    for start in range(0, PERMUTATION_DRAWS, step):
        draws = min(step, PERMUTATION_DRAWS - start)
        inside = _random_subsets(draws, len(pooled), len(group), rng)
        difference = _of_subset(pooled, inside, statistic) - _of_subset(pooled, ~inside, statistic)
        extreme += int(np.count_nonzero(np.abs(difference) >= observed - margin))
    return extreme / (PERMUTATION_DRAWS + 1)


def _bootstrap_medians(ordered: Floats, rng: np.random.Generator) -> Floats:
    """Draw medians without drawing samples.

    The k-th smallest of n values drawn with replacement is the sorted data at position floor(n U), where U
    is the k-th order statistic of n uniforms, a Beta(k, n - k + 1) variable; given it, the next order
    statistic is U + (1 - U) Beta(1, n - k). Exact, and independent of n in cost.
    """
    n = len(ordered)
    k = (n + 1) // 2
    first = rng.beta(k, n - k + 1, size=BOOTSTRAP_DRAWS)
    low = ordered[np.minimum((n * first).astype(np.int64), n - 1)]
    if n % 2:
        return low
    second = first + (1 - first) * rng.beta(1, n - k, size=BOOTSTRAP_DRAWS)
    return (low + ordered[np.minimum((n * second).astype(np.int64), n - 1)]) / 2


def _random_subsets(draws: int, n: int, size: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    chosen = np.argpartition(rng.random((draws, n)), size - 1, axis=1)[:, :size]
    inside = np.zeros((draws, n), dtype=np.bool_)
    np.put_along_axis(inside, chosen, True, axis=1)
    return inside


def _of_subset(ordered: Floats, inside: NDArray[np.bool_], statistic: Statistic) -> Floats:
    """Return the statistic of each row's subset of the sorted values; all subsets are of one size."""
    size = int(inside[0].sum())
    if statistic == "mean":
        means: Floats = inside @ ordered / size
        return means
    members = np.nonzero(inside)[1].reshape(len(inside), size)
    low, high = members[:, (size - 1) // 2], members[:, size // 2]
    medians: Floats = (ordered[low] + ordered[high]) / 2
    return medians
