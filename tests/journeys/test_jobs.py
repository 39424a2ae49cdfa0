"""Waiting for what goes on in the background: the page follows by itself, and nobody is caught in it."""

from datetime import timedelta

import pytest

from review_toolkit.database import now, write_transaction
from review_toolkit.jobs import service
from tests.journeys.conftest import aside

WITHOUT_RELOADING = "window.stillTheSamePage = true"


@pytest.fixture
def waiting_job(site, released):
    """A job that is not due before tomorrow, so that its page stays as it is."""

    def ask():
        with site.app.app_context(), write_transaction():
            return service.enqueue(
                "write_report",
                arguments={"day": "2026-06-30"},
                review_id=released.id,
                requested_by=released.actors["reviewer"],
                due_at=now() + timedelta(days=1),
            ).id

    job_id = aside(ask)
    yield job_id
    aside(lambda: cancel(site, job_id))


def cancel(site, job_id):
    with site.app.app_context(), write_transaction():
        service.cancel(job_id)


@pytest.fixture
def reviewer(visitor, released):
    visitor.sign_in(released.emails["reviewer"])
    return visitor


def test_the_page_of_a_job_is_sound_at_every_width(reviewer, released, waiting_job):
    reviewer.open(f"/reviews/{released.id}/report")
    reviewer.follow("See how far it is")
    assert reviewer.heading == "Writing the report"
    for width in (1280, 360, 320):
        reviewer.page.set_viewport_size({"width": width, "height": 800})
        reviewer.look()


def test_the_page_follows_by_itself_and_says_so_to_those_who_do_not_see_it(
    reviewer, site, released, waiting_job
):
    # Given somebody at the page of a job
    reviewer.open(f"/reviews/{released.id}/jobs/{waiting_job}")
    reviewer.page.evaluate(WITHOUT_RELOADING)
    status = reviewer.page.get_by_role("status")
    assert "It is to begin later" in status.inner_text()
    # When the job comes to an end elsewhere
    aside(lambda: cancel(site, waiting_job))
    # Then the page says so without being loaded anew, in the part that is announced
    status.get_by_text("It was cancelled. Nothing was changed.").wait_for()
    assert reviewer.page.evaluate("window.stillTheSamePage")
    assert not reviewer.offers("Cancel")
    reviewer.look()
    reviewer.follow("Back to the report")


def test_a_job_is_cancelled_by_its_button(reviewer, released, waiting_job):
    reviewer.open(f"/reviews/{released.id}/jobs/{waiting_job}")
    reviewer.press("Cancel")
    assert "It was cancelled. Nothing was changed." in reviewer.text


def test_going_back_from_the_result_does_not_lead_on_again(reviewer, released):
    reviewer.open(f"/reviews/{released.id}")
    reviewer.follow("Report")
    reviewer.press("Write the report")
    reviewer.wait_for("the report")
    assert reviewer.messages == ["The report is written."]
    reviewer.page.go_back()
    assert reviewer.heading == "Report"
    reviewer.page.go_back()
    assert reviewer.page.url.endswith(f"/reviews/{released.id}")
