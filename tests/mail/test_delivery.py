"""Delivery to a server: what it takes arrives unharmed, and each way of failing is told from the others."""

import logging
import stat
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from review_toolkit.mail.delivery import DEMO_SENDER, FolderDelivery, NoDelivery, SmtpDelivery
from review_toolkit.mail.letters import Letter
from review_toolkit.mail.troubles import DeliveryFailed, Trouble
from review_toolkit.mail_server import MailServer
from tests.mail.conftest import Certificate
from tests.mail.smtp_server import NOBODY_THERE, SENDER, SmtpServer

LETTER = Letter(
    recipient="ada@harbour.example",
    subject="Your invitation",
    text="Dear Ada,\n.\n..dots\nand a line of " + "x" * 2_000 + "\n",
    message_id="<made-once@review-toolkit.invalid>",
    written_at=datetime(2026, 3, 31, 9, 0, tzinfo=UTC),
)


def trouble_with(server: MailServer, *, seconds: float = 10) -> Trouble:
    """Return why a mail was not handed over."""
    with pytest.raises(DeliveryFailed) as failed:
        SmtpDelivery(server, seconds=seconds).deliver(LETTER)
    return failed.value.trouble


def test_a_mail_arrives_as_it_was_written() -> None:
    with SmtpServer() as server:
        SmtpDelivery(server.address()).deliver(LETTER)
    (received,) = server.received
    assert (received.sender, received.recipient) == (SENDER.address, LETTER.recipient)
    message = message_from_bytes(received.content, policy=default)
    assert message.get_content().replace("\r\n", "\n") == LETTER.text
    assert message["Subject"] == LETTER.subject
    assert message["From"] == "Review team <review@harbour.example>"
    assert message["Message-ID"] == LETTER.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == LETTER.written_at
    assert message.get_content_type() == "text/plain"
    assert max(len(line) for line in received.content.split(b"\r\n")) <= 998
    assert server.steps[-1] == "TEXT"


def test_a_mail_that_was_taken_is_sent_however_the_server_says_goodbye() -> None:
    with SmtpServer(replies={"TEXT": "250 Taken\r\n421 Closing"}) as server:
        SmtpDelivery(server.address()).deliver(LETTER)
    assert server.steps[-1] == "TEXT"


def test_a_connection_to_another_machine_is_protected_before_anything_is_said(trusted: Certificate) -> None:
    with SmtpServer(certificate=trusted.context, user="ada", password="pässword".encode().hex()) as server:
        SmtpDelivery(server.address("starttls")).deliver(LETTER)
    (received,) = server.received
    assert received.protected
    assert received.signed_in_as == "ada"
    assert server.steps.index("STARTTLS") < server.steps.index("AUTH")


def test_smtps_is_protected_from_the_start(trusted: Certificate) -> None:
    with SmtpServer(certificate=trusted.context, tls_from_the_start=True) as server:
        SmtpDelivery(server.address("tls")).deliver(LETTER)
    assert [received.protected for received in server.received] == [True]


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: Certificate) -> None:
    for security, from_the_start in (("starttls", False), ("tls", True)):
        with SmtpServer(certificate=certificate.context, tls_from_the_start=from_the_start) as server:
            assert trouble_with(server.address(security)) is Trouble.TLS_FAILED
        assert "MAIL" not in server.steps


def test_a_certificate_of_another_name_is_refused(trusted: Certificate) -> None:
    with SmtpServer(certificate=trusted.context) as server:
        assert trouble_with(server.address("starttls", host="localhost")) is Trouble.TLS_FAILED
    assert "MAIL" not in server.steps


@pytest.mark.parametrize("replies", [{}, {"STARTTLS": "454 Not now"}], ids=["not offered", "refused"])
def test_a_mail_and_a_password_never_travel_in_plain_where_tls_is_required(
    replies: dict[str, str], certificate: Certificate
) -> None:
    offered = certificate.context if replies else None
    with SmtpServer(replies=replies, certificate=offered, user="ada", password="secret") as server:
        assert trouble_with(server.address("starttls")) is Trouble.TLS_FAILED
    assert {"AUTH", "MAIL"} & set(server.steps) == set()


@pytest.mark.parametrize(
    ("step", "reply", "trouble"),
    [
        ("GREETING", "421 Too busy", Trouble.ASKED_TO_WAIT),
        ("GREETING", "554 Go away", Trouble.BROKE_OFF),
        ("GREETING", "HTTP/1.1 400 Bad Request", Trouble.BROKE_OFF),
        ("MAIL", "451 Later", Trouble.ASKED_TO_WAIT),
        ("MAIL", "530 5.7.0 Sign in first", Trouble.SIGN_IN_REFUSED),
        ("MAIL", "550 Not from you", Trouble.SENDER_REFUSED),
        ("RCPT", "450 Greylisted", Trouble.ASKED_TO_WAIT),
        ("RCPT", "451 Later", Trouble.ASKED_TO_WAIT),
        ("RCPT", "530 5.7.0 Sign in first", Trouble.SIGN_IN_REFUSED),
        ("RCPT", "550 5.1.1 No such user", Trouble.RECIPIENT_REFUSED),
        ("DATA", "451 Later", Trouble.ASKED_TO_WAIT),
        ("DATA", "554 Not this one", Trouble.MAIL_REFUSED),
        ("TEXT", "452 Disk full", Trouble.ASKED_TO_WAIT),
        ("TEXT", "552 Too big", Trouble.MAIL_REFUSED),
    ],
)
def test_a_refusal_for_good_is_told_from_one_for_now(step: str, reply: str, trouble: Trouble) -> None:
    with SmtpServer(replies={step: reply}) as server:
        assert trouble_with(server.address()) is trouble
    assert server.received == []


@pytest.mark.parametrize("step", ["GREETING", "EHLO", "MAIL", "RCPT", "DATA", "TEXT"])
def test_a_server_that_hangs_up_or_falls_silent_is_noticed(step: str) -> None:
    with SmtpServer(hang_up_at=step) as server:
        assert trouble_with(server.address()) is Trouble.BROKE_OFF
    with SmtpServer(silent_at=step) as server:
        assert trouble_with(server.address(), seconds=0.2) is Trouble.BROKE_OFF


def test_a_sign_in_that_is_refused_is_told_from_one_that_is_to_come_later() -> None:
    with SmtpServer(user="ada", password="right") as server:
        wrong = MailServer("127.0.0.1", server.address().port, "none", SENDER, "ada", "wrong")
        assert trouble_with(wrong) is Trouble.SIGN_IN_REFUSED
    with SmtpServer(user="ada", password="right", replies={"AUTH": "454 Later"}) as server:
        assert trouble_with(server.address()) is Trouble.ASKED_TO_WAIT
    with SmtpServer(user="ada", password="right", replies={"EHLO": "250 mail.example"}) as server:
        assert trouble_with(server.address()) is Trouble.SIGN_IN_REFUSED
    with SmtpServer(user="ada", password="right", hang_up_at="AUTH") as server:
        assert trouble_with(server.address()) is Trouble.BROKE_OFF


def test_a_server_that_is_not_there_is_unreachable() -> None:
    assert trouble_with(NOBODY_THERE) is Trouble.UNREACHABLE
    nowhere = MailServer("no-such-host.invalid", 25, "none", SENDER)
    assert trouble_with(nowhere) is Trouble.UNREACHABLE


def test_what_went_wrong_quotes_no_server_no_address_and_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.DEBUG),
        SmtpServer(user="ada", password="right-Zq7X") as server,
        pytest.raises(DeliveryFailed) as failed,
    ):
        SmtpDelivery(
            MailServer("127.0.0.1", server.address().port, "none", SENDER, "ada", "wrong-Zq7X")
        ).deliver(LETTER)
    told = f"{failed.value} {failed.value!r} {LETTER!r} {caplog.text}"
    assert not [word for word in ("Zq7X", "ada", "harbour", "Dear", "invitation") if word in told]


def test_without_a_server_nothing_is_delivered() -> None:
    with pytest.raises(DeliveryFailed) as failed:
        NoDelivery().deliver(LETTER)
    assert failed.value.trouble is Trouble.NOT_SET_UP
    assert not NoDelivery().is_set_up


def test_the_demo_writes_a_file_that_a_mail_program_opens(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    delivery = FolderDelivery(folder)
    delivery.deliver(LETTER)
    delivery.deliver(LETTER)
    (path,) = folder.iterdir()
    assert path.name == "2026-03-31-090000-made-once.eml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert message["To"] == LETTER.recipient
    assert DEMO_SENDER.address in message["From"]


def test_a_demo_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file stands where the folder would be")
    with pytest.raises(DeliveryFailed) as failed:
        FolderDelivery(tmp_path / "mail").deliver(LETTER)
    assert failed.value.trouble is Trouble.NOT_WRITTEN
