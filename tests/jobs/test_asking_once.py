"""Asking twice for the same work: one person asks once, and nobody is led to work that comes to nothing."""

from uuid import UUID

import pytest
from flask import Flask

from review_toolkit.access.models import User
from review_toolkit.database import write_transaction
from review_toolkit.jobs import service
from review_toolkit.jobs.models import JobState
from review_toolkit.reports.jobs import WRITE_REPORT
from tests.jobs.running import job, run_due_jobs
from tests.people import ReviewWithPeople
from tests.worked_review import wait_for_report


def ask(app: Flask, review: ReviewWithPeople, who: str) -> UUID:
    with app.app_context(), write_transaction():
        return service.enqueue_once(
            WRITE_REPORT.name,
            arguments={"day": "2026-06-30"},
            review_id=review.id,
            requested_by=review.actors[who],
        ).id


def test_a_button_that_is_pressed_twice_asks_once(app: Flask, review: ReviewWithPeople) -> None:
    assert ask(app, review, "reviewer") == ask(app, review, "reviewer")


def test_a_job_that_is_being_cancelled_swallows_no_new_request(app: Flask, review: ReviewWithPeople) -> None:
    first = wait_for_report(app, review)
    with app.app_context(), write_transaction():
        held = service.claim(first, at=job(app, first).due_at)
        assert held is not None
    with app.app_context(), write_transaction():
        assert service.cancel(first) == JobState.RUNNING
    assert ask(app, review, "reviewer") != first


def test_a_colleague_is_not_led_to_work_that_is_refused_because_of_somebody_else(
    app: Flask, review: ReviewWithPeople
) -> None:
    first = ask(app, review, "reviewer")
    second = ask(app, review, "hr_lead")
    with app.app_context(), write_transaction() as session:
        session.get_one(User, review.actors["reviewer"].user_id).active = False
    run_due_jobs(app)
    assert job(app, first).state == JobState.REFUSED, "A closed account's job takes no effect."
    assert job(app, second).state == JobState.DONE


@pytest.mark.parametrize("who", ["reviewer", "hr_lead"])
def test_what_was_done_is_asked_for_anew(app: Flask, review: ReviewWithPeople, who: str) -> None:
    first = ask(app, review, who)
    run_due_jobs(app)
    assert job(app, first).state == JobState.DONE
    assert ask(app, review, who) != first
