"""The schema's version: upgrading a database, and refusing one that does not fit the code."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DatabaseError, OperationalError

from review_toolkit.database.chains import seal_of
from review_toolkit.database.safeguards import (
    declared_triggers,
    install_triggers,
    installed_triggers,
    remove_triggers,
)
from review_toolkit.paths import MIGRATIONS

MODELS = (
    "review_toolkit.access.models",
    "review_toolkit.baseline.models",
    "review_toolkit.jobs.models",
    "review_toolkit.mail.models",
    "review_toolkit.releases.models",
    "review_toolkit.reports.models",
    "review_toolkit.reviews.models",
    "review_toolkit.sign_in.models",
)
"""Every module that declares tables. They stand in layers above, so they are named here and not imported."""

_UPGRADE = "review-toolkit upgrade-database"
_TURN = 0x53_63_68_65_6D_61
"""Two instances that are upgraded at once over one PostgreSQL take turns by this number."""


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


def upgrade_database(engine: Engine, *, to: str = "head") -> None:
    """Bring the database to this version's schema, in one transaction; `to` stops at an earlier revision."""
    load_models()
    _refuse_missing_folder(engine)
    with _reached(engine) as connection, _foreign_keys_off(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_TURN})"))
        _refuse_newer(_revision_of(connection))
        remove_triggers(connection)
        run_migrations(connection, migrations_config(), to=to)
        if to == "head":
            install_triggers(connection)
        _refuse_broken_references(connection)


def run_migrations(connection: Connection, config: Config, *, to: str) -> None:
    """Let Alembic migrate on a connection. A migration that begins a chain gets what seals its head."""
    engine = connection.engine
    config.attributes["connection"] = connection
    config.attributes["seal_of"] = lambda *head: seal_of(engine, *head)
    command.upgrade(config, to)


def _refuse_broken_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":  # PostgreSQL has checked them itself
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise WrongSchema(f"Upgrading would break references in: {sorted({row[0] for row in broken})}.")


@contextmanager
def _foreign_keys_off(connection: Connection) -> Iterator[None]:
    """Let a migration rebuild a table that others refer to; SQLite heeds this outside transactions only."""
    driver = connection.connection.driver_connection
    if connection.dialect.name != "sqlite" or driver is None:
        yield
        return
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
    with _reached(engine) as connection:
        current = _revision_of(connection)
        triggers = installed_triggers(connection)
    _refuse_newer(current)
    if current != ScriptDirectory(str(MIGRATIONS)).get_current_head():
        raise WrongSchema(f"The database is not at this version's schema. Back it up, then run: {_UPGRADE}")
    if any(triggers.get(name) != made for name, made in declared_triggers(engine.dialect).items()):
        raise WrongSchema(
            "The database lacks some of the safeguards that keep its records as they were made. "
            f"Back it up, then run: {_UPGRADE}"
        )


@contextmanager
def _reached(engine: Engine) -> Iterator[Connection]:
    """Yield a connection; say in words where the database cannot be reached or is none."""
    try:
        with engine.connect() as connection:
            yield connection
    except OperationalError as error:
        if engine.dialect.name == "postgresql":
            # The driver's own words name the host and the account; they are the operator's to know.
            told = " ".join(str(error.orig).split()).rstrip("?.")
            raise WrongSchema(
                f"PostgreSQL cannot be used: {told}. Check that it runs, that the "
                "database named in DATABASE_URL exists, and that the account may sign in to it."
            ) from error
        raise _cannot_be_opened(error) from error
    except DatabaseError as error:
        if engine.dialect.name == "postgresql":
            raise
        raise _cannot_be_opened(error) from error


def _cannot_be_opened(error: DatabaseError) -> WrongSchema:
    return WrongSchema(
        f"The database cannot be opened: {error.orig}. Check that DATABASE_URL, or the instance folder, "
        "is the right one and that this account may write there."
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
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return None
    return Path(engine.url.database)
