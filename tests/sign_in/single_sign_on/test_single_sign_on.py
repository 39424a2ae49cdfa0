"""Single sign-on: who is let in, who is linked, and every answer of a provider that proves nothing."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask
from sqlalchemy import select

from review_toolkit.access.models import AuditEvent, User
from review_toolkit.database import db, write_transaction
from review_toolkit.identity_provider import Provider
from review_toolkit.sign_in.models import ProviderIdentity
from review_toolkit.sign_in.single_sign_on.client import init_client
from tests.clients import CheckedClient
from tests.people import PASSWORD, ReviewWithPeople
from tests.sign_in.devices import mails_to
from tests.sign_in.single_sign_on.provider import CLIENT, SECRET, LocalProvider, running_provider
from tests.sign_in.test_second_step import choose_mail, is_let_in

BEGIN = "/sign-in/organisation"
EMAIL = "hr_lead@own.example"


@pytest.fixture
def provider(real: Flask) -> Iterator[LocalProvider]:
    """A provider that the service knows, and that has verified the HR lead's address."""
    with running_provider() as found:
        found.claims = {"email": EMAIL, "email_verified": True}
        init_client(real, Provider(found.issuer, CLIENT, SECRET, "Own login"))
        yield found


def come_in(client: CheckedClient, provider: LocalProvider, *, wanted: str = "") -> Any:
    asked = client.get(f"{BEGIN}?next={wanted}" if wanted else BEGIN, expect=302)
    back = provider.agree(asked.location)
    assert back.startswith("http://localhost/sign-in/organisation/return?")
    return client._client.get(back.removeprefix("http://localhost"))


def words_of(client: CheckedClient) -> str:
    return client.get("/sign-in").text


def test_who_is_known_by_a_verified_address_is_let_in_without_a_second_step(
    real: Flask, provider: LocalProvider, review: ReviewWithPeople
) -> None:
    client = CheckedClient(real)
    assert "Sign in with Own login" in words_of(client)
    assert come_in(client, provider).location == "/"
    with real.app_context():
        linked = db.session.scalars(select(ProviderIdentity)).one()
        assert (linked.issuer, linked.subject) == (provider.issuer, "subject-1")
        kinds = list(db.session.scalars(select(AuditEvent.kind).order_by(AuditEvent.position)))
        assert kinds[-2:] == ["provider_linked", "signed_in"]
    assert "is linked with it" in mails_to(real, EMAIL)[-1][1]
    (asked,) = provider.asked
    assert asked["code_challenge_method"] == "S256"
    assert asked["client_id"] == CLIENT
    assert len(asked["nonce"]) >= 16
    assert client._client.get("/").status_code == 200, "Single sign-on counts as the second step."


def test_a_second_step_of_ones_own_is_not_asked_for_as_well(
    real: Flask,
    provider: LocalProvider,
    half_way: Callable[[str], CheckedClient],
    review: ReviewWithPeople,
) -> None:
    choose_mail(real, half_way("hr_lead"), EMAIL)
    client = CheckedClient(real)
    come_in(client, provider)
    assert is_let_in(client)


def test_once_linked_the_subject_counts_and_the_address_does_not(
    real: Flask, provider: LocalProvider, review: ReviewWithPeople
) -> None:
    come_in(CheckedClient(real), provider)
    provider.claims = {"email": "renamed@own.example", "email_verified": True}
    client = CheckedClient(real)
    come_in(client, provider)
    assert is_let_in(client)
    # Whoever gets the address afterwards is somebody else.
    provider.claims = {"sub": "subject-2", "email": EMAIL, "email_verified": True}
    other = CheckedClient(real)
    come_in(other, provider)
    assert not is_let_in(other)
    assert "There is no account here for you yet" in words_of(other)


@pytest.mark.parametrize("claims", [{"email": EMAIL}, {"email": EMAIL, "email_verified": False}, {}])
def test_an_address_that_is_not_verified_links_nothing_unless_the_setting_trusts_it(
    real: Flask, provider: LocalProvider, review: ReviewWithPeople, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    client = CheckedClient(real)
    come_in(client, provider)
    assert not is_let_in(client)
    known = real.extensions["provider"]
    init_client(real, replace(known, trusts_addresses=True))
    come_in(client, provider)
    assert is_let_in(client) == ("email" in claims)


def test_strangers_and_closed_accounts_are_told_the_same(
    real: Flask, provider: LocalProvider, review: ReviewWithPeople
) -> None:
    with real.app_context(), write_transaction() as session:
        session.scalars(select(User).where(User.email == "reviewer@own.example")).one().active = False
    told = set()
    for email in ("nobody@own.example", "reviewer@own.example"):
        provider.claims = {"email": email, "email_verified": True, "sub": email}
        client = CheckedClient(real)
        come_in(client, provider)
        assert not is_let_in(client)
        told.add("There is no account here for you yet" in words_of(client))
    assert told == {True}


def test_a_closed_account_that_is_linked_is_let_in_no_more(
    real: Flask, provider: LocalProvider, review: ReviewWithPeople
) -> None:
    come_in(CheckedClient(real), provider)
    with real.app_context(), write_transaction() as session:
        session.scalars(select(User).where(User.email == EMAIL)).one().active = False
    client = CheckedClient(real)
    come_in(client, provider)
    assert not is_let_in(client)


def _without(name: str) -> Callable[[dict[str, Any]], None]:
    return lambda claims: claims.pop(name, None) and None


def _with(**changed: Any) -> Callable[[dict[str, Any]], None]:
    return lambda claims: claims.update(changed)


SPOILT: dict[str, Callable[[dict[str, Any]], None]] = {
    "another issuer": _with(iss="https://evil.example"),
    "no issuer": _without("iss"),
    "for somebody else": _with(aud="another"),
    "for nobody": _without("aud"),
    "for others as well, without saying whose it is": _with(aud=[CLIENT, "another"], azp="another"),
    "expired": _with(exp=int(time.time()) - 3600),
    "without end": _without("exp"),
    "from the future": _with(iat=int(time.time()) + 3600, nbf=int(time.time()) + 3600),
    "another question": _with(nonce="made up"),
    "no question": _without("nonce"),
    "about nobody": _without("sub"),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_wrong_answer_lets_nobody_in_and_the_log_names_its_kind_alone(
    real: Flask,
    provider: LocalProvider,
    review: ReviewWithPeople,
    caplog: pytest.LogCaptureFixture,
    how: str,
) -> None:
    provider.spoil = SPOILT[how]
    client = CheckedClient(real)
    assert come_in(client, provider).location == "/sign-in"
    (said,) = [record.getMessage() for record in caplog.records if "Single sign-on" in record.getMessage()]
    assert said.endswith(("Error", "Claim"))
    assert EMAIL not in caplog.text
    assert not is_let_in(client)
    assert "Own login did not prove that it is you" in words_of(client)


@pytest.mark.parametrize("how", ["none", "HS256", "another key"])
def test_an_answer_that_the_provider_did_not_sign_lets_nobody_in(
    real: Flask, provider: LocalProvider, review: ReviewWithPeople, how: str
) -> None:
    if how == "another key":
        provider.signs_with = rsa.generate_private_key(65537, 2048)
    else:
        provider.sign = how
    client = CheckedClient(real)
    assert come_in(client, provider).location == "/sign-in"
    assert not is_let_in(client)


def test_forged_replayed_and_foreign_answers_let_nobody_in(
    real: Flask, provider: LocalProvider, review: ReviewWithPeople
) -> None:
    client, victim = CheckedClient(real), CheckedClient(real)
    back = provider.agree(client.get(BEGIN, expect=302).location).removeprefix("http://localhost")
    # In another browser it proves nothing: somebody may want the victim in an account of theirs.
    assert victim._client.get(back).location == "/sign-in"
    assert not is_let_in(victim)
    assert client._client.get(back.replace("state=", "state=x")).location == "/sign-in"
    assert client._client.get(f"{BEGIN}/return").location == "/sign-in"
    client._client.get(back)
    assert is_let_in(client)
    client.post("/sign-out", token=client.token("/account"))
    assert client._client.get(back).location == "/sign-in"
    assert not is_let_in(client)


def test_who_cancels_is_told_so(real: Flask, provider: LocalProvider, review: ReviewWithPeople) -> None:
    client = CheckedClient(real)
    client.get(BEGIN, expect=302)
    said = "error=access_denied&error_description=<b>secret</b>"
    assert client._client.get(f"{BEGIN}/return?{said}").location == "/sign-in"
    page = words_of(client)
    assert "You did not sign in with Own login" in page
    assert "secret" not in page


@pytest.mark.parametrize("place", ["openid-configuration", "/keys", "/token"])
def test_a_provider_that_answers_nonsense_lets_nobody_in(
    real: Flask, provider: LocalProvider, review: ReviewWithPeople, place: str
) -> None:
    provider.fails_at = place
    client = CheckedClient(real)
    response = client.get(BEGIN, expect=302)
    if place != "openid-configuration":
        back = provider.agree(response.location)
        response = client._client.get(back.removeprefix("http://localhost"))
    assert response.location == "/sign-in"
    assert "Own login" in words_of(client)
    assert not is_let_in(client)
    provider.fails_at = ""
    come_in(client, provider)
    assert is_let_in(client)


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/account", "/account"),
        ("https://evil.example", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/%5Cevil.example"),
    ],
)
def test_it_leads_to_the_page_that_was_wanted_and_to_no_other_site(
    real: Flask, provider: LocalProvider, review: ReviewWithPeople, wanted: str, led_to: str
) -> None:
    assert come_in(CheckedClient(real), provider, wanted=wanted).location == led_to


def test_the_cookie_is_new_afterwards(real: Flask, provider: LocalProvider, review: ReviewWithPeople) -> None:
    client = CheckedClient(real)
    with client._client.session_transaction() as session:
        session["planted"] = "by somebody else"
    come_in(client, provider)
    with client._client.session_transaction() as session:
        assert "planted" not in session


def test_the_way_back_is_the_services_own_address_whatever_host_was_asked(
    real: Flask, provider: LocalProvider, review: ReviewWithPeople
) -> None:
    asked = CheckedClient(real)._client.get(BEGIN, headers={"Host": "evil.example"})
    assert "evil" not in asked.location


def test_without_a_provider_there_is_no_such_page(app: Flask, review: ReviewWithPeople) -> None:
    client = CheckedClient(app)
    client.get(BEGIN, expect=404)
    client.get(f"{BEGIN}/return", expect=404)
    assert "Sign in with" not in words_of(client)
    client.sign_in(EMAIL, PASSWORD)
