"""A worker listens, sweeps, and stops without leaving anything half done; on either database."""

import threading

import pytest
from flask import Flask

from review_toolkit.jobs.kinds import Finish, RunningJob
from review_toolkit.jobs.models import JobState
from review_toolkit.worker.loop import work
from tests.jobs.listening import PATIENCE, listening, wait_until
from tests.jobs.running import add_kind, ask_for, job, nothing, succeeds

OF_A_WORKER = {"Worker-1", "Scheduler", "sweeper", "lease"}
"""The threads that a worker has."""


def test_a_listener_hears_of_each_job(app: Flask) -> None:
    with listening(app.extensions["queue"]()) as next_one:
        for _ in range(3):
            asked = ask_for(app, "x")
            assert next_one() == asked


def test_a_worker_runs_what_is_asked_for_while_it_runs(app: Flask) -> None:
    add_kind(app, "x", succeeds)
    stop = threading.Event()
    worker = threading.Thread(target=work, args=(app, stop))
    worker.start()
    try:
        asked = [ask_for(app, "x") for _ in range(5)]
        wait_until(lambda: all(job(app, each).state == JobState.DONE for each in asked))
    finally:
        stop.set()
        worker.join(PATIENCE)
    assert not worker.is_alive()


def test_a_worker_that_is_stopped_finishes_its_job(app: Flask) -> None:
    begun, stop = threading.Event(), threading.Event()

    def run(_running: RunningJob) -> Finish:
        begun.set()
        assert stop.wait(PATIENCE)
        return nothing

    add_kind(app, "x", run)
    asked = ask_for(app, "x")
    worker = threading.Thread(target=work, args=(app, stop))
    worker.start()
    assert begun.wait(PATIENCE)
    stop.set()
    worker.join(PATIENCE)
    assert job(app, asked).state == JobState.DONE


def test_a_worker_that_is_stopped_gives_back_what_it_cannot_finish(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("review_toolkit.worker.loop.SECONDS_TO_FINISH", 0.0)
    begun, go_on, stop = threading.Event(), threading.Event(), threading.Event()

    def run(_running: RunningJob) -> Finish:
        begun.set()
        assert go_on.wait(PATIENCE)
        return lambda: pytest.fail("It took effect after it was given back.")

    add_kind(app, "x", run)
    asked = ask_for(app, "x")
    worker = threading.Thread(target=work, args=(app, stop))
    worker.start()
    assert begun.wait(PATIENCE)
    stop.set()
    worker.join(PATIENCE)
    returned = job(app, asked)
    assert (returned.state, returned.attempts) == (JobState.QUEUED, 0)
    go_on.set()
    # Whatever it still does, it does before the test takes the database away.
    wait_until(lambda: not OF_A_WORKER & {thread.name for thread in threading.enumerate()})
