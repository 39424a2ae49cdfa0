"""What sign-in keeps beside the account itself."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from review_toolkit.database import Base, append_only, identifier, now


class SignInTries(Base):
    """How often something was tried since a moment: for an address, an account, a key or a client.

    `address_hash` is the keyed hash of what was tried and for whom (`throttle`).
    """

    __tablename__ = "sign_in_tries"

    id: Mapped[UUID] = identifier()
    address_hash: Mapped[str] = mapped_column(String(64), unique=True)
    began_at: Mapped[datetime]
    tries: Mapped[int]


class Purpose(StrEnum):
    """What a one-time key is for; it opens nothing else."""

    RECOVERY = "recovery"
    MAILED_CODE = "mailed_code"


class OneTimeKey(Base):
    """A key that was mailed to the holder of an account: used once, and only until it expires.

    Only its hash is kept: of a mailed code, which is short, a keyed one (`keys`).
    """

    __tablename__ = "one_time_key"
    __table_args__ = (
        CheckConstraint("purpose IN ('recovery', 'mailed_code')", name="known_purpose"),
        CheckConstraint("expires_at > created_at", name="expires_later"),
    )

    id: Mapped[UUID] = identifier()
    purpose: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RecoveryRequest(Base):
    """An address for which somebody asked for a key, sealed, until the worker has looked whose it is."""

    __tablename__ = "recovery_request"

    id: Mapped[UUID] = identifier()
    sealed_address: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Passkey(Base):
    """The public half of a passkey, under the name that its holder gave it."""

    __tablename__ = "passkey"

    id: Mapped[UUID] = identifier()
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int]
    label: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_used_at: Mapped[datetime | None]


class ProviderIdentity(Base):
    """Whom an organisation's own sign-in service knows somebody as. Linked once, then never by address."""

    __tablename__ = "provider_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[UUID] = identifier()
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(default=now)


class SecondStepRule(Base):
    """Whether a second step is asked of everybody whose role needs one: the newest row counts."""

    __tablename__ = "second_step_rule"
    __table_args__ = (CheckConstraint("length(reason) > 0", name="for_a_reason"),)

    id: Mapped[UUID] = identifier()
    number: Mapped[int] = mapped_column(unique=True)
    is_required: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime] = mapped_column(default=now)
    actor_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    actor_name: Mapped[str] = mapped_column(String(200))


append_only("second_step_rule", because="who switched it off, and why, stays on record")
