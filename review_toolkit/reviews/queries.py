"""Reads of reviews and their record."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from review_toolkit.database import Absent, db
from review_toolkit.reviews.models import Review, StageEvent


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


def latest_event(review_id: UUID, *, stage: str) -> StageEvent | None:
    """Return the last act on record for a stage."""
    return db.session.scalar(
        select(StageEvent)
        .where(StageEvent.review_id == review_id, StageEvent.stage == stage)
        .order_by(StageEvent.number.desc())
        .limit(1)
    )


def find_review(name: str) -> Review | None:
    """Return the review with this id, or with this title in full where just one has it."""
    try:
        return db.session.get(Review, UUID(name))
    except ValueError:
        found = db.session.scalars(select(Review).where(Review.title == name)).all()
        return found[0] if len(found) == 1 else None
