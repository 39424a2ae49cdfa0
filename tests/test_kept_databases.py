"""What the tests share must be as new for each of them."""

import psycopg
import pytest
from psycopg import sql

from tests.databases import PostgreSQL
from tests.kept_databases import KeptDatabase


@pytest.fixture
def kept(postgresql: PostgreSQL, fresh_database: str) -> KeptDatabase:
    return KeptDatabase(postgresql, fresh_database)


def rows(url: str) -> dict[str, list[tuple[object, ...]]]:
    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        ).fetchall()
        every = sql.SQL("SELECT * FROM {}")
        return {name: connection.execute(every.format(sql.Identifier(name))).fetchall() for (name,) in tables}


def change(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


def test_rows_that_a_test_added_changed_or_removed_are_put_back(kept: KeptDatabase) -> None:
    before = rows(kept.url)
    assert any(before.values())
    change(kept.url, "UPDATE chain_head SET seal = ''")
    change(
        kept.url,
        "INSERT INTO organisation (id, name, created_at) VALUES (gen_random_uuid(), 'Left behind', now())",
    )
    assert rows(kept.url) != before
    url = kept.url
    kept.put_back()
    assert kept.url == url
    assert rows(kept.url) == before


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE left_behind (id int)",
        "ALTER TABLE organisation ADD COLUMN left_behind text",
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "CREATE SCHEMA left_behind",
    ],
)
def test_a_changed_schema_is_not_handed_on(kept: KeptDatabase, statement: str) -> None:
    before, url = rows(kept.url), kept.url
    change(kept.url, statement)
    kept.put_back()
    assert kept.url != url
    assert rows(kept.url) == before


def test_a_connection_that_was_left_open_is_closed(kept: KeptDatabase) -> None:
    left = psycopg.connect(kept.url)
    left.execute("SELECT 1 FROM organisation")
    kept.put_back()
    with pytest.raises(psycopg.OperationalError):
        left.execute("SELECT 1")
