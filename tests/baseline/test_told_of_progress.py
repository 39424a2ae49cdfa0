"""What a job's row tells while figures are worked out and after: nothing of how many numbers are small."""

from datetime import timedelta
from itertools import count
from uuid import UUID

import pytest
from flask import Flask

from review_toolkit.baseline import service as baseline
from review_toolkit.baseline.jobs import PREPARE_BASELINE
from review_toolkit.baseline.preparation import Preparation, Report
from review_toolkit.database import db, now, write_transaction
from review_toolkit.jobs import service as jobs
from review_toolkit.jobs.models import Job, JobState
from review_toolkit.jobs.service import enqueue_once
from review_toolkit.releases.outcomes import ReleaseRefused
from review_toolkit.worker.runner import Runner
from tests.baseline.refreshing import Row, hand_in, staff_of
from tests.people import ReviewWithPeople, make_review

Told = list[tuple[int, int, str]]
NOT_OF_THE_FILE = {"id", "review_id", "requested_by_id", "created_at", "due_at", "started_at", "finished_at"}


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """Everything that jobs wrote of their progress."""
    written: Told = []
    write = jobs.report_progress

    def noted(held: jobs.Claim, **said: object) -> bool:
        written.append((said["done"], said["total"], said["message"]))  # type: ignore[arg-type]
        return write(held, **said)  # type: ignore[arg-type]

    monkeypatch.setattr(jobs, "report_progress", noted)
    return written


def row_after(app: Flask, review: ReviewWithPeople) -> dict[str, object]:
    """Run the job that works out the review's figures, and return what is left of it in its table."""
    with app.app_context(), write_transaction():
        asked: UUID = enqueue_once(
            PREPARE_BASELINE.name, arguments={}, review_id=review.id, requested_by=review.actors["hr_lead"]
        ).id
    minutes = count()
    # A clock that leaps: each report is written, however fast the work is.
    Runner(app, clock=lambda: now() + timedelta(seconds=2 * next(minutes))).sweep()
    with app.app_context():
        job = db.session.get_one(Job, asked)
        return {
            column.key: getattr(job, column.key)
            for column in Job.__table__.columns
            if column.key not in NOT_OF_THE_FILE
        }


def with_small_cells(rows: list[Row]) -> list[Row]:
    """Return the staff with a few people each in groups and grades that had none."""
    return [{**row, "ethnicity": "Black"} if place % 41 == 0 else row for place, row in enumerate(rows)]


def test_two_files_with_other_small_cells_leave_the_same_row(app: Flask, told: Told) -> None:
    rows = [row for row in staff_of(5, 700) if row["ethnicity"] != "Black"]
    rows_left, steps = [], []
    for name, file in (("one", rows), ("other", with_small_cells(rows))):
        review = make_review(app, prefix=name)
        hand_in(app, review, file)
        told.clear()
        rows_left.append(row_after(app, review))
        steps.append({(total, message) for _, total, message in told})
    one, other = rows_left
    assert one["state"] == JobState.DONE
    assert one["progress_done"] == one["progress_total"] == 1
    assert one["progress_message"] == ""
    for row in rows_left:
        row.pop("requested_by_name")
    assert one == other
    assert steps[0] == steps[1] == {(10, PREPARE_BASELINE.messages[0])}


@pytest.mark.parametrize("whole", [1, 3, 7, 40, 1_000])
def test_progress_is_told_in_tenths_however_many_numbers_there_are(
    app: Flask, review: ReviewWithPeople, told: Told, monkeypatch: pytest.MonkeyPatch, whole: int
) -> None:
    def work(*_args: object, report: Report, **_more: object) -> tuple[UUID, Preparation]:
        for done in range(whole + 1):
            report(done, whole, "Hiding what protects small numbers")
        raise ReleaseRefused("There is nothing to release yet.")

    monkeypatch.setattr(baseline, "prepare_figures", work)
    row = row_after(app, review)
    assert {total for _, total, _ in told} == {10}
    assert {done for done, _, _ in told} <= set(range(11))
    assert (row["state"], row["progress_done"], row["progress_total"]) == (JobState.REFUSED, 0, 0)


def test_nothing_to_count_is_no_fault(
    app: Flask, review: ReviewWithPeople, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(*_args: object, report: Report, **_more: object) -> tuple[UUID, Preparation]:
        report(0, 0, "Hiding what protects small numbers")
        raise ReleaseRefused("There is nothing to release yet.")

    monkeypatch.setattr(baseline, "prepare_figures", work)
    row_after(app, review)
    assert told == [(0, 10, PREPARE_BASELINE.messages[0])] * 2
