"""The outbox: what waits or failed and what to do about it, for administrators; never a text."""

import html
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from review_toolkit.access.models import AuditEvent
from review_toolkit.database import db
from review_toolkit.mail.delivery import NoDelivery
from review_toolkit.mail.models import MailState
from review_toolkit.mail.queries import LINES_OF_A_PAGE
from tests.clients import CheckedClient
from tests.databases import looked_at_once
from tests.mail.conftest import Office
from tests.mail.smtp_server import NOBODY_THERE, SmtpServer

pytestmark = looked_at_once

CANARY = "Zq7XcanaryW4"


@pytest.fixture
def office(app: Flask) -> Office:
    return Office(app)


@pytest.fixture
def administrator(client_for: Callable[[str], CheckedClient]) -> CheckedClient:
    return client_for("administrator")


def words_of(client: CheckedClient, path: str = "/outbox") -> str:
    return html.unescape(client.get(path).text)


def noted(app: Flask) -> list[tuple[str, str, str]]:
    """Return what the audit trail says about mails."""
    with app.app_context():
        events = db.session.scalars(select(AuditEvent).where(AuditEvent.kind.startswith("mail_")))
        return [(event.kind, event.actor_name, event.subject) for event in events]


def test_an_empty_outbox_says_so(administrator: CheckedClient) -> None:
    page = words_of(administrator)
    assert "No mail waits, and none has failed." in page
    assert "No mail server is set up" not in page


def test_without_a_server_the_page_says_that_mails_wait(
    app: Flask, office: Office, administrator: CheckedClient
) -> None:
    office.queue()
    office.send(None)
    app.extensions["mail"] = NoDelivery()
    page = words_of(administrator)
    assert "No mail server is set up, so mails wait here." in page
    assert "Set MAIL_URL and MAIL_FROM and start the service again." in page
    assert ">Waiting<" in page
    assert "Send now<" not in page


def test_a_mail_that_is_due_and_not_taken_up_points_to_the_worker(
    office: Office, administrator: CheckedClient
) -> None:
    office.queue()
    assert "Due now. If that stays so, no worker is running" in words_of(administrator)
    office.send(NOBODY_THERE)
    assert "Due now" not in words_of(administrator)


def test_a_mail_that_waits_stands_with_what_happened_and_when_it_goes_on(
    office: Office, administrator: CheckedClient
) -> None:
    office.queue(to="ada@harbour.example", subject="Your <b>invitation</b>", text=CANARY)
    office.send(NOBODY_THERE)
    page = administrator.get("/outbox").text
    assert "Your &lt;b&gt;invitation&lt;/b&gt;" in page
    page = html.unescape(page)
    for words in (
        *("1 mail has not been sent", ">Waiting<", "ada@harbour.example", "1, the last on", "Next attempt"),
        *("The mail server could not be reached.", "Check that it is running", "Send now", "Give up"),
    ):
        assert words in page
    assert CANARY not in page


def test_what_failed_comes_first_and_is_tried_again_at_a_press(
    app: Flask, office: Office, administrator: CheckedClient
) -> None:
    office.queue(to="first@harbour.example")
    failed = office.queue(to="refused@harbour.example")
    with SmtpServer(replies={"RCPT": "550 No"}) as server:
        office.send(server.address(), later=timedelta(seconds=1))
    office.queue(to="later@harbour.example")
    page = words_of(administrator)
    assert page.index("refused@harbour.example") < page.index("later@harbour.example")
    assert "The mail server refused the recipient’s address." in page
    assert "Try again" in page
    administrator.post(f"/outbox/{failed}/try-again")
    assert office.mail(failed).state == MailState.WAITING
    assert "The mail to refused@harbour.example is tried again now." in words_of(administrator)
    assert noted(app) == [("mail_tried_again", "Own administrator", f"mail {failed}")]
    with SmtpServer() as server:
        office.send(server.address())
    assert "refused@harbour.example" in [received.recipient for received in server.received]


def test_giving_up_asks_first_and_then_destroys_the_text(
    app: Flask, office: Office, administrator: CheckedClient
) -> None:
    mail_id = office.queue(to="ada@harbour.example", text=CANARY)
    asked = words_of(administrator, f"/outbox/{mail_id}/give-up")
    assert "Give up the mail to ada@harbour.example?" in asked
    assert "is then never sent" in asked
    assert "Its text is destroyed. This cannot be undone." in asked
    assert office.mail(mail_id).state == MailState.WAITING
    page = administrator.post(f"/outbox/{mail_id}/give-up", expect=422).text
    assert "Tick the box to show that you understand" in page
    administrator.post(f"/outbox/{mail_id}/give-up", {"confirmed": "y"})
    mail = office.mail(mail_id)
    assert (mail.state, mail.sealed_text) == ("given_up", None)
    assert noted(app) == [("mail_given_up", "Own administrator", f"mail {mail_id}")]
    assert "No mail waits" in words_of(administrator)
    administrator.get(f"/outbox/{mail_id}/give-up", expect=404)
    administrator.post(f"/outbox/{mail_id}/give-up", {"confirmed": "y"})
    assert "has been sent or given up in the meantime" in words_of(administrator)


def test_who_was_sent_a_mail_is_counted_and_not_listed(office: Office, administrator: CheckedClient) -> None:
    for name in ("ada", "grace"):
        office.queue(to=f"{name}@harbour.example")
    with SmtpServer() as server:
        office.send(server.address())
    page = words_of(administrator)
    assert "No mail waits, and none has failed. 2 have been sent so far, the last on" in page
    assert "harbour.example" not in page


def test_many_mails_are_shown_a_page_at_a_time(office: Office, administrator: CheckedClient) -> None:
    for number in range(LINES_OF_A_PAGE * 2 + 1):
        office.queue(to=f"person-{number:02}@harbour.example")
    seen: list[str] = []
    for page in (1, 2, 3):
        words = words_of(administrator, f"/outbox?page={page}")
        found = [f"person-{n:02}" for n in range(LINES_OF_A_PAGE * 2 + 1) if f">person-{n:02}@" in words]
        assert (f"page={page + 1}" in words, f"page={page - 1}" in words) == (page < 3, page > 1)
        seen += found
    assert len(seen) == len(set(seen)) == LINES_OF_A_PAGE * 2 + 1
    for beyond in ("4", "0", "-1", "x", "99999999999999999999"):
        assert "41 mails have not been sent" in words_of(administrator, f"/outbox?page={beyond}")


def test_a_mail_that_there_is_not_is_not_found(administrator: CheckedClient) -> None:
    administrator.get(f"/outbox/{uuid4()}/give-up", expect=404)
    for act in ("give-up", "try-again"):
        administrator.post(f"/outbox/{uuid4()}/{act}", expect=404)


def test_only_an_administrators_front_page_leads_to_the_outbox(
    client_for: Callable[[str], CheckedClient], administrator: CheckedClient
) -> None:
    assert 'href="/outbox"' in administrator.get("/").text
    assert 'href="/outbox"' not in client_for("hr_lead").get("/").text
