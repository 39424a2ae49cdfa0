"""A role for some stages opens those, and what belongs to the review as a whole. The rest is not there."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from review_toolkit.access.actions import Action, Role
from review_toolkit.access.guards import required_action, stage_of
from review_toolkit.access.jobs import NO_LONGER_ALLOWED
from review_toolkit.access.queries import actors_in, addresses_in, may
from review_toolkit.database import write_transaction
from review_toolkit.jobs.models import JobState
from review_toolkit.mail.queries import outbox
from review_toolkit.reviews.acts import ActRefused
from review_toolkit.reviews.queries import review_of, state_of
from review_toolkit.reviews.sign_off.service import send_stage_for_sign_off
from review_toolkit.reviews.stages import stage_of as stage_called
from tests.clients import CheckedClient
from tests.databases import sqlite_only
from tests.jobs.running import job, run_due_jobs
from tests.membership.holding import alter, words
from tests.people import ReviewWithPeople
from tests.worked_review import release_example, wait_for_report

ClientFor = Callable[[str], CheckedClient]
NOT_ASKED = "Not one of the stages that you were asked to work on."
OF_A_STAGE = {"baseline": "baseline", "releases": "baseline", "reports": "report"}


def test_every_endpoint_of_a_stages_package_belongs_to_its_stage(app: Flask) -> None:
    with app.app_context():
        for endpoint in app.view_functions:
            stage = OF_A_STAGE.get(endpoint.partition(".")[0])
            if stage:
                assert stage_of(endpoint, {}) == stage, endpoint
            elif required_action(endpoint):
                assert stage_of(endpoint, {}) is None, endpoint
            assert stage_of(endpoint, {"stage": "listening"}) == "listening"
        for name in ("prepare_baseline", "release_baseline"):
            assert app.extensions["jobs"].find(name).stage == "baseline"
        assert app.extensions["jobs"].find("write_report").stage == "report"


@pytest.mark.parametrize(
    ("stages", "opened", "closed"),
    [
        ("report", ("/report", "/stages/report"), ("/baseline", "/stages/baseline", "/stages/listening")),
        ("baseline", ("/baseline", "/stages/baseline"), ("/report", "/stages/report")),
        ("baseline,report", ("/report", "/baseline", "/stages/baseline"), ("/stages/commission",)),
        ("listening", ("/stages/listening",), ("/report", "/baseline", "/stages/report")),
        ("", ("/report", "/baseline", "/stages/commission"), ()),
    ],
)
def test_named_stages_open_and_others_are_not_there(
    app: Flask,
    review: ReviewWithPeople,
    client_for: ClientFor,
    stages: str,
    opened: tuple[str, ...],
    closed: tuple[str, ...],
) -> None:
    alter(app, review, "reviewer", stages=stages)
    client = client_for("reviewer")
    for page in ("", "/people", *opened):
        client.get(f"/reviews/{review.id}{page}")
    absent = client.get(f"/reviews/{uuid4()}", expect=404).text
    for page in closed:
        assert client.get(f"/reviews/{review.id}{page}", expect=404).text == absent


def test_the_task_list_shows_a_closed_stage_without_a_link(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    alter(app, review, "reviewer", stages="report")
    page = client_for("reviewer").get(f"/reviews/{review.id}")
    assert words(page.text).count(NOT_ASKED) == 5
    assert f"/reviews/{review.id}/report" in page.text
    for gone in ("/baseline", "/stages/baseline", "/stages/commission"):
        assert f"/reviews/{review.id}{gone}" not in page.text
    assert NOT_ASKED not in client_for("hr_lead").get(f"/reviews/{review.id}").text


@sqlite_only
def test_pages_of_an_open_stage_have_no_way_into_a_closed_one(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor, tmp_path: Path
) -> None:
    release_example(app, review, tmp_path)
    alter(app, review, "reviewer", stages="baseline")
    client = client_for("reviewer")
    assert f"/reviews/{review.id}/report" not in client.get(f"/reviews/{review.id}/baseline").text
    client.get(f"/reviews/{review.id}/releases/1.xlsx")
    alter(app, review, "reviewer", stages="report")
    client.get(f"/reviews/{review.id}/releases/1.xlsx", expect=404)
    client.get(f"/reviews/{review.id}/releases/1/audit", expect=404)
    assert f"/reviews/{review.id}/baseline" not in client.get(f"/reviews/{review.id}/report").text


def test_a_stages_job_is_shown_done_and_cancelled_by_those_of_its_stage(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    waits = wait_for_report(app, review)
    client, page = client_for("reviewer"), f"/reviews/{review.id}/jobs/{waits}"
    client.get(page)
    alter(app, review, "reviewer", stages="baseline")
    for path in (page, f"{page}/result"):
        client.get(path, expect=404)
    client.post(f"{page}/cancel", expect=404)
    run_due_jobs(app)
    assert job(app, waits).state is JobState.REFUSED
    assert job(app, waits).error == NO_LONGER_ALLOWED


def test_services_and_mails_heed_the_stages_too(app: Flask, review: ReviewWithPeople) -> None:
    alter(app, review, "reviewer", stages="report")
    who = review.actors["reviewer"]
    with app.app_context():
        assert may(Action.SEE_FIGURES, review.id, user_id=who.user_id)
        assert not may(Action.SEE_FIGURES, review.id, user_id=who.user_id, stage="baseline")
        assert who in actors_in(review.id, roles=(Role.REVIEWER,), stage="report")
        assert who not in actors_in(review.id, roles=(Role.REVIEWER,), stage="baseline")
        assert addresses_in(review.id, roles=(Role.REVIEWER,), stage="baseline") == ()
    with app.app_context(), write_transaction(), pytest.raises(ActRefused, match="no role in this review"):
        send_stage_for_sign_off(
            review_of(review.id),
            stage_called("baseline"),
            seen=state_of(review.id, stage="baseline").number,
            actor=who,
            stages=app.extensions["stages"],
        )
    with app.app_context():
        assert outbox(page=1).left == 0
