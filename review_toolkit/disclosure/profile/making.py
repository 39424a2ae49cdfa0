"""From counts to answers, with everything that is published going through protection as one statement.

The rules of size decide what is asked of the engine; the engine decides what is shown. Where it finds no safe
form, or hides a number that an answer needs, the least telling part is left out and it is asked again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from review_toolkit.disclosure.lines import least_people
from review_toolkit.disclosure.profile import words
from review_toolkit.disclosure.profile.answers import QUESTIONS, TOO_FEW_STAFF, Answer
from review_toolkit.disclosure.profile.facts import HALVES, ProfileFacts
from review_toolkit.disclosure.profile.layout import (
    Parts,
    in_half,
    merged_groups,
    people_in_half,
    statement_of,
)
from review_toolkit.disclosure.profile.levels import LOWER, UPPER, Cut, best_cut, pins_a_grade, sayable
from review_toolkit.disclosure.statements import Coordinates, Statement
from review_toolkit.failures import CannotBeDone


class ProtectedStatement(Protocol):
    """What of the engine's result the profile needs."""

    def is_hidden(self, at: Coordinates) -> bool:
        """Say whether a count is hidden."""


Result = TypeVar("Result", bound=ProtectedStatement)


@dataclass(frozen=True, slots=True)
class Profile(Generic[Result]):
    """The answers, the parts that they rest on, and the engine's result; None where nothing is published."""

    answers: tuple[Answer, ...]
    parts: Parts
    protected: Result | None

    @property
    def answered(self) -> int:
        """Return how many of the questions have an answer."""
        return sum(answer.is_answered for answer in self.answers)


def make_profile(facts: ProfileFacts, protect: Callable[[Statement], Result]) -> Profile[Result]:
    """Answer the first five questions; fewer people than twice the threshold are too few to report on."""
    if facts.total < least_people(facts.threshold):
        answers = tuple(Answer(point, "cannot be told", (TOO_FEW_STAFF,)) for point in QUESTIONS)
        return Profile(answers, Parts({}), None)
    if any(pins_a_grade(facts, (side,)) for side in facts.sides()):
        return Profile(_without_shares(facts), Parts({}), None)
    refusal: CannotBeDone | None = None
    for parts in _from_most_to_least(wanted_parts(facts)):
        statement = statement_of(facts, parts)
        try:
            protected = protect(statement)
        except CannotBeDone as refused:
            refusal = refused
            continue
        if _serves(statement, parts, protected):
            return Profile(_answers(facts, parts, protected), parts, protected)
    if refusal is not None:
        raise refusal
    raise CannotBeDone("No form of the profile could be made safe.")


def wanted_parts(facts: ProfileFacts) -> Parts:
    """Return what the rules of size allow."""
    cut = best_cut(facts)
    groups = merged_groups(facts)
    return Parts(
        groups={} if any(pins_a_grade(facts, members) for members in groups.values()) else groups,
        cut=cut,
        verdict=None if cut else sayable(facts),
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


def _from_most_to_least(parts: Parts) -> Iterator[Parts]:
    """Yield the parts, then without means, halves, outcomes, groups, and what is said of levels."""
    seen: list[Parts] = []
    leaner = (
        parts,
        parts := replace(parts, means=False),
        parts := replace(parts, halves=False),
        parts := replace(parts, outcomes=()),
        parts := replace(parts, groups={}),
        parts := replace(parts, verdict=None),
        replace(parts, cut=None),
    )
    for each in leaner:
        if each not in seen:
            seen.append(each)
            yield each


def _serves(statement: Statement, parts: Parts, protected: ProtectedStatement) -> bool:
    """Say whether everything that the answers would print is shown."""
    printed = [table for table in statement.tables if table.name != "shares"]
    if parts.verdict:
        printed = [table for table in printed if table.name != "levels"]
    return not any(protected.is_hidden(cell.at) for table in printed for cell in table.cells)


def _without_shares(facts: ProfileFacts) -> tuple[Answer, ...]:
    """Answer what needs no share: with known headcounts, a share would tell of a few people on some grade."""
    nothing = Parts({})
    unpaid = replace(facts, pay=None)
    return (
        words.who_works_here(facts, nothing, shown=False),
        words.who_is_in_upper_grades(facts, nothing),
        words.who_moves(facts, nothing),
        words.who_is_paid_less(unpaid, nothing),
        words.discipline_and_grievance(facts),
    )


def _answers(facts: ProfileFacts, parts: Parts, protected: ProtectedStatement) -> tuple[Answer, ...]:
    (shares,) = (table for table in statement_of(facts, parts).tables if table.name == "shares")
    shown = not any(protected.is_hidden(cell.at) for cell in shares.cells)
    return (
        words.who_works_here(facts, parts, shown=shown),
        words.who_is_in_upper_grades(facts, parts),
        words.who_moves(facts, parts),
        words.who_is_paid_less(facts, parts),
        words.discipline_and_grievance(facts),
    )
