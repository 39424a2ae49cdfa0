"""From counts to answers, with everything that is published going through protection as one statement.

The rules of size decide what is asked of the engine; the engine decides what is shown. Where it finds no safe
form, or hides a number that an answer needs, the least telling part is left out and it is asked again.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Generic

from review_toolkit.disclosure.attack.failures import AttackTooSlow
from review_toolkit.disclosure.engine.failures import ProtectionTooSlow
from review_toolkit.disclosure.lines import least_people
from review_toolkit.disclosure.profile import words
from review_toolkit.disclosure.profile.answers import QUESTIONS, TOO_FEW_STAFF, Answer
from review_toolkit.disclosure.profile.facts import ProfileFacts
from review_toolkit.disclosure.profile.layout import Parts, statement_of, unpublished
from review_toolkit.disclosure.profile.wanting import wanted
from review_toolkit.disclosure.statements import Coordinates, Statement
from review_toolkit.disclosure.unpublished import Result
from review_toolkit.failures import CannotBeDone


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


Protect = Callable[[Statement, Mapping[Coordinates, int], Collection[Coordinates]], Result]
"""Protects a statement, keeping open what it does not print as well, given the cells without which it is of
no use; raises `CannotBeDone`.
"""


def make_profile(facts: ProfileFacts, protect: Protect[Result]) -> Profile[Result]:
    """Answer the first five questions; fewer people than twice the threshold are too few to report on.

    Raises `ProtectionTooSlow` or `AttackTooSlow` where time ran out: another try may tell more.
    """
    if facts.total < least_people(facts.threshold):
        answers = tuple(Answer(point, "cannot be told", (TOO_FEW_STAFF,)) for point in QUESTIONS)
        return Profile(answers, Parts({}), None)
    for parts in wanted(facts):
        statement = statement_of(facts, parts)
        printed = _printed(statement, parts)
        try:
            protected = protect(statement, dict(unpublished(facts, parts)), printed)
        except (ProtectionTooSlow, AttackTooSlow):
            raise
        except CannotBeDone:
            continue
        if not any(map(protected.is_hidden, printed)):
            return Profile(_answers(facts, parts, shares_shown=True), parts, protected)
    # Beside known headcounts, any share would tell of a few people; so no gap in pay is told either.
    nothing = Parts({})
    return Profile(_answers(replace(facts, pay=None), nothing, shares_shown=False), nothing, None)


def _printed(statement: Statement, parts: Parts) -> set[Coordinates]:
    """Return the cells that the answers print: all but those that a verdict stands for."""
    printed = (table for table in statement.tables if not (parts.verdict and table.name == "levels"))
    return {cell.at for table in printed for cell in table.cells}


def _answers(facts: ProfileFacts, parts: Parts, *, shares_shown: bool) -> tuple[Answer, ...]:
    return (
        words.who_works_here(facts, parts, shown=shares_shown),
        words.who_is_in_upper_grades(facts, parts),
        words.who_moves(facts, parts),
        words.who_is_paid_less(facts, parts),
        words.discipline_and_grievance(facts),
    )
