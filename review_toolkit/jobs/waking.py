"""Wakes the worker once the jobs that a transaction asked for are committed.

Not before: a worker that came at once would find nothing. And never at the price of the request: the jobs
stand in the table, so the worker finds them even if nobody tells it.
"""

import logging
from functools import cache
from typing import TYPE_CHECKING

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from review_toolkit.database import db
from review_toolkit.jobs.service import forget_who_to_wake, take_who_to_wake
from review_toolkit.settings import Settings

if TYPE_CHECKING:
    from review_toolkit.jobs.queue import Queue

_log = logging.getLogger(__name__)


def init_waking(app: Flask, settings: Settings) -> None:
    """Give the application its queue, opened where it is first used, and wake the worker after a commit."""

    @cache
    def queue() -> "Queue":
        # The library loads a database driver: a page that asks for no job does without.
        from review_toolkit.jobs.queue import make_queue

        return make_queue(settings.database_url, folder=settings.instance)

    app.extensions["queue"] = queue
    with app.app_context():
        sessions = db.sessionmaker

    @event.listens_for(sessions, "after_commit")
    def _wake(session: Session) -> None:
        if session.in_nested_transaction():
            return  # a savepoint: what it wrote can still be undone
        if waiting := take_who_to_wake(session):
            try:
                queue().wake(waiting)
            except Exception as error:  # noqa: BLE001 (what is committed is not undone by a fault of the queue)
                _log.warning("The worker could not be woken: %s. It looks for itself.", type(error).__name__)

    @event.listens_for(sessions, "after_rollback")
    def _forget(session: Session) -> None:
        forget_who_to_wake(session)
