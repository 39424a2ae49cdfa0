"""Mails, and each attempt to send one.

An attempt is on record before it is made. A mail that was sent twice, because a process died between the
server's yes and our note of it, says so: there is a second attempt, and both bore the same Message-ID.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from review_toolkit.database import Base, append_only, identifier, now
from review_toolkit.mail.troubles import Trouble


class MailState(StrEnum):
    """Where a mail stands. Sent and given up are final, and then its text is gone."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    GIVEN_UP = "given_up"


class AttemptStep(StrEnum):
    """An attempt begins, and ends with an outcome: taken, interrupted, or a trouble."""

    BEGAN = "began"
    ENDED = "ended"


TAKEN = "taken"
INTERRUPTED = "interrupted"
"""The process died during an attempt, so nobody knows whether the server took the mail."""


def _among(column: str, *values: str) -> str:
    return "{} IN ({})".format(column, ", ".join(f"'{value}'" for value in values))


class Mail(Base):
    """One mail to one person, and the job that is to send it.

    Jobs may be cleared away, so its id is a plain column. `queued_at` is when it was last asked for: the
    pauses between attempts are counted from there. Who gave a mail up is in the audit trail.
    """

    __tablename__ = "mail"
    __table_args__ = (
        CheckConstraint(_among("state", *MailState), name="known_state"),
        CheckConstraint(
            "(state IN ('sent', 'given_up')) = (sealed_text IS NULL)", name="text_until_it_is_over"
        ),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_at_a_time"),
        CheckConstraint("(state = 'given_up') = (given_up_at IS NOT NULL)", name="given_up_at_a_time"),
        CheckConstraint("state <> 'failed' OR trouble IS NOT NULL", name="failed_for_a_reason"),
        CheckConstraint("state <> 'sent' OR trouble IS NULL", name="sent_without_trouble"),
        CheckConstraint("state NOT IN ('sending', 'sent') OR attempts > 0", name="sent_by_an_attempt"),
        CheckConstraint("(attempts = 0) = (last_attempt_at IS NULL)", name="attempted_at_a_time"),
        CheckConstraint(_among("trouble", *Trouble), name="known_trouble"),
        Index("ix_mail_state_created_at", "state", "created_at"),
    )

    id: Mapped[UUID] = identifier()
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    sealed_text: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    message_id: Mapped[str] = mapped_column(String(100), unique=True)
    state: Mapped[str] = mapped_column(String(10), default=MailState.WAITING.value)
    attempts: Mapped[int] = mapped_column(default=0)
    last_attempt_at: Mapped[datetime | None]
    trouble: Mapped[str | None] = mapped_column(String(20))
    job_id: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(default=now)
    queued_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]


class MailAttempt(Base):
    """The beginning or the end of an attempt to send a mail."""

    __tablename__ = "mail_attempt"
    __table_args__ = (
        CheckConstraint("number > 0", name="numbered_from_one"),
        CheckConstraint(_among("step", *AttemptStep), name="known_step"),
        CheckConstraint("(step = 'ended') = (outcome IS NOT NULL)", name="ends_with_an_outcome"),
        CheckConstraint(_among("outcome", TAKEN, INTERRUPTED, *Trouble), name="known_outcome"),
        UniqueConstraint("mail_id", "number", "step"),
    )

    id: Mapped[UUID] = identifier()
    mail_id: Mapped[UUID] = mapped_column(ForeignKey("mail.id"))
    number: Mapped[int]
    step: Mapped[str] = mapped_column(String(10))
    outcome: Mapped[str | None] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(default=now)


append_only("mail_attempt", because="an attempt to send a mail stays on record")
