"""The baseline of a small organisation, as the counts that its profile is made from, and back to figures."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from heapq import nlargest

from review_toolkit.analysis import composition
from review_toolkit.analysis.counting import Counts
from review_toolkit.analysis.groups import NOT_IN_CLUSTER, UNKNOWN, Grouping
from review_toolkit.analysis.pay import HALVES
from review_toolkit.analysis.results import Measure, share_of
from review_toolkit.baseline.levels import added
from review_toolkit.baseline.measures import BaselineMeasures, PayCounts
from review_toolkit.baseline.pay_gaps import lower_median
from review_toolkit.baseline.showing import Key, Showing
from review_toolkit.baseline.statement import LARGEST_KEPT
from review_toolkit.disclosure.moved import Moved
from review_toolkit.disclosure.profile import PayFacts, Profile, ProfileFacts
from review_toolkit.disclosure.profile.facts import HALVES as PROFILE_HALVES
from review_toolkit.disclosure.profile.layout import Parts, at
from review_toolkit.disclosure.unpublished import Proved
from review_toolkit.figures import NotCalculable

OTHER_GROUPS = "other groups"
"""Everybody with a recorded group but the comparator, where the organisation has no name for them."""
_NOBODY = "Nobody was in post, so there is no share."


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


def profile_facts(
    baseline: BaselineMeasures, *, threshold: int, as_of: date, moved: Sequence[Moved] = ()
) -> ProfileFacts:
    """Return the baseline's counts for the profile."""
    grouping = baseline.grouping
    minority, groups = minority_of(grouping)
    counted = (comparator_root(grouping), *groups, *UNKNOWN)
    lines = baseline.lines.get("grade") or {"": baseline.overall}
    clusters: dict[str, tuple[str, ...]] = {}
    for grade in lines:
        cluster = baseline.clusters.get(grade, NOT_IN_CLUSTER)
        if cluster != NOT_IN_CLUSTER:
            clusters[cluster] = (*clusters.get(cluster, ()), grade)
    # Who is outside every cluster is compared with nobody.
    compared = {grade for grades in clusters.values() for grade in grades} or baseline.ranked
    grades = tuple(grade for grade in lines if grade in compared)
    return ProfileFacts(
        threshold=threshold,
        as_of=as_of,
        comparator=comparator_root(grouping),
        minority=minority,
        minority_groups=groups,
        unknown=UNKNOWN,
        grades=grades,
        staff={
            (group, grade): round(counts.of(group, grouping))
            for grade, counts in lines.items()
            for group in counted
        },
        clusters=clusters,
        pay=_pay_facts(baseline, baseline.pay, counted) if baseline.pay else None,
        moved=tuple(moved),
    )


def _pay_facts(baseline: BaselineMeasures, paid: PayCounts, counted: tuple[str, ...]) -> PayFacts:
    grouping, number = baseline.grouping, len(HALVES)
    minority, groups = minority_of(grouping)
    sides = {comparator_root(grouping): (comparator_root(grouping),), minority: groups}
    pay = {
        side: [amount for group in members for amount in paid.of(group, grouping).tolist()]
        for side, members in sides.items()
    }
    split = number in paid.split
    crossed = paid.crossed.get(("grade", number)) or {("", band): c for band, c in paid.bands[number].items()}
    return PayFacts(
        medians={side: lower_median(amounts) for side, amounts in pay.items() if amounts},
        with_pay={side: len(amounts) for side, amounts in pay.items()},
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
    )


def showing_of(
    baseline: BaselineMeasures, facts: ProfileFacts, profile: Profile[Proved], means: bool
) -> Showing:
    """Return what a profile shows of the baseline's figures, with the lines and groups that it merged."""
    parts = profile.parts
    if profile.protected is None or profile.protected.is_hidden(at(facts.minority)):
        return Showing(bands=len(HALVES))
    sides = facts.sides()
    counts: set[Key] = {(group, "", "") for group in (*sides, *parts.groups)}
    lines = _lines(facts, parts)
    # People whose group is not recorded are the rest of a line or half; they are nobody's group.
    counts |= {(group, "cluster", line) for group in (*sides, *UNKNOWN) for line in lines}
    if parts.halves:
        counts |= {(group, "quarter", half) for group in (*sides, *UNKNOWN) for half in HALVES}
    singles = [group for group, members in parts.groups.items() if members == (group,)]
    enough = _with_enough_pay(baseline, facts, (facts.minority, *singles))
    nobody_paid = facts.pay is not None and not all(facts.pay.with_pay[side] for side in sides)
    return Showing(
        counts=frozenset(counts),
        means=enough & {facts.minority} if (means and parts.means) or nobody_paid else frozenset(),
        medians=enough,
        groups={facts.minority: tuple(parts.groups)} if parts.groups else {},
        roots=(facts.minority, facts.comparator)
        if facts.minority == OTHER_GROUPS
        else baseline.grouping.roots,
        lines={"cluster": lines} if lines else {},
        bands=len(HALVES),
        together={name: members for name, members in parts.groups.items() if members != (name,)},
        extra=tuple(_extra(baseline, facts, parts, lines)),
        said=profile.answers[1].words[:1] if parts.verdict else (),
    )


def _with_enough_pay(
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


def _lines(facts: ProfileFacts, parts: Parts) -> dict[str, tuple[str, ...]]:
    """Name the two sides of the ladder, after the organisation's clusters where they fit."""
    if parts.cut is None:
        return {}
    named: dict[str, tuple[str, ...]] = {}
    for grades in (parts.cut.lower, parts.cut.upper):
        whole = [name for name, inside in facts.clusters.items() if set(inside) <= set(grades)]
        fits = sum(len(facts.clusters[name]) for name in whole) == len(grades)
        names = whole if fits else list(grades)
        named[names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"] = grades
    return named


def _extra(
    baseline: BaselineMeasures, facts: ProfileFacts, parts: Parts, lines: Mapping[str, tuple[str, ...]]
) -> Iterator[Measure]:
    """Yield the measures of merged groups and lines, which the exact baseline does not have."""
    grouping = baseline.grouping
    known = {*grouping.categories, *grouping.roll_ups}
    merged = {facts.minority: facts.minority_groups, **parts.groups}
    for name, members in merged.items():
        if name not in known:
            count = sum(facts.count(member) for member in members)
            yield Measure("representation", name, "percent", share_of(count, facts.total, nobody=_NOBODY))
    for line, grades in lines.items():
        counts = added(baseline.lines["grade"], grades)
        breakdown = (("cluster", line),)
        exists = line in baseline.lines.get("cluster", {})
        if not exists:
            yield composition.headcount(counts, breakdown=breakdown)
        yield from (
            _share_in(side, counts, facts, grouping, breakdown)
            for side in facts.sides()
            if not exists or side not in known
        )
        if not exists:
            yield from (
                Measure(
                    "representation_by_grade",
                    word,
                    "percent",
                    share_of(counts.by_category[word], counts.total, nobody=_NOBODY),
                    breakdown=breakdown,
                )
                for word in UNKNOWN
            )


def _share_in(
    side: str,
    counts: Counts,
    facts: ProfileFacts,
    grouping: Grouping,
    breakdown: tuple[tuple[str, str], ...],
) -> Measure:
    count = sum(counts.of(member, grouping) for member in facts.members(side))
    result = share_of(count, counts.total, nobody=_NOBODY)
    if isinstance(result, NotCalculable):
        raise ValueError("A published line holds nobody.")
    return Measure("representation_by_grade", side, "percent", result, breakdown=breakdown)


def told(facts: ProfileFacts, parts: Parts) -> tuple[str, ...]:
    """Say what the profile gives up, and what each coarser grouping brings back."""
    said = [
        f"With {facts.total} staff no table of ethnic groups by grade is published: most of its numbers "
        "would be too small. The review's questions are answered instead."
    ]
    if parts.groups:
        small = [member for members in parts.groups.values() if len(members) > 1 for member in members]
        if small:
            said.append(f"Counted together so that they can be shown: {', '.join(small)}.")
    else:
        said.append(f"The groups within {facts.minority} are not told apart. In a larger body they could be.")
    if parts.cut:
        lower, upper = _lines(facts, parts)
        said.append(
            f"Grades are told apart in two parts, {lower} and {upper}; ethnic groups on single grades are "
            "not shown."
        )
    if facts.pay and not parts.halves:
        said.append("Which ethnic groups are in the lower and the upper half of the pay range is not shown.")
    return tuple(said)
