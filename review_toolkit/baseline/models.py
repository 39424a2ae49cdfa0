"""The HR extracts of a review, sealed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from review_toolkit.database import Base, identifier, now


class Extract(Base):
    """One imported file: its accounts in plain, its rows and mapping sealed. A newer one replaces it."""

    __tablename__ = "extract"
    __table_args__ = (
        CheckConstraint("kind IN ('workforce')", name="known_kind"),
        CheckConstraint("rows_read >= rows_used AND rows_used >= 0", name="rows_balance"),
    )

    id: Mapped[UUID] = identifier()
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    filename: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    rows_read: Mapped[int]
    rows_used: Mapped[int]
    sealed_file: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sealed_mapping: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    imported_at: Mapped[datetime] = mapped_column(default=now)
    imported_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    imported_by_name: Mapped[str] = mapped_column(String(200))
