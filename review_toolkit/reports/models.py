"""Reports as they were written: bytes and what they were made from, never changed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from review_toolkit.database import Base, append_only, identifier, now


class ReportDocument(Base):
    """One writing of a report."""

    __tablename__ = "report_document"
    __table_args__ = (UniqueConstraint("review_id", "template", "version"),)

    id: Mapped[UUID] = identifier()
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"))
    template: Mapped[str] = mapped_column(String(100))
    version: Mapped[str] = mapped_column(String(20))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    release_sha256: Mapped[str | None] = mapped_column(String(64))
    written_at: Mapped[datetime] = mapped_column(default=now)
    written_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    written_by_name: Mapped[str] = mapped_column(String(200))


append_only("report_document", because="a written report is kept as it was")
