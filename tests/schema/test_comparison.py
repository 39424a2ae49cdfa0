"""The migrations lead to what the models say, on both databases, down to the last CHECK and trigger."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Engine, create_engine

from review_toolkit.database import Base, db
from review_toolkit.database.safeguards import install_triggers
from review_toolkit.paths import MIGRATIONS
from tests.databases import SQLITE, PostgreSQL, sqlite_only
from tests.schema.parts import parts_of


@pytest.fixture
def empty(backend: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A database without any table."""
    if backend == SQLITE:
        url = f"sqlite:///{request.getfixturevalue('tmp_path') / 'models.sqlite3'}"
    else:
        server: PostgreSQL = request.getfixturevalue("postgresql")
        url = server.url_of(server.make()).replace("postgresql:", "postgresql+psycopg:")
    engine = create_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def made_from_models(empty: Engine) -> Engine:
    """A database made without migrations, straight from the models."""
    Base.metadata.create_all(empty)
    with empty.begin() as connection:
        install_triggers(connection)
    return empty


def test_the_migrations_lead_to_what_the_models_say(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_every_part_of_the_models_is_in_a_migrated_database(app: Flask, made_from_models: Engine) -> None:
    with app.app_context():
        migrated, meant = parts_of(db.engine), parts_of(made_from_models)
    assert migrated == meant
    everything = " ".join(part for parts in meant.values() for part in parts)
    assert everything.count("CHECK") >= 6
    assert sum(name.startswith("trigger") for name in meant) >= 8


@pytest.mark.parametrize(
    ("statements", "changed"),
    [
        (["ALTER TABLE release ADD COLUMN note VARCHAR(9)"], "table release"),
        (["DROP INDEX ix_extract_review_id"], "index ix_extract_review_id"),
        (
            [
                "DROP INDEX uq_membership_current",
                "CREATE UNIQUE INDEX uq_membership_current ON membership (role)",
            ],
            "index uq_membership_current",
        ),
        (["ALTER TABLE review RENAME COLUMN threshold TO lowest"], "table review"),
    ],
    ids=["a column", "an index", "another index of the name", "a column of another name"],
)
def test_a_part_that_differs_is_noticed(
    made_from_models: Engine, statements: list[str], changed: str
) -> None:
    meant = parts_of(made_from_models)
    with made_from_models.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    found = parts_of(made_from_models)
    assert changed in {name for name in meant.keys() | found.keys() if meant.get(name) != found.get(name)}


def test_a_missing_trigger_is_noticed(made_from_models: Engine) -> None:
    meant = parts_of(made_from_models)
    with made_from_models.begin() as connection:
        on = " ON release" if made_from_models.dialect.name != SQLITE else ""
        connection.exec_driver_sql(f"DROP TRIGGER tr_release_no_update{on}")
    assert meant.keys() - parts_of(made_from_models).keys() == {"trigger tr_release_no_update"}


@pytest.mark.parametrize(
    "changed",
    [
        sa.Table("kept", sa.MetaData(), sa.Column("number", sa.Integer, sa.CheckConstraint("number > 1"))),
        sa.Table("kept", sa.MetaData(), sa.Column("number", sa.Integer, nullable=False)),
        sa.Table("kept", sa.MetaData(), sa.Column("number", sa.BigInteger)),
        sa.Table("kept", sa.MetaData(), sa.Column("number", sa.Integer, primary_key=True)),
        sa.Table("kept", sa.MetaData(), sa.Column("number", sa.Integer, unique=True)),
        sa.Table("kept", sa.MetaData(), sa.Column("number", sa.Integer, server_default="7")),
    ],
    ids=["a check", "not empty", "another type", "a primary key", "unique", "a default"],
)
def test_two_tables_that_differ_in_one_thing_differ(empty: Engine, changed: sa.Table) -> None:
    meant = sa.Table("kept", sa.MetaData(), sa.Column("number", sa.Integer))
    meant.create(empty)
    before = parts_of(empty)
    meant.drop(empty)
    changed.create(empty)
    assert parts_of(empty)["table kept"] != before["table kept"]


@sqlite_only
def test_a_table_that_keeps_the_order_of_its_rows_differs_from_one_that_does_not(empty: Engine) -> None:
    """A table of answers must not number its rows behind our back."""
    for name, options in (("numbered", {}), ("shuffled", {"sqlite_with_rowid": False})):
        key = sa.Column("key", sa.Uuid, primary_key=True)
        sa.Table(name, sa.MetaData(), key, **options).create(empty)
    found = parts_of(empty)
    assert found["table shuffled"] - found["table numbered"] == {"options WITHOUT ROWID"}


def test_there_is_one_line_of_migrations() -> None:
    assert len(ScriptDirectory(str(MIGRATIONS)).get_heads()) == 1
