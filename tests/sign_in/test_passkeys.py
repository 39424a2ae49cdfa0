"""Passkeys: made, used, removed, and every way in which an answer can be wrong."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from review_toolkit.database import db
from review_toolkit.sign_in.models import Passkey
from tests.clients import CheckedClient
from tests.people import ReviewWithPeople
from tests.sign_in.devices import Device, options_in
from tests.sign_in.test_second_step import choose_mail, is_let_in

HalfWay = Callable[[str], CheckedClient]
NEW = "/account/second-step/passkeys/new"
STEP = "/sign-in/second-step"


def add(client: CheckedClient, device: Device, *, expect: int = 302) -> Any:
    page = client.get(NEW)
    data = {"label": "Work laptop", "answer": device.make(options_in(page.text))}
    return client.post(NEW, data, token=client.token("/account"), expect=expect)


def use(client: CheckedClient, device: Device, *, expect: int = 302) -> Any:
    page = client.get(STEP)
    token = client.token("/sign-in")
    return client.post(
        f"{STEP}/passkey", {"answer": device.use(options_in(page.text))}, token=token, expect=expect
    )


def test_a_passkey_is_added_and_lets_its_holder_in(real: Flask, half_way: HalfWay) -> None:
    device, client = Device(), half_way("hr_lead")
    add(client, device)
    assert is_let_in(client)
    assert "Work laptop" in client.get("/account").text
    again = half_way("hr_lead")
    assert not is_let_in(again)
    assert use(again, device).location == "/"
    assert is_let_in(again)
    with real.app_context():
        row = db.session.scalars(select(Passkey)).one()
        assert row.sign_count == 1
        assert row.last_used_at is not None


def _other_key(device: Device) -> Device:
    return replace(Device(), credential_id=device.credential_id)


WRONG: dict[str, Callable[[Device], Device]] = {
    "another device": lambda _: Device(credential_id=b"somebody else's"),
    "another key under the same name": _other_key,
    "another site": lambda device: replace(device, origin="https://evil.example"),
    "a key for another host": lambda device: replace(device, host="evil.example"),
    "a count that does not grow": lambda device: replace(device, count=-1),
}


@pytest.mark.parametrize("how", WRONG)
def test_a_wrong_answer_lets_nobody_in(real: Flask, half_way: HalfWay, how: str) -> None:
    device = Device(count=5)
    add(half_way("hr_lead"), device)
    client = half_way("hr_lead")
    page = use(client, WRONG[how](device), expect=422)
    assert "That passkey could not be used" in page.text
    assert not is_let_in(client)


def test_an_answer_counts_once_and_only_for_the_page_that_asked(real: Flask, half_way: HalfWay) -> None:
    device = Device()
    add(half_way("hr_lead"), device)
    client = half_way("hr_lead")
    old = device.use(options_in(client.get(STEP).text))
    client.get(STEP)  # another challenge
    client.post(f"{STEP}/passkey", {"answer": old}, token=client.token("/sign-in"), expect=422)
    assert not is_let_in(client)


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "no JSON", '{"id": 1}', json.dumps({"id": "AA", "rawId": "AA"})]
)
def test_nonsense_is_refused_in_words(real: Flask, half_way: HalfWay, answer: str) -> None:
    client = half_way("hr_lead")
    client.get(NEW)
    page = client.post(NEW, {"label": "Mine", "answer": answer}, token=client.token("/account"), expect=422)
    assert "There is a problem" in page.text
    add(client, Device())
    again = half_way("hr_lead")
    again.get(STEP)
    page = again.post(f"{STEP}/passkey", {"answer": answer}, token=again.token("/sign-in"), expect=422)
    assert "There is a problem" in page.text
    assert not is_let_in(again)


def test_a_passkey_of_one_account_is_none_of_another(real: Flask, half_way: HalfWay) -> None:
    device = Device()
    add(half_way("hr_lead"), device)
    page = add(half_way("reviewer"), device, expect=422)
    assert "in use already" in page.text


def test_the_only_second_step_cannot_be_removed_by_whom_needs_one(
    real: Flask, half_way: HalfWay, review: ReviewWithPeople
) -> None:
    client = half_way("hr_lead")
    add(client, Device())
    with real.app_context():
        key = db.session.scalars(select(Passkey.id)).one()
    remove = f"/account/second-step/passkeys/{key}/remove"
    client.post(remove, token=client.token("/account"))
    assert "only second step" in client.get("/account").text
    choose_mail(real, client, review.emails["hr_lead"])
    client.post(remove, token=client.token("/account"))
    assert "The passkey is removed" in client.get("/account").text
    client.post(remove, token=client.token("/account"))
    assert "not among yours any more" in client.get("/account").text


def test_nobody_removes_another_ones_passkey(real: Flask, half_way: HalfWay) -> None:
    add(half_way("hr_lead"), Device())
    other = half_way("reviewer")
    add(other, Device(credential_id=b"another"))
    with real.app_context():
        key = db.session.scalars(
            select(Passkey.id).where(Passkey.credential_id == b"made-up-credential")
        ).one()
    other.post(f"/account/second-step/passkeys/{key}/remove", token=other.token("/account"))
    with real.app_context():
        assert len(db.session.scalars(select(Passkey)).all()) == 2
