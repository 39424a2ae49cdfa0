"""Changes to mails: the only writer of their tables; never commits.

A mail is a row before it is anything else: what was queued in a transaction that was committed is sent, or
stands in the outbox with the reason. The pause before another attempt is as long as the mail has waited
already, but at least a minute and at most two hours. After five days it has failed, until somebody tries
again.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from review_toolkit.database import db, now
from review_toolkit.jobs.models import Job, JobState
from review_toolkit.jobs.service import Requester, cancel, enqueue
from review_toolkit.mail.letters import has_unseen
from review_toolkit.mail.models import INTERRUPTED, TAKEN, AttemptStep, Mail, MailAttempt, MailState
from review_toolkit.mail.troubles import Trouble
from review_toolkit.mail_server import plain_address
from review_toolkit.vault import Vault

KIND = "send_mail"
SUBJECT_LIMIT = 200
TEXT_LIMIT = 50_000
SHORTEST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=2)
TRIED_FOR = timedelta(days=5)

_UNTRIED = (Trouble.NOT_SET_UP, Trouble.CANNOT_OPEN)
"""These are found out before an attempt is made."""
_OPEN = (MailState.WAITING, MailState.SENDING)


class MailRefused(ValueError):
    """A mail cannot be queued as asked. The message says what to correct, and quotes nothing."""


class MailBusy(ValueError):
    """A mail is past what was asked for it, or is being sent at this moment. The message says which."""


def queue_mail(*, to: str, subject: str, text: str, vault: Vault) -> Mail:
    """Keep a mail, its text sealed, and ask for it to be sent once the caller's transaction is committed.

    Recipient and subject stay in plain for administrators to read: a subject says what kind of mail it is and
    nothing about anybody. Raises `MailRefused` where the mail could not travel.
    """
    recipient = plain_address(to)
    if recipient is None:
        raise MailRefused("Enter an email address in the format name@example.org.")
    if not subject.strip() or len(subject) > SUBJECT_LIMIT or has_unseen(subject):
        raise MailRefused(f"Give the mail a subject of one line and at most {SUBJECT_LIMIT} characters.")
    text = text.replace("\r\n", "\n")
    if not text.strip() or len(text) > TEXT_LIMIT or has_unseen(text, lines=True):
        raise MailRefused(
            f"Give the mail a text of at most {TEXT_LIMIT:,} characters, all of which can be seen."
        )
    mail_id = uuid4()
    mail = Mail(
        id=mail_id,
        recipient=recipient,
        subject=subject.strip(),
        sealed_text=vault.seal(text.encode(), record=mail_id),
        # Made once: a receiver that is sent the mail twice can tell. The domain is nobody's.
        message_id=f"<{uuid4()}@review-toolkit.invalid>",
        job_id=_ask_for(mail_id).id,
    )
    db.session.add(mail)
    db.session.flush()
    return mail


def begin_attempt(mail: Mail) -> int:
    """Put an attempt on record, before it is made; return its number.

    One that was begun before and has no end was interrupted, and is noted as that first.
    """
    _note_interruption(mail)
    if mail.trouble in _UNTRIED:
        mail.queued_at = now()  # what hindered every attempt is over
    mail.attempts += 1
    mail.last_attempt_at = now()
    mail.state = MailState.SENDING
    db.session.add(MailAttempt(mail_id=mail.id, number=mail.attempts, step=AttemptStep.BEGAN))
    db.session.flush()
    return mail.attempts


def note_sent(mail_id: UUID, *, attempt: int) -> None:
    """Record that a server has taken a mail, and destroy its text."""
    mail = _attempted(mail_id, attempt)
    if mail is None:
        return
    _end(mail, TAKEN)
    mail.state = MailState.SENT
    mail.sent_at = now()
    mail.sealed_text = None
    mail.trouble = None
    db.session.flush()


def note_trouble(mail_id: UUID, trouble: Trouble, *, attempt: int) -> None:
    """Record why an attempt failed, and ask for the next one; a permanent trouble, or five days, end it."""
    mail = _attempted(mail_id, attempt)
    if mail is None:
        return
    _end(mail, trouble)
    mail.trouble = trouble
    if trouble.is_permanent or now() - mail.queued_at >= TRIED_FOR:
        mail.state = MailState.FAILED
    else:
        _wait(mail)
    db.session.flush()


def postpone(mail_id: UUID, trouble: Trouble) -> None:
    """Let a mail wait that cannot be attempted at all, for as long as that lasts."""
    mail = db.session.get(Mail, mail_id)
    if mail is None or mail.state not in _OPEN:
        return
    _note_interruption(mail)
    mail.trouble = trouble
    _wait(mail)
    db.session.flush()


def try_again(mail: Mail, *, actor: Requester) -> None:
    """Send a mail that failed, or that waits for its next attempt, now; its pauses begin anew."""
    _stop_job(mail)
    _note_interruption(mail)
    mail.state = MailState.WAITING
    mail.queued_at = now()
    mail.job_id = _ask_for(mail.id, requested_by=actor).id
    db.session.flush()


def give_up(mail: Mail) -> None:
    """Never send a mail, and destroy its text."""
    _stop_job(mail)
    _note_interruption(mail)
    mail.state = MailState.GIVEN_UP
    mail.sealed_text = None
    mail.given_up_at = now()
    db.session.flush()


def pause_after(waited: timedelta) -> timedelta:
    """Return how long to wait before the next attempt for a mail that has waited so long already."""
    return min(max(waited, SHORTEST_PAUSE), LONGEST_PAUSE)


def _attempted(mail_id: UUID, attempt: int) -> Mail | None:
    """Return a mail if this attempt is its latest and is not over: another process may have gone on."""
    mail = db.session.get(Mail, mail_id)
    return mail if mail and mail.state == MailState.SENDING and mail.attempts == attempt else None


def _note_interruption(mail: Mail) -> None:
    if mail.state == MailState.SENDING:
        _end(mail, INTERRUPTED)


def _end(mail: Mail, outcome: str) -> None:
    db.session.add(
        MailAttempt(mail_id=mail.id, number=mail.attempts, step=AttemptStep.ENDED, outcome=outcome)
    )


def _wait(mail: Mail) -> None:
    mail.state = MailState.WAITING
    at = now()
    mail.job_id = _ask_for(mail.id, due_at=at + pause_after(at - mail.queued_at)).id


def _ask_for(mail_id: UUID, *, due_at: datetime | None = None, requested_by: Requester | None = None) -> Job:
    return enqueue(KIND, arguments={"mail_id": str(mail_id)}, due_at=due_at, requested_by=requested_by)


def _stop_job(mail: Mail) -> None:
    """Let no job send the mail any more; raise `MailBusy` where it is too late for that."""
    if mail.state in (MailState.SENT, MailState.GIVEN_UP):
        raise MailBusy("That mail has been sent or given up in the meantime. Nothing was changed.")
    job = db.session.get(Job, mail.job_id)
    if job is None or job.state.is_final:
        return
    if job.state == JobState.RUNNING:
        raise MailBusy("That mail is being sent at this moment. Look again in a minute.")
    cancel(job.id, at=now())
