"""The ledger's rows: frozen content with its fingerprint, never changed."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from review_toolkit.access.reasons import FEWEST_REASON_CHARACTERS, MOST_REASON_CHARACTERS
from review_toolkit.database import Base, Chained, append_only, chained, identifier, now


class Release(Chained, Base):
    """One release: the canonical JSON of its content, and how it was found safe.

    All releases of all reviews are one chain, the ledger. `statement` is what a reader could take from the
    figures, as the joint audit of every later release sees it (JSON of interfaces.md 4; hidden cells have no
    count). `manifest` says by what rules and programs it was protected and what the audit found. Releases
    from before the ledger kept these have none of the four columns below `sha256`, for a chained row cannot
    be added to; nothing can be audited against them.
    """

    __tablename__ = "release"
    __table_args__ = (
        UniqueConstraint("review_id", "number"),
        CheckConstraint("kind IS NULL OR kind IN ('accepted')", name="known_kind"),
        CheckConstraint(
            "(kind IS NULL) = (statement IS NULL) AND (kind IS NULL) = (manifest IS NULL) "
            "AND (kind IS NULL) = (charts_sha256 IS NULL)",
            name="audited_or_from_before",
        ),
    )

    id: Mapped[UUID] = identifier()
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"))
    number: Mapped[int]
    snapshot_date: Mapped[date]
    content: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str | None] = mapped_column(String(20))
    statement: Mapped[str | None] = mapped_column(Text, deferred=True)
    manifest: Mapped[str | None] = mapped_column(Text, deferred=True)
    charts_sha256: Mapped[str | None] = mapped_column(String(64))
    released_at: Mapped[datetime] = mapped_column(default=now)
    released_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    released_by_name: Mapped[str] = mapped_column(String(200))


class ReleaseChart(Base):
    """A chart of one of a release's tables, as SVG."""

    __tablename__ = "release_chart"
    __table_args__ = (UniqueConstraint("release_id", "table_name"),)

    id: Mapped[UUID] = identifier()
    release_id: Mapped[UUID] = mapped_column(ForeignKey("release.id"))
    table_name: Mapped[str] = mapped_column(String(100))
    svg: Mapped[str] = mapped_column(Text)


class Withdrawal(Chained, Base):
    """A release that its review no longer stands by. What was published stays in the ledger and in every
    later audit: it cannot be unread.
    """

    __tablename__ = "release_withdrawal"
    __table_args__ = (
        CheckConstraint(
            f"length(trim(reason)) BETWEEN {FEWEST_REASON_CHARACTERS} AND {MOST_REASON_CHARACTERS}",
            name="says_why",
        ),
    )

    id: Mapped[UUID] = identifier()
    release_id: Mapped[UUID] = mapped_column(ForeignKey("release.id"), unique=True)
    reason: Mapped[str] = mapped_column(Text)
    withdrawn_at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    withdrawn_by_name: Mapped[str] = mapped_column(String(200))


chained(Release, because="a release is frozen")
chained(Withdrawal, because="a withdrawal is part of the history")
append_only("release_chart", because="a release is frozen")
