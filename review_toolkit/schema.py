"""The schema's version: upgrading a database, and refusing one that does not fit the code."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from review_toolkit.database import declared_triggers, install_triggers
from review_toolkit.paths import MIGRATIONS

MODELS = (
    "review_toolkit.access.models",
    "review_toolkit.baseline.models",
    "review_toolkit.jobs.models",
    "review_toolkit.mail.models",
    "review_toolkit.releases.models",
    "review_toolkit.reports.models",
    "review_toolkit.reviews.models",
)
"""Every module that declares tables. They stand in layers above, so they are named here and not imported."""

_UPGRADE = "review-toolkit upgrade-database"


class WrongSchema(RuntimeError):
    """The database does not fit this version of the toolkit. The message says what to do."""


def load_models() -> None:
    """Let every table, and every table that is only added to, be declared."""
    for name in MODELS:
        import_module(name)


def migrations_config(folder: Path = MIGRATIONS) -> Config:
    """Return what Alembic needs to know to find the migrations."""
    config = Config()
    # Alembic reads % in an option as the beginning of a name.
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def upgrade_database(engine: Engine) -> None:
    """Bring the database to this version's schema, in one transaction."""
    load_models()
    _refuse_missing_folder(engine)
    config = migrations_config()
    with engine.connect() as connection, _foreign_keys_off(connection), connection.begin():
        _refuse_newer(_revision_of(connection))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        install_triggers(connection)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise WrongSchema(f"Upgrading would break references in: {sorted({row[0] for row in broken})}.")


@contextmanager
def _foreign_keys_off(connection: Connection) -> Iterator[None]:
    """Let a migration rebuild a table that others refer to; SQLite heeds this outside transactions only."""
    driver = connection.connection.driver_connection
    if driver is None:
        raise WrongSchema("The database cannot be reached.")
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def check_schema(engine: Engine) -> None:
    """Raise `WrongSchema` unless the database is there, at this version's schema, with all its triggers."""
    database = _file_of(engine)
    if database is not None and not database.exists():
        raise WrongSchema(f"There is no database yet. Make it with: {_UPGRADE}")
    load_models()
    try:
        with engine.connect() as connection:
            current = _revision_of(connection)
            found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers: dict[str, str] = {row.name: row.sql for row in found}
    except DatabaseError as error:
        raise WrongSchema(
            f"The database cannot be opened: {error.orig}. Check that DATABASE_URL, or the instance folder, "
            "is the right one and that this account may write there."
        ) from error
    _refuse_newer(current)
    if current != ScriptDirectory(str(MIGRATIONS)).get_current_head():
        raise WrongSchema(f"The database is not at this version's schema. Back it up, then run: {_UPGRADE}")
    if any(triggers.get(name) != statement for name, statement in declared_triggers().items()):
        raise WrongSchema(
            "The database lacks some of the safeguards that keep its records as they were made. "
            f"Back it up, then run: {_UPGRADE}"
        )


def _refuse_newer(revision: str | None) -> None:
    known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if revision is not None and revision not in known:
        raise WrongSchema(
            f"The database was made by a newer version of the toolkit (schema {revision}). "
            "Install that version."
        )


def _refuse_missing_folder(engine: Engine) -> None:
    database = _file_of(engine)
    if database is not None and not database.parent.is_dir():
        raise WrongSchema(f"There is no folder {database.parent}. Make it, or correct DATABASE_URL.")


def _revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _file_of(engine: Engine) -> Path | None:
    return Path(engine.url.database) if engine.url.database else None
