"""The help desk: a reset that takes two minutes and is on record, closing accounts, and the rule."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from review_toolkit.access.models import AuditEvent, User
from review_toolkit.database import db
from tests.clients import CheckedClient
from tests.people import PASSWORD, ReviewWithPeople
from tests.sign_in.devices import mails_to
from tests.sign_in.test_second_step import choose_mail, is_let_in

HalfWay = Callable[[str], CheckedClient]
REASON = "Called back on the number in the directory."


@pytest.fixture
def desk(real: Flask, half_way: HalfWay, review: ReviewWithPeople) -> CheckedClient:
    client = half_way("administrator")
    choose_mail(real, client, review.emails["administrator"])
    return client


def last_event(app: Flask, kind: str) -> AuditEvent:
    with app.app_context():
        return db.session.scalars(select(AuditEvent).where(AuditEvent.kind == kind)).one()


def test_a_reset_ends_visits_and_lets_a_new_step_be_chosen(
    real: Flask, desk: CheckedClient, half_way: HalfWay, review: ReviewWithPeople
) -> None:
    inside = half_way("hr_lead")
    choose_mail(real, inside, review.emails["hr_lead"])
    assert is_let_in(inside)
    account = review.actors["hr_lead"].user_id
    desk.get(f"/accounts/{account}/reset")
    desk.post(f"/accounts/{account}/reset", {"reason": REASON}, token=desk.token("/account"))
    assert not is_let_in(inside)
    again = half_way("hr_lead")
    assert again.get("/", expect=302).location == "/account/second-step"
    event = last_event(real, "sign_in_reset")
    assert (event.actor_name, event.reason) == ("Own administrator", REASON)
    assert "has reset the second step" in mails_to(real, review.emails["hr_lead"])[-1][1]


def test_a_reset_in_the_middle_of_signing_in_ends_that_as_well(
    real: Flask, desk: CheckedClient, half_way: HalfWay, review: ReviewWithPeople
) -> None:
    choose_mail(real, half_way("hr_lead"), review.emails["hr_lead"])
    client = half_way("hr_lead")
    account = review.actors["hr_lead"].user_id
    desk.post(f"/accounts/{account}/reset", {"reason": REASON}, token=desk.token("/account"))
    assert client.get("/sign-in/second-step", expect=302).location == "/sign-in"


@pytest.mark.parametrize("reason", ["", "short", "x" * 2001])
def test_nothing_is_done_without_a_reason(
    real: Flask, desk: CheckedClient, review: ReviewWithPeople, reason: str
) -> None:
    account = review.actors["hr_lead"].user_id
    for path in (f"/accounts/{account}/reset", f"/accounts/{account}/open", "/accounts/second-step"):
        page = desk.post(path, {"reason": reason}, token=desk.token("/account"), expect=422)
        assert "There is a problem" in page.text


def test_nobody_resets_or_closes_their_own_account(
    real: Flask, desk: CheckedClient, review: ReviewWithPeople
) -> None:
    account = review.actors["administrator"].user_id
    for path in ("reset", "open"):
        page = desk.post(
            f"/accounts/{account}/{path}",
            {"reason": REASON, "to": "closed"},
            token=desk.token("/account"),
            expect=409,
        )
        assert "Ask another administrator" in page.text
    assert is_let_in(desk)


def test_a_closed_account_is_out_at_once_and_in_again_when_opened(
    real: Flask, desk: CheckedClient, half_way: HalfWay, review: ReviewWithPeople
) -> None:
    inside, account = half_way("network_member"), review.actors["network_member"].user_id
    path = f"/accounts/{account}/open"
    desk.post(path, {"reason": REASON, "to": "closed"}, token=desk.token("/account"))
    assert not is_let_in(inside)
    inside.sign_in(review.emails["network_member"], PASSWORD, expect=200)
    page = desk.post(path, {"reason": REASON, "to": "closed"}, token=desk.token("/account"), expect=409)
    assert "so already" in page.text
    desk.post(path, {"reason": REASON, "to": "open"}, token=desk.token("/account"))
    inside.sign_in(review.emails["network_member"], PASSWORD)
    assert is_let_in(inside)
    assert last_event(real, "account_closed").reason == REASON


def test_the_rule_says_who_set_it_and_why(real: Flask, desk: CheckedClient, half_way: HalfWay) -> None:
    desk.post("/accounts/second-step", {"reason": REASON, "to": "open"}, token=desk.token("/account"))
    page = desk.get("/accounts")
    assert "A second step is not required" in page.text
    assert REASON in page.text
    assert is_let_in(half_way("hr_lead"))


def test_administrators_see_nothing_of_a_review_there(desk: CheckedClient, review: ReviewWithPeople) -> None:
    page = desk.get("/accounts").text
    assert "Own Organisation" not in page
    assert "Delegated reviewer" not in page


def test_the_list_shows_steps_and_last_visits(
    real: Flask, desk: CheckedClient, review: ReviewWithPeople
) -> None:
    page = desk.get("/accounts").text
    assert "a code that is mailed" in page
    with real.app_context():
        assert all(name in page for name in db.session.scalars(select(User.name)))


def test_a_form_that_does_not_say_what_to_do_does_nothing(
    real: Flask, desk: CheckedClient, half_way: HalfWay, review: ReviewWithPeople
) -> None:
    inside, account = half_way("network_member"), review.actors["network_member"].user_id
    for path in (f"/accounts/{account}/open", "/accounts/second-step"):
        for to in ({}, {"to": "elsewhere"}):
            data = {"reason": REASON, **to}
            page = desk.post(path, data, token=desk.token("/account"), expect=409)
            assert "did not say what to do" in page.text
    assert is_let_in(inside)
    assert "A second step is required" in desk.get("/accounts").text
