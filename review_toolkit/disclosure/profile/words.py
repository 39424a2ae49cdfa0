"""The profile's answers in words. A hidden number is in no sentence; a verdict is in the audit as a bound."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from review_toolkit.disclosure.pay import in_whole_percent, rounded_median
from review_toolkit.disclosure.profile.answers import Answer, Kind, ProfileFigure
from review_toolkit.disclosure.profile.facts import HALVES, LOWER, UPPER, Event, Outcome, ProfileFacts
from review_toolkit.disclosure.profile.layout import MET, NOT_RECORDED, Parts, at, in_half, people_in_half
from review_toolkit.disclosure.profile.levels import Said

SHOWN_EVENTS: Mapping[Event, str] = {
    "appointment": "Of people shortlisted from {years}, {one} and {other} were appointed.",
    "leaving": "From {years}, {one} and {other} left.",
    "training": "From {years}, {one} and {other} had training that was not mandatory.",
    "promotion": "From {years}, {one} and {other} were promoted.",
}
TOO_FEW: Mapping[Event, str] = {
    "appointment": "too few were appointed",
    "leaving": "too few left",
    "training": "too few had training, or too few had none,",
    "promotion": "too few were promoted",
}
_VERDICTS: Mapping[Said, str] = {"lower": "lower than", "not lower": "not lower than"}
CANNOT_BE_TOLD = "This cannot be told at this size without exposing somebody."


def whole_percent(part: float, whole: float) -> int:
    """Return a share in whole percent, half up, as it is printed."""
    share = Decimal(repr(100 * part)) / Decimal(repr(whole))
    return int(share.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def who_works_here(facts: ProfileFacts, parts: Parts, *, shown: bool) -> Answer:
    """Answer point 1: headcount shares, declaration rate, and the groups within the minority."""
    everyone, unknown = facts.total, sum(facts.count(word) for word in facts.unknown)
    rate = f"{whole_percent(everyone - unknown, everyone)}% of staff have a recorded ethnic group."
    if not shown:
        return Answer(1, "cannot be told", (CANNOT_BE_TOLD, rate))
    counts = {
        **{side: facts.count(side) for side in facts.sides()},
        **{name: sum(map(facts.count, members)) for name, members in parts.groups.items()},
    }
    figures = [
        ProfileFigure(group, whole_percent(count, everyone), at(group), at())
        for group, count in counts.items()
    ]
    figures.append(ProfileFigure(NOT_RECORDED, whole_percent(unknown, everyone), at(NOT_RECORDED), at()))
    shares = ", ".join(f"{figure.label} {figure.percent}%" for figure in figures)
    return Answer(1, "figure", (f"Of {everyone} staff: {shares}.", rate), tuple(figures))


def who_is_in_upper_grades(facts: ProfileFacts, parts: Parts) -> Answer:
    """Answer point 2: the table of two by two, a verdict in words, or what everybody can see of the board."""
    seen = tuple(_public_fact(fact.body, fact.members, fact.count) for fact in facts.public_facts)
    if parts.cut:
        figures = tuple(
            ProfileFigure(
                f"{group}, {level}",
                whole_percent(
                    facts.count(group, parts.cut.grades(level)), facts.people(parts.cut.grades(level))
                ),
                at(group, level=parts.cut.name(level)),
                at(level=parts.cut.name(level)),
            )
            for level in (UPPER, LOWER)
            for group in facts.sides()
        )
        said = (
            f"{figures[0].percent}% of staff in upper grades ({parts.cut.words}) are recorded as "
            f"{facts.minority}, against {figures[2].percent}% in lower grades.",
        )
        return Answer(2, "figure", (*said, *seen), figures)
    if parts.verdict:
        said = (
            f"The share of staff recorded as {facts.minority} in upper grades ({parts.verdict.cut.words}) is "
            f"{_VERDICTS[parts.verdict.said]} in lower grades. The numbers are not shown.",
        )
        return Answer(2, "statement", (*said, *seen))
    if seen:
        return Answer(
            2, "fact", (*seen, "For the grades below, it cannot be told whether the share differs.")
        )
    return Answer(2, "cannot be told", ("Whether the share in upper grades is lower cannot be told.",))


def who_moves(facts: ProfileFacts, parts: Parts) -> Answer:
    """Answer point 3: each event with numbers where all of them are large enough, else that it cannot be."""
    figures: list[ProfileFigure] = []
    said: list[str] = []
    shown = {outcome.event: outcome for outcome in parts.outcomes}
    for outcome in facts.outcomes:
        years = f"{outcome.first_year} to {outcome.last_year}"
        if outcome.event in shown:
            figures += _of_outcome(facts, outcome)
            one, other = (
                f"{figure.percent}% of those recorded as {group}"
                for figure, group in zip(figures[-2:], facts.sides(), strict=True)
            )
            said.append(SHOWN_EVENTS[outcome.event].format(years=years, one=one, other=other))
        else:
            said.append(f"From {years}, {TOO_FEW[outcome.event]} to compare groups.")
    return Answer(
        3, "figure" if figures else "cannot be told", tuple(said or [CANNOT_BE_TOLD]), tuple(figures)
    )


def who_is_paid_less(facts: ProfileFacts, parts: Parts) -> Answer:
    """Answer point 4: the median gap from rounded medians, and who is in each half of the pay range."""
    said: list[str] = []
    figures: list[ProfileFigure] = []
    gap = median_gap(facts)
    if gap is not None and facts.minority in parts.medians:
        said.append(
            f"The median pay of {facts.minority} staff is {_compared(gap)} that of {facts.comparator} staff."
        )
    elif facts.pay and facts.pay.order and parts.pay_said:
        verdict = _VERDICTS["lower" if facts.pay.order.is_lower else "not lower"]
        said.append(
            f"The median pay of staff recorded as {facts.minority} is {verdict} that of staff recorded as "
            f"{facts.comparator}. By how much is not shown."
        )
    if parts.halves:
        for half in reversed(HALVES):
            everyone = in_half(facts, half)
            count = people_in_half(facts, facts.minority, half)
            figures.append(
                ProfileFigure(
                    f"{facts.minority}, {half}",
                    whole_percent(count, everyone),
                    at(facts.minority, pay=half),
                    at(pay=half),
                )
            )
        said.append(
            f"{facts.minority} staff are {figures[0].percent}% of the upper half of the pay range and "
            f"{figures[1].percent}% of the lower half."
        )
    kind: Kind = "statement" if parts.pay_said and not parts.halves else "figure"
    return Answer(4, kind if said else "cannot be told", tuple(said or [CANNOT_BE_TOLD]), tuple(figures))


def discipline_and_grievance(facts: ProfileFacts) -> Answer:
    """Answer point 5, in the same words whatever the number of cases: below any size, it could be told."""
    if facts.casework is None:
        return Answer(5, "cannot be told", ("Nobody has said how cases are reviewed.",))
    said = (
        "There are too few staff to compare cases by ethnic group without exposing somebody. Each case was "
        f"reviewed by {facts.casework.reviewed_by}.",
    )
    return Answer(5, "statement", (*said, *facts.casework.process))


def median_gap(facts: ProfileFacts) -> int | None:
    """Return the gap in whole percent from rounded medians (decision 0004), if it may be shown."""
    pay = facts.pay
    if pay is None or any(pay.with_pay.get(group, 0) < facts.threshold for group in facts.sides()):
        return None
    low, high = (rounded_median(pay.medians[group], pay.unit) for group in facts.sides())
    return int(in_whole_percent(100 * (high - low) / high)) if high else None


def _of_outcome(facts: ProfileFacts, outcome: Outcome) -> Sequence[ProfileFigure]:
    met, _, could = MET[outcome.event]
    return [
        ProfileFigure(
            f"{group}, {outcome.event}",
            whole_percent(*outcome.of[group]),
            at(group, counted=met),
            at(group, counted=could),
        )
        for group in facts.sides()
    ]


def _public_fact(body: str, members: int, count: int) -> str:
    verb = "is" if count < 2 else "are"
    return f"{count or 'None'} of the {members} members of the {body} {verb} from a minority ethnic group."


def _compared(gap: int) -> str:
    if gap == 0:
        return "the same, after rounding, as"
    return f"{abs(gap)}% {'lower' if gap > 0 else 'higher'} than"
