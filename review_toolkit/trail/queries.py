"""Reads of the audit trail: one review's events, or those that belong to no review."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from review_toolkit.access.models import AuditEvent, User
from review_toolkit.database import db, is_as_written
from review_toolkit.trail.words import accounts_in, act_in_words, thing_in_words

_ROWS_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Event:
    """One event, in words. `row` is its place in the trail of the whole service, `row_hash` its fingerprint.

    `done` completes "Robin Hartsedge …"; `reason` is "" where none was given. One that is not `as_written`
    was changed behind the product's back.
    """

    row: int
    happened_at: datetime
    who: str
    done: str
    thing: str
    reason: str
    row_hash: str
    as_written: bool


def count_of(review_id: UUID | None) -> int:
    """Return how many events a review has; of None, how many belong to no review."""
    return db.session.scalar(select(func.count()).select_from(AuditEvent).where(_belongs(review_id))) or 0


def page_of(review_id: UUID | None, *, offset: int, size: int) -> tuple[Event, ...]:
    """Return some events of a review, or of none, the newest first."""
    return _told(
        select(AuditEvent)
        .where(_belongs(review_id))
        .order_by(AuditEvent.position.desc())
        .offset(offset)
        .limit(size)
    )


def all_of(review_id: UUID | None) -> Iterator[Event]:
    """Yield every event of a review, or of none, the oldest first."""
    return _all_where(_belongs(review_id))


def all_by(user_id: UUID, review_id: UUID) -> Iterator[Event]:
    """Yield what one person did in a review, the oldest first."""
    return _all_where(AuditEvent.review_id == review_id, AuditEvent.actor_id == user_id)


def _all_where(*conditions: ColumnElement[bool]) -> Iterator[Event]:
    last = 0
    while events := _told(
        select(AuditEvent)
        .where(*conditions, AuditEvent.position > last)
        .order_by(AuditEvent.position)
        .limit(_ROWS_AT_A_TIME)
    ):
        yield from events
        last = events[-1].row


def _belongs(review_id: UUID | None) -> ColumnElement[bool]:
    return AuditEvent.review_id.is_(None) if review_id is None else AuditEvent.review_id == review_id


def _told(query: Select[AuditEvent]) -> tuple[Event, ...]:
    events: Sequence[AuditEvent] = db.session.scalars(query).all()
    ids = accounts_in(event.subject for event in events)
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    names = {row.id: row.name for row in rows}
    return tuple(
        Event(
            row=event.position,
            happened_at=event.happened_at,
            who=event.actor_name,
            done=act_in_words(event.kind),
            thing=thing_in_words(event.subject, names),
            reason=event.reason or "",
            row_hash=event.row_hash,
            as_written=is_as_written(event),
        )
        for event in events
    )
