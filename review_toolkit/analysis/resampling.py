"""Seeded bootstrap for means and medians.

The same data and seed give the same draws on every machine, so that a figure can be computed again.
"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Statistic = Literal["mean", "median"]
Floats = NDArray[np.float64]

BOOTSTRAP_DRAWS = 4_999
SEED = 20_260_331
LARGE = 5_000
"""From this many people on, a resampled mean is drawn from its normal limit: samples would cost minutes."""
CHUNK = 4_000_000
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
    if n >= LARGE:
        return rng.normal(np.mean(values), np.std(values) / np.sqrt(n), size=BOOTSTRAP_DRAWS)
    step = max(1, CHUNK // n)
    chunks = [
        values[rng.integers(0, n, size=(min(step, BOOTSTRAP_DRAWS - start), n))].mean(axis=1)
        for start in range(0, BOOTSTRAP_DRAWS, step)
    ]
    return np.concatenate(chunks)


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
