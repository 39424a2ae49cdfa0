"""What becomes of a job: done, refused, tried again, failed, cancelled; each in words for people."""

import logging
from datetime import timedelta

import pytest
from flask import Flask

from review_toolkit.database import db, now, write_transaction
from review_toolkit.failures import CannotBeDone
from review_toolkit.jobs import service
from review_toolkit.jobs.kinds import Finish, JobRefused, RunningJob, TryLater
from review_toolkit.jobs.models import JobState
from review_toolkit.reviews.models import Organisation
from review_toolkit.worker.runner import Runner
from tests.jobs.running import add_kind, ask_for, job, nothing, raises, run_due_jobs, succeeds
from tests.people import ReviewWithPeople

SECRET = "a salary of 31,415 pounds"
LATER = timedelta(hours=1)


def organisations(app: Flask) -> int:
    with app.app_context():
        return db.session.query(Organisation).count()


def adds_an_organisation(running: RunningJob) -> Finish:
    def finish() -> None:
        organisation = Organisation(name=f"By job, attempt {running.attempt}")
        db.session.add(organisation)
        db.session.flush()

    return finish


def test_a_job_gets_what_was_asked_for_and_its_result_is_kept(app: Flask, review: ReviewWithPeople) -> None:
    seen: list[RunningJob] = []

    def run(running: RunningJob) -> Finish:
        seen.append(running)
        return lambda: review.id

    add_kind(app, "look", run)
    with app.app_context(), write_transaction():
        lead = review.actors["hr_lead"]
        asked = service.enqueue("look", arguments={"seen": "abc"}, review_id=review.id, requested_by=lead).id
    assert run_due_jobs(app) == 1
    assert seen[0].arguments == {"seen": "abc"}
    assert (seen[0].review_id, seen[0].requested_by_id, seen[0].attempt) == (review.id, lead.user_id, 1)
    ended = job(app, asked)
    assert (ended.state, ended.result_id, ended.error) == (JobState.DONE, review.id, None)
    assert ended.finished_at is not None


def test_a_done_job_is_not_run_again(app: Flask) -> None:
    add_kind(app, "add", adds_an_organisation)
    ask_for(app, "add")
    assert run_due_jobs(app) == 1
    assert run_due_jobs(app, later=LATER) == 0
    assert organisations(app) == 1


def test_a_job_of_an_undone_transaction_never_was(app: Flask) -> None:
    add_kind(app, "add", adds_an_organisation)

    def ask_and_fail() -> None:
        with app.app_context(), write_transaction():
            service.enqueue("add", arguments={})
            raise KeyError

    with pytest.raises(KeyError):
        ask_and_fail()
    assert run_due_jobs(app) == 0


def test_a_job_for_later_waits_until_then(app: Flask) -> None:
    add_kind(app, "add", adds_an_organisation)
    with app.app_context(), write_transaction():
        service.enqueue("add", arguments={}, due_at=now() + timedelta(minutes=30))
    assert run_due_jobs(app) == 0
    assert run_due_jobs(app, later=LATER) == 1


@pytest.mark.parametrize("at_finish", [False, True], ids=["while working", "while writing"])
def test_a_refusal_ends_the_job_in_its_own_words(app: Flask, at_finish: bool) -> None:
    refusal = JobRefused("Somebody else wrote it at the same moment. Write it again.")

    def run(_running: RunningJob) -> Finish:
        if not at_finish:
            raise refusal

        def finish() -> None:
            db.session.add(Organisation(name="Half done"))
            db.session.flush()
            raise refusal

        return finish

    add_kind(app, "refuse", run)
    asked = ask_for(app, "refuse")
    run_due_jobs(app, later=LATER)
    ended = job(app, asked)
    assert (ended.state, ended.error, ended.attempts) == (JobState.REFUSED, str(refusal), 1)
    assert organisations(app) == 0


def test_a_foreseen_failure_is_told_in_its_own_words_and_not_tried_again(app: Flask) -> None:
    add_kind(app, "fail", raises(CannotBeDone("The template is at fault.")))
    asked = ask_for(app, "fail")
    run_due_jobs(app, later=LATER)
    assert (job(app, asked).state, job(app, asked).error) == (JobState.FAILED, "The template is at fault.")
    assert job(app, asked).attempts == 1


@pytest.mark.parametrize("error", [TryLater("The post office is shut."), KeyError(SECRET)], ids=type)
def test_what_may_pass_is_tried_again_after_growing_pauses_and_no_more_often_than_allowed(
    app: Flask, error: Exception
) -> None:
    add_kind(app, "try", raises(error))
    asked = ask_for(app, "try", max_attempts=4)
    pauses = []
    for attempt in range(1, 4):
        moment = now() + LATER * attempt
        assert Runner(app, clock=lambda moment=moment: moment).sweep() == 1
        waiting = job(app, asked)
        assert (waiting.state, waiting.attempts, waiting.error) == (JobState.QUEUED, attempt, None)
        pauses.append((waiting.due_at - moment).total_seconds())
    run_due_jobs(app, later=LATER * 4)
    assert job(app, asked).state == JobState.FAILED
    assert run_due_jobs(app, later=LATER * 5) == 0
    # Each is twice the one before, and a quarter more or less
    assert all(0.75 * 2**n <= pause <= 1.25 * 2**n for n, pause in enumerate(pauses, start=1))


def test_a_fault_is_told_by_a_reference_and_its_words_stay_out_of_page_and_log(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    add_kind(app, "try", raises(ValueError(SECRET)))
    asked = ask_for(app, "try", max_attempts=1)
    with caplog.at_level(logging.DEBUG):
        run_due_jobs(app)
    error = job(app, asked).error or ""
    reference = error.split("reference: ")[1].rstrip(".")
    assert f"Reference {reference}: ValueError in job try" in caplog.text
    assert "tests/jobs/running.py" in caplog.text.replace("\\", "/")
    assert SECRET not in caplog.text + error


def test_the_words_of_a_passing_failure_are_told_once_no_attempt_is_left(app: Flask) -> None:
    add_kind(app, "try", raises(TryLater("The post office is shut.")))
    asked = ask_for(app, "try", max_attempts=1)
    run_due_jobs(app)
    assert (job(app, asked).state, job(app, asked).error) == (JobState.FAILED, "The post office is shut.")


def test_a_job_of_a_kind_that_nobody_knows_ends_in_words(app: Flask) -> None:
    asked = ask_for(app, "from_the_future", max_attempts=2)
    run_due_jobs(app)
    assert job(app, asked).state == JobState.QUEUED  # a newer worker may come by
    run_due_jobs(app, later=LATER)
    assert job(app, asked).state == JobState.FAILED
    assert "another version of the toolkit" in (job(app, asked).error or "")


def test_a_waiting_job_is_cancelled_at_once(app: Flask) -> None:
    add_kind(app, "add", adds_an_organisation)
    asked = ask_for(app, "add")
    with app.app_context(), write_transaction():
        assert service.cancel(asked, at=now()) == JobState.CANCELLED
    assert run_due_jobs(app) == 0
    assert organisations(app) == 0


@pytest.mark.parametrize("reports", [True, False], ids=["that reports", "that does not"])
def test_a_running_job_that_is_cancelled_takes_no_effect(app: Flask, reports: bool) -> None:
    went_on = []

    def run(running: RunningJob) -> Finish:
        with app.app_context(), write_transaction():
            assert service.cancel(running.id, at=now()) == JobState.RUNNING
        if reports:
            running.report(1, 2, "Half way")
        went_on.append(True)
        return adds_an_organisation(running)

    add_kind(app, "add", run, messages=("Half way",))
    asked = ask_for(app, "add")
    run_due_jobs(app, later=LATER)
    assert job(app, asked).state == JobState.CANCELLED
    assert organisations(app) == 0
    assert went_on == ([] if reports else [True])


def test_a_job_that_has_ended_cannot_be_cancelled(app: Flask) -> None:
    add_kind(app, "add", adds_an_organisation)
    asked = ask_for(app, "add")
    run_due_jobs(app)
    with app.app_context(), write_transaction():
        assert service.cancel(asked, at=now()) is None
    assert job(app, asked).state == JobState.DONE


def test_progress_is_a_number_and_a_listed_message(app: Flask) -> None:
    noted = []

    def run(running: RunningJob) -> Finish:
        running.report(3, 10, "Filling the template")
        noted.append(job(app, running.id))
        return nothing

    add_kind(app, "fill", run, messages=("Filling the template",))
    ask_for(app, "fill")
    run_due_jobs(app)
    assert (noted[0].progress_done, noted[0].progress_total) == (3, 10)
    assert noted[0].progress_message == "Filling the template"


def test_a_message_that_is_not_listed_is_refused(app: Flask) -> None:
    def run(running: RunningJob) -> Finish:
        running.report(0, 1, SECRET)
        return nothing

    add_kind(app, "tell", run, messages=("Filling the template",))
    asked = ask_for(app, "tell", max_attempts=1)
    run_due_jobs(app)
    assert job(app, asked).state == JobState.FAILED
    assert job(app, asked).progress_message == ""


@pytest.mark.parametrize("value", ["31,415 pounds", "Ann Other", "a\nb", "x" * 101, "<b>"])
def test_arguments_are_ids_and_no_text(app: Flask, value: str) -> None:
    with app.app_context(), write_transaction(), pytest.raises(ValueError, match="ids") as refused:
        service.enqueue("add", arguments={"what": value})
    assert value not in str(refused.value)


def test_one_kind_is_registered_once(app: Flask) -> None:
    add_kind(app, "add", succeeds)
    with pytest.raises(ValueError, match="two kinds of job called 'add'"):
        add_kind(app, "add", succeeds)
