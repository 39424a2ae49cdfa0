"""A form that outlives a signed-in visit: it comes back filled, to its own sender, and to nobody else."""

import html
import logging
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from review_toolkit.access.actions import Action
from review_toolkit.access.guards import requires
from review_toolkit.access.models import User
from review_toolkit.database import db, now, write_transaction
from review_toolkit.reviews.models import Review
from review_toolkit.sign_in import drafts
from review_toolkit.web.drafts import Mark
from review_toolkit.web.forms import Form, Required, StringField
from tests.clients import CheckedClient
from tests.people import PASSWORD, ReviewWithPeople

ClientFor = Callable[[str], CheckedClient]
NEW = "/reviews/new"
TITLE = "A title that took an hour <&> to find"
FIRST_PASSWORD = "a first password of theirs"
TYPED = {
    "organisation": "Harbour Members",
    "title": TITLE,
    "snapshot_date-day": "31",
    "snapshot_date-month": "March",
    "snapshot_date-year": "",
    "threshold": "12",
    "hr_lead_name": "Ada Field",
    "hr_lead_email": "ada@harbour.example",
    "hr_lead_password": FIRST_PASSWORD,
}


def hidden(page: TestResponse, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text)
    assert found, f"The page has no {name}."
    return html.unescape(found.group(1))


def values_of(page: TestResponse) -> dict[str, str]:
    inputs = re.findall(r"<input[^>]*>", page.text)
    found = {}
    for one in inputs:
        name, value = re.search(r'name="([^"]+)"', one), re.search(r'value="([^"]*)"', one)
        if name and value:
            found[name.group(1)] = html.unescape(value.group(1))
    return found


def opened(client: CheckedClient, path: str = NEW) -> dict[str, str]:
    """Open a form and fill it in."""
    page = client.get(path)
    return {**TYPED, "csrf_token": hidden(page, "csrf_token"), "draft_mark": hidden(page, "draft_mark")}


def send(client: CheckedClient, data: dict[str, str], expect: int, path: str = NEW) -> TestResponse:
    return client._checked(client._client.post(path, data=data), path, expect)


def sign_in_again(
    client: CheckedClient, page: TestResponse, email: str, expect: int = 200, password: str = PASSWORD
) -> TestResponse:
    """Sign in at the page that came instead of an answer."""
    action = re.search(r'<form method="post" action="(/sign-in[^"]*)"', page.text)
    assert action
    data = {
        "csrf_token": hidden(page, "csrf_token"),
        "kept_draft": hidden(page, "kept_draft"),
        "email": email,
        "password": password,
    }
    return send(client, data, expect, html.unescape(action.group(1)))


def is_filled(page: TestResponse) -> bool:
    shown = values_of(page)
    kept = {name: text for name, text in TYPED.items() if text and name != "hr_lead_password"}
    return kept.items() <= shown.items()


def lose_cookie(client: CheckedClient, _app: Flask) -> None:
    client._client.delete_cookie("session")


def change_password(_client: CheckedClient, app: Flask) -> None:
    """As signing out elsewhere does, and changing the password: every cookie of the account is worthless."""
    with app.app_context(), write_transaction() as session:
        for user in session.scalars(select(User)):
            user.fs_uniquifier = user.fs_uniquifier[::-1]


@pytest.mark.parametrize("signed_out", [lose_cookie, change_password])
def test_the_form_comes_back_filled_and_is_not_sent(
    app: Flask,
    review: ReviewWithPeople,
    client_for: ClientFor,
    signed_out: Callable[[CheckedClient, Flask], None],
) -> None:
    # Given an hour of typing, and a visit that ended meanwhile
    client = client_for("administrator")
    data = opened(client)
    signed_out(client, app)
    # When the form is sent
    page = send(client, data, 401)
    # Then the sign-in page stands in its place, and shows nothing of it to whoever looks
    assert "<h1" in page.text
    assert TITLE not in html.unescape(page.text)
    # And after a wrong password and the right one, one more button shows it
    page = sign_in_again(client, page, review.emails["administrator"], password="not the password")
    page = sign_in_again(client, page, review.emails["administrator"])
    assert "it has not been sent" in page.text
    again = {"csrf_token": hidden(page, "csrf_token"), "kept_draft": hidden(page, "kept_draft")}
    page = send(client, again, 200)
    assert is_filled(page)
    assert "It has not been sent" in page.text
    assert "There is a problem" not in page.text
    assert FIRST_PASSWORD not in page.text
    with app.app_context():
        assert db.session.scalars(select(Review.title)).all() == ["Own review"]
    # And it can be sent from there
    now_sent = {**opened_from(page), "snapshot_date-year": "2026", "hr_lead_password": FIRST_PASSWORD}
    send(client, now_sent, 302)
    with app.app_context():
        assert TITLE in db.session.scalars(select(Review.title)).all()


def opened_from(page: TestResponse) -> dict[str, str]:
    return {**TYPED, "csrf_token": hidden(page, "csrf_token"), "draft_mark": hidden(page, "draft_mark")}


def test_with_a_token_that_is_too_old_the_form_comes_back_at_once(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    client = client_for("administrator")
    data = opened(client) | {"csrf_token": "old"}
    page = send(client, data, 422)
    assert is_filled(page)
    assert "send it again" in page.text
    assert FIRST_PASSWORD not in page.text
    send(client, {**opened_from(page), "snapshot_date-year": "2026"}, 302)


def test_somebody_else_who_signs_in_does_not_get_it(review: ReviewWithPeople, client_for: ClientFor) -> None:
    client = client_for("administrator")
    data = opened(client)
    client._client.delete_cookie("session")
    page = send(client, data, 401)
    stolen = hidden(page, "kept_draft")
    sign_in_again(client, page, review.emails["hr_lead"], 302)
    token = client.token()
    # Not at its own address, and not at another
    for path in (NEW, f"/reviews/{review.id}/baseline/import"):
        answer = client._client.post(path, data={"csrf_token": token, "kept_draft": stolen})
        assert answer.status_code == 302
        assert answer.location == "/"
    assert "can no longer be shown" in client.get("/").text


def test_a_draft_fits_no_other_address(review: ReviewWithPeople, client_for: ClientFor) -> None:
    client = client_for("hr_lead")
    seal = client._app.extensions["draft_seal"]
    with client._app.app_context():
        person = str(review.actors["hr_lead"].user_id)
    draft = seal.seal(Mark(person, "/elsewhere", ("pay_basis",)), [("pay_basis", "actual")], at=now())
    path = f"/reviews/{review.id}/baseline/import"
    send(client, {"csrf_token": client.token(), "kept_draft": draft}, 302, path)


def test_a_colleague_who_may_open_the_same_form_does_not_get_it_either(
    review: ReviewWithPeople, client_for: ClientFor
) -> None:
    client = client_for("hr_lead")
    path = f"/reviews/{review.id}/baseline/import"
    seal = client._app.extensions["draft_seal"]
    colleague = Mark(str(review.actors["reviewer"].user_id), path, ("pay_basis",))
    draft = seal.seal(colleague, [("pay_basis", "actual")], at=now())
    answer = send(client, {"csrf_token": client.token(), "kept_draft": draft}, 302, path)
    assert answer.location == "/"
    planted = {"csrf_token": "old", "draft_mark": seal.mark(colleague, at=now()), "pay_basis": "actual"}
    assert "This form can no longer be sent" in send(client, planted, 400, path).text


def test_a_view_of_both_methods_is_not_told_that_a_draft_was_sent(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    acted: list[str] = []

    class Note(Form):
        text = StringField("Text", [Required("Enter a text")])

    def note() -> str:
        form = Note()
        if form.validate_on_submit():
            acted.append(form.text.data)
        return form.text.data or "nothing"

    app.add_url_rule("/note", "note", requires(Action.SET_UP_REVIEW)(note), methods=["GET", "POST"])
    client = client_for("administrator")
    mark = Mark(str(review.actors["administrator"].user_id), "/note", ("text",))
    draft = app.extensions["draft_seal"].seal(mark, [("text", "typed")], at=now())
    answer = client._client.post("/note", data={"csrf_token": client.token(), "kept_draft": draft})
    assert answer.text == "typed"
    assert acted == []


def test_a_mark_of_another_form_or_person_keeps_nothing(
    review: ReviewWithPeople, client_for: ClientFor
) -> None:
    visitor, client, lead = client_for("visitor"), client_for("administrator"), client_for("hr_lead")
    data = opened(client)
    imports = f"/reviews/{review.id}/baseline/import"
    assert "This form can no longer be sent" in send(visitor, data, 400, imports).text
    foreign = hidden(lead.get(imports), "draft_mark")
    assert (
        "This form can no longer be sent"
        in send(client, data | {"draft_mark": foreign, "csrf_token": "x"}, 400).text
    )
    theirs = data | {"csrf_token": "x"}
    assert TITLE not in html.unescape(send(lead, theirs, 400).text)


@pytest.mark.parametrize("forged", ["", "x", "A" * 500, "ä", "\0"])
def test_what_is_forged_is_answered_as_ever(client_for: ClientFor, forged: str) -> None:
    client = client_for("administrator")
    data = opened(client)
    assert "can no longer be sent" in send(client, data | {"csrf_token": "x", "draft_mark": forged}, 400).text
    send(client, {"csrf_token": client.token(), "kept_draft": forged}, 302)
    visitor = client_for("visitor")
    send(visitor, data | {"draft_mark": forged, "csrf_token": visitor.token("/sign-in")}, 302)


def test_a_draft_that_is_too_old_is_said_to_be_gone(
    review: ReviewWithPeople, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for("administrator")
    data = opened(client)
    client._client.delete_cookie("session")
    page = sign_in_again(client, send(client, data, 401), review.emails["administrator"])
    again = {"csrf_token": hidden(page, "csrf_token"), "kept_draft": hidden(page, "kept_draft")}
    late = now() + timedelta(minutes=31)
    monkeypatch.setattr(drafts, "now", lambda: late)
    send(client, again, 302)
    assert "can no longer be shown" in client.get("/").text


def test_more_than_can_be_kept_is_said(client_for: ClientFor) -> None:
    client = client_for("administrator")
    data = opened(client)
    noise = "".join(chr(0x4E00 + (number * 7919) % 20_000) for number in range(160_000))
    client._client.delete_cookie("session")
    page = send(client, data | {"title": noise}, 413 if len(noise.encode()) > 500_000 else 401)
    assert "too long to be kept" in page.text
    assert "kept_draft" not in page.text


def test_inputs_that_the_form_does_not_have_are_not_kept(
    client_for: ClientFor, review: ReviewWithPeople
) -> None:
    client = client_for("administrator")
    data = opened(client) | {"is_administrator": "y", "next": "https://evil.example", "kept": "x" * 100}
    client._client.delete_cookie("session")
    page = send(client, data, 401)
    draft = client._app.extensions["draft_seal"].open(hidden(page, "kept_draft"), at=now())
    assert {name for name, _ in draft.fields} == set(TYPED) - {"hr_lead_password"}


def test_the_way_back_leads_to_no_other_site(client_for: ClientFor, review: ReviewWithPeople) -> None:
    client = client_for("administrator")
    data = opened(client)
    client._client.delete_cookie("session")
    page = client._client.post(f"{NEW}?next=https://evil.example", data=data)
    assert page.status_code == 401
    assert "evil" not in page.text
    shown = sign_in_again(client, page, review.emails["administrator"])
    assert re.findall(r'<form method="post" action="([^"]*)"', shown.text)[-1] == NEW


def test_a_form_that_has_no_page_of_its_own_or_is_closed_meanwhile_does_not_come_back(
    review: ReviewWithPeople, client_for: ClientFor
) -> None:
    client = client_for("hr_lead")
    seal = client._app.extensions["draft_seal"]
    person = str(review.actors["hr_lead"].user_id)
    for path, status in ((f"/reviews/{review.id}/baseline/release", 302), (NEW, 404)):
        draft = seal.seal(Mark(person, path, ("title",)), [("title", "x")], at=now())
        answer = send(client, {"csrf_token": client.token(), "kept_draft": draft}, status, path)
        # What is closed by now is given back to be copied (tests/membership/test_typed_at_the_end.py).
        assert answer.location == "/" if status == 302 else "What you had typed" in answer.text


def test_a_draft_needs_a_token_like_everything_else(client_for: ClientFor, review: ReviewWithPeople) -> None:
    client = client_for("administrator")
    person = str(review.actors["administrator"].user_id)
    draft = client._app.extensions["draft_seal"].seal(
        Mark(person, NEW, ("title",)), [("title", "planted")], at=now()
    )
    assert "planted" not in send(client, {"kept_draft": draft}, 400).text


def test_asking_for_a_page_with_a_draft_in_the_address_shows_nothing(
    client_for: ClientFor, review: ReviewWithPeople
) -> None:
    client = client_for("administrator")
    person = str(review.actors["administrator"].user_id)
    draft = client._app.extensions["draft_seal"].seal(
        Mark(person, NEW, ("title",)), [("title", "planted")], at=now()
    )
    assert "planted" not in client.get(NEW, query_string={"kept_draft": draft}).text


def test_nothing_is_written_down(
    app: Flask,
    instance: Path,
    review: ReviewWithPeople,
    client_for: ClientFor,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    client = client_for("administrator")
    data = opened(client) | {"title": "Canary title", "hr_lead_name": "Canary name"}
    client._client.delete_cookie("session")
    page = sign_in_again(client, send(client, data, 401), review.emails["administrator"])
    again = {"csrf_token": hidden(page, "csrf_token"), "kept_draft": hidden(page, "kept_draft")}
    assert "Canary title" in send(client, again, 200).text
    for cookie in ("session", "remember_token"):
        kept = client._client.get_cookie(cookie)
        assert kept is None or len(kept.value) < 1000
    for path in instance.rglob("*"):
        if path.is_file():
            assert b"Canary" not in path.read_bytes()
    assert "Canary" not in caplog.text


def test_a_file_is_not_kept_and_the_rest_of_its_form_is(
    review: ReviewWithPeople, client_for: ClientFor
) -> None:
    import io

    client = client_for("hr_lead")
    path = f"/reviews/{review.id}/baseline/import"
    page = client.get(path)
    data = {
        "csrf_token": "old",
        "draft_mark": hidden(page, "draft_mark"),
        "pay_basis": "actual",
        "workforce": (io.BytesIO(b"employee_id,ethnicity\n1,A\n"), "staff.csv"),
    }
    page = client._checked(client._client.post(path, data=data), path, 422)
    assert re.search(r'value="actual" checked', page.text)
    assert "Files and passwords are not kept" in page.text
    assert "staff.csv" not in page.text
