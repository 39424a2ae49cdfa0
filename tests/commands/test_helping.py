"""Help at the machine, for when nobody can sign in who could help, or mail does not work."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from review_toolkit.access.actions import Role
from review_toolkit.access.invitations import invite
from review_toolkit.access.models import AuditEvent
from review_toolkit.database import db, write_transaction
from tests.clients import CheckedClient
from tests.commands.conftest import Run
from tests.databases import sqlite_only
from tests.people import ReviewWithPeople

pytestmark = sqlite_only
EMAIL = "hr_lead@own.example"
REASON = "The mail server is away; Robin came to my desk."
NEW = "lantern gravel seven otters"


def last_event(app: Flask) -> tuple[str, str, str | None]:
    with app.app_context():
        event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.position.desc()).limit(1)).one()
        return event.kind, event.actor_name, event.reason


def test_a_second_step_is_reset_and_on_record(
    run: Run, app: Flask, instance: Path, review: ReviewWithPeople
) -> None:
    words = ("help-sign-in", EMAIL, "--reset-second-step", "--reason", REASON)
    result = run(*words, REVIEW_TOOLKIT_INSTANCE=str(instance))
    assert "chooses a new second step" in result.output
    assert last_event(app) == ("sign_in_reset", "Command line", REASON)


def test_a_key_for_a_new_password_is_printed_and_works(
    run: Run, app: Flask, instance: Path, review: ReviewWithPeople
) -> None:
    words = ("help-sign-in", EMAIL, "--password-key", "--reason", REASON)
    key = run(*words, REVIEW_TOOLKIT_INSTANCE=str(instance)).output.splitlines()[0]
    assert last_event(app) == ("recovery_asked", "Command line", REASON)
    client = CheckedClient(app)
    page = "/sign-in/new-password"
    client.post(page, {"key": key, "new_password": NEW}, token=client.token(page))
    client.sign_in(EMAIL, NEW)


def test_a_key_of_an_invitation_is_printed_and_works(
    run: Run, app: Flask, instance: Path, review: ReviewWithPeople
) -> None:
    with app.app_context(), write_transaction():
        actor = review.actors["hr_lead"]
        invite(review.id, email="gene@own.example", name="Gene", role=Role.ACTION_OWNER, actor=actor)
    words = ("help-sign-in", "Gene@own.example", "--invitation-key", "--reason", REASON)
    output = run(*words, REVIEW_TOOLKIT_INSTANCE=str(instance)).output
    assert "action owner, invited by Own hr lead" in output
    client = CheckedClient(app)
    client.post("/invitation", {"key": output.split()[0]}, token=client.token("/invitation"))
    assert last_event(app) == ("invitation_renewed", "Command line", REASON)


@pytest.mark.parametrize(
    ("words", "expect", "told"),
    [
        (["nobody@own.example", "--reset-second-step", "--reason", REASON], 1, "There is no account"),
        (["nobody@own.example", "--password-key", "--reason", REASON], 1, "There is no open account"),
        (["nobody@own.example", "--invitation-key", "--reason", REASON], 1, "no open invitation"),
        ([EMAIL, "--reason", REASON], 2, "Name one of"),
        ([EMAIL, "--reset-second-step", "--reason", "short"], 2, "10 to 2,000 characters"),
        ([EMAIL, "--reset-second-step"], 2, "--reason"),
    ],
)
def test_what_cannot_be_done_is_said(
    run: Run, instance: Path, review: ReviewWithPeople, words: list[str], expect: int, told: str
) -> None:
    result = run("help-sign-in", *words, expect=expect, REVIEW_TOOLKIT_INSTANCE=str(instance))
    assert told in result.stderr
