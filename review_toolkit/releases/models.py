"""The ledger's rows: frozen content with its fingerprint, never changed."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from review_toolkit.database import Base, Chained, append_only, chained, identifier, now


class Release(Chained, Base):
    """One release: the canonical JSON of its content, and its charts, made from that content alone.

    All releases of all reviews are one chain, the ledger.
    """

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("review_id", "number"),)

    id: Mapped[UUID] = identifier()
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"))
    number: Mapped[int]
    snapshot_date: Mapped[date]
    content: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
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


chained(Release, because="a release is frozen")
append_only("release_chart", because="a release is frozen")
