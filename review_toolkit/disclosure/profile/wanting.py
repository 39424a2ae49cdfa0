"""What the rules of size allow the profile to ask for, and what it asks for where that is refused."""

from collections.abc import Iterator
from dataclasses import replace

from review_toolkit.disclosure.lines import least_people
from review_toolkit.disclosure.profile.facts import HALVES, LOWER, UPPER, Cut, ProfileFacts
from review_toolkit.disclosure.profile.layout import Parts, in_half, people_in_half
from review_toolkit.disclosure.profile.levels import cuts_to_show, sayable
from review_toolkit.disclosure.profile.merging import Groups, divisions_of

_CUTS_TRIED = 3


def wanted_parts(facts: ProfileFacts) -> Parts:
    """Return what the rules of size allow at best."""
    return next(wanted(facts))


def wanted(facts: ProfileFacts) -> Iterator[Parts]:
    """Yield what could be asked for, the best first.

    First the groups within the minority are merged further, then gaps in pay, halves and events are left out,
    then the ladder is parted elsewhere, and in the end not at all.
    """
    seen: list[Parts] = []
    cuts = cuts_to_show(facts)[:_CUTS_TRIED]
    for cut in (*cuts, None):
        full = replace(_full(facts, cut), verdict=None if cuts else sayable(facts))
        divided = [replace(full, groups=groups) for groups in divisions_of(facts)]
        of_sides = [replace(parts, medians=_medians(facts, {}), means=False) for parts in divided]
        without_pay = [replace(parts, medians=()) for parts in of_sides]
        gap_alone = replace(of_sides[-1], halves=False)
        said = facts.pay is not None and facts.pay.order is not None and bool(_medians(facts, {}))
        in_words = [replace(parts, pay_said=said) for parts in without_pay]
        plain = replace(without_pay[-1], halves=False)
        for parts in (
            *(replace(parts, medians=_medians(facts, parts.groups)) for parts in divided),
            *of_sides,
            gap_alone,
            *in_words,
            replace(plain, pay_said=said),
            *without_pay,
            plain,
            replace(plain, outcomes=()),
            replace(plain, outcomes=(), verdict=None),
        ):
            if parts not in seen:
                seen.append(parts)
                yield parts


def _medians(facts: ProfileFacts, groups: Groups) -> tuple[str, ...]:
    """Return the groups whose medians may be told beside the comparator's: those with enough recorded pay."""
    if facts.pay is None or facts.pay.with_pay.get(facts.comparator, 0) < facts.threshold:
        return ()
    singles = (group for group, members in groups.items() if members == (group,))
    return tuple(
        group for group in (facts.minority, *singles) if facts.pay.with_pay.get(group, 0) >= facts.threshold
    )


def may_show_halves(facts: ProfileFacts, cut: Cut | None) -> bool:
    """Say whether the halves of the pay range may be asked for (decision 0018).

    Not where a half has too few people to be divided, where its boundary falls among people paid alike,
    where a few of a group lack pay, or where a group is small in a half, or in a half's part of the upper or
    lower grades that are shown beside it: colleagues know the pay scales, so the difference of the two tables
    is a group of people too.
    """
    pay = facts.pay
    if pay is None or pay.split:
        return False
    if any(in_half(facts, half) < least_people(facts.threshold) for half in HALVES):
        return False
    counts = []
    for group in facts.sides():
        counts.append(facts.count(group) - pay.with_pay.get(group, 0))
        counts += [people_in_half(facts, group, half) for half in HALVES]
        if cut:
            counts += [
                people_in_half(facts, group, half, cut.grades(level))
                for half in HALVES
                for level in (LOWER, UPPER)
            ]
    return not any(0 < count < facts.threshold for count in counts)


def _full(facts: ProfileFacts, cut: Cut | None) -> Parts:
    return Parts(
        groups={},
        cut=cut,
        outcomes=tuple(
            outcome
            for outcome in facts.outcomes
            if all(
                min(outcome.of[group][0], outcome.of[group][1] - outcome.of[group][0]) >= facts.threshold
                for group in facts.sides()
            )
        ),
        halves=may_show_halves(facts, cut),
        means=facts.pay is not None
        and bool(facts.pay.sums)
        and all(facts.pay.with_pay.get(side, 0) >= facts.threshold for side in facts.sides()),
    )
