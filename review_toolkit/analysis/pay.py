"""Pay: mean and median gaps between a group and the comparator, and who is in each quarter of pay.

People without recorded pay are left out; people whose ethnic group is not recorded are left out of gaps and
kept in quarters (domain.md 3.2).
"""

from collections.abc import Mapping

import numpy as np

from review_toolkit.analysis.counting import Codes, Counts
from review_toolkit.analysis.groups import UNKNOWN, Grouping
from review_toolkit.analysis.permutation import permutation_p_value
from review_toolkit.analysis.resampling import SEED, Floats, Statistic, average, bootstrap
from review_toolkit.analysis.results import Exact, Measure
from review_toolkit.figures import NotCalculable

QUARTERS = ("lower", "lower-middle", "upper-middle", "upper")
HALVES = ("lower half", "upper half")
_FEWEST_FOR_INTERVAL = 10
_DECIMALS = 6
"""Shares of a person are kept to this many decimals, so that wholes add up to wholes."""


def pay_gap(
    group_pay: Floats,
    comparator_pay: Floats,
    *,
    group: str,
    comparator: str,
    statistic: Statistic,
    tested: bool = False,
) -> Measure:
    """Return the gap as a percentage of the comparator's pay: positive where the group is paid less.

    (comparator - group) / comparator x 100 (gov.uk ethnicity pay guidance, 2023). The interval is a 95%
    percentile bootstrap from 10 people on both sides; `tested` adds the permutation test's p-value.
    """
    indicator = f"{statistic}_pay_gap"
    direction = f"{comparator} / {group}"
    result = _gap(group_pay, comparator_pay, group, comparator, statistic, tested=tested)
    return Measure(indicator, group, "percent", result, comparator=comparator, direction=direction)


def gap_draws(group_pay: Floats, comparator_pay: Floats, statistic: Statistic) -> Floats:
    """Return bootstrap draws of the gap, in percent."""
    rng = np.random.default_rng(SEED)
    below = bootstrap(comparator_pay, statistic, rng)
    above = bootstrap(group_pay, statistic, rng)
    draws: Floats = 100 * (below - above) / below
    return draws


def interval_of(draws: Floats, level: float) -> tuple[float, float]:
    """Return the central interval of the draws that holds `level` of them."""
    tail = (1 - level) / 2
    low, high = np.quantile(draws, [tail, 1 - tail])
    return float(low), float(high)


def pay_bands(
    pay: Floats, ethnicity: Codes, labels: tuple[str, ...], bands: tuple[str, ...]
) -> dict[str, Counts]:
    """Split people by pay into equal bands and count each category in them, lowest band first.

    `pay` and `ethnicity` (codes into `labels`) are aligned and without blanks. People left over after equal
    division go one each to the lowest bands, but for two left over in four bands: lower and upper-middle
    (domain.md 3.1). People who earn the same at a boundary are shared out in proportion, so a count
    may be a fraction.
    """
    sizes = _band_sizes(len(pay), len(bands))
    edges = np.concatenate([[0], np.cumsum(sizes)])
    order = np.argsort(pay, kind="stable")
    ordered, codes = pay[order], ethnicity[order]
    # Each run of equal pay covers positions [start, end); every person in it lies evenly over that run.
    starts = np.searchsorted(ordered, ordered, side="left")
    ends = np.searchsorted(ordered, ordered, side="right")
    counted: dict[str, Counts] = {}
    for index, band in enumerate(bands):
        overlap = np.minimum(ends, edges[index + 1]) - np.maximum(starts, edges[index])
        weight = np.clip(overlap, 0, None) / (ends - starts)
        totals = np.bincount(codes, weights=weight, minlength=len(labels))
        counted[band] = Counts(
            {label: round(float(n), _DECIMALS + 3) for label, n in zip(labels, totals, strict=True)}
        )
    return counted


def splits_equal_pay(pay: Floats, number: int) -> bool:
    """Say whether a boundary between `number` equal bands falls among people who are paid the same."""
    edges = np.cumsum(_band_sizes(len(pay), number))[:-1]
    ordered = np.sort(pay)
    return any(ordered[edge - 1] == ordered[edge] for edge in edges if 0 < edge < len(pay))


def pay_quarters(bands: Mapping[str, Counts], grouping: Grouping) -> tuple[Measure, ...]:
    """Return the share of each of the coarsest groups, and of the unknown, in each band of pay."""
    measures = []
    for band, counts in bands.items():
        people = round(counts.total, _DECIMALS)
        for group in (*grouping.roots, *UNKNOWN):
            count = counts.of(group, grouping)
            result: Exact | NotCalculable = NotCalculable(
                "Nobody has recorded pay, so there are no quarters."
            )
            if people:
                result = Exact(100 * count / people, numerator=round(count, _DECIMALS), denominator=people)
            measures.append(Measure("pay_quarters", group, "percent", result, breakdown=(("quarter", band),)))
    return tuple(measures)


def _gap(
    group_pay: Floats,
    comparator_pay: Floats,
    group: str,
    comparator: str,
    statistic: Statistic,
    *,
    tested: bool,
) -> Exact | NotCalculable:
    if not len(group_pay):
        return NotCalculable(
            f"No member of staff with recorded pay is recorded as {group}, so there is nothing to compare."
        )
    if not len(comparator_pay):
        return NotCalculable(
            f"No member of staff with recorded pay is recorded as {comparator}, so there is nothing to "
            "compare with."
        )
    reference = average(comparator_pay, statistic)
    if not reference:
        return NotCalculable(
            f"The {statistic} pay of people recorded as {comparator} is nought, so there is nothing to "
            "take a percentage of."
        )
    value = 100 * (reference - average(group_pay, statistic)) / reference
    interval = p_value = None
    # Where much of the comparator's pay is nought, so may be a resampled middle: no percentage of that.
    if min(len(group_pay), len(comparator_pay)) >= _FEWEST_FOR_INTERVAL and comparator_pay.min() > 0:
        interval = interval_of(gap_draws(group_pay, comparator_pay, statistic), 0.95)
        if tested:
            p_value = permutation_p_value(group_pay, comparator_pay, statistic, np.random.default_rng(SEED))
    return Exact(
        value=value,
        denominator=len(group_pay),
        comparator_denominator=len(comparator_pay),
        interval=interval,
        p_value=p_value,
    )


def _band_sizes(people: int, bands: int) -> list[int]:
    size, left = divmod(people, bands)
    extra = (0, 2) if (left, bands) == (2, 4) else tuple(range(left))
    return [size + (index in extra) for index in range(bands)]
