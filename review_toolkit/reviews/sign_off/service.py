"""Moves of a stage: each is an act on its record in the name of whoever did it. Never commits.

Every move says which act the person saw last (`seen`): where somebody was quicker, the move is refused, so
that nobody signs off or returns what they have not looked at.
"""

from review_toolkit.access.actors import Actor
from review_toolkit.access.queries import may
from review_toolkit.reviews.acts import (
    KINDS,
    LEFT_INCOMPLETE,
    REOPENED,
    RETURNED,
    SENT,
    SIGNED_OFF,
    ActKind,
    ActRefused,
)
from review_toolkit.reviews.models import Review, StageEvent
from review_toolkit.reviews.queries import standing_of
from review_toolkit.reviews.service import record
from review_toolkit.reviews.stages import Stage, StageRegistry
from review_toolkit.reviews.standing import Standing


def send_stage_for_sign_off(
    review: Review, stage: Stage, *, seen: int, note: str | None = None, actor: Actor, stages: StageRegistry
) -> StageEvent:
    """Hand a stage to the sponsor, with a note where there is something to say."""
    return _move(review, stage, SENT, seen=seen, reason=note, actor=actor, stages=stages)


def sign_off_stage(
    review: Review, stage: Stage, *, seen: int, actor: Actor, stages: StageRegistry
) -> StageEvent:
    """Accept a stage as finished. Until Commission names a sponsor, any senior leader but the sender may."""
    return _move(review, stage, SIGNED_OFF, seen=seen, actor=actor, stages=stages)


def return_stage(
    review: Review, stage: Stage, *, seen: int, reason: str, actor: Actor, stages: StageRegistry
) -> StageEvent:
    """Hand a stage back to the HR lead, saying what is to be put right."""
    return _move(review, stage, RETURNED, seen=seen, reason=reason, actor=actor, stages=stages)


def reopen_stage(
    review: Review, stage: Stage, *, seen: int, reason: str, actor: Actor, stages: StageRegistry
) -> StageEvent:
    """Let a stage that was closed take work again. Its earlier sign-off stays on record."""
    return _move(review, stage, REOPENED, seen=seen, reason=reason, actor=actor, stages=stages)


def leave_stage_incomplete(
    review: Review, stage: Stage, *, seen: int, reason: str, actor: Actor, stages: StageRegistry
) -> StageEvent:
    """Let the review go on without finishing a stage. The reason is printed in the report."""
    return _move(review, stage, LEFT_INCOMPLETE, seen=seen, reason=reason, actor=actor, stages=stages)


def refusal_of(standing: Standing, kind: ActKind, *, seen: int, actor: Actor) -> str | None:
    """Return in a sentence why a move cannot be made by somebody who saw this act last; None where it can."""
    latest = standing.state.latest
    if standing.is_available and seen != standing.state.number:
        quicker = f"{latest.actor.name} {KINDS[latest.kind].done}. " if latest else ""
        return f"The page was no longer up to date. {quicker}Look at the stage again, then decide."
    return standing.why_not(kind, by=actor.user_id)


def _move(
    review: Review,
    stage: Stage,
    kind: ActKind,
    *,
    seen: int,
    reason: str | None = None,
    actor: Actor,
    stages: StageRegistry,
) -> StageEvent:
    """Record a move, asking again where the state changes what the page asked when it was shown."""
    if kind.action is None or not may(kind.action, review.id, user_id=actor.user_id, stage=stage.key):
        raise ActRefused(f"{actor.name} has no role in this review that allows this.")
    if refused := refusal_of(standing_of(review.id, stage, stages=stages), kind, seen=seen, actor=actor):
        raise ActRefused(refused)
    return record(review, stage=stage.key, kind=kind.name, actor=actor, reason=reason)
