"""The write transaction: writers take turns, whichever database it is (docs/decisions/0007).

Each waits for a lock in the process, then for the database's own, before it reads anything, so that it never
fails half-way because somebody else wrote first, and never decides on what has changed since.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from flask import Flask
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from review_toolkit.database.engines import configure_engine
from review_toolkit.failures import CannotBeDone

db = SQLAlchemy(require_default_engine=True)

_TURN = 0x52_65_76_69_65_77  # any number, as long as nobody else uses it in this database
_write_lock = threading.Lock()
_writing: ContextVar[bool] = ContextVar("writing", default=False)


class UnknownOutcome(CannotBeDone):
    """The database went away while it was saving: it may have saved or not."""


def init_database(app: Flask, *, key: bytes) -> None:
    """Connect the application; `key` seals the heads of the tables that are chained."""
    db.init_app(app)
    with app.app_context():
        configure_engine(db.engine, key=key, is_writing=_writing.get)


@contextmanager
def write_transaction() -> Iterator[Session]:
    """Run a block as one write transaction, committed at its end and undone by any exception.

    What the session has read so far is forgotten first: a read that became a write would fail where
    somebody else had written in between. Transactions do not nest. Raises `UnknownOutcome` where the
    connection broke while the transaction was being saved.
    """
    if _writing.get():
        raise RuntimeError("A write transaction is open already; a service must not open its own.")
    session = db.session
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("Something was changed outside a write transaction.")
    with _write_lock:
        session.rollback()
        token = _writing.set(True)
        try:
            _take_turn(session)
            yield session
            _commit(session)
        except BaseException:
            session.rollback()
            raise
        finally:
            _writing.reset(token)


def _take_turn(session: Session) -> None:
    """Wait until no other writer is at work. On SQLite, beginning the transaction does (`engines`)."""
    if session.get_bind().dialect.name == "postgresql":
        # The turn is waited for inside the transaction, so each statement must see what was saved meanwhile.
        connection = session.connection(execution_options={"isolation_level": "READ COMMITTED"})
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TURN})")


def _commit(session: Session) -> None:
    session.flush()
    try:
        session.commit()
    except DBAPIError as error:
        if error.connection_invalidated:
            raise UnknownOutcome(
                "The connection to the database broke while your change was being saved. It may have been "
                "saved or not. Look whether it is there before you send it again."
            ) from error
        raise
