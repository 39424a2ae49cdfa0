"""Runs jobs in tests: in this process, through the code of the worker, without waiting for anything."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from flask import Flask

from review_toolkit.database import db, now, write_transaction
from review_toolkit.jobs.kinds import Finish, JobKind, RunningJob
from review_toolkit.jobs.models import Job
from review_toolkit.jobs.service import enqueue
from review_toolkit.worker.runner import Runner


def run_due_jobs(app: Flask, *, later: timedelta = timedelta()) -> int:
    """Run every job that is due, or will be after a while, until none is left; return how many ran."""
    runner = Runner(app, clock=lambda: now() + later)
    ran = 0
    while newly := runner.sweep():
        ran += newly
    return ran


def add_kind(
    app: Flask, name: str, run: Callable[[RunningJob], Finish], *, messages: tuple[str, ...] = ()
) -> None:
    """Let the application know one more kind of job."""
    app.extensions["jobs"].register(JobKind(name=name, title="Try something", run=run, messages=messages))


def ask_for(app: Flask, kind: str, *, max_attempts: int = 5, **arguments: str) -> UUID:
    """Ask for a job and commit; return its id."""
    with app.app_context(), write_transaction():
        return enqueue(kind, arguments=arguments, max_attempts=max_attempts).id


def job(app: Flask, job_id: UUID) -> Job:
    """Return a job as it stands in the table, apart from any session."""
    with app.app_context():
        found = db.session.get_one(Job, job_id)
        db.session.expunge(found)
        return found


def nothing() -> None:
    """A finish that writes nothing."""


def succeeds(_running: RunningJob) -> Finish:
    return nothing


def raises(error: Exception) -> Callable[[RunningJob], Finish]:
    """A handler that raises this each time."""

    def run(_running: RunningJob) -> Finish:
        raise error.with_traceback(None)

    return run
