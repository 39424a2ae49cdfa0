"""Accounts, who holds which role in which review, and the audit trail."""

from datetime import date, datetime
from uuid import UUID, uuid4

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from review_toolkit.access.actions import Role
from review_toolkit.database import Base, Chained, append_only, chained, identifier, now

_ROLES = ", ".join(f"'{role.value}'" for role in Role)


class SiteRole(RoleMixin):
    """Flask-Security asks for a class of site-wide roles. There are none: roles belong to a review."""


class User(Base, UserMixin):
    """Somebody with an account. Members of staff who answer a pulse have none.

    `second_step` is how they show a second time who they are, beside any passkeys: with an app's code or one
    that is mailed; None where nothing was chosen. The secret of an app is encrypted under a key from
    `DATA_KEY`, and `totp_counter` is the last of its codes that was taken: none counts twice.
    """

    __tablename__ = "user"
    __table_args__ = (
        CheckConstraint("second_step IN ('app', 'mail')", name="known_second_step"),
        CheckConstraint(
            "(coalesce(second_step, '') = 'app') = (totp_secret IS NOT NULL)", name="secret_of_an_app"
        ),
    )

    # The mixin declares a whole number; its own code treats it as opaque.
    id: Mapped[UUID] = identifier()  # type: ignore[assignment]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    is_administrator: Mapped[bool] = mapped_column(default=False)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=lambda: uuid4().hex)
    created_at: Mapped[datetime] = mapped_column(default=now)
    second_step: Mapped[str | None] = mapped_column(String(10))
    totp_secret: Mapped[str | None] = mapped_column(Text)
    totp_counter: Mapped[int | None]

    @property
    def roles(self) -> list[RoleMixin]:  # type: ignore[override]
        return []


class Membership(Base):
    """A role that somebody holds in a review, from its first day to its last, until it ends.

    `stages` are the keys of the stages that it opens, with commas between; "" opens all. `version` counts the
    changes, so that who changes what another has changed meanwhile is told.
    """

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint(f"role IN ({_ROLES})", name="known_role"),
        CheckConstraint("ended_at IS NULL OR ended_at >= created_at", name="ends_after_start"),
        CheckConstraint("ends_on >= starts_on", name="last_day_after_first"),
        CheckConstraint("version > 0", name="counted_from_one"),
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
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    purpose: Mapped[str] = mapped_column(String(500), default="", server_default="")
    stages: Mapped[str] = mapped_column(String(200), default="", server_default="")
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    user: Mapped[User] = relationship()


class Invitation(Base):
    """A role in a review that somebody was invited to, by an address that may have an account or not.

    Of the key in the mail only the hash is kept. Open until it is accepted, withdrawn or expired; what the
    role is to be stands here until then (`Membership` says what the columns mean).
    """

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint(f"role IN ({_ROLES})", name="known_role"),
        CheckConstraint("ends_on >= starts_on", name="last_day_after_first"),
        CheckConstraint("accepted_at IS NULL OR withdrawn_at IS NULL", name="one_end"),
        CheckConstraint("(accepted_at IS NULL) = (membership_id IS NULL)", name="accepted_as_a_role"),
    )

    id: Mapped[UUID] = identifier()
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"), index=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(30))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    purpose: Mapped[str] = mapped_column(String(500), default="")
    stages: Mapped[str] = mapped_column(String(200), default="")
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    invited_by_name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("membership.id"))


class Declaration(Base):
    """What a delegated reviewer declared before the first page: interests, and the terms they accepted."""

    __tablename__ = "declaration"
    __table_args__ = (CheckConstraint("has_interests = (length(interests) > 0)", name="interests_named"),)

    id: Mapped[UUID] = identifier()
    membership_id: Mapped[UUID] = mapped_column(ForeignKey("membership.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(default=now)
    has_interests: Mapped[bool]
    interests: Mapped[str] = mapped_column(Text, default="")
    terms_version: Mapped[str] = mapped_column(String(20))


append_only("declaration", because="what was declared stays as it was declared")


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
