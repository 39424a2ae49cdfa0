"""Tables that are only added to: the database itself refuses to change, remove or replace their rows.

Triggers do it. They are declared beside the model and made anew after each migration, because a rebuilt table
loses its triggers silently.
"""

import re

from sqlalchemy import Connection, Dialect, Table, UniqueConstraint, text

from review_toolkit.database.declarations import Base

_append_only: dict[str, str] = {}

_REFUSE = "refuse_change"
_REFUSE_BODY = "BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END"


def append_only(table: str, *, because: str) -> None:
    """Declare that rows of a table are never changed or removed; the database refuses it.

    Called beside the model. The triggers are made by `install_triggers`, after the tables.
    """
    if "'" in because:
        raise ValueError("The reason stands in SQL: write it without an apostrophe.")
    _append_only[table] = because


def append_only_tables() -> dict[str, str]:
    """Return the tables that are only added to, each with the reason."""
    return dict(sorted(_append_only.items()))


def declared_triggers(dialect: Dialect) -> dict[str, str]:
    """Return the triggers that hold the append-only tables, by name, as the database would tell them."""
    make = _sqlite_triggers if dialect.name == "sqlite" else _postgresql_triggers
    made: dict[str, str] = {}
    for name, because in append_only_tables().items():
        made |= make(name, f"{name} is append-only: {because}")
    return made


def install_triggers(connection: Connection) -> None:
    """Make the triggers of every append-only table anew."""
    if connection.dialect.name == "postgresql":
        function = f"FUNCTION {_REFUSE}() RETURNS trigger LANGUAGE plpgsql AS $${_REFUSE_BODY}$$"
        connection.exec_driver_sql(f"CREATE OR REPLACE {function}".replace("%", "%%"))
    remove_triggers(connection)
    for statement in declared_triggers(connection.dialect).values():
        connection.exec_driver_sql(statement)
    if connection.dialect.name == "postgresql":
        for name, table in _places(connection):
            # Also for a program that calls itself a replica, which leaves ordinary triggers out.
            connection.execute(text(f'ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER "{name}"'))


def remove_triggers(connection: Connection) -> None:
    """Take the safeguards away for the length of a migration, which may have to fill a new column."""
    for name, table in _places(connection):
        place = f' ON "{table}"' if connection.dialect.name == "postgresql" else ""
        connection.execute(text(f'DROP TRIGGER "{name}"{place}'))


def installed_triggers(connection: Connection) -> dict[str, str]:
    """Return the triggers that the database has, by name, as `declared_triggers` writes them.

    On PostgreSQL one that does not always fire, or whose function does something else, is told as it is.
    """
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        return {name: sql for name, sql in rows}  # noqa: C416 (rows are not tuples to mypy)
    rows = connection.execute(
        text(
            "SELECT t.tgname, pg_get_triggerdef(t.oid), t.tgenabled, p.prosrc FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
        )
    )
    found = {}
    for name, definition, enabled, body in rows:
        plain = re.sub(r' ON (?:"?\w+"?\.)?', " ON ", definition, count=1)
        faults = [
            *(["does not always fire"] if enabled != "A" else []),
            *([body] if body != _REFUSE_BODY else []),
        ]
        found[name] = " -- ".join([plain, *faults])
    return found


def _sqlite_triggers(name: str, told: str) -> dict[str, str]:
    """Refuse updates, deletions and replacements.

    `INSERT OR REPLACE` removes the rows that stand in its way, and fires no delete trigger unless the
    connection asks for it. A connection that is not ours does not ask, so a row that would take the place
    of another is refused before it is inserted.
    """
    refuse = f"BEGIN SELECT RAISE(ABORT, '{told}'); END"
    made = {}
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


def _postgresql_triggers(name: str, told: str) -> dict[str, str]:
    """Refuse updates, deletions and emptying. Nothing replaces a row there but an update or a deletion."""
    made = {}
    for act, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
        trigger = f"tr_{name}_no_{act}"
        made[trigger] = (
            f"CREATE TRIGGER {trigger} BEFORE {act.upper()} ON {name} FOR EACH {each} "
            f"EXECUTE FUNCTION {_REFUSE}('{told}')"
        )
    return made


def _places(connection: Connection) -> list[tuple[str, str]]:
    """Return each trigger's name and the table that it stands on."""
    query = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    if connection.dialect.name == "postgresql":
        query = (
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
        )
    return [(name, table) for name, table in connection.execute(text(query)) if name.startswith("tr_")]


def _keys_of(table: Table) -> list[list[str]]:
    """Return everything that tells a table's rows apart: where one is taken, REPLACE removes a row."""
    unique = [each.columns for each in table.constraints if isinstance(each, UniqueConstraint)]
    unique += [index.columns for index in table.indexes if index.unique]
    keys = [[column.name for column in columns] for columns in (table.primary_key.columns, *unique)]
    has_rowid = table.dialect_options["sqlite"]["with_rowid"]
    return [*([["rowid"]] if has_rowid else []), *sorted(keys)]
