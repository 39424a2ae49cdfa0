"""The schema's version: upgrading a database, and refusing one that is older or newer than the code."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from review_toolkit.database import install_triggers
from review_toolkit.paths import MIGRATIONS


class WrongSchema(RuntimeError):
    """The database does not fit this version of the toolkit. The message says what to do."""


def upgrade_database(engine: Engine) -> None:
    """Bring the database to this version's schema, in one transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with engine.connect() as connection, _foreign_keys_off(connection), connection.begin():
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
    """Raise `WrongSchema` unless the database is at exactly this version's schema."""
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current == head:
        return
    known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if current is None or current in known:
        raise WrongSchema(
            "The database is not at this version's schema. Back it up, then run: "
            "review-toolkit upgrade-database"
        )
    raise WrongSchema(
        f"The database was made by a newer version of the toolkit (schema {current}). Install that version."
    )
