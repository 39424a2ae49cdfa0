"""Whose role ends while a form is open gets back what they typed, and the form once the role goes on."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from review_toolkit.access.service import end_role
from review_toolkit.database import db, now, write_transaction
from review_toolkit.reports.service import FilledReport, keep_report
from review_toolkit.reviews.models import StageEvent
from review_toolkit.reviews.queries import review_of
from review_toolkit.sign_in import drafts
from review_toolkit.web.drafts import LONGEST_SEALED
from tests.clients import CheckedClient
from tests.membership.holding import alter, day, membership_id, words
from tests.people import ReviewWithPeople

ClientFor = Callable[[str], CheckedClient]
NOTE = "An hour of thought,\nin two lines <b>& more</b>"


@pytest.fixture
def begun(app: Flask, review: ReviewWithPeople) -> ReviewWithPeople:
    """A review whose report can be sent for sign-off."""
    with app.app_context(), write_transaction():
        filled = FilledReport("0.1", b"as good as a report here", "")
        keep_report(review_of(review.id), filled, actor=review.actors["reviewer"])
    return review


def hidden(page: TestResponse, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text)
    assert found, f"The page has no {name}."
    return html.unescape(found.group(1))


def page_of(review: ReviewWithPeople) -> str:
    return f"/reviews/{review.id}/stages/report"


def filled_in(client: CheckedClient, review: ReviewWithPeople) -> dict[str, str]:
    """Open the form that sends the report for sign-off, and type a note."""
    page = client.get(page_of(review))
    names = ("csrf_token", "draft_mark", "send-seen")
    return {"send-note": NOTE, **{name: hidden(page, name) for name in names}}


def send(client: CheckedClient, path: str, data: dict[str, str], expect: int) -> TestResponse:
    return client._checked(client._client.post(path, data=data), path, expect)


def lose(app: Flask, review: ReviewWithPeople, how: str) -> None:
    values: dict[str, dict[str, Any]] = {
        "expired": {"ends_on": day(-1)},
        "another stage": {"stages": "listening"},
    }
    if how == "ended":
        held = membership_id(app, review, "reviewer")
        with app.app_context(), write_transaction():
            end_role(review.id, held, reason="The contract ended.", actor=review.actors["hr_lead"])
    else:
        alter(app, review, "reviewer", **values[how])


def acts(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(StageEvent.kind)))


@pytest.mark.parametrize("how", ["ended", "expired", "another stage"])
@pytest.mark.parametrize("token", ["sound", "too old"])
def test_what_was_typed_is_given_back_to_be_copied(
    app: Flask, begun: ReviewWithPeople, client_for: ClientFor, how: str, token: str
) -> None:
    client = client_for("reviewer")
    data = filled_in(client, begun)
    lose(app, begun, how)
    changed = {"csrf_token": "old"} if token == "too old" else {}
    page = send(client, f"{page_of(begun)}/send", data | changed, 404)
    assert "Page not found" in page.text
    assert "Send note An hour of thought, in two lines <b>& more</b>" in words(page.text)
    assert "&lt;b&gt;&amp; more&lt;/b&gt;" in page.text
    assert "Send seen" not in words(page.text)
    assert acts(app) == ["report_written"]
    assert NOTE.splitlines()[0] not in client.get(page_of(begun), expect=404).text


def test_once_the_role_is_extended_the_form_opens_with_it_again(
    app: Flask, begun: ReviewWithPeople, client_for: ClientFor
) -> None:
    client, path = client_for("reviewer"), f"{page_of(begun)}/send"
    data = filled_in(client, begun)
    lose(app, begun, "expired")
    page = send(client, path, data, 404)
    again = {"csrf_token": hidden(page, "csrf_token"), "kept_draft": hidden(page, "kept_draft")}
    # Too early, it is there still
    page = send(client, path, again, 404)
    assert hidden(page, "kept_draft") == again["kept_draft"]
    assert "An hour of thought" in words(page.text)
    # Once the HR lead has extended the role, the form comes back filled and can be sent
    role = f"/reviews/{begun.id}/people/{membership_id(app, begun, 'reviewer')}"
    why = {"extend-reason": "The interviews took longer.", "extend-seen": "1"}
    client_for("hr_lead").post(f"{role}/extend", why)
    page = send(client, path, again, 200)
    assert html.escape(NOTE.splitlines()[1], quote=False) in page.text
    names = ("csrf_token", "draft_mark", "send-seen")
    send(client, path, {"send-note": NOTE, **{name: hidden(page, name) for name in names}}, 302)
    assert acts(app) == ["report_written", "stage_sent_for_sign_off"]


def test_after_half_an_hour_it_is_gone(
    app: Flask, begun: ReviewWithPeople, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, path = client_for("reviewer"), f"{page_of(begun)}/send"
    data = filled_in(client, begun)
    lose(app, begun, "expired")
    page = send(client, path, data, 404)
    again = {"csrf_token": hidden(page, "csrf_token"), "kept_draft": hidden(page, "kept_draft")}
    late = now() + timedelta(minutes=31)
    monkeypatch.setattr(drafts, "now", lambda: late)
    assert send(client, path, again, 302).location == "/"
    assert "can no longer be shown" in client.get("/").text


def test_nobody_else_is_given_it(app: Flask, begun: ReviewWithPeople, client_for: ClientFor) -> None:
    client, other, path = client_for("reviewer"), client_for("action_owner"), f"{page_of(begun)}/send"
    data = filled_in(client, begun)
    lose(app, begun, "ended")
    page = send(client, path, data, 404)
    draft = hidden(page, "kept_draft")
    token = other.token()
    # Neither with the reviewer's own mark nor with their draft
    assert "An hour" not in send(other, path, data | {"csrf_token": token}, 404).text
    assert "typed" not in send(other, path, data | {"csrf_token": token}, 404).text
    assert send(other, path, {"csrf_token": token, "kept_draft": draft}, 302).location == "/"
    # Nor at another address, nor with a mark that is none
    elsewhere = f"{page_of(begun)}/return"
    assert "An hour" not in send(client, elsewhere, data, 404).text
    forged = data | {"draft_mark": "x" * 80}
    assert "An hour" not in send(client, path, forged, 404).text
    client._client.delete_cookie("session")
    assert "An hour" not in send(client, path, data | {"csrf_token": client.token("/sign-in")}, 401).text


def test_what_is_too_long_to_be_kept_is_still_shown(
    app: Flask, begun: ReviewWithPeople, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for("reviewer")
    data = filled_in(client, begun)
    lose(app, begun, "ended")
    noise = "".join(chr(0x4E00 + (number * 7919) % 20_000) for number in range(LONGEST_SEALED // 2))
    page = send(client, f"{page_of(begun)}/send", data | {"send-note": noise}, 404)
    assert noise in page.text
    assert "too long for the form to be opened with it again" in page.text
    assert "kept_draft" not in page.text


def test_who_may_still_send_the_form_notices_nothing(
    app: Flask, begun: ReviewWithPeople, client_for: ClientFor
) -> None:
    client = client_for("reviewer")
    send(client, f"{page_of(begun)}/send", filled_in(client, begun), 302)
    assert acts(app) == ["report_written", "stage_sent_for_sign_off"]
