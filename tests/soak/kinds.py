"""A kind of job that leaves two traces: a line in a file as soon as it works, and a row when it is done.

The line stands for what cannot be undone, such as a mail that was sent; it names job and attempt. The row
stands for what a job does in the database.
"""

import os
import threading
from pathlib import Path

from flask import Flask

from review_toolkit.database import db
from review_toolkit.jobs.kinds import Finish, JobKind, RunningJob
from review_toolkit.reviews.models import Organisation

TRACE = "soak_trace"
FILE_VARIABLE = "SOAK_FILE"
WORKING = "Working"
STEPS, SECONDS_OF_A_STEP = 4, 0.05


def add_kinds(app: Flask) -> None:
    """Let an application know the kind."""
    app.extensions["jobs"].register(
        JobKind(name=TRACE, title="Leave a trace", run=_leave_a_trace, messages=(WORKING,))
    )


def _leave_a_trace(running: RunningJob) -> Finish:
    _append(Path(os.environ[FILE_VARIABLE]), f"{running.id} {running.attempt}\n")
    for step in range(STEPS):
        running.report(step, STEPS, WORKING)
        threading.Event().wait(SECONDS_OF_A_STEP)  # a killer needs something to hit

    def finish() -> None:
        db.session.add(Organisation(name=str(running.id)))
        db.session.flush()

    return finish


def _append(path: Path, line: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, line.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
