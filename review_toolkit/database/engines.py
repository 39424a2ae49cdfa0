"""Connections: set up for durability, and transactions that begin as what they are, on either database."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, event, make_url
from sqlalchemy.exc import DBAPIError

from review_toolkit.database.chains import remember_key

_BUSY_MILLISECONDS = 30_000
_SECONDS_TO_CONNECT = 5
_DISK_FULL = frozenset({"53100", "SQLITE_FULL"})
"""What PostgreSQL and SQLite call it."""


def engine_options(url: str) -> dict[str, Any]:
    """Return what an engine for this database is made with.

    A failing statement is named without its values: they may be what staff said or earn.
    """
    options: dict[str, Any] = {"url": url, "hide_parameters": True}
    if make_url(url).get_backend_name() == "postgresql":
        options |= {
            # Readers see one moment throughout a page; `write_transaction` asks for what it needs.
            "isolation_level": "REPEATABLE READ",
            # A connection that died while it was idle is replaced before anybody notices.
            "pool_pre_ping": True,
            "pool_recycle": 1800,
            "connect_args": {
                "connect_timeout": _SECONDS_TO_CONNECT,
                "application_name": "review-toolkit",
                "options": f"-c lock_timeout={_BUSY_MILLISECONDS} -c timezone=UTC "
                "-c default_transaction_deferrable=off",
                # A server that vanished without a word is noticed within a minute.
                "keepalives_idle": 20,
                "keepalives_interval": 10,
                "keepalives_count": 3,
            },
        }
    return options


def configure_engine(engine: Engine, *, key: bytes, is_writing: Callable[[], bool]) -> None:
    """Prepare an engine: `key` seals the heads of chained tables, `is_writing` tells a write transaction."""
    remember_key(engine, key)
    if engine.dialect.name == "sqlite":
        _configure_sqlite(engine, is_writing)
    else:
        event.listen(engine, "handle_error", _leave_out_values)


def empty_log(engine: Engine) -> None:
    """Write SQLite's log back into its file and empty it, so that nothing that was erased stands there.

    Somebody who reads or writes just then is not disturbed: the next call does it.
    """
    database = engine.url.database
    if engine.dialect.name != "sqlite" or not database:
        return
    log = Path(f"{database}-wal")
    if log.exists() and log.stat().st_size:
        connection = sqlite3.connect(database, timeout=0, isolation_level=None)
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()


def is_disk_full(error: DBAPIError) -> bool:
    """Say whether a database refused to write because there is no room left."""
    codes = {getattr(error.orig, name, None) for name in ("sqlstate", "sqlite_errorname")}
    return bool(codes & _DISK_FULL)


def _leave_out_values(context: ExceptionContext) -> None:
    """Cut an error down to its first words: PostgreSQL's details quote the row that was refused."""
    told = getattr(getattr(context.original_exception, "diag", None), "message_primary", None)
    if told is not None and context.sqlalchemy_exception is not None:
        kind = type(context.original_exception).__name__
        context.original_exception.args = (told,)
        context.sqlalchemy_exception.args = (f"({kind}) {told}",)


def _configure_sqlite(engine: Engine, is_writing: Callable[[], bool]) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        # SQLAlchemy begins transactions below; the driver must not begin its own.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "recursive_triggers = ON",  # without it, REPLACE removes rows behind the triggers' back
            f"busy_timeout = {_BUSY_MILLISECONDS}",
            "secure_delete = ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing() else "BEGIN")
