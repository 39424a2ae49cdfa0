"""The job that makes one attempt to send one mail.

It differs from other jobs in one thing: it writes before it works. The attempt is put on record in a
transaction of its own, so that no mail leaves without a trace. What came of it is written with the job's end.
A later attempt is a job of its own, with a pause before it; attempts of this job count crashes alone.
"""

from functools import partial
from uuid import UUID

from review_toolkit.database import write_transaction
from review_toolkit.jobs.kinds import Finish, JobKind, RunningJob
from review_toolkit.mail import queries, service
from review_toolkit.mail.delivery import Delivery
from review_toolkit.mail.letters import Letter
from review_toolkit.mail.models import Mail
from review_toolkit.mail.troubles import DeliveryFailed, Trouble
from review_toolkit.vault import CannotOpen, Vault


def send_mail_kind(*, vault: Vault, delivery: Delivery) -> JobKind:
    """Return the kind of job that sends mails in this way."""
    return JobKind(
        name=service.KIND,
        title="Send a mail",
        run=lambda job: attempt(UUID(job.arguments["mail_id"]), vault=vault, delivery=delivery, job=job),
    )


def attempt(mail_id: UUID, *, vault: Vault, delivery: Delivery, job: RunningJob) -> Finish:
    """Try once to hand a mail over; return what is then to be written."""
    if not delivery.is_set_up:
        return partial(_postpone, mail_id, Trouble.NOT_SET_UP)
    try:
        with write_transaction():
            mail = queries.mail_to_send(mail_id, job_id=job.id)
            if mail is None:  # sent, given up, or another job's by now
                return _nothing
            letter = _opened(mail, vault=vault)
            number = service.begin_attempt(mail)
    except CannotOpen:
        return partial(_postpone, mail_id, Trouble.CANNOT_OPEN)
    try:
        delivery.deliver(letter)
    except DeliveryFailed as failed:
        return partial(_note_trouble, mail_id, failed.trouble, number)
    return partial(_note_sent, mail_id, number)


def _opened(mail: Mail, *, vault: Vault) -> Letter:
    text = vault.open(mail.sealed_text or b"", record=mail.id).decode()
    return Letter(mail.recipient, mail.subject, text, mail.message_id, mail.created_at)


def _nothing() -> None:
    """The mail needs no attempt."""


def _postpone(mail_id: UUID, trouble: Trouble) -> None:
    service.postpone(mail_id, trouble)


def _note_trouble(mail_id: UUID, trouble: Trouble, number: int) -> None:
    service.note_trouble(mail_id, trouble, attempt=number)


def _note_sent(mail_id: UUID, number: int) -> None:
    service.note_sent(mail_id, attempt=number)
