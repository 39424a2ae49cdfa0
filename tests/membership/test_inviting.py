"""An HR lead invites somebody, sends the invitation again, withdraws it; the page says how the mail is."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from review_toolkit.access import invitations
from review_toolkit.access.actions import Role
from review_toolkit.access.letters import INVITATION_SUBJECT
from review_toolkit.access.models import AuditEvent, Invitation
from review_toolkit.access.terms import Terms
from review_toolkit.database import db, write_transaction
from review_toolkit.mail.models import Mail, MailState
from review_toolkit.people import service
from review_toolkit.reviews.queries import review_of
from review_toolkit.vault import vault_of
from review_toolkit.web_address import WebAddress
from tests.clients import CheckedClient
from tests.membership.holding import alter, day, words
from tests.people import ReviewWithPeople

ClientFor = Callable[[str], CheckedClient]
EMAIL = "rosa@example.org"


def parts(name: str, on: date | None) -> dict[str, str]:
    return {f"{name}-{part}": str(getattr(on, part)) if on else "" for part in ("day", "month", "year")}


def filled(**changed: Any) -> dict[str, Any]:
    """What an HR lead sends to invite a delegated reviewer."""
    entered = {
        "name": "Rosa Quill",
        "email": EMAIL,
        "role": "reviewer",
        "purpose": "Read the figures and draft the report.",
        "stages": ["baseline", "report"],
        **parts("starts_on", day()),
        **parts("ends_on", day(90)),
    }
    return {**entered, **changed}


def mails(app: Flask) -> list[tuple[str, str, str]]:
    """Return address, subject and text of each mail that waits, in order."""
    with app.app_context():
        rows = db.session.scalars(
            select(Mail).where(Mail.state == MailState.WAITING).order_by(Mail.created_at)
        )
        vault = vault_of(app)
        return [
            (row.recipient, row.subject, vault.open(row.sealed_text or b"", record=row.id).decode())
            for row in rows
        ]


def key_in(text: str) -> str:
    found = re.search(r"^    ([0-9A-Z-]+)$", text, re.MULTILINE)
    assert found
    return found.group(1)


def opens(app: Flask, key: str) -> bool:
    with app.app_context():
        return invitations.opened_by(key) is not None


def invite(app: Flask, review: ReviewWithPeople, client: CheckedClient, **changed: Any) -> str:
    """Invite somebody; return where the invitation is acted on."""
    client.post(f"/reviews/{review.id}/people/invite", filled(**changed))
    with app.app_context():
        found = db.session.scalars(select(Invitation.id).order_by(Invitation.created_at.desc())).first()
        return f"/reviews/{review.id}/people/invitations/{found}"


def test_a_reviewer_is_invited_by_mail_with_a_key_and_everything_they_need_to_know(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    client = client_for("hr_lead")
    invite(app, review, client)
    ((to, subject, text),) = mails(app)
    assert (to, subject) == (EMAIL, INVITATION_SUBJECT)
    for said in (
        "Own hr lead invites you to be delegated reviewer of “Own review” of Own Organisation",
        "What for: Read the figures and draft the report.",
        "Stages: Demographic baseline, Report",
        "the page ‘Accept an invitation’ of the review toolkit; its address you\nget from Own hr lead",
    ):
        assert said in text
    key = key_in(text)
    assert opens(app, key)
    page = client.get(f"/reviews/{review.id}/people").text
    assert key not in page
    assert "Rosa Quill is invited as delegated reviewer." in words(page)
    with app.app_context():
        (row,) = db.session.scalars(select(Invitation))
        assert (row.stages, row.starts_on, row.ends_on) == ("baseline,report", day(), day(90))
        kinds = db.session.scalars(select(AuditEvent.kind)).all()
        assert kinds.count("invitation_made") == 1
        for event in db.session.scalars(select(AuditEvent)):
            assert key not in f"{event.subject}{event.reason}"


def test_the_mail_names_the_page_where_the_service_has_an_address(
    app: Flask, review: ReviewWithPeople
) -> None:
    with app.app_context(), write_transaction():
        service.invite(
            review_of(review.id),
            email=EMAIL,
            name="Rosa Quill",
            role=Role.ACTION_OWNER,
            terms=Terms(),
            actor=review.actors["hr_lead"],
            vault=vault_of(app),
            web_address=WebAddress("https", "review.example.org"),
        )
    ((_, _, text),) = mails(app)
    assert "open https://review.example.org/invitation\n" in text
    assert "Stages" not in text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "Enter the name of the person"),
        ({"email": "rosa"}, "Enter an email address in the format"),
        ({"role": ""}, "Choose a role"),
        ({"role": "king"}, "Choose one of the options"),
        ({"stages": []}, "Choose at least one stage"),
        ({"purpose": " "}, "Enter what the delegated reviewer is asked to do"),
        ({"purpose": "x" * 501}, "Shorten ‘What they are asked to do’ to 500 characters"),
        (parts("starts_on", None), "Enter the first day"),
        (parts("ends_on", None), "Enter the last day"),
        ({"ends_on-day": ""}, "Enter the day of the last day of the role"),
        (parts("ends_on", day(-1)) | parts("starts_on", day(-9)), "Enter a last day that is not past"),
        (parts("starts_on", day(91)), "Enter a last day that is not before the first day"),
        (parts("ends_on", day(732)), "at most 731 days away"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nobody_is_invited(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor, changed: dict[str, Any], said: str
) -> None:
    path = f"/reviews/{review.id}/people/invite"
    page = client_for("hr_lead").post(path, filled(**changed), expect=422)
    assert said in words(page.text)
    assert mails(app) == []


def test_a_reviewer_may_be_invited_for_731_days_and_another_role_without_any(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    client = client_for("hr_lead")
    invite(app, review, client, **parts("ends_on", day(731)))
    without = parts("starts_on", None) | parts("ends_on", None)
    invite(app, review, client, role="action_owner", stages=["baseline"], purpose="", **without)
    with app.app_context():
        other = db.session.scalars(select(Invitation).where(Invitation.role == "action_owner")).one()
        assert (other.stages, other.ends_on) == ("", None)


def test_nobody_is_invited_to_what_they_are_or_may_not_be(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    client, path = client_for("hr_lead"), f"/reviews/{review.id}/people/invite"
    for email, said in (
        (review.emails["reviewer"], "is delegated reviewer of this review already"),
        (review.emails["senior_leader"], "A reviewer is independent"),
    ):
        assert said in client.post(path, filled(email=email), expect=409).text
    client.post(path, filled())
    assert "is invited to this role already" in client.post(path, filled(), expect=409).text
    assert len(mails(app)) == 1


def test_sending_again_makes_the_first_key_worthless_and_withdrawing_the_second(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    client = client_for("hr_lead")
    address = invite(app, review, client)
    client.post(f"{address}/send-again")
    first, second = (key_in(text) for _, _, text in mails(app))
    assert not opens(app, first)
    assert opens(app, second)
    client.post(f"{address}/withdraw")
    assert not opens(app, second)
    page = words(client.get(f"/reviews/{review.id}/people").text)
    assert "Its key opens nothing any more" in page
    assert "nobody has answered" not in page
    client.post(f"{address}/send-again")
    assert "accepted or withdrawn in the meantime" in words(client.get("/").text)
    assert len(mails(app)) == 2


def test_an_invitation_whose_days_are_over_is_not_sent_again(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    client = client_for("hr_lead")
    address = invite(app, review, client)
    with app.app_context(), write_transaction():
        row = db.session.scalars(select(Invitation)).one()
        row.starts_on, row.ends_on = day(-9), day(-1)
    client.post(f"{address}/send-again")
    assert "Enter a last day that is not past" in words(client.get("/").text)
    assert len(mails(app)) == 1


def test_open_invitations_are_listed_for_hr_leads_and_expired_ones_marked(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    invite(app, review, client_for("hr_lead"))
    path = f"/reviews/{review.id}/people"
    assert "Expired" not in words(client_for("hr_lead").get(path).text)
    with app.app_context(), write_transaction():
        row = db.session.scalars(select(Invitation)).one()
        row.expires_at = row.created_at - timedelta(minutes=1)
    assert "Expired The key was good until" in words(client_for("hr_lead").get(path).text)
    assert EMAIL not in client_for("senior_leader").get(path).text


def test_the_page_says_how_the_mail_stands(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, path = client_for("hr_lead"), f"/reviews/{review.id}/people"
    invite(app, review, client)
    assert "The mail is about to be sent." in words(client.get(path).text)
    for trouble, state, said in (
        ("unreachable", MailState.WAITING, "The mail waits. The mail server could not be reached."),
        ("recipient_refused", MailState.FAILED, "The mail could not be sent. The mail server refused the"),
    ):
        with app.app_context(), write_transaction():
            mail = db.session.scalars(select(Mail)).one()
            mail.trouble, mail.state = trouble, state
        assert said in words(client.get(path).text)
    monkeypatch.setattr(type(app.extensions["mail"]), "is_set_up", False)
    assert "No mail server is set up, so mails wait." in words(client.get(path).text)


def test_a_mail_of_another_review_to_the_same_address_tells_nothing_here(
    app: Flask, review: ReviewWithPeople, other_review: ReviewWithPeople, client_for: ClientFor
) -> None:
    invite(app, review, client_for("hr_lead"))
    with app.app_context(), write_transaction():
        mail = db.session.scalars(select(Mail)).one()
        mail.created_at -= timedelta(days=3)
    page = words(client_for("hr_lead").get(f"/reviews/{review.id}/people").text)
    assert "The mail" not in page


def test_who_lost_the_role_while_the_form_was_open_invites_nobody(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    client = client_for("hr_lead")
    token = client.token(f"/reviews/{review.id}/people/invite")
    alter(app, review, "hr_lead", ends_on=day(-1))
    client.post(f"/reviews/{review.id}/people/invite", filled(), token=token, expect=404)
    assert mails(app) == []


def test_the_form_comes_without_anything_chosen(review: ReviewWithPeople, client_for: ClientFor) -> None:
    page = client_for("hr_lead").get(f"/reviews/{review.id}/people/invite").text
    assert " checked" not in page
