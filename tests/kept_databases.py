"""A database of PostgreSQL that is put back as it was after each test.

Making one writes three hundred files and takes a quarter of a second, more than most tests do; emptying its
tables takes a few milliseconds. What a test did to the schema is not undone but noticed: then the next test
gets a new copy.
"""

from collections.abc import Iterator
from typing import LiteralString

import psycopg
from psycopg import sql

from tests.databases import PostgreSQL

_SCHEMA: LiteralString = """
SELECT string_agg(line, E'\\n' ORDER BY line) FROM (
    SELECT concat_ws(' ', 'class', c.relname, c.relkind, c.relacl::text, c.reloptions::text)
        FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', 'column', a.attrelid::regclass, a.attname, a.atttypid::regtype,
            a.attnotnull, a.attisdropped, pg_get_expr(d.adbin, d.adrelid))
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', 'constraint', conrelid::regclass, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', 'trigger', t.tgrelid::regclass, t.tgenabled, pg_get_triggerdef(t.oid))
        FROM pg_trigger t WHERE NOT t.tgisinternal
    UNION ALL SELECT concat_ws(' ', 'function', pg_get_functiondef(oid))
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
    UNION ALL SELECT concat_ws(' ', 'index', indexdef) FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT concat_ws(' ', 'schema', nspname) FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp'
    UNION ALL SELECT concat_ws(' ', 'setting', setconfig::text) FROM pg_db_role_setting
) AS schema(line)
"""
_OTHERS: LiteralString = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_TABLES: LiteralString = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_SAFEGUARDS: LiteralString = (
    "SELECT tgname FROM pg_trigger "
    "WHERE tgrelid = to_regclass(quote_ident(%s)) AND NOT tgisinternal AND tgenabled = 'A'"
)
_COUNTERS: LiteralString = "SELECT sequencename, start_value, last_value FROM pg_sequences"


class KeptDatabase:
    """One database that test after test uses. A worker of the tests has one of its own."""

    def __init__(self, server: PostgreSQL, template: str) -> None:
        self._server = server
        self._template = template
        self._make()

    @property
    def url(self) -> str:
        return self._server.url_of(self._name)

    def put_back(self) -> None:
        """Give the next test what the first one got."""
        with psycopg.connect(self.url) as connection:
            connection.execute(_OTHERS)
            same = self._schema_of(connection) == self._schema
            if same:
                self._fill(connection)
        if not same:
            self._server.drop(self._name)
            self._make()

    def _make(self) -> None:
        self._name = self._server.make(template=self._template)
        with psycopg.connect(self.url) as connection:
            self._schema = self._schema_of(connection)
            self._rows = {name: _copy_of(connection, name) for (name,) in connection.execute(_TABLES)}
            self._counters = list(connection.execute(_COUNTERS))

    def _fill(self, connection: psycopg.Connection) -> None:
        # So that foreign keys keep nothing; the safeguards of append-only tables hold even so.
        connection.execute("SET LOCAL session_replication_role = replica")
        for name in self._rows:
            for order in self._emptying(connection, name):
                connection.execute(order)
        for name, rows in self._rows.items():
            if rows:
                query = sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(sql.Identifier(name))
                with connection.cursor().copy(query) as copy:
                    copy.write(rows)
        for name, start, last in self._counters:
            connection.execute("SELECT setval(%s, %s, %s)", (name, last or start, last is not None))

    def _emptying(self, connection: psycopg.Connection, table: str) -> Iterator[sql.Composed]:
        """Yield what empties a table, past the safeguards that would not let its rows go."""
        name = sql.Identifier(table)
        if not _has_rows(connection, table):
            return
        guards = connection.execute(_SAFEGUARDS, [table]).fetchall()
        for (guard,) in guards:
            yield sql.SQL("ALTER TABLE {} DISABLE TRIGGER {}").format(name, sql.Identifier(guard))
        yield sql.SQL("DELETE FROM {}").format(name)
        for (guard,) in guards:
            yield sql.SQL("ALTER TABLE {} ENABLE ALWAYS TRIGGER {}").format(name, sql.Identifier(guard))

    @staticmethod
    def _schema_of(connection: psycopg.Connection) -> str:
        row = connection.execute(_SCHEMA).fetchone()
        assert row is not None
        return str(row[0])


def _copy_of(connection: psycopg.Connection, table: str) -> bytes:
    """Return a table's rows as PostgreSQL copies them; nothing for an empty one."""
    if not _has_rows(connection, table):
        return b""
    query = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier(table))
    with connection.cursor().copy(query) as copy:
        return b"".join(bytes(part) for part in copy)


def _has_rows(connection: psycopg.Connection, table: str) -> bool:
    query = sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(table))
    return connection.execute(query).fetchone() is not None
