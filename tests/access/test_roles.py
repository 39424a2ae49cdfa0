"""Roles and actions: the one table, and that what it says is true from one request to the next."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from review_toolkit.access.actions import (
    ADMINISTRATOR_ALLOWED,
    ALLOWED,
    Action,
    Role,
    allows,
    roles_that_allow,
)
from review_toolkit.access.models import Membership, User
from review_toolkit.access.queries import actors_in, people_in, reviews_of, roles_in
from review_toolkit.access.service import AccountRefused, create_account, grant
from review_toolkit.database import db, write_transaction
from tests.clients import CheckedClient
from tests.people import ReviewWithPeople, make_review

ClientFor = Callable[[Role | str], CheckedClient]


def end_membership(app: Flask, review: ReviewWithPeople, role: Role) -> None:
    with app.app_context(), write_transaction() as session:
        membership = session.scalars(
            select(Membership).where(Membership.review_id == review.id, Membership.role == role.value)
        ).one()
        membership.ended_at = datetime.now(UTC)


def test_every_role_and_every_action_is_in_the_table() -> None:
    assert set(ALLOWED) == set(Role)
    assert frozenset().union(*ALLOWED.values(), ADMINISTRATOR_ALLOWED) == set(Action)


def test_each_action_says_what_it_allows_in_one_sentence() -> None:
    for action in Action:
        assert re.fullmatch(r"[A-Z][^.!?]+\.", action.value), action.value
    assert roles_that_allow(Action.SIGN_OFF_STAGE) == (Role.SENIOR_LEADER,)
    assert roles_that_allow(Action.SET_UP_REVIEW) == ()


def test_who_holds_two_roles_is_named_once_among_those_who_hold_either(
    app: Flask, review: ReviewWithPeople
) -> None:
    with app.app_context(), write_transaction() as session:
        user = session.get_one(User, review.actors["hr_lead"].user_id)
        grant(user=user, review_id=review.id, role=Role.SENIOR_LEADER, actor=None)
    with app.app_context():
        held = actors_in(review.id, roles=(Role.HR_LEAD, Role.SENIOR_LEADER))
        assert sorted(actor.name for actor in held) == ["Own hr lead", "Own senior leader"]
        assert actors_in(review.id, roles=()) == ()


def test_an_administrator_may_see_nothing_of_a_review() -> None:
    allowed = {action for action in Action if allows((), action, is_administrator=True)}
    assert allowed == {
        Action.SET_UP_REVIEW,
        Action.SEE_OUTBOX,
        Action.MANAGE_ACCOUNTS,
        Action.READ_SERVICE_TRAIL,
    }


def test_only_the_hr_lead_reaches_hr_data() -> None:
    reach = {role for role in Role if allows([role], Action.IMPORT_DATA)}
    assert reach == {role for role in Role if allows([role], Action.RELEASE_FIGURES)} == {Role.HR_LEAD}


def test_two_roles_allow_what_either_allows() -> None:
    both = (Role.ACTION_OWNER, Role.REVIEWER)
    assert {action for action in Action if allows(both, action)} == ALLOWED[both[0]] | ALLOWED[both[1]]
    assert not any(allows((), action) for action in Action)


@pytest.mark.parametrize("role", list(Role))
def test_somebody_whose_membership_ended_is_refused_on_the_very_next_request(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor, role: Role
) -> None:
    client = client_for(role)
    client.get(f"/reviews/{review.id}")
    end_membership(app, review, role)
    client.get(f"/reviews/{review.id}", expect=404)
    home = client.get("/")
    assert str(review.id) not in home.text
    assert "You have no role in a review" in home.text


def test_a_membership_in_one_review_opens_no_other(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    make_review(app, prefix="other")
    with app.app_context():
        user = db.session.scalars(select(User).where(User.email == review.emails["hr_lead"])).one()
        assert roles_in(review.id, user_id=user.id) == {Role.HR_LEAD}
        assert roles_in(uuid4(), user_id=user.id) == frozenset()
        assert list(reviews_of(user.id)) == [review.id]


def test_one_person_may_hold_several_roles_and_loses_only_the_one_that_ended(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    with app.app_context(), write_transaction() as session:
        user = session.scalars(select(User).where(User.email == review.emails["action_owner"])).one()
        grant(user=user, review_id=review.id, role=Role.SENIOR_LEADER, actor=None)
    client = client_for("action_owner")
    client.get(f"/reviews/{review.id}/baseline")
    assert "You are its action owner and senior leader." in client.get("/").text
    with app.app_context(), write_transaction() as session:
        memberships = session.scalars(select(Membership).where(Membership.role == Role.SENIOR_LEADER.value))
        for membership in memberships:
            membership.ended_at = datetime.now(UTC)
    client.get(f"/reviews/{review.id}/baseline", expect=404)
    client.get(f"/reviews/{review.id}")


def test_those_whose_role_ended_are_not_named_as_holding_it(app: Flask, review: ReviewWithPeople) -> None:
    with app.app_context():
        assert people_in(review.id, role=Role.REVIEWER) == ("Own reviewer",)
    end_membership(app, review, Role.REVIEWER)
    with app.app_context():
        assert people_in(review.id, role=Role.REVIEWER) == ()


@pytest.mark.parametrize("email", ["reviewer@own.example", " Reviewer@OWN.example "])
def test_an_address_has_one_account(app: Flask, review: ReviewWithPeople, email: str) -> None:
    with (
        app.app_context(),
        pytest.raises(AccountRefused, match=r"reviewer@own\.example"),
        write_transaction(),
    ):
        create_account(email=email, name="Another", password_hash="x", actor=None)
