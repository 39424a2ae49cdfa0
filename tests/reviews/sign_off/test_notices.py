"""Who is told by mail of a move, and what such a mail must never say."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from review_toolkit.access.actions import Role
from review_toolkit.access.models import User
from review_toolkit.access.service import grant
from review_toolkit.database import db, write_transaction
from review_toolkit.mail.models import Mail
from review_toolkit.reviews.queries import state_of
from tests.clients import CheckedClient
from tests.people import ReviewWithPeople
from tests.worked_review import release_example, send_for_sign_off

ClientFor = Callable[[str], CheckedClient]
REASON = "Thirty-one of 154 is not the number that we agreed."


@pytest.fixture
def released(app: Flask, review: ReviewWithPeople, tmp_path: Path) -> ReviewWithPeople:
    release_example(app, review, tmp_path / "files")
    return review


def move(app: Flask, client: CheckedClient, review: ReviewWithPeople, name: str, **words: str) -> None:
    with app.app_context():
        seen = state_of(review.id, stage="baseline").number
    fields = {f"{name}-{field}": value for field, value in {"seen": str(seen), **words}.items()}
    client.post(f"/reviews/{review.id}/stages/baseline/{name}", fields)


def mails(app: Flask) -> list[tuple[str, str, str]]:
    """Return each mail's recipient, subject and opened text, by recipient."""
    vault = app.extensions["vault"]
    with app.app_context():
        found = db.session.scalars(select(Mail).order_by(Mail.recipient)).all()
        return [
            (mail.recipient, mail.subject, vault.open(mail.sealed_text or b"", record=mail.id).decode())
            for mail in found
        ]


def test_whoever_may_sign_off_is_told_that_a_stage_waits(
    app: Flask, released: ReviewWithPeople, client_for: ClientFor
) -> None:
    move(app, client_for("hr_lead"), released, "send", note=REASON)
    ((to, subject, text),) = mails(app)
    assert to == released.emails["senior_leader"]
    assert subject == "A stage of a review waits for you to sign it off"
    assert "Own hr lead sent a stage for sign-off" in text
    assert "Demographic baseline, in “Own review” of Own Organisation" in text


@pytest.mark.parametrize(
    ("name", "words", "told"),
    [("sign-off", {}, "signed off a stage"), ("return", {"reason": REASON}, "returned a stage")],
)
def test_those_who_send_stages_are_told_how_it_ended(
    app: Flask, released: ReviewWithPeople, client_for: ClientFor, name: str, words: dict[str, str], told: str
) -> None:
    send_for_sign_off(app, released, "baseline")
    move(app, client_for("senior_leader"), released, name, **words)
    found = mails(app)
    assert [to for to, _, _ in found] == [released.emails["hr_lead"], released.emails["reviewer"]]
    assert all(told in text for _, _, text in found)


def test_no_mail_holds_a_reason_a_figure_or_a_link(
    app: Flask, released: ReviewWithPeople, client_for: ClientFor
) -> None:
    move(app, client_for("hr_lead"), released, "send", note=REASON)
    move(app, client_for("senior_leader"), released, "return", reason=REASON)
    for _, subject, text in mails(app):
        said = f"{subject} {text}"
        assert REASON not in said
        assert not any(character.isdigit() for character in said)
        assert "http" not in said
        assert str(released.id) not in said


def test_nobody_is_told_of_their_own_move_or_of_a_move_that_was_refused(
    app: Flask, released: ReviewWithPeople, client_for: ClientFor
) -> None:
    with app.app_context(), write_transaction() as session:
        lead = session.get_one(User, released.actors["hr_lead"].user_id)
        grant(user=lead, review_id=released.id, role=Role.SENIOR_LEADER, actor=None)
    client = client_for("hr_lead")
    move(app, client, released, "send")
    assert [to for to, _, _ in mails(app)] == [released.emails["senior_leader"]]
    client.post(f"/reviews/{released.id}/stages/baseline/sign-off", {"sign-off-seen": "1"}, expect=409)
    assert len(mails(app)) == 1


def test_a_move_counts_although_somebody_has_no_address_that_can_be_written_to(
    app: Flask, released: ReviewWithPeople, client_for: ClientFor
) -> None:
    client = client_for("hr_lead")
    with app.app_context(), write_transaction() as session:
        session.get_one(User, released.actors["senior_leader"].user_id).email = "nobody"
    move(app, client, released, "send")
    assert mails(app) == []
    with app.app_context():
        assert state_of(released.id, stage="baseline").latest is not None
