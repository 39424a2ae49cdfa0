"""What the profile answers: to each of the review's questions a figure, a statement, a fact, or neither."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from review_toolkit.disclosure.statements import Coordinates

Kind = Literal["figure", "statement", "fact", "cannot be told"]

QUESTIONS: Mapping[int, str] = {
    1: "Who works here",
    2: "Who is in upper grades",
    3: "Who is appointed, leaves, is trained and is promoted",
    4: "Who is paid less",
    5: "Discipline and grievance",
}
TOO_FEW_STAFF = (
    "Too few staff to report: no figure about ethnic groups can be shown without exposing somebody."
)


@dataclass(frozen=True, slots=True)
class ProfileFigure:
    """A whole percentage that is shown. `numerator` and `denominator` are the cells that it is made of."""

    label: str
    percent: int
    numerator: Coordinates
    denominator: Coordinates


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question, in words, with the figures that the words carry."""

    point: int
    kind: Kind
    words: tuple[str, ...]
    figures: tuple[ProfileFigure, ...] = ()

    @property
    def question(self) -> str:
        return QUESTIONS[self.point]

    @property
    def is_answered(self) -> bool:
        """Say whether a reader learns something: "cannot be told" is honest, but no answer."""
        return self.kind != "cannot be told"
