"""A visit: how long it lasts, what a browser may bring with it, and what is asked for once more."""

from collections.abc import Callable
from datetime import timedelta
from unicodedata import normalize

import pytest
from flask import Flask

from review_toolkit.sign_in import visits
from tests.clients import CheckedClient
from tests.people import PASSWORD, ReviewWithPeople
from tests.sign_in.test_second_step import is_let_in

ClientFor = Callable[[str], CheckedClient]
NEW = "lantern gravel seven otters"


def age(client: CheckedClient, by: timedelta) -> None:
    """Let a visit have begun earlier."""
    with client._client.session_transaction() as session:
        session["visit_began"] -= int(by.total_seconds())


def test_a_visit_ends_after_twelve_hours(client_for: ClientFor) -> None:
    client = client_for("hr_lead")
    age(client, visits.LIVES - timedelta(minutes=1))
    assert is_let_in(client)
    age(client, timedelta(minutes=2))
    assert not is_let_in(client)


def test_a_visit_whose_age_cannot_be_told_is_over(client_for: ClientFor) -> None:
    future, unknown = client_for("hr_lead"), client_for("hr_lead")
    age(future, timedelta(hours=-1))
    assert not is_let_in(future)
    with unknown._client.session_transaction() as session:
        del session["visit_began"]
    assert not is_let_in(unknown)


def test_what_a_cookie_held_before_signing_in_is_dropped(app: Flask, review: ReviewWithPeople) -> None:
    client = CheckedClient(app)
    client.get("/sign-in")
    with client._client.session_transaction() as session:
        session["planted"], before = "by somebody else", session.get("csrf_token")
    client.sign_in(review.emails["hr_lead"], PASSWORD)
    with client._client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != before or before is None


def test_no_device_is_remembered(app: Flask, review: ReviewWithPeople) -> None:
    client = CheckedClient(app)
    token = client.token("/sign-in")
    data = {"email": review.emails["hr_lead"], "password": PASSWORD, "remember": "y"}
    response = client.post("/sign-in", data, token=token)
    assert not [cookie for cookie in response.headers.getlist("Set-Cookie") if "remember" in cookie]


def test_the_password_is_asked_for_once_more_before_anything_is_changed(client_for: ClientFor) -> None:
    client = client_for("hr_lead")
    age(client, visits.FRESH + timedelta(minutes=1))
    for path in ("/account/password", "/account/second-step", "/account/second-step/app"):
        assert client.get(path, expect=302).location == f"/account/confirm?next={path}"
    page = client.post("/account/password", {"new_password": NEW}, token=client.token("/account"), expect=302)
    assert page.location.startswith("/account/confirm")
    confirm = "/account/confirm?next=/account/password"
    client.post(confirm, {"password": "wrong"}, token=client.token("/account"), expect=422)
    response = client.post(confirm, {"password": PASSWORD}, token=client.token("/account"))
    assert response.location == "/account/password"
    client.get("/account/password")


@pytest.mark.parametrize("wanted", ["https://evil.example", "//evil.example", "/account.evil", ""])
def test_confirming_leads_nowhere_else(client_for: ClientFor, wanted: str) -> None:
    client = client_for("hr_lead")
    response = client.post(
        f"/account/confirm?next={wanted}", {"password": PASSWORD}, token=client.token("/account")
    )
    assert response.location == "/account"


def test_the_password_cannot_be_guessed_there(client_for: ClientFor) -> None:
    client = client_for("hr_lead")
    for _ in range(10):
        client.post("/account/confirm", {"password": "guess"}, token=client.token("/account"), expect=422)
    client.post("/account/confirm", {"password": PASSWORD}, token=client.token("/account"), expect=429)


def test_a_new_password_ends_every_other_visit(client_for: ClientFor, review: ReviewWithPeople) -> None:
    mine, other = client_for("hr_lead"), client_for("hr_lead")
    for weak in ("short", "passwordpassword", "own hr lead own"):
        mine.post("/account/password", {"new_password": weak}, token=mine.token("/account"), expect=422)
    mine.post("/account/password", {"new_password": NEW}, token=mine.token("/account"))
    assert is_let_in(mine)
    assert not is_let_in(other)
    other.sign_in(review.emails["hr_lead"], NEW)
    assert is_let_in(other)


@pytest.mark.parametrize(
    "chosen", ["crème brûlée für Zoë", "ﬁne ﬂutes Ⅷ ½ ångström", "cre\u0300me bru\u0302le\u0301e zoe\u0308"]
)
def test_a_password_is_the_same_however_a_device_writes_its_letters(
    client_for: ClientFor, review: ReviewWithPeople, chosen: str
) -> None:
    client, email = client_for("hr_lead"), review.emails["hr_lead"]
    client.post("/account/password", {"new_password": chosen}, token=client.token("/account"))
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        other = client_for("visitor")
        other.sign_in(email, normalize(form, chosen))
        assert is_let_in(other)
        age(other, visits.FRESH + timedelta(minutes=1))
        data = {"password": normalize(form, chosen)}
        other.post("/account/confirm", data, token=other.token("/account"))
