"""The page of a job: honest words for each state, for those who may do what the job does and nobody else."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask

from review_toolkit.access.models import Membership
from review_toolkit.database import db, now, write_transaction
from review_toolkit.jobs import service
from review_toolkit.jobs.kinds import JobKind
from review_toolkit.jobs.models import Job, JobState
from review_toolkit.jobs.service import LEASE
from review_toolkit.overview.progress import progress_of
from review_toolkit.reports.queries import documents_of
from tests.clients import CheckedClient
from tests.jobs.running import job, nothing, run_due_jobs
from tests.people import ReviewWithPeople

ClientFor = Callable[[str], CheckedClient]
KIND = JobKind("x", "Doing it", lambda _running: nothing, done="It is done.", messages=("Half way",))
MOMENT = now()


def page_of(job_id: UUID, review: ReviewWithPeople) -> str:
    return f"/reviews/{review.id}/jobs/{job_id}"


def ask_for_report(client: CheckedClient, review: ReviewWithPeople) -> str:
    return client.post(f"/reviews/{review.id}/report").location


def told(**values: object) -> str:
    asked = {
        "kind": "x",
        "state": JobState.QUEUED,
        "due_at": MOMENT,
        "created_at": MOMENT,
        "attempts": 0,
        "max_attempts": 5,
        "progress_done": 0,
        "progress_total": 0,
        "progress_message": "",
    }
    return progress_of(Job(**asked | values), KIND, at=MOMENT + timedelta(seconds=1)).happening


def test_a_job_that_nobody_takes_says_that_the_worker_may_not_be_running() -> None:
    assert told() == "It begins in a moment."
    assert told(due_at=MOMENT + timedelta(days=1)) == "It is to begin later, by itself."
    waits = told(due_at=MOMENT - timedelta(minutes=1))
    assert "the background worker is busy, or not running. Nothing is lost" in waits


def test_each_state_has_its_words() -> None:
    running = {"state": JobState.RUNNING, "lease_until": MOMENT + LEASE, "attempts": 1}
    assert told(**running) == "The work has begun."
    assert told(**running, progress_message="Half way") == "Half way."
    assert told(**running, cancel_requested_at=MOMENT) == "It is being cancelled."
    assert "The worker stopped in the middle" in told(**running | {"lease_until": MOMENT})
    assert "attempt 2 of 5" in told(attempts=2, due_at=MOMENT + timedelta(minutes=1))
    assert told(state=JobState.DONE) == "It is done."
    assert told(state=JobState.CANCELLED) == "It was cancelled. Nothing was changed."
    for state in (JobState.REFUSED, JobState.FAILED):
        assert told(state=state, error="Because.") == "Because."


def test_from_asking_to_the_result(app: Flask, review: ReviewWithPeople, client_for: ClientFor) -> None:
    reviewer = client_for("reviewer")
    address = ask_for_report(reviewer, review)
    page = reviewer.get(address).text
    assert "<h1" in page
    assert "Writing the report" in page
    assert f"by {review.actors['reviewer'].name}" in page
    assert "Look again" in page
    assert reviewer.get(f"{address}/result", expect=302).location == address
    assert address in reviewer.get(f"/reviews/{review.id}/report").text
    run_due_jobs(app)
    assert f"{address}/result" in reviewer.get(address).text
    assert reviewer.get(f"{address}/result", expect=302).location == f"/reviews/{review.id}/report"
    shown = reviewer.get(f"/reviews/{review.id}/report").text
    assert "The report is written." in shown
    assert "Download version 0.1" in shown
    assert address not in shown


def test_a_button_that_is_pressed_twice_asks_once(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    addresses = {ask_for_report(client_for("reviewer"), review) for _ in range(3)}
    assert len(addresses) == 1
    assert run_due_jobs(app) == 1
    with app.app_context():
        assert len(documents_of(review.id)) == 1


def test_a_job_can_be_cancelled_from_its_page(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    reviewer = client_for("reviewer")
    address = ask_for_report(reviewer, review)
    reviewer.post(f"{address}/cancel")
    page = reviewer.get(address).text
    assert "It was cancelled. Nothing was changed." in page
    assert "/cancel" not in page
    assert "Back to the report" in page
    assert run_due_jobs(app) == 0
    reviewer.post(f"{address}/cancel")  # once more changes nothing
    with app.app_context():
        assert documents_of(review.id) == []


@pytest.mark.parametrize("who", ["senior_leader", "network_member", "action_owner"])
def test_others_in_the_review_find_no_such_page_and_cancel_nothing(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor, who: str
) -> None:
    address = ask_for_report(client_for("reviewer"), review)
    client = client_for(who)
    client.get(address, expect=404)
    client.get(f"{address}/result", expect=404)
    client.post(f"{address}/cancel", expect=404)
    assert job(app, UUID(address.rpartition("/")[2])).state == JobState.QUEUED


def test_another_reviews_job_an_absent_one_and_one_of_an_unknown_kind_are_not_there(
    app: Flask, review: ReviewWithPeople, other_review: ReviewWithPeople, client_for: ClientFor
) -> None:
    with app.app_context(), write_transaction():
        theirs = service.enqueue("write_report", arguments={}, review_id=other_review.id).id
        unknown = service.enqueue("from_the_future", arguments={}, review_id=review.id).id
        nobodys = service.enqueue("write_report", arguments={}).id
    client = client_for("hr_lead")
    for job_id in (theirs, unknown, nobodys, uuid4()):
        client.get(page_of(job_id, review), expect=404)


def test_what_is_done_for_somebody_whose_role_has_ended_is_refused(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    address = ask_for_report(client_for("reviewer"), review)
    with app.app_context(), write_transaction():
        for membership in db.session.query(Membership).filter_by(user_id=review.actors["reviewer"].user_id):
            membership.ended_at = now()
    run_due_jobs(app)
    page = client_for("hr_lead").get(address).text
    assert "may no longer do it in this review. Nothing was changed." in page
    with app.app_context():
        assert documents_of(review.id) == []


def test_the_progress_can_be_read_without_seeing_the_bar(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    client = client_for("reviewer")
    address = ask_for_report(client, review)
    with app.app_context(), write_transaction():
        held = service.claim(UUID(address.rpartition("/")[2]), at=now())
        assert held is not None
        service.report_progress(held, done=1, total=2, message="Keeping the document", at=now())
    page = client.get(address).text
    bar = re.search(r"<progress[^>]*>([^<]*)</progress>", page)
    assert bar is not None
    assert bar.group(1) == "1 of 2 steps done"
    assert "Keeping the document." in page
    assert re.search(r'<div role="status"', page)
