"""How a stage stands, folded from the acts on its record. Pure: it reads no table and changes nothing.

What may be done next is asked of the same value that says how things stand, by pages, services and the
record alike, so that none of them can think differently.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from review_toolkit.failures import CannotBeDone
from review_toolkit.reviews.acts import MOVES, OPEN, SIGNED_OFF, Act, ActKind, Condition, kind_of


class ImpossibleAct(CannotBeDone, ValueError):
    """The record of a stage holds an act that cannot have been done after those before it."""


@dataclass(frozen=True, slots=True)
class StageState:
    """How one stage stands.

    `brought_about` is the act that led to its condition, `latest` the last act of any kind, and `begun_at`
    when the first was done; all are None before the first act.
    """

    stage: str
    condition: Condition = Condition.NOT_STARTED
    brought_about: Act | None = None
    latest: Act | None = None
    begun_at: datetime | None = None

    @property
    def number(self) -> int:
        """The number of the last act: what somebody who saw this state has seen. 0 before the first."""
        return self.latest.number if self.latest else 0

    @property
    def is_open(self) -> bool:
        return self.condition in OPEN

    def why_not(self, kind: ActKind, *, by: UUID) -> str | None:
        """Return in a sentence why an act cannot be done now by this person, or None where it can be."""
        if self.condition not in kind.possible_in:
            return f"This stage {self.condition}, so {kind.refused}."
        if kind is SIGNED_OFF and self.brought_about and self.brought_about.actor.user_id == by:
            return "Who sent a stage for sign-off cannot sign it off, so another senior leader has to do it."
        return None

    def possible(self, *, by: UUID) -> tuple[ActKind, ...]:
        """Return the moves that this person could make now, if their roles allow them."""
        return tuple(kind for kind in MOVES if self.why_not(kind, by=by) is None)

    def after(self, act: Act) -> "StageState":
        """Return how the stage stands after an act; raise `ImpossibleAct` where it cannot have been done."""
        kind = kind_of(act.kind, stage=self.stage)
        if act.number <= self.number:
            raise ImpossibleAct(f"The acts of this stage are out of order at number {act.number}.")
        if refused := self.why_not(kind, by=act.actor.user_id):
            raise ImpossibleAct(f"Act {act.number} of this stage cannot have been done. {refused}")
        after = replace(self, latest=act, begun_at=self.begun_at or act.happened_at)
        if kind.leads_to is not None:
            return replace(after, condition=kind.leads_to, brought_about=act)
        if self.condition is Condition.NOT_STARTED:
            return replace(after, condition=Condition.IN_PROGRESS, brought_about=act)
        # Work on a stage that was returned or reopened leaves it so: the reason stands until it is sent.
        return after


def fold(stage: str, acts: Iterable[Act], *, since: StageState | None = None) -> StageState:
    """Return how a stage stands after its acts in order, from the beginning or from an earlier state."""
    state = since or StageState(stage)
    for act in acts:
        state = state.after(act)
    return state
