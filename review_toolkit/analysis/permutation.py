"""Seeded permutation tests for a difference of means or medians between two groups.

Shuffling labels over n people costs n for each draw. Medians are drawn without shuffling, exactly; means by
shuffling where that is affordable, by drawing only the smaller group where it is small, and from their normal
limit where both groups are large.
"""

import numpy as np
from numpy.typing import NDArray

from review_toolkit.analysis.resampling import CHUNK, Floats, Statistic, average

PERMUTATION_DRAWS = 9_999
_SHUFFLED = 4_000
"""People in both groups together up to which labels are shuffled as they stand."""
_DRAWN = 1_000
"""People in the smaller group from which on a shuffled mean is drawn from its normal limit."""
_TIE = 1e-9
"""Sums of the same numbers in another order differ in their last bits; such a tie is a tie."""

Positions = NDArray[np.int64]


def permutation_p_value(
    group: Floats, comparator: Floats, statistic: Statistic, rng: np.random.Generator
) -> float:
    """Return the two-sided p-value of a difference of means or medians under shuffled labels.

    Counts the shuffles at least as far from zero as what was observed, itself included, so that the
    smallest possible value is 1 / (draws + 1).
    """
    observed = abs(average(group, statistic) - average(comparator, statistic))
    pooled = np.sort(np.concatenate([group, comparator]))
    margin = _TIE * max(1.0, float(np.max(np.abs(pooled))))
    size = len(group)
    shuffled = (
        _median_differences(pooled, size, rng)
        if statistic == "median"
        else _mean_differences(pooled, min(size, len(pooled) - size), rng)
    )
    extreme = int(np.count_nonzero(np.abs(shuffled) >= observed - margin))
    return (extreme + 1) / (PERMUTATION_DRAWS + 1)


def _mean_differences(pooled: Floats, size: int, rng: np.random.Generator) -> Floats:
    """Draw the difference between the mean of a random subset of `size` people and that of the others."""
    n = len(pooled)
    others = n - size
    if n <= _SHUFFLED:
        sums = np.concatenate(
            [
                _subset_sums(pooled, size, min(step, PERMUTATION_DRAWS - start), rng)
                for step in (max(1, CHUNK // n),)
                for start in range(0, PERMUTATION_DRAWS, step)
            ]
        )
    elif size < _DRAWN:
        sums = np.array(
            [
                pooled[rng.choice(n, size, replace=False, shuffle=False)].sum()
                for _ in range(PERMUTATION_DRAWS)
            ]
        )
    else:
        # The exact variance of a difference of means under permutation.
        spread = np.std(pooled, ddof=1) * np.sqrt(1 / size + 1 / others)
        return rng.normal(0.0, spread, size=PERMUTATION_DRAWS)
    differences: Floats = sums / size - (pooled.sum() - sums) / others
    return differences


def _subset_sums(pooled: Floats, size: int, draws: int, rng: np.random.Generator) -> Floats:
    chosen = np.argpartition(rng.random((draws, len(pooled))), size - 1, axis=1)[:, :size]
    sums: Floats = pooled[chosen].sum(axis=1)
    return sums


def _median_differences(pooled: Floats, size: int, rng: np.random.Generator) -> Floats:
    """Draw the difference between the median of a random subset of the sorted values and of the others.

    Only the positions of the middle members of both sides are drawn, by halving: how many of a stretch's
    members fall into its left half is hypergeometric. Stretches apart are independent given their counts;
    two searches in the same stretch share its draw. Exact, and about log n in cost for each draw.
    """
    n = len(pooled)
    others = n - size
    # Of each side the two middle ranks, the same twice where the number is odd.
    ranks = ((size - 1) // 2, size // 2, (others - 1) // 2, others // 2)
    positions = _positions_of_ranks(n, size, ranks, rng)
    medians = [(pooled[positions[a]] + pooled[positions[b]]) / 2 for a, b in ((0, 1), (2, 3))]
    differences: Floats = medians[0] - medians[1]
    return differences


def _positions_of_ranks(
    n: int, size: int, ranks: tuple[int, int, int, int], rng: np.random.Generator
) -> list[Positions]:
    """Return, for each rank, where the member of that rank stands among n positions, for every draw.

    The first two ranks count members of a random subset of `size`, the last two those outside it.
    """
    inside = (True, True, False, False)
    start = [np.zeros(PERMUTATION_DRAWS, dtype=np.int64) for _ in ranks]
    length = [np.full(PERMUTATION_DRAWS, n, dtype=np.int64) for _ in ranks]
    members = [np.full(PERMUTATION_DRAWS, size, dtype=np.int64) for _ in ranks]
    left_to_pass = [np.full(PERMUTATION_DRAWS, rank, dtype=np.int64) for rank in ranks]
    while any((stretch > 1).any() for stretch in length):
        halves = [stretch // 2 for stretch in length]
        drawn: list[Positions] = []
        for index in range(len(ranks)):
            fresh = rng.hypergeometric(members[index], length[index] - members[index], halves[index]).astype(
                np.int64
            )
            for earlier in range(index):
                same = (start[earlier] == start[index]) & (length[earlier] == length[index])
                fresh = np.where(same, drawn[earlier], fresh)
            drawn.append(fresh)
        for index, half in enumerate(halves):
            in_half = drawn[index] if inside[index] else half - drawn[index]
            right = left_to_pass[index] >= in_half
            left_to_pass[index] = np.where(right, left_to_pass[index] - in_half, left_to_pass[index])
            start[index] = np.where(right, start[index] + half, start[index])
            members[index] = np.where(right, members[index] - drawn[index], drawn[index])
            length[index] = np.where(right, length[index] - half, half)
    return start
