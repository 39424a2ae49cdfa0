"""Reads of mails. The outbox is told which wait or failed, and of those that were sent how many alone.

Who was sent a mail is listed nowhere: a list of reminders would be a list of those who have not answered yet.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, select

from review_toolkit.database import Absent, db, now
from review_toolkit.jobs.models import Job, JobState
from review_toolkit.mail.models import Mail, MailState
from review_toolkit.mail.troubles import Trouble

LINES_OF_A_PAGE = 20
_LEFT = (MailState.WAITING, MailState.SENDING, MailState.FAILED)


@dataclass(frozen=True, slots=True)
class OutboxLine:
    """A mail that has not left. `next_at` is when the next attempt is due; without one, nothing happens.

    One that `is_due` is taken up within seconds, where a worker runs.
    """

    id: UUID
    recipient: str
    subject: str
    attempts: int
    trouble: Trouble | None
    created_at: datetime
    last_attempt_at: datetime | None
    next_at: datetime | None
    is_due: bool
    is_being_sent: bool

    @property
    def has_failed(self) -> bool:
        """Whether it stays where it is until somebody does something."""
        return self.next_at is None and not self.is_being_sent


@dataclass(frozen=True, slots=True)
class Outbox:
    """One page of the mails that have not left, the longest waiting first, and how many there are."""

    lines: tuple[OutboxLine, ...]
    page: int
    pages: int
    left: int
    sent: int
    last_sent_at: datetime | None


def outbox(*, page: int) -> Outbox:
    """Return a page of the outbox; a number beyond the last page is the last page."""
    left = _count(Mail.state.in_(_LEFT))
    pages = max(1, ceil(left / LINES_OF_A_PAGE))
    page = min(max(page, 1), pages)
    # What nothing is going to happen to comes first: it waits for somebody.
    goes_on = and_(Mail.state != MailState.FAILED, Job.state.in_((JobState.QUEUED, JobState.RUNNING)))
    rows = db.session.execute(
        _with_jobs()
        .where(Mail.state.in_(_LEFT))
        .order_by(case((goes_on, 1), else_=0), Mail.created_at, Mail.id)
        .offset((page - 1) * LINES_OF_A_PAGE)
        .limit(LINES_OF_A_PAGE)
    )
    return Outbox(
        lines=tuple(_line(mail, job) for mail, job in rows),
        page=page,
        pages=pages,
        left=left,
        sent=_count(Mail.state == MailState.SENT),
        last_sent_at=db.session.scalar(select(func.max(Mail.sent_at))),
    )


def unsent(*, subject: str, to: Collection[str]) -> tuple[OutboxLine, ...]:
    """Return the mails of one kind to these addresses that have not left."""
    rows = db.session.execute(
        _with_jobs()
        .where(Mail.state.in_(_LEFT), Mail.subject == subject, func.lower(Mail.recipient).in_(list(to)))
        .order_by(Mail.created_at)
    )
    return tuple(_line(mail, job) for mail, job in rows)


def line_of(mail_id: UUID) -> OutboxLine:
    """Return a mail that has not left; raise `Absent` otherwise."""
    row = db.session.execute(_with_jobs().where(Mail.id == mail_id, Mail.state.in_(_LEFT))).one_or_none()
    if row is None:
        raise Absent("There is no such mail in the outbox.")
    return _line(row[0], row[1])


def mail_of(mail_id: UUID) -> Mail:
    """Return a mail, whatever became of it; raise `Absent` where there is none."""
    mail = db.session.get(Mail, mail_id)
    if mail is None:
        raise Absent("There is no such mail.")
    return mail


def mail_to_send(mail_id: UUID, *, job_id: UUID) -> Mail | None:
    """Return a mail if this job is to send it."""
    mail = db.session.get(Mail, mail_id)
    if mail is None or mail.job_id != job_id or mail.state not in (MailState.WAITING, MailState.SENDING):
        return None
    return mail


def mail_waits() -> bool:
    """Say whether mails cannot leave at the moment: no server is set, or the last attempt failed for now."""
    not_set_up = select(Mail.id).where(
        Mail.state == MailState.WAITING, Mail.trouble.in_([Trouble.NOT_SET_UP, Trouble.CANNOT_OPEN])
    )
    if db.session.scalar(not_set_up.limit(1)):
        return True
    last = db.session.scalar(
        select(Mail.trouble)
        .where(Mail.last_attempt_at.is_not(None))
        .order_by(Mail.last_attempt_at.desc())
        .limit(1)
    )
    return last is not None and not Trouble(last).is_permanent


def _with_jobs() -> Select[Mail, Job]:
    return select(Mail, Job).outerjoin(Job, Job.id == Mail.job_id)


def _line(mail: Mail, job: Job | None) -> OutboxLine:
    runs = job is not None and job.state == JobState.RUNNING
    waits = job is not None and job.state == JobState.QUEUED and mail.state != MailState.FAILED
    next_at = job.due_at if job is not None and waits else None
    return OutboxLine(
        id=mail.id,
        recipient=mail.recipient,
        subject=mail.subject,
        attempts=mail.attempts,
        trouble=Trouble(mail.trouble) if mail.trouble else None,
        created_at=mail.created_at,
        last_attempt_at=mail.last_attempt_at,
        next_at=next_at,
        is_due=next_at is not None and next_at <= now(),
        is_being_sent=runs,
    )


def _count(condition: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(Mail).where(condition)) or 0
