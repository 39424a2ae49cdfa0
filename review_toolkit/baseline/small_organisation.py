"""The baseline of a small organisation, as the counts that its profile is made from, and back to figures."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from review_toolkit.analysis import composition
from review_toolkit.analysis.counting import Counts
from review_toolkit.analysis.groups import NOT_IN_CLUSTER, UNKNOWN, Grouping
from review_toolkit.analysis.pay import HALVES
from review_toolkit.analysis.results import Measure, share_of
from review_toolkit.baseline.levels import added
from review_toolkit.baseline.measures import BaselineMeasures
from review_toolkit.baseline.showing import Key, Showing
from review_toolkit.baseline.small_organisation_pay import (
    OTHER_GROUPS,
    comparator_root,
    minority_of,
    pay_facts,
    with_enough_pay,
)
from review_toolkit.disclosure.moved import Moved
from review_toolkit.disclosure.profile import Profile, ProfileFacts
from review_toolkit.disclosure.profile.facts import LOWER, UPPER, Cut, Kept
from review_toolkit.disclosure.profile.layout import Parts, at
from review_toolkit.disclosure.statements import Coordinates
from review_toolkit.disclosure.unpublished import Proved
from review_toolkit.figures import NotCalculable

PROFILE = "profile"
"""What a manifest calls the profile, in the place of a grid's name: the next cycle keeps to it."""
_NOBODY = "Nobody was in post, so there is no share."


def profile_facts(
    baseline: BaselineMeasures,
    *,
    threshold: int,
    as_of: date,
    moved: Sequence[Moved] = (),
    kept: Mapping[str, object] | None = None,
) -> ProfileFacts:
    """Return the baseline's counts for the profile; `kept` is an earlier cycle's `kept_form`."""
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
        pay=pay_facts(baseline, baseline.pay, counted, grades) if baseline.pay else None,
        moved=tuple(moved),
        kept=_kept(kept or {}),
    )


def kept_form(parts: Parts, kept: Mapping[str, object] | None) -> dict[str, object]:
    """Return how a profile parts grades and groups, as a manifest keeps it for the next cycle.

    What this cycle could not tell stays as an earlier one told it: a name never comes to mean other people.
    """
    found = dict(kept or {})
    if parts.divided:
        found |= {"lower": list(parts.divided.lower), "upper": list(parts.divided.upper)}
    if parts.groups:
        found["groups"] = {name: list(members) for name, members in parts.groups.items()}
    return {**found, "name": PROFILE}


def _kept(form: Mapping[str, object]) -> Kept:
    lower, upper, groups = form.get("lower"), form.get("upper"), form.get("groups")
    return Kept(
        cut=Cut(tuple(lower), tuple(upper)) if isinstance(lower, list) and isinstance(upper, list) else None,
        groups={name: tuple(members) for name, members in groups.items()}
        if isinstance(groups, Mapping)
        else {},
    )


def showing_of(
    baseline: BaselineMeasures, facts: ProfileFacts, profile: Profile[Proved], means: bool
) -> Showing:
    """Return what a profile shows of the baseline's figures, with the lines and groups that it merged."""
    parts = profile.parts
    if profile.protected is None or any(profile.protected.is_hidden(at(side)) for side in facts.sides()):
        return Showing(bands=len(HALVES))
    sides = facts.sides()
    places: dict[Key, Coordinates] = {(group, "", ""): at(group) for group in (*sides, *parts.groups)}
    lines = _lines(facts, parts)
    for line, level in zip(lines, (LOWER, UPPER), strict=False):
        level_name = parts.cut.name(level) if parts.cut else ""
        places |= {(side, "cluster", line): at(side, level=level_name) for side in sides}
    if parts.halves:
        places |= {(side, "quarter", half): at(side, pay=half) for side in sides for half in HALVES}
    counts = {key: place for key, place in places.items() if not profile.protected.is_hidden(place)}
    # People whose group is not recorded are the rest of a line or half; they are nobody's group.
    rest = [("cluster", line) for line in lines] + [("quarter", half) for half in HALVES if parts.halves]
    counts |= {(word, *where): () for word in UNKNOWN for where in rest}
    singles = [
        group for group, members in parts.groups.items() if members == (group,) and (group, "", "") in counts
    ]
    enough = with_enough_pay(baseline, facts, (facts.minority, *singles))
    nobody_paid = facts.pay is not None and not all(facts.pay.with_pay[side] for side in sides)
    return Showing(
        counts=counts,
        means=enough & {facts.minority} if (means and parts.means) or nobody_paid else frozenset(),
        medians=frozenset(
            group
            for group in enough
            if group in parts.medians or not facts.pay or not facts.pay.with_pay[group]
        ),
        groups={facts.minority: tuple(parts.groups)} if parts.groups else {},
        roots=(facts.minority, facts.comparator)
        if facts.minority == OTHER_GROUPS
        else baseline.grouping.roots,
        lines={"cluster": lines} if lines else {},
        bands=len(HALVES),
        together={name: members for name, members in parts.groups.items() if members != (name,)},
        extra=tuple(_extra(baseline, facts, parts, lines)),
        said=(
            *(profile.answers[1].words[:1] if parts.verdict else ()),
            *(profile.answers[3].words[:1] if parts.pay_said else ()),
        ),
    )


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
