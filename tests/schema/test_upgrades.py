"""Upgrading: whole or not at all, nothing lost, and a database of another version is refused in words."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import URL, Connection, create_engine, make_url, text

from review_toolkit.database import db, write_transaction
from review_toolkit.database.safeguards import declared_triggers, installed_triggers
from review_toolkit.paths import PACKAGE
from review_toolkit.reviews.models import Organisation
from review_toolkit.schema import MODELS, WrongSchema, check_schema, upgrade_database
from tests.databases import SQLITE, PostgreSQL, elsewhere, postgresql_only, sqlite_only
from tests.schema.parts import parts_of


def test_upgrading_again_changes_nothing_and_loses_nothing(app: Flask) -> None:
    with app.app_context():
        with write_transaction() as session:
            session.add(Organisation(name="Kept"))
        before = parts_of(db.engine)
        upgrade_database(db.engine)
        assert parts_of(db.engine) == before
        check_schema(db.engine)
        assert db.session.query(Organisation.name).scalar() == "Kept"
        if db.engine.dialect.name == SQLITE:
            assert db.session.connection().exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_upgrading_brings_back_triggers_that_were_lost(app: Flask) -> None:
    with app.app_context():
        before = parts_of(db.engine)
        with elsewhere(app) as connection, connection.begin():
            drop_trigger(connection, "tr_release_no_delete")
        upgrade_database(db.engine)
        assert parts_of(db.engine) == before


@sqlite_only
def test_an_upgrade_that_would_break_a_reference_is_undone(app: Flask) -> None:
    with elsewhere(app) as connection, connection.begin():
        connection.exec_driver_sql(
            "INSERT INTO review (id, organisation_id, title, snapshot_date, threshold, created_at)"
            " VALUES ('a', 'nobody', 'x', '2026-03-31', 10, '2026-03-31')"
        )
    with app.app_context(), pytest.raises(WrongSchema, match=r"references in: \['review'\]"):
        upgrade_database(db.engine)


def test_every_module_that_declares_tables_is_named() -> None:
    found = {
        ".".join(("review_toolkit", *path.relative_to(PACKAGE).with_suffix("").parts))
        for path in PACKAGE.rglob("*.py")
        if "(Base)" in path.read_text(encoding="utf-8") or path.name == "models.py"
        if path.parent.name != "database"  # its own are declared with the base class
    }
    assert found == set(MODELS)


_UPGRADE_ALONE = """
import sys
from sqlalchemy import create_engine
from review_toolkit.schema import check_schema, upgrade_database
from review_toolkit.database.chains import remember_key
engine = create_engine(sys.argv[1])
remember_key(engine, b"any key")
upgrade_database(engine)
check_schema(engine)
"""


def test_a_database_that_is_upgraded_by_itself_has_every_trigger(
    backend: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path / 'alone.sqlite3'}"
    if backend != SQLITE:
        server: PostgreSQL = request.getfixturevalue("postgresql")
        url = server.url_of(server.make()).replace("postgresql:", "postgresql+psycopg:")
    subprocess.run([sys.executable, "-c", _UPGRADE_ALONE, url], cwd=PACKAGE.parent, check=True)
    engine = create_engine(url)
    with engine.connect() as connection:
        installed = installed_triggers(connection)
    engine.dispose()
    assert installed == declared_triggers(engine.dialect)
    assert len(installed) >= 15


def drop_trigger(connection: Connection, name: str) -> str:
    """Take a trigger away and return the table that it stood on."""
    table = name.removeprefix("tr_").partition("_no_")[0]
    on = f" ON {table}" if connection.dialect.name != SQLITE else ""
    connection.exec_driver_sql(f"DROP TRIGGER {name}{on}")
    return table


def replace_trigger(connection: Connection, name: str) -> None:
    """Put a trigger of the same name in the place of ours, which does nothing."""
    table = drop_trigger(connection, name)
    if connection.dialect.name == SQLITE:
        connection.exec_driver_sql(f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} BEGIN SELECT 1; END")
        return
    act = name.rpartition("_no_")[2].upper()
    each = "STATEMENT" if act == "TRUNCATE" else "ROW"
    connection.exec_driver_sql(
        "CREATE OR REPLACE FUNCTION allow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
    )
    connection.exec_driver_sql(
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH {each} EXECUTE FUNCTION allow()"
    )


@pytest.mark.parametrize("tamper", [drop_trigger, replace_trigger])
def test_a_database_that_lost_a_trigger_is_refused_with_what_to_do(
    app: Flask, tamper: Callable[[Connection, str], object]
) -> None:
    with app.app_context():
        for trigger in declared_triggers(db.engine.dialect):
            with elsewhere(app) as connection, connection.begin():
                tamper(connection, trigger)
            with pytest.raises(WrongSchema, match=r"lacks some of the safeguards.*upgrade-database"):
                check_schema(db.engine)
            upgrade_database(db.engine)
            check_schema(db.engine)


@postgresql_only
@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE release DISABLE TRIGGER tr_release_no_update",
        "ALTER TABLE release ENABLE TRIGGER tr_release_no_update",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger "
        "LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    ],
    ids=["disabled", "not for replicas", "a function that lets all pass"],
)
def test_a_trigger_that_stands_there_and_refuses_nothing_is_noticed(app: Flask, statement: str) -> None:
    with elsewhere(app) as connection, connection.begin():
        connection.exec_driver_sql(statement)
    with app.app_context():
        with pytest.raises(WrongSchema, match="safeguards"):
            check_schema(db.engine)
        upgrade_database(db.engine)
        check_schema(db.engine)


@postgresql_only
def test_a_postgresql_that_is_not_there_or_lacks_the_database_is_told_in_words(app: Flask) -> None:
    url = make_url(app.extensions["settings"].database_url)
    nowhere = URL.create("postgresql+psycopg", "ada", "hidden-word", "127.0.0.1", 1, "reviews")
    for wrong in (url.set(database="no_such_database"), nowhere):
        engine = create_engine(wrong)
        for act in (check_schema, upgrade_database):
            with pytest.raises(WrongSchema, match=r"PostgreSQL cannot be used: .*DATABASE_URL") as refused:
                act(engine)
            assert "hidden-word" not in str(refused.value)


def test_a_missing_database_is_refused_and_not_made(tmp_path: Path) -> None:
    for path in (tmp_path / "none.sqlite3", tmp_path / "nowhere" / "none.sqlite3"):
        with pytest.raises(WrongSchema, match=r"There is no database yet\. Make it with"):
            check_schema(create_engine(f"sqlite:///{path}"))
    with pytest.raises(WrongSchema, match="There is no folder"):
        upgrade_database(create_engine(f"sqlite:///{tmp_path / 'nowhere' / 'none.sqlite3'}"))
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.sqlite3"
    path.write_text("These are notes." * 100, encoding="utf-8")
    engine = create_engine(f"sqlite:///{path}")
    with pytest.raises(WrongSchema, match="cannot be opened: file is not a database"):
        check_schema(engine)
    engine.dispose()


def test_a_newer_database_is_not_upgraded(app: Flask) -> None:
    with app.app_context():
        with elsewhere(app) as connection, connection.begin():
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(WrongSchema, match="newer version"):
            upgrade_database(db.engine)


@pytest.mark.parametrize(
    ("version", "told"),
    [
        (None, "Back it up, then run: review-toolkit upgrade-database"),
        ("9999", "made by a newer version of the toolkit .schema 9999.. Install that version"),
    ],
    ids=["older", "newer"],
)
def test_a_database_of_another_version_is_refused_with_what_to_do(
    app: Flask, version: str | None, told: str
) -> None:
    with app.app_context():
        with elsewhere(app) as connection, connection.begin():
            connection.exec_driver_sql("DELETE FROM alembic_version")
            if version:
                insert = text("INSERT INTO alembic_version VALUES (:version)")
                connection.execute(insert, {"version": version})
        with pytest.raises(WrongSchema, match=told):
            check_schema(db.engine)


def test_an_empty_file_is_refused_as_older(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    with pytest.raises(WrongSchema, match="upgrade-database"):
        check_schema(engine)
    engine.dispose()
