"""What was typed before a visit ended comes back after both steps of signing in."""

import html
import re
from collections.abc import Callable

from flask import Flask

from review_toolkit.access.models import User
from review_toolkit.database import write_transaction
from tests.clients import CheckedClient
from tests.people import NEW_REVIEW, PASSWORD, ReviewWithPeople
from tests.sign_in.devices import Device, mailed_code, options_in
from tests.sign_in.test_passkeys import add
from tests.sign_in.test_second_step import STEP, choose_mail, is_let_in

TITLE = "A title that took an hour <&> to find"


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]+)"', text)
    assert found, f"The page has no {name}."
    return html.unescape(found.group(1))


def lose_visit_while_typing(client: CheckedClient, address: str) -> str:
    """Send a form after the visit ended, and give the password; return the page that asks for the rest."""
    page = client.get("/reviews/new").text
    typed = NEW_REVIEW | {"title": TITLE, "draft_mark": hidden(page, "draft_mark")}
    client._client.delete_cookie("session")
    page = client.post("/reviews/new", typed, token="lost", expect=401).text
    data = {"email": address, "password": PASSWORD, "kept_draft": hidden(page, "kept_draft")}
    return client.post("/sign-in", data, token=hidden(page, "csrf_token"), expect=200).text


def shows_what_was_typed(client: CheckedClient, offer: str) -> bool:
    data = {"kept_draft": hidden(offer, "kept_draft")}
    page = client.post("/reviews/new", data, token=hidden(offer, "csrf_token"), expect=200).text
    return html.escape(TITLE) in page or TITLE in html.unescape(page)


def test_with_a_mailed_code(
    real: Flask, half_way: Callable[[str], CheckedClient], review: ReviewWithPeople
) -> None:
    client, address = half_way("administrator"), review.emails["administrator"]
    choose_mail(real, client, address)
    page = lose_visit_while_typing(client, address)
    assert TITLE not in html.unescape(page)
    assert not is_let_in(client)
    wrong = {"code": "00000000", "kept_draft": hidden(page, "kept_draft")}
    page = client.post(STEP, wrong, token=hidden(page, "csrf_token"), expect=422).text
    right = {"code": mailed_code(real, address), "kept_draft": hidden(page, "kept_draft")}
    offer = client.post(STEP, right, token=hidden(page, "csrf_token"), expect=200).text
    assert "You are signed in again" in offer
    assert shows_what_was_typed(client, offer)


def test_with_a_passkey(
    real: Flask, half_way: Callable[[str], CheckedClient], review: ReviewWithPeople
) -> None:
    client, device = half_way("administrator"), Device()
    add(client, device)
    page = lose_visit_while_typing(client, review.emails["administrator"])
    answer = {"answer": device.use(options_in(page)), "kept_draft": hidden(page, "kept_draft")}
    offer = client.post(f"{STEP}/passkey", answer, token=hidden(page, "csrf_token"), expect=200).text
    assert shows_what_was_typed(client, offer)


def test_nobody_else_gets_it(
    real: Flask, half_way: Callable[[str], CheckedClient], review: ReviewWithPeople
) -> None:
    client = half_way("administrator")
    choose_mail(real, client, review.emails["administrator"])
    page = lose_visit_while_typing(client, review.emails["administrator"])
    other = half_way("network_member")
    data = {"kept_draft": hidden(page, "kept_draft")}
    answer = other._client.post("/reviews/new", data=data | {"csrf_token": other.token()})
    assert TITLE not in html.unescape(answer.text)


def test_a_draft_opens_no_page_to_whom_something_is_asked_first(
    real: Flask, half_way: Callable[[str], CheckedClient], review: ReviewWithPeople
) -> None:
    client, address = half_way("administrator"), review.emails["administrator"]
    choose_mail(real, client, address)
    page = lose_visit_while_typing(client, address)
    with real.app_context(), write_transaction() as session:
        user = session.get_one(User, review.actors["administrator"].user_id)
        user.second_step = None
    other = half_way("administrator")
    data = {"kept_draft": hidden(page, "kept_draft")}
    answer = other.post("/reviews/new", data, token=other.token("/account"))
    assert answer.location == "/account/second-step"
