"""Sign-in: who gets in, what a refusal gives away, what the cookie is, and that signing out is the end."""

import secrets
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from review_toolkit import create_app
from review_toolkit.access.models import User
from review_toolkit.database import db, write_transaction
from review_toolkit.settings import KEY_NAMES, load_settings
from tests.clients import CheckedClient
from tests.people import PASSWORD, ReviewWithPeople
from tests.web.links import links_of
from tests.web.page_checks import parse_page, text_of

ClientFor = Callable[[str], CheckedClient]
EMAIL = "hr_lead@own.example"


def words_of(response: TestResponse) -> str:
    main = next(element for element in parse_page(response.text).iter("main"))
    return text_of(main)


def is_signed_in(client: CheckedClient) -> bool:
    return client._client.get("/").status_code == 200


def test_the_right_password_opens_the_front_page(client_for: ClientFor) -> None:
    client = client_for("visitor")
    response = client.sign_in(EMAIL, PASSWORD)
    assert response.location == "/"
    assert is_signed_in(client)


def test_an_address_is_the_same_in_capitals(client_for: ClientFor) -> None:
    client = client_for("visitor")
    client.sign_in("HR_Lead@Own.Example", PASSWORD)
    assert is_signed_in(client)


def test_a_wrong_password_and_an_unknown_address_are_refused_in_the_same_words(client_for: ClientFor) -> None:
    told = []
    for email, password in ((EMAIL, "not the password"), ("nobody@own.example", PASSWORD)):
        client = client_for("visitor")
        response = client.sign_in(email, password, expect=200)
        assert not is_signed_in(client)
        told.append(words_of(response))
        assert password not in response.text
    assert told[0] == told[1]
    assert "There is a problem" in told[0]


def test_an_account_that_was_switched_off_is_refused_in_the_same_words(
    app: Flask, client_for: ClientFor
) -> None:
    unknown = words_of(client_for("visitor").sign_in("nobody@own.example", PASSWORD, expect=200))
    with app.app_context(), write_transaction() as session:
        session.scalars(select(User).where(User.email == EMAIL)).one().active = False
    client = client_for("visitor")
    assert words_of(client.sign_in(EMAIL, PASSWORD, expect=200)) == unknown
    assert not is_signed_in(client)


def test_an_account_that_is_switched_off_is_signed_out_at_once(app: Flask, client_for: ClientFor) -> None:
    client = client_for("hr_lead")
    with app.app_context(), write_transaction() as session:
        session.scalars(select(User).where(User.email == EMAIL)).one().active = False
    assert not is_signed_in(client)


def test_after_signing_out_neither_the_browser_nor_a_copy_of_its_cookie_gets_in(
    app: Flask, client_for: ClientFor
) -> None:
    client = client_for("hr_lead")
    cookie = client._client.get_cookie("session")
    assert cookie is not None
    copied = CheckedClient(app)
    copied._client.set_cookie("session", cookie.value)
    assert is_signed_in(copied)
    assert client.post("/sign-out").location == "/sign-in"
    assert not is_signed_in(client)
    assert not is_signed_in(copied)


def test_signing_out_ends_nobody_elses_visit_and_lets_one_in_again(client_for: ClientFor) -> None:
    mine, another = client_for("hr_lead"), client_for("reviewer")
    mine.post("/sign-out")
    assert is_signed_in(another)
    mine.sign_in(EMAIL, PASSWORD)
    assert is_signed_in(mine)


def test_signing_out_needs_a_form(client_for: ClientFor) -> None:
    client = client_for("hr_lead")
    client.get("/sign-out", expect=405)
    assert is_signed_in(client)


@pytest.mark.parametrize("demo", [True, False])
def test_the_cookie_is_out_of_reach_of_scripts_other_sites_and_plain_connections(
    app: Flask, tmp_path: Path, demo: bool
) -> None:
    if not demo:
        keys = {name: secrets.token_urlsafe(32) for name in KEY_NAMES}
        app = create_app(load_settings({"REVIEW_TOOLKIT_INSTANCE": str(tmp_path), **keys}))
    response = app.test_client().get("/sign-in", base_url="https://localhost")
    (cookie,) = response.headers.getlist("Set-Cookie")
    flags = {part.strip() for part in cookie.split(";")[1:]}
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= flags
    # The demo is served on this machine without TLS.
    assert ("Secure" in flags) != demo
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "https://evil.example/",
        "http:evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "https://localhost@evil.example/",
    ],
)
def test_signing_in_never_leads_to_another_site(
    client_for: ClientFor, review: ReviewWithPeople, elsewhere: str
) -> None:
    client = client_for("visitor")
    response = client._client.post(
        "/sign-in",
        query_string={"next": elsewhere},
        data={
            "csrf_token": client.token("/sign-in"),
            "email": EMAIL,
            "password": PASSWORD,
            "next": elsewhere,
        },
    )
    if response.status_code == 302:
        # A browser takes "\\" for "/" and ignores spaces in front.
        led_to = urljoin("http://localhost/sign-in", response.location.replace("\\", "/").strip())
        assert urlsplit(led_to).netloc == "localhost"
        assert urlsplit(led_to).scheme == "http"
    else:
        assert not is_signed_in(client)


def test_signing_in_leads_to_the_page_that_was_asked_for(
    client_for: ClientFor, review: ReviewWithPeople
) -> None:
    client = client_for("visitor")
    wanted = f"/reviews/{review.id}/baseline"
    led = client.get(wanted, expect=302)
    assert led.location.startswith("/sign-in?next=")
    page = client.get(led.location)
    data = {"email": EMAIL, "password": PASSWORD}
    response = client.post(led.location, data, token=client.token(led.location))
    assert response.location == wanted
    assert page.status_code == 200


def test_a_password_is_kept_as_an_argon2id_hash_with_the_documented_cost(
    app: Flask, review: ReviewWithPeople
) -> None:
    with app.app_context():
        kept = db.session.scalars(select(User.password)).all()
    assert kept
    for password in kept:
        assert password.startswith("$argon2id$")
        assert "m=19456,t=2,p=1" in password
        assert PASSWORD not in password


def test_the_sign_in_page_leads_to_recovery_and_to_invitations(client_for: ClientFor) -> None:
    client = client_for("visitor")
    links = {path: links_of(parse_page(client.get(path).text)) for path in ("/sign-in", "/sign-in/forgotten")}
    assert {"/sign-in/forgotten", "/invitation"} <= set(links["/sign-in"])
    assert "/sign-in/new-password" in links["/sign-in/forgotten"]
