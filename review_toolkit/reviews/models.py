"""Organisations, reviews, and the record of what happened to each stage."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from review_toolkit.access.reasons import FEWEST_REASON_CHARACTERS, MOST_REASON_CHARACTERS
from review_toolkit.database import Base, append_only, identifier, now
from review_toolkit.reviews.acts import KINDS


def _kinds(*reason: str) -> str:
    """The names of the acts that ask for a reason in one of these ways, as SQL writes a list."""
    return ", ".join(f"'{kind.name}'" for kind in KINDS.values() if kind.reason in reason)


class Organisation(Base):
    """A body that reviews itself."""

    __tablename__ = "organisation"

    id: Mapped[UUID] = identifier()
    name: Mapped[str] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Review(Base):
    """One review of one organisation, as at its snapshot date."""

    __tablename__ = "review"
    __table_args__ = (
        CheckConstraint("threshold >= 5", name="threshold_protects"),
        CheckConstraint("length(title) > 0", name="has_title"),
    )

    id: Mapped[UUID] = identifier()
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    title: Mapped[str] = mapped_column(String(200))
    snapshot_date: Mapped[date]
    threshold: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)
    organisation: Mapped[Organisation] = relationship(lazy="joined")


class StageEvent(Base):
    """A named act on a stage: who, when, what, why. Numbered within its review; never changed."""

    __tablename__ = "stage_event"
    __table_args__ = (
        UniqueConstraint("review_id", "number"),
        CheckConstraint(
            f"kind NOT IN ({_kinds('required')}) OR (reason IS NOT NULL AND length(trim(reason)) "
            f"BETWEEN {FEWEST_REASON_CHARACTERS} AND {MOST_REASON_CHARACTERS})",
            name="reason_where_needed",
        ),
        CheckConstraint(
            f"reason IS NULL OR kind IN ({_kinds('required', 'optional')})", name="reason_only_where_asked"
        ),
    )

    id: Mapped[UUID] = identifier()
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"))
    number: Mapped[int]
    stage: Mapped[str] = mapped_column(String(30))
    kind: Mapped[str] = mapped_column(String(40))
    happened_at: Mapped[datetime] = mapped_column(default=now)
    actor_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    actor_name: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str | None] = mapped_column(Text)


append_only("stage_event", because="history is added to, never overwritten")
