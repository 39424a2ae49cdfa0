"""Accounts, who holds which role in which review, and the audit trail."""

from datetime import datetime
from uuid import UUID, uuid4

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from review_toolkit.access.actions import Role
from review_toolkit.database import Base, Chained, chained, identifier, now

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
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = identifier()
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"), index=True)
    role: Mapped[str] = mapped_column(String(30))
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    user: Mapped[User] = relationship(back_populates="memberships")


class AuditEvent(Chained, Base):
    """Something that somebody did: a past-tense kind, by whom, when, to what, why. Never what was answered.

    `actor_id` is empty where nobody is signed in, as on the command line.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        CheckConstraint("length(kind) > 0", name="has_kind"),
        CheckConstraint("length(actor_name) > 0", name="in_somebodys_name"),
    )

    id: Mapped[UUID] = identifier()
    happened_at: Mapped[datetime] = mapped_column(default=now)
    kind: Mapped[str] = mapped_column(String(60))
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    actor_name: Mapped[str] = mapped_column(String(200))
    review_id: Mapped[UUID | None] = mapped_column(ForeignKey("review.id"), index=True)
    subject: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str | None] = mapped_column(Text)


chained(AuditEvent, because="history is added to, never overwritten")
