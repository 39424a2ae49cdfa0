"""Attempts: on record before they are made, tried again with pauses; a mail sent twice says so."""

import logging
import signal
import subprocess
import sys
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from flask import Flask

from review_toolkit.access.actors import Actor
from review_toolkit.database import now, write_transaction
from review_toolkit.jobs.kinds import RunningJob
from review_toolkit.jobs.models import Job, JobState
from review_toolkit.mail import service
from review_toolkit.mail.delivery import SmtpDelivery
from review_toolkit.mail.jobs import send_mail_kind
from review_toolkit.mail.models import MailState
from review_toolkit.mail.service import LONGEST_PAUSE, SHORTEST_PAUSE, TRIED_FOR, MailBusy, pause_after
from review_toolkit.mail.troubles import Trouble
from review_toolkit.worker.runner import Runner
from tests.mail.conftest import LATER, SUBJECT, TEXT, TO, Office
from tests.mail.smtp_server import NOBODY_THERE, SmtpServer
from tests.people import ReviewWithPeople

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def actor(review: ReviewWithPeople) -> Actor:
    return review.actors["administrator"]


def test_a_mail_is_sent_once_and_its_text_is_gone(office: Office) -> None:
    mail_id = office.queue()
    with SmtpServer() as server:
        assert office.send(server.address()) == 1
        assert office.send(server.address()) == 0
    (received,) = server.received
    assert received.recipient == TO
    assert TEXT.splitlines()[0].encode() in received.content
    mail = office.mail(mail_id)
    assert (mail.state, mail.sealed_text, mail.attempts, mail.trouble) == (MailState.SENT, None, 1, None)
    assert mail.sent_at is not None
    assert office.record(mail_id) == [(1, "began", None), (1, "ended", "taken")]


def test_the_attempt_is_on_record_while_it_is_made(office: Office) -> None:
    mail_id = office.queue()
    seen: list[object] = []
    with SmtpServer(before_text=lambda: seen.extend(office.record(mail_id))) as server:
        office.send(server.address())
    assert seen == [(1, "began", None)]


def test_a_refused_address_fails_at_once_and_is_not_tried_again(office: Office) -> None:
    mail_id = office.queue()
    with SmtpServer(replies={"RCPT": "550 5.1.1 No such user"}) as server:
        office.send(server.address())
        assert office.send(server.address()) == 0
    mail = office.mail(mail_id)
    assert (mail.state, mail.trouble) == (MailState.FAILED, Trouble.RECIPIENT_REFUSED)
    assert mail.sealed_text is not None
    assert office.line(mail_id).has_failed
    assert office.record(mail_id)[-1] == (1, "ended", "recipient_refused")


@pytest.mark.parametrize(
    ("script", "trouble"),
    [
        ({"replies": {"RCPT": "451 Later"}}, Trouble.ASKED_TO_WAIT),
        ({"hang_up_at": "DATA"}, Trouble.BROKE_OFF),
        ({"user": "somebody", "password": "else", "replies": {"AUTH": "535 No"}}, Trouble.SIGN_IN_REFUSED),
    ],
    ids=["asked to wait", "broke off", "sign-in refused"],
)
def test_what_may_pass_is_tried_again_with_the_same_message_id(
    office: Office, script: dict[str, object], trouble: Trouble
) -> None:
    mail_id = office.queue()
    with SmtpServer(**script) as server:  # type: ignore[arg-type]
        office.send(server.address())
    mail = office.mail(mail_id)
    assert (mail.state, mail.trouble, mail.attempts) == (MailState.WAITING, trouble, 1)
    with SmtpServer() as server:
        office.send(server.address())
    (received,) = server.received
    assert message_from_bytes(received.content)["Message-ID"] == mail.message_id
    assert office.record(mail_id) == [
        (1, "began", None),
        (1, "ended", trouble.value),
        (2, "began", None),
        (2, "ended", "taken"),
    ]


def test_a_server_that_is_down_for_days_is_asked_less_and_less_often_and_then_no_more(
    office: Office, actor: Actor
) -> None:
    mail_id = office.queue()
    pauses = []
    for waited in (timedelta(), timedelta(minutes=10), timedelta(hours=1), timedelta(days=2)):
        office.age(mail_id, waited)
        assert office.send(NOBODY_THERE) == 1
        line = office.line(mail_id)
        assert (line.trouble, line.has_failed) == (Trouble.UNREACHABLE, False)
        assert line.next_at is not None
        pauses.append(line.next_at - now())
    assert pauses == sorted(pauses)
    assert SHORTEST_PAUSE - timedelta(seconds=20) < pauses[0] <= SHORTEST_PAUSE
    assert LONGEST_PAUSE - timedelta(seconds=20) < pauses[-1] <= LONGEST_PAUSE
    assert office.send(NOBODY_THERE, later=timedelta()) == 0, "The pause is not over."
    office.age(mail_id, TRIED_FOR)
    office.send(NOBODY_THERE)
    assert office.mail(mail_id).state == MailState.FAILED
    assert office.mail(mail_id).sealed_text is not None
    assert office.send(NOBODY_THERE) == 0
    # Once somebody tries again the pauses begin anew, and nothing was lost.
    office.change(mail_id, lambda mail: service.try_again(mail, actor=actor))
    office.send(NOBODY_THERE)
    assert office.mail(mail_id).state == MailState.WAITING
    with SmtpServer() as server:
        office.send(server.address())
    assert len(server.received) == 1


def test_a_pause_is_as_long_as_the_mail_has_waited_within_limits() -> None:
    assert pause_after(timedelta()) == SHORTEST_PAUSE
    assert pause_after(timedelta(minutes=25)) == timedelta(minutes=25)
    assert pause_after(timedelta(days=9)) == LONGEST_PAUSE


@pytest.mark.parametrize("waited", [timedelta(), TRIED_FOR * 2], ids=["a moment", "ten days"])
def test_without_a_server_mails_wait_however_long_and_no_attempt_is_counted(
    office: Office, waited: timedelta
) -> None:
    mail_id = office.queue()
    office.age(mail_id, waited)
    office.send(None)
    mail = office.mail(mail_id)
    assert (mail.state, mail.trouble, mail.attempts) == (MailState.WAITING, Trouble.NOT_SET_UP, 0)
    # The time without a server does not count against the mail once there is one.
    office.send(NOBODY_THERE)
    assert office.mail(mail_id).state == MailState.WAITING
    with SmtpServer() as server:
        office.send(server.address())
    assert office.mail(mail_id).state == MailState.SENT
    assert len(server.received) == 1


def test_under_another_data_key_a_mail_waits_and_is_not_tried(office: Office) -> None:
    mail_id = office.queue()
    with SmtpServer() as server:
        office.send(server.address(), data_key=bytes(32))
        assert server.steps == []
        mail = office.mail(mail_id)
        assert (mail.state, mail.trouble, mail.attempts) == (MailState.WAITING, Trouble.CANNOT_OPEN, 0)
        office.send(server.address())
    assert len(server.received) == 1


_WORK = """
import sys
from dataclasses import replace
from pathlib import Path
from review_toolkit import create_app
from review_toolkit.mail_server import MailServer, Sender
from review_toolkit.worker.runner import Runner
from tests.databases import settings_for

port, instance, *database = sys.argv[1:]
settings = settings_for(Path(instance), *database)
server = MailServer("127.0.0.1", int(port), "none", Sender("review@harbour.example"))
Runner(create_app(replace(settings, demo=False, mail_server=server))).sweep()
"""


def test_a_worker_killed_after_the_server_took_the_mail_leaves_a_record_of_both_attempts(
    office: Office, instance: Path, database_url: str | None
) -> None:
    mail_id = office.queue()
    place = [str(instance), *([database_url] if database_url else [])]
    with SmtpServer(silent_at="TEXT") as first:
        arguments = (str(first.address().port), *place)
        with subprocess.Popen([sys.executable, "-c", _WORK, *arguments], cwd=ROOT) as worker:
            assert first.taken.wait(timeout=60)
            worker.kill()
        assert worker.returncode == -signal.SIGKILL
    assert office.record(mail_id) == [(1, "began", None)]
    with SmtpServer() as second:
        office.send(second.address())
    messages = [message_from_bytes(server.received[0].content) for server in (first, second)]
    assert messages[0]["Message-ID"] == messages[1]["Message-ID"] == office.mail(mail_id).message_id
    assert office.record(mail_id) == [
        (1, "began", None),
        (1, "ended", "interrupted"),
        (2, "began", None),
        (2, "ended", "taken"),
    ]


def test_one_whose_lease_went_to_another_worker_changes_nothing_any_more(office: Office) -> None:
    mail_id = office.queue()
    office.change(mail_id, service.begin_attempt)
    office.change(mail_id, service.begin_attempt)
    with office.app.app_context(), write_transaction():
        service.note_sent(mail_id, attempt=1)
        service.note_trouble(mail_id, Trouble.MAIL_REFUSED, attempt=1)
    assert office.mail(mail_id).state == MailState.SENDING
    assert office.record(mail_id) == [(1, "began", None), (1, "ended", "interrupted"), (2, "began", None)]


def test_a_job_that_lost_its_mail_to_a_later_one_does_not_send_it(office: Office, app: Flask) -> None:
    mail_id = office.queue()
    slow = RunningJob(office.mail(mail_id).job_id, {"mail_id": str(mail_id)}, None, None, None, 1, print)
    office.change(mail_id, lambda mail: service.postpone(mail.id, Trouble.NOT_SET_UP))
    with SmtpServer() as server, app.app_context():
        kind = send_mail_kind(vault=app.extensions["vault"], delivery=SmtpDelivery(server.address()))
        finish = kind.run(slow)
        with write_transaction():
            finish()
    assert server.steps == []
    assert office.record(mail_id) == []


def test_a_mail_that_is_being_sent_is_left_alone(office: Office, app: Flask, actor: Actor) -> None:
    mail_id = office.queue()
    job_id = office.mail(mail_id).job_id
    with app.app_context(), write_transaction() as session:
        job = session.get_one(Job, job_id)
        job.state, job.lease, job.lease_until, job.attempts = JobState.RUNNING, mail_id, now(), 1
    for act in (lambda mail: service.try_again(mail, actor=actor), service.give_up):
        with pytest.raises(MailBusy, match="being sent at this moment"):
            office.change(mail_id, act)
    assert office.line(mail_id).is_being_sent


def test_a_mail_that_was_given_up_is_never_sent_and_cannot_be_brought_back(
    office: Office, app: Flask, actor: Actor
) -> None:
    mail_id = office.queue()
    office.change(mail_id, service.give_up)
    with SmtpServer() as server:
        assert office.send(server.address()) == 0
        mail = office.mail(mail_id)
        assert (mail.state, mail.sealed_text) == (MailState.GIVEN_UP, None)
        with pytest.raises(MailBusy, match="sent or given up"):
            office.change(mail_id, lambda mail: service.try_again(mail, actor=actor))
        assert office.send(server.address()) == 0
    assert server.received == []


def test_send_now_replaces_the_job_that_waits_so_that_one_mail_leaves(office: Office, actor: Actor) -> None:
    mail_id = office.queue()
    office.send(NOBODY_THERE)
    office.change(mail_id, lambda mail: service.try_again(mail, actor=actor))
    office.change(mail_id, lambda mail: service.try_again(mail, actor=actor))
    with SmtpServer() as server:
        assert office.send(server.address()) == 1
    assert len(server.received) == 1


def test_a_mail_whose_job_stopped_for_good_counts_as_failed_and_can_be_tried_again(
    office: Office, app: Flask, actor: Actor
) -> None:
    mail_id = office.queue()
    office.change(mail_id, service.begin_attempt)
    with app.app_context(), write_transaction() as session:
        job = session.get_one(Job, office.mail(mail_id).job_id)
        job.state, job.finished_at, job.error = JobState.FAILED, now(), "It stopped."
    assert office.line(mail_id).has_failed
    office.change(mail_id, lambda mail: service.try_again(mail, actor=actor))
    with SmtpServer() as server:
        office.send(server.address())
    assert office.record(mail_id)[1:3] == [(1, "ended", "interrupted"), (2, "began", None)]
    assert len(server.received) == 1


def test_logs_tell_no_address_no_subject_no_text_and_no_secret(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for script in ({"replies": {"RCPT": "550 No"}}, {"hang_up_at": "TEXT"}, {}):
            office.queue()
            with SmtpServer(user="robot", password="Zq7Xsecret", **script) as server:  # type: ignore[arg-type]
                office.send(server.address())
        office.queue()
        office.send(NOBODY_THERE)
        office.send(NOBODY_THERE, data_key=bytes(32))
    assert not [word for word in (TO, "harbour", SUBJECT, "canary", "Zq7X", "robot") if word in caplog.text]


def test_in_the_demo_the_worker_writes_mails_into_the_instance_folder(
    office: Office, app: Flask, instance: Path
) -> None:
    mail_id = office.queue()
    Runner(app).sweep()
    assert office.mail(mail_id).state == MailState.SENT
    (path,) = (instance / "mail").iterdir()
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert (message["To"], message["Subject"]) == (TO, SUBJECT)


def test_fifty_mails_are_each_sent_once(office: Office) -> None:
    queued = [office.queue(to=f"person-{number}@harbour.example") for number in range(50)]
    with SmtpServer() as server:
        assert office.send(server.address(), later=LATER) == len(queued)
    recipients = [received.recipient for received in server.received]
    assert sorted(recipients) == sorted(f"person-{number}@harbour.example" for number in range(50))
    assert {office.mail(mail_id).state for mail_id in queued} == {MailState.SENT}
