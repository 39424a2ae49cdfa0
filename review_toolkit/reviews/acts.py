"""The acts that may be on a stage's record: what each is called, what it does, and who may do it.

Pure. Two sorts: work that a stage records of itself ("figures_released"), and moves, which send a stage for
sign-off, sign it off and so on and are alike for every stage. A new act is a new line here, and a migration
where it asks for a reason: the database holds that too. The names are in the record for good, so they are
never changed or used for anything else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from review_toolkit.access.actions import Action
from review_toolkit.access.actors import Actor
from review_toolkit.failures import CannotBeDone


class UnknownAct(CannotBeDone, ValueError):
    """The record of a stage holds, or would hold, an act that this version of the toolkit does not know."""


class ActRefused(ValueError):
    """An act that may not be done now, or by this person. The message says why."""


class Condition(StrEnum):
    """How a stage stands. The value completes "This stage …"."""

    NOT_STARTED = "has not been started"
    IN_PROGRESS = "is in progress"
    WITH_SPONSOR = "is with the sponsor for sign-off"
    RETURNED = "has been returned"
    SIGNED_OFF = "is signed off"
    REOPENED = "has been reopened"
    LEFT_INCOMPLETE = "has been left incomplete"


OPEN = frozenset({Condition.NOT_STARTED, Condition.IN_PROGRESS, Condition.RETURNED, Condition.REOPENED})
"""Where a stage takes new work."""


@dataclass(frozen=True, slots=True)
class ActKind:
    """One kind of act.

    `done` completes "Robin Hartsedge …" and `refused` completes "This stage is signed off, so …".
    `leads_to` is None for work, which belongs to one stage and starts it.
    """

    name: str
    done: str
    refused: str
    possible_in: frozenset[Condition]
    leads_to: Condition | None = None
    reason: Literal["none", "optional", "required"] = "none"
    action: Action | None = None
    stage: str | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One act on the record of a stage: who did what, when and why. `number` orders them in their review."""

    number: int
    kind: str
    actor: Actor
    happened_at: datetime
    reason: str | None = None


SENT = ActKind(
    "stage_sent_for_sign_off",
    done="sent the stage for sign-off",
    refused="it cannot be sent for sign-off",
    possible_in=OPEN - {Condition.NOT_STARTED},
    leads_to=Condition.WITH_SPONSOR,
    reason="optional",
    action=Action.SEND_STAGE_FOR_SIGN_OFF,
)
SIGNED_OFF = ActKind(
    "stage_signed_off",
    done="signed off the stage",
    refused="it cannot be signed off",
    possible_in=frozenset({Condition.WITH_SPONSOR}),
    leads_to=Condition.SIGNED_OFF,
    action=Action.SIGN_OFF_STAGE,
)
RETURNED = ActKind(
    "stage_returned",
    done="returned the stage",
    refused="it cannot be returned",
    possible_in=frozenset({Condition.WITH_SPONSOR}),
    leads_to=Condition.RETURNED,
    reason="required",
    action=Action.RETURN_STAGE,
)
REOPENED = ActKind(
    "stage_reopened",
    done="reopened the stage",
    refused="it cannot be reopened",
    possible_in=frozenset(Condition) - OPEN,
    leads_to=Condition.REOPENED,
    reason="required",
    action=Action.REOPEN_STAGE,
)
LEFT_INCOMPLETE = ActKind(
    "stage_left_incomplete",
    done="left the stage incomplete",
    refused="it cannot be left incomplete",
    possible_in=OPEN,
    leads_to=Condition.LEFT_INCOMPLETE,
    reason="required",
    action=Action.LEAVE_STAGE_INCOMPLETE,
)
MOVES = (SENT, SIGNED_OFF, RETURNED, REOPENED, LEFT_INCOMPLETE)


def _work(stage: str, name: str, done: str) -> ActKind:
    refused = "nothing in it can be changed unless it is reopened"
    return ActKind(name, done=done, refused=refused, possible_in=OPEN, stage=stage)


WORK = (
    _work("commission", "review_opened", "opened the review"),
    _work("baseline", "extract_imported", "imported a workforce file"),
    _work("baseline", "figures_released", "released the figures"),
    _work("baseline", "figures_withdrawn", "withdrew the figures"),
    _work("report", "report_written", "wrote the report"),
)

KINDS: Mapping[str, ActKind] = MappingProxyType({kind.name: kind for kind in (*WORK, *MOVES)})


def kind_of(name: str, *, stage: str) -> ActKind:
    """Return a kind of act by name; raise `UnknownAct` where there is none, or none of this stage."""
    kind = KINDS.get(name)
    if kind is None or kind.stage not in (None, stage):
        raise UnknownAct(
            f"The record of the stage '{stage}' holds '{name}', which says nothing of its state."
        )
    return kind


def work_of(stage: str) -> tuple[str, ...]:
    """Return the names of the acts that are a stage's own work."""
    return tuple(kind.name for kind in WORK if kind.stage == stage)
