"""How a pay gap is shown: as finely as the size of its sides allows, with or without those sizes."""

from collections.abc import Mapping, Sequence
from math import ceil, floor

import numpy as np

from review_toolkit.analysis.counting import Counts
from review_toolkit.analysis.resampling import Floats
from review_toolkit.analysis.results import Exact, Measure
from review_toolkit.baseline.measures import BaselineMeasures, PayCounts
from review_toolkit.disclosure.pay import in_whole_percent, rounded_median
from review_toolkit.figures import NotCalculable, Shown

_HALF_PERCENT = 0.005
_WIDE = 5
TOO_LITTLE_PAY = (
    "The comparator's median pay rounds to nought. Check what the pay column holds, and pay: basis in the "
    "mapping."
)


def sides(measure: Measure, baseline: BaselineMeasures, paid: PayCounts) -> tuple[int, int]:
    """Return how many people with recorded pay stand on the group's and on the comparator's side."""
    grouping = baseline.grouping
    return (
        int(paid.with_pay.of(measure.group, grouping)),
        int(paid.with_pay.of(grouping.comparator, grouping)),
    )


def sizes_may_be_told(
    baseline: BaselineMeasures, paid: PayCounts, threshold: int, shown: Mapping[str, tuple[str, ...]]
) -> bool:
    """Say whether a gap may come with the number of people on its sides.

    Not where that number differs by a small one from the headcount beside it, for any group with a headcount,
    or for what is left of one beside those inside it: it would tell a group's few people without recorded
    pay, or by its absence beside others that it is so. Nor where the comparator's own headcount is hidden.
    `shown` gives each group whose headcount is shown with the finest groups inside it.
    """
    grouping = baseline.grouping
    if grouping.comparator not in shown:
        return False
    without = without_pay(baseline, paid).by_category
    groups = {frozenset(leaves) for leaves in shown.values()}
    told = set(groups)
    for group in groups:
        inside = [other for other in groups if other < group]
        told.add(group.difference(*inside))
        told |= {group - other for other in inside}
    return not any(0 < sum(without[leaf] for leaf in leaves) < threshold for leaves in told)


def releasable_gap(
    measure: Measure,
    result: Exact,
    baseline: BaselineMeasures,
    paid: PayCounts,
    *,
    told: bool,
    coarse: bool,
    beside_hidden_levels: bool = False,
) -> Shown | NotCalculable:
    """Return a pay gap with the sizes of its sides where they may be told, and in whole percent if `coarse`.

    A gap to fifteen digits gives away the sizes that are left out, so without sizes it is coarse. The ends of
    an interval are rounded outwards, beside hidden levels to steps of five: they tell of a group's quarters
    what the gap tells of its middle.
    """
    step = _WIDE if beside_hidden_levels else 1
    sizes = sides(measure, baseline, paid) if told else (None, None)
    value, interval, p_value = result.value, result.interval, result.p_value
    if coarse:
        if measure.indicator == "median_pay_gap":
            groups = (measure.group, baseline.grouping.comparator)
            low, high = (
                rounded_median(lower_median(paid.of(group, baseline.grouping)), paid.unit) for group in groups
            )
            if not high:
                return NotCalculable(TOO_LITTLE_PAY)
            value = 100 * (high - low) / high
        value = in_whole_percent(value)
        # Rounding must not put the gap outside its own interval.
        interval = (
            (
                min(value, float(step * floor(interval[0] / step))),
                max(value, float(step * ceil(interval[1] / step))),
            )
            if interval
            else None
        )
        p_value = max(0.001, round(p_value, 3)) if p_value is not None else None
    return Shown(
        value=value,
        denominator=sizes[0],
        comparator_denominator=sizes[1],
        interval=interval,
        p_value=p_value,
        verdict=result.verdict,
    )


def mean_known_within(comparator: Sequence[float] | Floats, group: Sequence[float] | Floats) -> float:
    """Return how closely a gap in whole percent tells the group's mean, as a share of that mean."""
    if not len(group) or not len(comparator) or not sum(group):
        return 1.0
    return _HALF_PERCENT * float(np.mean(comparator)) / float(np.mean(group))


def lower_median(pay: Floats | Sequence[float]) -> float:
    """Return somebody's own pay: a midpoint between two grades would tell where half a group ends."""
    return float(np.sort(pay)[(len(pay) - 1) // 2])


def without_pay(baseline: BaselineMeasures, paid: PayCounts) -> Counts:
    return Counts(
        {label: n - paid.with_pay.by_category[label] for label, n in baseline.overall.by_category.items()}
    )
