"""The database: declarative base, column types, the session, the write transaction, append-only tables.

SQLite in WAL mode with full synchronisation: what was acknowledged survives a crash. Writers take turns:
each write transaction waits for a lock in the process, then for the database's own, before it reads
anything, so that it never fails half-way because somebody else wrote first.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    Table,
    TypeDecorator,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
_BUSY_MILLISECONDS = 30_000

_write_lock = threading.Lock()
_writing: ContextVar[bool] = ContextVar("writing", default=False)
_append_only: dict[str, str] = {}


class Absent(LookupError):
    """There is no such thing, or none that this person may see: both are answered alike (design.md 7.3)."""


class UTCDateTime(TypeDecorator[datetime]):
    """A moment, stored in UTC and read back as aware; a naive datetime is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs a time zone; use datetime.now(UTC).")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map = {datetime: UTCDateTime}  # noqa: RUF012 (SQLAlchemy's own class-level setting)


db = SQLAlchemy(require_default_engine=True)


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def write_transaction() -> Iterator[Session]:
    """Run a block as one write transaction, committed at its end and undone by any exception.

    What the session has read so far is forgotten first: a read that became a write would fail where
    somebody else had written in between. Transactions do not nest.
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
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            _writing.reset(token)


def configure_sqlite(engine: Engine) -> None:
    """Set up each connection for durability, and let transactions begin as what they are."""

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
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def append_only(table: str, *, because: str) -> None:
    """Declare that rows of a table are never changed or removed; the database refuses it.

    Called beside the model. The triggers are made by `install_triggers`, after the tables.
    """
    _append_only[table] = because


def declared_triggers() -> dict[str, str]:
    """Return the triggers that hold the append-only tables, by name: no update, no delete, no replacement.

    `INSERT OR REPLACE` removes the rows that stand in its way, and fires no delete trigger unless the
    connection asks for it. A connection that is not ours does not ask, so a row that would take the place
    of another is refused before it is inserted.
    """
    made = {}
    for name, because in sorted(_append_only.items()):
        refuse = f"BEGIN SELECT RAISE(ABORT, '{name} is append-only: {because}'); END"
        for act in ("update", "delete"):
            trigger = f"tr_{name}_no_{act}"
            made[trigger] = f"CREATE TRIGGER {trigger} BEFORE {act.upper()} ON {name} {refuse}"
        trigger = f"tr_{name}_no_replace"
        keys = _keys_of(Base.metadata.tables[name])
        alike = [" AND ".join(f"{column} = NEW.{column}" for column in key) for key in keys]
        # Names of our own tables and columns, never anybody's words.
        taken = " OR ".join(f"EXISTS (SELECT 1 FROM {name} WHERE {each})" for each in alike)  # noqa: S608
        made[trigger] = f"CREATE TRIGGER {trigger} BEFORE INSERT ON {name} WHEN {taken} {refuse}"
    return made


def install_triggers(connection: Connection) -> None:
    """Make the triggers of every append-only table anew (a rebuilt table loses its triggers silently)."""
    for name, statement in declared_triggers().items():
        connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        connection.execute(text(statement))


def _keys_of(table: Table) -> list[list[str]]:
    """Return everything that tells a table's rows apart: where one is taken, REPLACE removes a row."""
    unique = [each.columns for each in table.constraints if isinstance(each, UniqueConstraint)]
    unique += [index.columns for index in table.indexes if index.unique]
    keys = [[column.name for column in columns] for columns in (table.primary_key.columns, *unique)]
    return [["rowid"], *sorted(keys)]


def identifier() -> Mapped[UUID]:
    """A random primary key: it tells nothing about order or number."""
    return mapped_column(primary_key=True, default=uuid4)
