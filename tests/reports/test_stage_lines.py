"""What the report prints of each stage: how it stood when the report was written, in whose name, and why."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from review_toolkit.database import write_transaction
from review_toolkit.figures import uk_date
from review_toolkit.reports.context import StageLine
from review_toolkit.reports.queries import report_context
from review_toolkit.reviews.models import StageEvent
from review_toolkit.reviews.queries import review_of
from review_toolkit.reviews.service import record
from tests.people import ReviewWithPeople
from tests.worked_review import release_example, write_report

DAY = date(2026, 6, 30)


@pytest.fixture
def released(app: Flask, review: ReviewWithPeople, tmp_path: Path) -> ReviewWithPeople:
    release_example(app, review, tmp_path / "files")
    return review


def act(app: Flask, review: ReviewWithPeople, kind: str, who: str, *, stage: str, reason: str = "") -> str:
    """Record an act and return the day on which it was done, as the report prints it."""
    with app.app_context(), write_transaction():
        event: StageEvent = record(
            review_of(review.id), stage=stage, kind=kind, actor=review.actors[who], reason=reason
        )
        return uk_date(event.happened_at.astimezone(ZoneInfo("Europe/London")).date())


def lines(app: Flask, review: ReviewWithPeople) -> dict[str, StageLine]:
    with app.app_context():
        context = report_context(
            review_of(review.id), stages=app.extensions["stages"], version="0.1", day=DAY
        )
        return {line.stage: line for line in context.stages}


def test_a_stage_that_is_signed_off_is_printed_with_who_and_when(
    app: Flask, released: ReviewWithPeople
) -> None:
    before = lines(app, released)["baseline"]
    assert (before.state, before.finished) == ("Figures released", None)
    assert before.began is not None
    day = act(app, released, "stage_sent_for_sign_off", "hr_lead", stage="baseline")
    assert lines(app, released)["baseline"].state == f"Sent for sign-off by Own hr lead on {day}"
    day = act(app, released, "stage_signed_off", "senior_leader", stage="baseline")
    line = lines(app, released)["baseline"]
    assert line.state == f"Signed off by Own senior leader on {day}"
    assert line.finished is not None
    assert line.began == before.began


def test_a_returned_and_a_reopened_stage_are_not_finished(app: Flask, released: ReviewWithPeople) -> None:
    act(app, released, "stage_sent_for_sign_off", "hr_lead", stage="baseline")
    day = act(
        app, released, "stage_returned", "senior_leader", stage="baseline", reason="Not for the report."
    )
    line = lines(app, released)["baseline"]
    assert (line.state, line.finished) == (f"Returned by Own senior leader on {day}", None)
    act(app, released, "stage_sent_for_sign_off", "hr_lead", stage="baseline")
    act(app, released, "stage_signed_off", "senior_leader", stage="baseline")
    day = act(app, released, "stage_reopened", "hr_lead", stage="baseline", reason="A correction came in.")
    line = lines(app, released)["baseline"]
    assert (line.state, line.finished) == (f"Reopened by Own hr lead on {day}", None)


def test_a_stage_that_was_left_incomplete_prints_its_reason_on_one_line(
    app: Flask, review: ReviewWithPeople
) -> None:
    reason = "The board meets in May.\nThe rest follows <in autumn> & later."
    day = act(app, review, "stage_left_incomplete", "senior_leader", stage="baseline", reason=reason)
    state = lines(app, review)["baseline"].state
    assert state == (
        f"Left incomplete by Own senior leader on {day}: "
        "The board meets in May. The rest follows <in autumn> & later."
    )


def test_the_report_calls_itself_a_draft_until_its_own_stage_is_sent(
    app: Flask, review: ReviewWithPeople
) -> None:
    assert lines(app, review)["report"].state == "Draft"
    write_report(app, review)
    assert lines(app, review)["report"].state == "Draft"
    day = act(app, review, "stage_sent_for_sign_off", "reviewer", stage="report")
    assert lines(app, review)["report"].state == f"Sent for sign-off by Own reviewer on {day}"


def test_a_stage_that_comes_later_is_no_part_of_the_report_whatever_is_on_its_record(
    app: Flask, review: ReviewWithPeople
) -> None:
    act(app, review, "review_opened", "administrator", stage="commission")
    line = lines(app, review)["commission"]
    assert (line.state, line.began, line.finished) == ("Not part of this report", None, None)
