"""Accepting an invitation: with a new account or one that is there, once, in time, by the right person."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from review_toolkit.access import invitations
from review_toolkit.access.actions import Role
from review_toolkit.access.models import AuditEvent, Invitation, Membership
from review_toolkit.access.queries import account_of, roles_in
from review_toolkit.access.service import RoleRefused
from review_toolkit.database import db, now, write_transaction
from review_toolkit.sign_in.throttle import Counted
from tests.clients import CheckedClient
from tests.people import PASSWORD, ReviewWithPeople
from tests.sign_in.devices import answer_recoveries, mailed_key
from tests.sign_in.test_second_step import is_let_in

KEY, ACCEPT = "/invitation", "/invitation/accept"
NEW = "lantern gravel seven otters"
GUEST = "guest@outside.example"


def invite(app: Flask, review: ReviewWithPeople, email: str = GUEST, role: Role = Role.NETWORK_MEMBER) -> str:
    with app.app_context(), write_transaction():
        _, key = invitations.invite(
            review.id, email=email, name="Gene Guest", role=role, actor=review.actors["hr_lead"]
        )
    return key


def open_with(client: CheckedClient, key: str, *, expect: int = 302) -> str:
    return client.post(KEY, {"key": key}, token=client.token(KEY), expect=expect).text


def roles_of(app: Flask, review: ReviewWithPeople, email: str) -> set[Role]:
    with app.app_context():
        account = account_of(email)
        return set(roles_in(review.id, user_id=account.id)) if account else set()


def test_a_key_works_over_several_visits_until_the_account_is_made(
    app: Flask, review: ReviewWithPeople
) -> None:
    key = invite(app, review)
    for _ in range(3):
        client = CheckedClient(app)
        open_with(client, key)
        page = client.get(ACCEPT)
        assert "Own hr lead invites you" in page.text
        assert "Own Organisation" in page.text
    data = {"name": "Gene Guest", "new_password": NEW}
    assert client.post(ACCEPT, data, token=client.token(ACCEPT)).location == "/"
    assert is_let_in(client)
    assert roles_of(app, review, GUEST) == {Role.NETWORK_MEMBER}
    open_with(CheckedClient(app), key, expect=422)


def test_who_has_an_account_signs_in_and_accepts(
    app: Flask, review: ReviewWithPeople, other_review: ReviewWithPeople
) -> None:
    email = other_review.emails["reviewer"]
    key, client = invite(app, review, email), CheckedClient(app)
    open_with(client, key)
    assert "has an account already" in client.get(ACCEPT).text
    client.post(ACCEPT, token=client.token("/sign-in"))
    assert roles_of(app, review, email) == set()
    client.sign_in(email, PASSWORD)
    open_with(client, key)
    client.post(ACCEPT, token=client.token(ACCEPT))
    assert roles_of(app, review, email) == {Role.NETWORK_MEMBER}
    assert roles_of(app, other_review, email) == {Role.REVIEWER}


def test_nobody_accepts_for_another(app: Flask, review: ReviewWithPeople) -> None:
    key, client = invite(app, review), CheckedClient(app)
    client.sign_in(review.emails["action_owner"], PASSWORD)
    open_with(client, key)
    # The address is new: whoever holds the key holds its mailbox, and makes the account of that address.
    email = review.emails["network_member"]
    key = invite(app, review, email, Role.ACTION_OWNER)
    open_with(client, key)
    assert "signed in as somebody else" in client.get(ACCEPT).text
    client.post(ACCEPT, token=client.token("/account"))
    assert roles_of(app, review, email) == {Role.NETWORK_MEMBER}


def test_withdrawn_renewed_and_expired_keys_open_nothing(
    app: Flask, review: ReviewWithPeople, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = invite(app, review)
    with app.app_context(), write_transaction():
        (invited,) = invitations.open_in(review.id)
        _, newer = invitations.renew(review.id, invited.id, actor=review.actors["hr_lead"])
    client = CheckedClient(app)
    open_with(client, key, expect=422)
    moment = now()
    for wrong in (moment + timedelta(days=15), moment - timedelta(days=1)):
        monkeypatch.setattr(invitations, "now", lambda at=wrong: at)
        open_with(client, newer, expect=422)
    monkeypatch.undo()
    open_with(client, newer)
    with app.app_context(), write_transaction():
        invitations.withdraw(review.id, invited.id, actor=review.actors["hr_lead"])
    assert client.get(ACCEPT, expect=302).location == KEY
    data = {"name": "Gene", "new_password": NEW}
    client.post(ACCEPT, data, token=client.token(KEY))
    assert roles_of(app, review, GUEST) == set()


def test_who_invites_is_told_the_same_of_known_and_unknown_addresses(
    app: Flask, review: ReviewWithPeople, other_review: ReviewWithPeople
) -> None:
    for email in (GUEST, other_review.emails["reviewer"]):
        invite(app, review, email)
    with app.app_context():
        told = [(each.role, each.terms, each.has_expired) for each in invitations.open_in(review.id)]
        assert told[0] == told[1]


@pytest.mark.parametrize(
    ("who", "role", "words"),
    [
        ("reviewer", Role.REVIEWER, "already"),
        ("reviewer", Role.HR_LEAD, "never reaches a row"),
        ("reviewer", Role.SENIOR_LEADER, "independent"),
    ],
)
def test_roles_that_may_not_be_held_together_are_not_offered(
    app: Flask, review: ReviewWithPeople, who: str, role: Role, words: str
) -> None:
    with pytest.raises(RoleRefused, match=words):
        invite(app, review, review.emails[who], role)


def test_a_pair_that_came_about_after_the_invitation_is_refused_at_its_end(
    app: Flask, review: ReviewWithPeople
) -> None:
    email = GUEST
    first, second = invite(app, review, email, Role.REVIEWER), invite(app, review, email, Role.SENIOR_LEADER)
    client = CheckedClient(app)
    open_with(client, first)
    data = {"name": "Gene", "new_password": NEW}
    client.post(ACCEPT, data, token=client.token(ACCEPT))
    open_with(client, second)
    page = client.post(ACCEPT, token=client.token(ACCEPT), expect=409)
    assert "independent" in page.text
    assert roles_of(app, review, email) == {Role.REVIEWER}


def test_only_the_hash_of_a_key_is_kept_and_what_happened_is_on_record(
    app: Flask, review: ReviewWithPeople
) -> None:
    key, client = invite(app, review), CheckedClient(app)
    open_with(client, key)
    client.post(ACCEPT, {"name": "Gene", "new_password": NEW}, token=client.token(ACCEPT))
    with app.app_context():
        row = db.session.scalars(select(Invitation)).one()
        assert key not in str(vars(row))
        assert (
            row.membership_id
            == db.session.scalars(
                select(Membership.id)
                .where(Membership.role == "network_member")
                .order_by(Membership.created_at.desc())
            ).first()
        )
        events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.position)).all()[-5:]
        assert [(event.kind, event.actor_name) for event in events] == [
            ("invitation_made", "Own hr lead"),
            ("account_made", "Gene"),
            ("role_granted", "Own hr lead"),
            ("invitation_accepted", "Gene"),
            ("signed_in", "Gene"),
        ]


def test_a_double_click_makes_one_account(app: Flask, review: ReviewWithPeople) -> None:
    key = invite(app, review)
    first, second = CheckedClient(app), CheckedClient(app)
    for client in (first, second):
        open_with(client, key)
    data, token = {"name": "Gene", "new_password": NEW}, second.token(ACCEPT)
    first.post(ACCEPT, data, token=first.token(ACCEPT))
    second.post(ACCEPT, data, token=token)
    assert roles_of(app, review, GUEST) == {Role.NETWORK_MEMBER}


@pytest.mark.parametrize("weak", ["short", "password1234", "gene guest 2026"])
def test_a_weak_password_makes_no_account(app: Flask, review: ReviewWithPeople, weak: str) -> None:
    key, client = invite(app, review), CheckedClient(app)
    open_with(client, key)
    client.post(ACCEPT, {"name": "Gene Guest", "new_password": weak}, token=client.token(ACCEPT), expect=422)
    assert roles_of(app, review, GUEST) == set()


def test_who_is_signed_in_with_the_invited_address_needs_no_key(
    app: Flask, review: ReviewWithPeople, other_review: ReviewWithPeople
) -> None:
    email, client, stranger = other_review.emails["reviewer"], CheckedClient(app), CheckedClient(app)
    invite(app, review, email)
    with app.app_context():
        (invited,) = invitations.open_for(email)
    path = f"/invitation/{invited.id}"
    client.sign_in(email, PASSWORD)
    assert path in client.get("/").text
    client.get(path, expect=302)
    client.post(ACCEPT, token=client.token(ACCEPT))
    assert roles_of(app, review, email) == {Role.NETWORK_MEMBER}
    assert path not in client.get("/").text
    assert stranger.get(path, expect=302).location.startswith("/sign-in")
    stranger.sign_in(review.emails["hr_lead"], PASSWORD)
    assert stranger.get(path, expect=302).location == "/"
    assert "no such invitation for you" in stranger.get("/").text


def test_a_key_for_one_thing_opens_nothing_else(app: Flask, review: ReviewWithPeople) -> None:
    invitation, client = invite(app, review), CheckedClient(app)
    email = review.emails["hr_lead"]
    client.post("/sign-in/forgotten", {"email": email}, token=client.token("/sign-in/forgotten"))
    answer_recoveries(app)
    open_with(client, mailed_key(app, email), expect=422)
    data = {"key": invitation, "new_password": NEW}
    page = "/sign-in/new-password"
    client.post(page, data, token=client.token(page), expect=422)


def test_nobody_sends_invitations_without_end(app: Flask, review: ReviewWithPeople) -> None:
    lead = CheckedClient(app)
    lead.sign_in(review.emails["hr_lead"], PASSWORD)
    path = f"/reviews/{review.id}/people/invite"
    for number in range(Counted.INVITATION.most + 1):
        data = {"name": "Somebody", "email": f"n{number}@outside.example", "role": "network_member"}
        too_many = number == Counted.INVITATION.most
        page = lead.post(path, data, token=lead.token("/account"), expect=429 if too_many else 302)
    assert "no more are sent for now" in page.text
    with app.app_context():
        invited = invitations.open_in(review.id)[0]
    lead.post(
        f"/reviews/{review.id}/people/invitations/{invited.id}/send-again", token=lead.token("/account")
    )
    assert "no more are sent for now" in lead.get(f"/reviews/{review.id}/people").text
