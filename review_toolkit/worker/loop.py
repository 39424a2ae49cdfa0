"""A worker process from its start to its end: listens to the queue, sweeps the table, stops when told to.

The queue only makes it quick. Whatever happens to the queue, the sweep finds each job that is due, and each
whose worker died, within a few seconds.
"""

import logging
import sqlite3
import threading
from datetime import timedelta

from flask import Flask
from sqlalchemy import Engine

from review_toolkit.database import db
from review_toolkit.database.engines import empty_log
from review_toolkit.jobs.queue import Queue
from review_toolkit.jobs.service import LEASE
from review_toolkit.worker.runner import Runner

_log = logging.getLogger(__name__)

SECONDS_BETWEEN_SWEEPS = 2.0
SECONDS_TO_FINISH = 10.0
"""How long a worker that is told to stop waits for the job that it works on."""


def work(app: Flask, stop: threading.Event, *, lease: timedelta = LEASE) -> None:
    """Run jobs until `stop` is set; then finish the one that runs, or give it back."""
    runner = Runner(app, lease=lease)
    queue: Queue = app.extensions["queue"]()
    listener = queue.listen(runner.run)
    listener.start()
    with app.app_context():
        engine = db.engine
    sweeper = threading.Thread(target=_sweep, args=(runner, engine, stop), name="sweeper", daemon=True)
    sweeper.start()
    stop.wait()
    listener.stop()
    ended = runner.stop(grace=SECONDS_TO_FINISH)
    listener.stop(graceful=True)
    # With no job to wait for, a sweep is soon over; it must not open the database again behind our back.
    sweeper.join(None if ended else SECONDS_BETWEEN_SWEEPS)
    queue.close()
    with app.app_context():
        db.engine.dispose()


def _sweep(runner: Runner, engine: Engine, stop: threading.Event) -> None:
    while not stop.is_set():
        runner.sweep()
        try:
            empty_log(engine)  # the text of a mail that was sent, a file that was replaced
        except (OSError, sqlite3.Error) as error:
            _log.warning("The database's log could not be emptied: %s.", type(error).__name__)
        stop.wait(SECONDS_BETWEEN_SWEEPS)
