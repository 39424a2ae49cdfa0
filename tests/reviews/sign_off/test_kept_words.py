"""A reason that was typed for an hour is not lost when the visit ends: it comes back on the stage's page."""

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from review_toolkit.reviews.queries import acts_of
from tests.clients import CheckedClient
from tests.people import PASSWORD, ReviewWithPeople
from tests.worked_review import release_example, send_for_sign_off

REASON = "The grades are not the ones that we agreed, and <b>two</b> of them are missing."


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, f"The page has no {name}."
    return html.unescape(found.group(1))


def form_of(page: str, address: str) -> str:
    """Return the markup of the form that is sent to an address."""
    found = re.search(rf'<form method="post" action="{address}".*?</form>', page, re.DOTALL)
    assert found, f"The page has no form for {address}."
    return found.group()


@pytest.mark.parametrize("how", ["signed out", "token too old"])
def test_the_words_of_a_move_come_back_on_the_stages_page(
    app: Flask,
    review: ReviewWithPeople,
    client_for: Callable[[str], CheckedClient],
    tmp_path: Path,
    how: str,
) -> None:
    release_example(app, review, tmp_path / "files")
    send_for_sign_off(app, review, "baseline")
    stage = f"/reviews/{review.id}/stages/baseline"
    client = client_for("senior_leader")
    form = form_of(client.get(stage).text, f"{stage}/return")
    sent = {
        "csrf_token": hidden(form, "csrf_token"),
        "draft_mark": hidden(form, "draft_mark"),
        "return-seen": hidden(form, "return-seen"),
        "return-reason": REASON,
    }
    if how == "signed out":
        client._client.delete_cookie("session")
        page = client._client.post(f"{stage}/return", data=sent)
        assert page.status_code == 401
        assert REASON not in html.unescape(page.text)
        action = re.search(r'<form method="post" action="(/sign-in[^"]*)"', page.text)
        assert action is not None
        again = {name: hidden(page.text, name) for name in ("csrf_token", "kept_draft")}
        person = {"email": review.emails["senior_leader"], "password": PASSWORD}
        page = client._client.post(html.unescape(action.group(1)), data={**again, **person})
        offered = {name: hidden(page.text, name) for name in ("csrf_token", "kept_draft")}
        page = client._client.post(f"{stage}/return", data=offered)
        assert page.status_code == 200
        assert "It has not been sent" in page.text
    else:
        page = client._client.post(f"{stage}/return", data=sent | {"csrf_token": "made-up"})
        assert page.status_code == 422
        assert "send it again" in page.text
    back = form_of(page.text, f"{stage}/return")
    assert html.escape(REASON, quote=False) in back
    with app.app_context():
        assert [act.kind for act in acts_of(review.id)["baseline"]][-1] == "stage_sent_for_sign_off"
    ready = {name: hidden(back, name) for name in ("csrf_token", "draft_mark", "return-seen")}
    client.post(f"{stage}/return", {"return-reason": REASON, **ready}, token=ready["csrf_token"])
    with app.app_context():
        assert acts_of(review.id)["baseline"][-1].reason == REASON
