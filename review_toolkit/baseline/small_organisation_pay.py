"""The pay of a small organisation as its profile needs it, and the two sides that are compared."""

from heapq import nlargest

from review_toolkit.analysis.groups import Grouping
from review_toolkit.analysis.pay import HALVES
from review_toolkit.baseline.measures import BaselineMeasures, PayCounts
from review_toolkit.baseline.pay_gaps import lower_median, mean_known_within, without_pay
from review_toolkit.baseline.statement import LARGEST_KEPT
from review_toolkit.disclosure.pay_scales import Ranges, told_by_mean, told_by_median, told_by_order
from review_toolkit.disclosure.profile import PayFacts, ProfileFacts
from review_toolkit.disclosure.profile.facts import HALVES as PROFILE_HALVES

OTHER_GROUPS = "other groups"
"""Everybody with a recorded group but the comparator, where the organisation has no name for them."""


def comparator_root(grouping: Grouping) -> str:
    """Return the coarsest group that holds the comparator."""
    leaf = grouping.leaves(grouping.comparator)[0]
    return next(root for root in grouping.roots if leaf in grouping.leaves(root))


def minority_of(grouping: Grouping) -> tuple[str, tuple[str, ...]]:
    """Return what everybody beside the comparator is called, and the groups that it is divided into."""
    others = tuple(root for root in grouping.roots if root != comparator_root(grouping))
    if len(others) == 1:
        return others[0], grouping.children(others[0]) or others
    return OTHER_GROUPS, others


def pay_facts(
    baseline: BaselineMeasures, paid: PayCounts, counted: tuple[str, ...], grades: tuple[str, ...]
) -> PayFacts:
    """Return pay as counts, medians and what these tell of grades, for the groups that are counted."""
    grouping, number = baseline.grouping, len(HALVES)
    minority, groups = minority_of(grouping)
    without = without_pay(baseline, paid)
    sides = {comparator_root(grouping): (comparator_root(grouping),), minority: groups}
    pay = {
        side: [amount for group in members for amount in paid.of(group, grouping).tolist()]
        for side, members in sides.items()
    }
    alone = {group: paid.of(group, grouping).tolist() for group in groups}
    every = {**alone, **pay}
    scales = _on_ladder(paid.scales, grades)
    nearly = mean_known_within(pay[comparator_root(grouping)], pay[minority])
    split = number in paid.split
    crossed = paid.crossed.get(("grade", number)) or {("", band): c for band, c in paid.bands[number].items()}
    return PayFacts(
        medians={side: lower_median(amounts) for side, amounts in pay.items() if amounts},
        with_pay={group: len(amounts) for group, amounts in every.items()},
        crossed={}
        if split
        else {
            (group, grade, half): round(counts.of(group, grouping))
            for (grade, band), counts in crossed.items()
            for half in PROFILE_HALVES
            if band == half
            for group in counted
        },
        split=split,
        unit=paid.unit,
        sums={
            side: (float(sum(amounts)), tuple(nlargest(LARGEST_KEPT, amounts)))
            for side, amounts in pay.items()
            if amounts and grouping.comparator in grouping.roots
        },
        by_median={group: told_by_median(amounts, scales) for group, amounts in every.items()},
        order=told_by_order(pay[minority], pay[comparator_root(grouping)], scales),
        by_mean={
            side: told_by_mean(
                amounts,
                scales,
                within=nearly,
                without_pay=round(sum(without.of(group, grouping) for group in sides[side])),
            )
            for side, amounts in pay.items()
        },
    )


def _on_ladder(scales: Ranges, grades: tuple[str, ...]) -> Ranges:
    """Return the scales of the ladder's grades, and one of everybody who is on none of them."""
    found = {grade: scale for grade, scale in scales.items() if grade in grades}
    others = [scale for grade, scale in scales.items() if grade not in grades]
    if others:
        found[""] = (min(low for low, _ in others), max(high for _, high in others))
    return found


def with_enough_pay(
    baseline: BaselineMeasures, facts: ProfileFacts, groups: tuple[str, ...]
) -> frozenset[str]:
    """Return the groups of which enough people have recorded pay, or none, on both sides of a comparison."""
    grouping, paid = baseline.grouping, baseline.pay
    if (
        paid is None
        or facts.pay is None
        or 0 < paid.with_pay.of(grouping.comparator, grouping) < facts.threshold
    ):
        return frozenset()
    sizes = {
        group: facts.pay.with_pay[group] if group in facts.pay.with_pay else paid.with_pay.of(group, grouping)
        for group in groups
    }
    return frozenset(group for group, size in sizes.items() if not 0 < size < facts.threshold)
