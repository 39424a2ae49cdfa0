"""The HR extracts of a review, sealed."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from review_toolkit.database import Base, identifier, now


class Extract(Base):
    """One imported file: its accounts in plain, its rows and mapping sealed.

    A newer one replaces it, unless its figures were released (`release_id`): who joined and left until the
    next snapshot date is worked out from both files.
    """

    __tablename__ = "extract"
    __table_args__ = (
        CheckConstraint("kind IN ('workforce')", name="known_kind"),
        CheckConstraint("rows_read >= rows_used AND rows_used >= 0", name="rows_balance"),
    )

    id: Mapped[UUID] = identifier()
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    snapshot_date: Mapped[date]
    release_id: Mapped[UUID | None] = mapped_column(ForeignKey("release.id"))
    filename: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    rows_read: Mapped[int]
    rows_used: Mapped[int]
    sealed_file: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sealed_mapping: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    imported_at: Mapped[datetime] = mapped_column(default=now)
    imported_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    imported_by_name: Mapped[str] = mapped_column(String(200))


class PreparedFigures(Base):
    """What protecting an extract's figures came to, until they are released or worked out anew.

    The figures are sealed like the extract: they are safe to publish, but nobody has published them yet.
    `ledger_head` stands for the earlier releases that they were checked against; once others were made, this
    counts no longer. `reason` is for the person who holds the file, and may tell everybody that figures are
    held back.
    """

    __tablename__ = "prepared_figures"
    __table_args__ = (
        CheckConstraint("outcome IN ('ready', 'held_back', 'refused')", name="known_outcome"),
        CheckConstraint(
            "(outcome = 'ready') = (sealed IS NOT NULL) AND (outcome = 'ready') = (fingerprint IS NOT NULL) "
            "AND (outcome = 'ready') = (reason IS NULL)",
            name="figures_or_a_reason",
        ),
    )

    id: Mapped[UUID] = identifier()
    extract_id: Mapped[UUID] = mapped_column(ForeignKey("extract.id"), unique=True)
    outcome: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(Text)
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    ledger_head: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    prepared_at: Mapped[datetime] = mapped_column(default=now)
