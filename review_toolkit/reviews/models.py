"""Organisations, reviews, and the record of what happened to each stage."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from review_toolkit.database import Base, append_only, identifier, now


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
    """A named act that moved a stage: who, when, what. Numbered within its review; never changed."""

    __tablename__ = "stage_event"
    __table_args__ = (UniqueConstraint("review_id", "number"),)

    id: Mapped[UUID] = identifier()
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"))
    number: Mapped[int]
    stage: Mapped[str] = mapped_column(String(30))
    kind: Mapped[str] = mapped_column(String(40))
    happened_at: Mapped[datetime] = mapped_column(default=now)
    actor_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    actor_name: Mapped[str] = mapped_column(String(200))


append_only("stage_event", because="history is added to, never overwritten")
