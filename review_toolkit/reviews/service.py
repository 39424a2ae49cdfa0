"""Changes to organisations and reviews. The only writer of these tables; never commits."""

from datetime import date

from sqlalchemy import select

from review_toolkit.access.actors import Actor
from review_toolkit.database import db
from review_toolkit.disclosure.rules import DEFAULT_THRESHOLD, check_threshold
from review_toolkit.reviews.models import Organisation, Review, StageEvent


def set_up_review(
    *, organisation: str, title: str, snapshot_date: date, threshold: int = DEFAULT_THRESHOLD
) -> Review:
    """Open a review; the organisation is made if it is new (names compare without regard to case)."""
    check_threshold(threshold)
    name = organisation.strip()
    known = next(
        (found for found in db.session.scalars(select(Organisation)) if found.name.lower() == name.lower()),
        None,
    )
    review = Review(
        organisation=known or Organisation(name=name),
        title=title.strip(),
        snapshot_date=snapshot_date,
        threshold=threshold,
    )
    db.session.add(review)
    db.session.flush()
    return review


def record(review: Review, *, stage: str, kind: str, actor: Actor) -> StageEvent:
    """Add a past-tense act ("extract_imported") to the record of a stage."""
    event = StageEvent(
        review_id=review.id, stage=stage, kind=kind, actor_id=actor.user_id, actor_name=actor.name
    )
    db.session.add(event)
    db.session.flush()
    return event
