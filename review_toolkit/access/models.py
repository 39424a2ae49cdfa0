"""Accounts, and who holds which role in which review."""

from datetime import datetime
from uuid import UUID, uuid4

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from review_toolkit.access.actions import Role
from review_toolkit.database import Base, identifier, now

_ROLES = ", ".join(f"'{role.value}'" for role in Role)


class SiteRole(RoleMixin):
    """Flask-Security asks for a class of site-wide roles. There are none: roles belong to a review."""


class User(Base, UserMixin):
    """Somebody with an account. Members of staff who answer a pulse have none."""

    __tablename__ = "user"

    # The mixin declares a whole number; its own code treats it as opaque.
    id: Mapped[UUID] = identifier()  # type: ignore[assignment]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    is_administrator: Mapped[bool] = mapped_column(default=False)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=lambda: uuid4().hex)
    created_at: Mapped[datetime] = mapped_column(default=now)
    memberships: Mapped[list["Membership"]] = relationship(back_populates="user", lazy="selectin")

    @property
    def roles(self) -> list[RoleMixin]:  # type: ignore[override]
        return []


class Membership(Base):
    """A role that somebody holds in a review, until it ends."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint(f"role IN ({_ROLES})", name="known_role"),
        CheckConstraint("ended_at IS NULL OR ended_at >= created_at", name="ends_after_start"),
        Index(
            "uq_membership_current",
            "user_id",
            "review_id",
            "role",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = identifier()
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"), index=True)
    role: Mapped[str] = mapped_column(String(30))
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    user: Mapped[User] = relationship(back_populates="memberships")
