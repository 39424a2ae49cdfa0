"""The page of a stage: what each person is offered, and what comes back when a move is refused."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from review_toolkit.access.models import Membership
from review_toolkit.database import now, write_transaction
from review_toolkit.reviews.queries import acts_of
from review_toolkit.reviews.stages import STAGES
from tests.clients import CheckedClient
from tests.databases import looked_at_once
from tests.people import ReviewWithPeople
from tests.web.page_checks import parse_page, text_of
from tests.worked_review import release_example, send_for_sign_off

pytestmark = looked_at_once

ClientFor = Callable[[str], CheckedClient]
REASON = "The grades are not\nthe ones <b>that</b> we agreed."
ALL_MOVES = {
    "Send for sign-off",
    "Sign off this stage",
    "Return this stage",
    "Reopen this stage",
    "Leave this stage incomplete",
}


@pytest.fixture
def sent(app: Flask, review: ReviewWithPeople, tmp_path: Path) -> ReviewWithPeople:
    """A review whose baseline is with the sponsor."""
    release_example(app, review, tmp_path / "files")
    send_for_sign_off(app, review, "baseline")
    return review


def page_of(review: ReviewWithPeople, stage: str = "baseline", move: str = "") -> str:
    return f"/reviews/{review.id}/stages/{stage}{move}"


def offered(client: CheckedClient, path: str) -> set[str]:
    """Return the moves whose buttons stand on a stage's page."""
    return set(buttons(client.get(path).text)) & ALL_MOVES


def buttons(html: str) -> Iterator[str]:
    for element in parse_page(html).iter():
        if "nhsuk-button" in (element.get("class") or "").split():
            yield text_of(element)


def acts(app: Flask, review: ReviewWithPeople) -> list[tuple[str, str | None]]:
    with app.app_context():
        return [(act.kind, act.reason) for act in acts_of(review.id).get("baseline", [])]


def fields(client: CheckedClient, path: str) -> dict[str, str]:
    """Return what the form fields of a page hold, by name."""
    return fields_of(client.get(path).text)


def fields_of(html: str) -> dict[str, str]:
    found = {}
    for element in parse_page(html).iter():
        if element.tag in ("input", "textarea") and element.get("name") != "csrf_token":
            found[element.get("name", "")] = element.get("value") or text_of(element)
    return found


@pytest.mark.parametrize(
    ("who", "moves"),
    [
        ("hr_lead", {"Reopen this stage"}),
        ("reviewer", set()),
        ("senior_leader", {"Sign off this stage", "Return this stage"}),
        ("network_member", set()),
    ],
)
def test_each_person_is_offered_what_they_may_do_with_a_stage_that_was_sent(
    sent: ReviewWithPeople, client_for: ClientFor, who: str, moves: set[str]
) -> None:
    assert offered(client_for(who), page_of(sent)) == moves


def test_a_stage_without_work_can_be_left_incomplete_and_nothing_else(
    review: ReviewWithPeople, client_for: ClientFor
) -> None:
    for who, moves in {"hr_lead": set(), "senior_leader": {"Leave this stage incomplete"}}.items():
        assert offered(client_for(who), page_of(review)) == moves
    page = client_for("hr_lead").get(page_of(review)).text
    assert "This stage has not been started, so it cannot be sent for sign-off." in page


@pytest.mark.parametrize("stage", ["commission", "listening", "policy_audit", "action_plan"])
def test_a_stage_that_comes_later_says_so_and_offers_nothing(
    review: ReviewWithPeople, client_for: ClientFor, stage: str
) -> None:
    client = client_for("hr_lead")
    page = client.get(page_of(review, stage)).text
    assert "comes with a later version of the toolkit, so it cannot be sent for sign-off." in page
    assert offered(client, page_of(review, stage)) == set()
    refused = client.post(page_of(review, stage, "/send"), {"send-seen": "0"}, expect=409)
    assert "comes with a later version" in refused.text


def test_an_unknown_stage_is_not_there(review: ReviewWithPeople, client_for: ClientFor) -> None:
    assert "lunch" not in {stage.key for stage in STAGES}
    lead, leader = client_for("hr_lead"), client_for("senior_leader")
    lead.get(page_of(review, "lunch"), expect=404)
    leader.get(page_of(review, "lunch", "/sign-off"), expect=404)
    for client, move in (
        (lead, "/send"),
        (lead, "/reopen"),
        (leader, "/sign-off"),
        (leader, "/return"),
        (leader, "/leave-incomplete"),
    ):
        client.post(page_of(review, "lunch", move), expect=404)


def test_a_sign_off_is_confirmed_on_a_page_that_says_what_it_means(
    app: Flask, sent: ReviewWithPeople, client_for: ClientFor
) -> None:
    client = client_for("senior_leader")
    page = client.get(page_of(sent, move="/sign-off")).text
    assert "takes no new work unless it is reopened" in page
    client.post(page_of(sent, move="/sign-off"), fields(client, page_of(sent, move="/sign-off")))
    told = client.get(page_of(sent)).text
    assert "You signed off “Demographic baseline”." in told
    assert "Signed off by Own senior leader on" in told
    assert acts(app, sent)[-1] == ("stage_signed_off", None)
    # There is nothing more to confirm.
    assert client.get(page_of(sent, move="/sign-off"), expect=302).location == page_of(sent)


@pytest.mark.parametrize(
    ("reason", "message"),
    [("", "Enter what needs to be put right"), (" x ", "at least 10 characters"), ("x" * 2001, "2,000")],
    ids=["none", "short", "long"],
)
def test_a_return_without_a_fit_reason_comes_back_with_what_was_typed(
    app: Flask, sent: ReviewWithPeople, client_for: ClientFor, reason: str, message: str
) -> None:
    before = acts(app, sent)
    client = client_for("senior_leader")
    values = fields(client, page_of(sent)) | {"return-reason": reason}
    page = client.post(page_of(sent, move="/return"), values, expect=422).text
    assert message in page
    assert reason.strip() in page
    assert acts(app, sent) == before


def test_a_return_and_its_reason_are_read_by_everybody_who_may_read_the_record(
    app: Flask, sent: ReviewWithPeople, client_for: ClientFor
) -> None:
    client = client_for("senior_leader")
    values = fields(client, page_of(sent)) | {"return-reason": REASON}
    client.post(page_of(sent, move="/return"), values)
    for who in ("hr_lead", "network_member"):
        page = client_for(who).get(page_of(sent)).text
        assert "the ones &lt;b&gt;that&lt;/b&gt; we agreed." in page
        assert "Returned by Own senior leader on" in page
    assert offered(client_for("hr_lead"), page_of(sent)) == {"Send for sign-off"}


def test_whoever_was_slower_is_told_and_keeps_what_they_wrote(
    app: Flask, sent: ReviewWithPeople, client_for: ClientFor
) -> None:
    leader, lead = client_for("senior_leader"), client_for("hr_lead")
    seen = fields(leader, page_of(sent)) | {"return-reason": REASON}
    # Given that the HR lead took the stage back, after the leader had opened the page
    again = fields(lead, page_of(sent)) | {"reopen-reason": "A note has to go with it."}
    lead.post(page_of(sent, move="/reopen"), again)
    before = acts(app, sent)
    page = leader.post(page_of(sent, move="/return"), seen, expect=409).text
    assert "no longer up to date. Own hr lead reopened the stage." in page
    assert "the ones &lt;b&gt;that&lt;/b&gt; we agreed." in page
    assert acts(app, sent) == before


def test_a_form_of_an_older_state_is_refused_once_and_then_shows_the_new_one(
    app: Flask, sent: ReviewWithPeople, client_for: ClientFor
) -> None:
    leader, lead = client_for("senior_leader"), client_for("hr_lead")
    seen = fields(leader, page_of(sent)) | {"return-reason": REASON}
    # Given that the HR lead took the stage back and sent it again meanwhile
    lead.post(
        page_of(sent, move="/reopen"),
        fields(lead, page_of(sent)) | {"reopen-reason": "A note has to go with it."},
    )
    lead.post(page_of(sent, move="/send"), fields(lead, page_of(sent)) | {"send-note": "With a note."})
    page = leader.post(page_of(sent, move="/return"), seen, expect=409).text
    assert "no longer up to date. Own hr lead sent the stage for sign-off." in page
    # Then what was typed is in the form, which can be sent once the new state was seen
    again = fields_of(page)
    assert again["return-reason"].split() == REASON.split()
    leader.post(page_of(sent, move="/return"), again)
    assert acts(app, sent)[-1][0] == "stage_returned"


def test_of_two_who_press_the_button_at_the_same_moment_one_is_refused(
    app: Flask, sent: ReviewWithPeople, client_for: ClientFor
) -> None:
    path = page_of(sent, move="/sign-off")
    clients = [client_for("senior_leader") for _ in range(2)]
    forms = [fields(client, path) | {"csrf_token": client.token(path)} for client in clients]
    together = Barrier(2)

    def press(number: int) -> int:
        together.wait()
        return clients[number]._client.post(path, data=forms[number]).status_code

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(press, range(2))) == [302, 409]
    assert [kind for kind, _ in acts(app, sent)].count("stage_signed_off") == 1


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30, "٣"])
def test_a_form_that_does_not_say_what_was_seen_is_refused(
    app: Flask, sent: ReviewWithPeople, client_for: ClientFor, seen: str
) -> None:
    before = acts(app, sent)
    client_for("senior_leader").post(page_of(sent, move="/sign-off"), {"sign-off-seen": seen}, expect=409)
    assert acts(app, sent) == before


def test_a_review_without_a_senior_leader_is_told_that_nobody_can_sign_off(
    app: Flask, sent: ReviewWithPeople, client_for: ClientFor
) -> None:
    page = client_for("hr_lead").get(page_of(sent)).text
    assert "any senior leader who did not send it: Own senior leader." in page
    with app.app_context(), write_transaction() as session:
        for membership in session.scalars(select(Membership).where(Membership.role == "senior_leader")):
            membership.ended_at = now()
    assert "So far this review has none." in client_for("hr_lead").get(page_of(sent)).text


def test_the_task_list_and_the_closed_work_say_that_a_stage_is_with_the_sponsor(
    sent: ReviewWithPeople, client_for: ClientFor
) -> None:
    client = client_for("hr_lead")
    page = text_of(parse_page(client.get(f"/reviews/{sent.id}").text))
    assert "Sent for sign-off by Own hr lead on" in page
    assert "Held by the sponsor." in page
    assert page_of(sent) in client.get(f"/reviews/{sent.id}").text
    assert "/stages/" not in client_for("action_owner").get(f"/reviews/{sent.id}").text
