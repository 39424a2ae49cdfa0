"""Reads of reviews and their record."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from review_toolkit.access.actors import Actor
from review_toolkit.database import Absent, db
from review_toolkit.reviews.acts import KINDS, Act, work_of
from review_toolkit.reviews.models import Review, StageEvent
from review_toolkit.reviews.stage_state import StageState, fold
from review_toolkit.reviews.stages import STAGES, Stage, StageRegistry
from review_toolkit.reviews.standing import Standing


def review_of(review_id: UUID) -> Review:
    """Return a review; raise `Absent` where there is none. The guard has asked who may see it."""
    review = db.session.get(Review, review_id)
    if review is None:
        raise Absent("There is no such review.")
    return review


def reviews_in(review_ids: Iterable[UUID]) -> list[Review]:
    """Return reviews, newest snapshot first."""
    return list(
        db.session.scalars(
            select(Review)
            .where(Review.id.in_(list(review_ids)))
            .order_by(Review.snapshot_date.desc(), Review.title)
        )
    )


def latest_work(review_id: UUID, *, stage: str) -> StageEvent | None:
    """Return the last act on record that was a stage's own work: not its being sent, returned and so on."""
    return db.session.scalar(
        select(StageEvent)
        .where(
            StageEvent.review_id == review_id,
            StageEvent.stage == stage,
            StageEvent.kind.in_(work_of(stage)),
        )
        .order_by(StageEvent.number.desc())
        .limit(1)
    )


def acts_of(review_id: UUID) -> dict[str, list[Act]]:
    """Return everything on record for a review in order, by stage."""
    events = db.session.scalars(
        select(StageEvent).where(StageEvent.review_id == review_id).order_by(StageEvent.number)
    )
    found: dict[str, list[Act]] = {}
    for event in events:
        actor = Actor(event.actor_id, event.actor_name)
        act = Act(event.number, event.kind, actor, event.happened_at, event.reason)
        found.setdefault(event.stage, []).append(act)
    return found


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One act as a stage's page tells it. `done` completes "Robin Hartsedge …"."""

    act: Act
    done: str
    reason: str | None


def record_of(review_id: UUID, stage: Stage, *, stages: StageRegistry) -> tuple[RecordLine, ...]:
    """Return what was done in a stage, the newest first, with what its own tables know of each act."""
    acts = acts_of(review_id).get(stage.key, [])
    counted = Counter(act.kind for act in acts)
    # Acts and details of one kind are told in one order; where one is missing, nobody knows whose it is.
    details = {
        kind: iter(found)
        for kind, found in stages.details(stage.key, review_id).items()
        if len(found) == counted[kind]
    }
    lines = []
    for act in acts:
        detail = next(details.get(act.kind, iter(())), None)
        done = KINDS[act.kind].done
        lines.append(
            RecordLine(act, f"{done}, {detail.about}", act.reason or detail.reason or None)
            if detail
            else RecordLine(act, done, act.reason)
        )
    return tuple(reversed(lines))


def state_of(review_id: UUID, *, stage: str) -> StageState:
    """Return how a stage's record leaves it."""
    return fold(stage, acts_of(review_id).get(stage, ()))


def why_closed(review_id: UUID, *, stage: str) -> str | None:
    """Return in a sentence why a stage takes no new work, or None where it does.

    Every service that does a stage's work asks this first, and refuses in its own words.
    """
    state = state_of(review_id, stage=stage)
    if state.is_open:
        return None
    return f"This stage {state.condition}. Reopen it before anything in it is changed."


def standings_of(
    review_id: UUID, *, stages: StageRegistry, only: Sequence[Stage] = STAGES
) -> tuple[Standing, ...]:
    """Return where each stage of a review stands, in the stages' order."""
    acts = acts_of(review_id)
    return tuple(
        Standing(
            stage=stage,
            summary=stages.summary(stage.key, review_id),
            state=fold(stage.key, acts.get(stage.key, ())),
        )
        for stage in only
    )


def standing_of(review_id: UUID, stage: Stage, *, stages: StageRegistry) -> Standing:
    """Return where one stage of a review stands."""
    (standing,) = standings_of(review_id, stages=stages, only=(stage,))
    return standing


def find_review(name: str) -> Review | None:
    """Return the review with this id, or with this title in full where just one has it."""
    try:
        return db.session.get(Review, UUID(name))
    except ValueError:
        found = db.session.scalars(select(Review).where(Review.title == name)).all()
        return found[0] if len(found) == 1 else None
