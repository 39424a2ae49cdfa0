"""From counts to answers, with everything that is published going through protection as one statement.

The rules of size decide what is asked of the engine; the engine decides what is shown. Where it finds no safe
form, or hides a number that an answer needs, the least telling part is left out and it is asked again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from review_toolkit.disclosure.attack.failures import AttackTooSlow
from review_toolkit.disclosure.engine.failures import ProtectionTooSlow
from review_toolkit.disclosure.lines import least_people
from review_toolkit.disclosure.profile import words
from review_toolkit.disclosure.profile.answers import QUESTIONS, TOO_FEW_STAFF, Answer
from review_toolkit.disclosure.profile.facts import ProfileFacts
from review_toolkit.disclosure.profile.layout import Parts, statement_of, unpublished
from review_toolkit.disclosure.profile.wanting import wanted
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


Protect = Callable[[Statement, Mapping[Coordinates, int]], Result]
"""Protects a statement, keeping open what it does not print as well; raises `CannotBeDone`."""


def make_profile(facts: ProfileFacts, protect: Protect[Result]) -> Profile[Result]:
    """Answer the first five questions; fewer people than twice the threshold are too few to report on.

    Raises `ProtectionTooSlow` or `AttackTooSlow` where time ran out: another try may tell more.
    """
    if facts.total < least_people(facts.threshold):
        answers = tuple(Answer(point, "cannot be told", (TOO_FEW_STAFF,)) for point in QUESTIONS)
        return Profile(answers, Parts({}), None)
    for parts in wanted(facts):
        statement = statement_of(facts, parts)
        try:
            protected = protect(statement, dict(unpublished(facts, parts)))
        except (ProtectionTooSlow, AttackTooSlow):
            raise
        except CannotBeDone:
            continue
        if _serves(statement, parts, protected):
            return Profile(_answers(facts, parts, protected), parts, protected)
    return Profile(_without_shares(facts), Parts({}), None)


def _serves(statement: Statement, parts: Parts, protected: ProtectedStatement) -> bool:
    """Say whether everything that the answers would print is shown."""
    printed = [table for table in statement.tables if table.name != "shares"]
    if parts.verdict:
        printed = [table for table in printed if table.name != "levels"]
    return not any(protected.is_hidden(cell.at) for table in printed for cell in table.cells)


def _without_shares(facts: ProfileFacts) -> tuple[Answer, ...]:
    """Answer what needs no share: beside known headcounts, any share would tell of a few people."""
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
