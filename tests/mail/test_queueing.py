"""Queueing: a mail is there if and only if what caused it is; it is sealed; what cannot travel is refused."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from review_toolkit.database import db, now, write_transaction
from review_toolkit.jobs.models import Job
from review_toolkit.mail import service
from review_toolkit.mail.models import Mail, MailAttempt, MailState
from review_toolkit.mail.service import SUBJECT_LIMIT, TEXT_LIMIT, MailRefused, queue_mail
from review_toolkit.vault import Vault
from tests.mail.conftest import SUBJECT, TEXT, TO, Office

VAULT = Vault(bytes(range(32)))


def test_a_mail_is_kept_sealed_with_a_job_that_sends_it(office: Office, app: Flask) -> None:
    mail = office.mail(office.queue(to=" Ada@Harbour.EXAMPLE".strip()))
    assert (mail.recipient, mail.subject, mail.state) == ("Ada@harbour.example", SUBJECT, MailState.WAITING)
    assert mail.sealed_text is not None
    assert b"canary" not in mail.sealed_text
    assert app.extensions["vault"].open(mail.sealed_text, record=mail.id).decode() == TEXT
    with app.app_context():
        job = db.session.get_one(Job, mail.job_id)
        assert (job.kind, job.arguments) == ("send_mail", f'{{"mail_id": "{mail.id}"}}')


def test_a_mail_of_a_transaction_that_was_undone_never_was(office: Office, app: Flask) -> None:
    def queue_and_fail() -> None:
        with app.app_context(), write_transaction():
            queue_mail(to=TO, subject=SUBJECT, text=TEXT, vault=VAULT)
            raise KeyError

    with pytest.raises(KeyError):
        queue_and_fail()
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Mail)) == 0
        assert db.session.scalar(select(func.count()).select_from(Job)) == 0
    assert office.send(None) == 0


def test_every_mail_has_a_message_id_of_its_own(office: Office) -> None:
    ids = {office.mail(office.queue()).message_id for _ in range(20)}
    assert len(ids) == 20


@pytest.mark.parametrize(
    "to",
    [
        "",
        "ada",
        "ada@",
        "ada@harbour",
        "ada harbour@own.example",
        "ada@harbour.example, eve@evil.example",
        "ada@harbour.example\r\nBcc: eve@evil.example",
        "ada@harbour.example\n",
        "<ada@harbour.example>",
        "Ada <ada@harbour.example>",
        '"a b"@harbour.example',
        "ädä@harbour.example",
        "ada@[127.0.0.1]",
        "ada@harbour.example\0",
        "a" * 250 + "@harbour.example",
    ],
)
def test_what_is_no_address_is_refused(to: str) -> None:
    with pytest.raises(MailRefused, match=r"format name@example\.org") as refused:
        queue_mail(to=to, subject=SUBJECT, text=TEXT, vault=VAULT)
    assert "harbour" not in str(refused.value)


@pytest.mark.parametrize(
    "subject", ["", "  ", "x" * (SUBJECT_LIMIT + 1), "a\nb", "a\rb", "a\0b", "a\u2028b", "\ud800"]
)
def test_a_subject_is_one_line_that_can_be_seen(subject: str) -> None:
    with pytest.raises(MailRefused, match="subject of one line"):
        queue_mail(to=TO, subject=subject, text=TEXT, vault=VAULT)


@given(
    before=st.text(max_size=20),
    sign=st.sampled_from("\r\n\0\x0b\x0c\x1c\x85\u2028\u2029"),
    after=st.text(max_size=20),
)
def test_no_subject_can_begin_another_header(before: str, sign: str, after: str) -> None:
    with pytest.raises(MailRefused):
        queue_mail(to=TO, subject=f"a{before}{sign}{after}b", text=TEXT, vault=VAULT)


@pytest.mark.parametrize("text", ["", " \n", "x" * (TEXT_LIMIT + 1), "a\0b", "a\rb", "a\x1bb", "\ud800"])
def test_a_text_has_signs_that_can_be_seen(text: str) -> None:
    with pytest.raises(MailRefused, match="Give the mail a text"):
        queue_mail(to=TO, subject=SUBJECT, text=text, vault=VAULT)


IMPOSSIBLE = {
    "sent, and its text still there": {
        "state": "sent",
        "sent_at": now(),
        "attempts": 1,
        "last_attempt_at": now(),
    },
    "sent at no time": {"state": "sent", "sealed_text": None, "attempts": 1, "last_attempt_at": now()},
    "sent by no attempt": {"state": "sent", "sealed_text": None, "sent_at": now()},
    "waiting without a text": {"sealed_text": None},
    "waiting and sent": {"sent_at": now()},
    "given up at no time": {"state": "given_up", "sealed_text": None},
    "failed for no reason": {"state": "failed"},
    "a state that nobody knows": {"state": "lost"},
    "a trouble that nobody knows": {"trouble": "550 ada@own.example"},
    "attempted at no time": {"attempts": 1},
}


@pytest.mark.parametrize("values", IMPOSSIBLE.values(), ids=list(IMPOSSIBLE))
def test_the_database_keeps_no_mail_that_cannot_be(
    office: Office, app: Flask, values: dict[str, object]
) -> None:
    mail_id = office.queue()
    with app.app_context(), pytest.raises(IntegrityError), write_transaction() as session:
        session.execute(update(Mail).where(Mail.id == mail_id).values(**values))


def test_an_attempt_stays_on_record(office: Office, app: Flask) -> None:
    mail_id = office.queue()
    office.change(mail_id, service.begin_attempt)
    for change in (update(MailAttempt).values(number=2), MailAttempt.__table__.delete()):
        with (
            app.app_context(),
            pytest.raises(Exception, match="stays on record"),
            write_transaction() as session,
        ):
            session.execute(change)
    assert office.record(mail_id) == [(1, "began", None)]
