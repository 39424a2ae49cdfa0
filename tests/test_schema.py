"""The schema: migrations and models say the same, and a database of another version is refused in words."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Engine, create_engine

from review_toolkit.database import Base, db, declared_triggers, install_triggers, write_transaction
from review_toolkit.paths import MIGRATIONS, PACKAGE
from review_toolkit.reviews.models import Organisation
from review_toolkit.schema import MODELS, WrongSchema, check_schema, upgrade_database


@pytest.fixture
def made_from_models(tmp_path: Path) -> Iterator[Engine]:
    """A database made without migrations, straight from the models."""
    engine = create_engine(f"sqlite:///{tmp_path / 'models.sqlite3'}")
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        install_triggers(connection)
    yield engine
    engine.dispose()


def parts_of(engine: Engine) -> dict[str, set[str]]:
    """Return each table's columns and constraints, each index and each trigger, whatever their order."""
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name != 'alembic_version'"
        ).all()
    return {
        f"{kind} {name}": set(_split(sql) if kind == "table" else [_tidy(sql)]) for kind, name, sql in rows
    }


def _split(sql: str) -> list[str]:
    """Split a CREATE TABLE at the commas outside brackets and quotation marks."""
    body = sql[sql.index("(") + 1 : sql.rindex(")")]
    parts, depth = [""], 0
    for character in body:
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [_tidy(part) for part in parts]


def _tidy(sql: str) -> str:
    return re.sub(r"\s+", " ", sql.replace('"', "")).strip()


def test_the_migrations_lead_to_what_the_models_say(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_every_check_index_and_trigger_of_the_models_is_in_a_migrated_database(
    app: Flask, made_from_models: Engine
) -> None:
    with app.app_context():
        migrated, meant = parts_of(db.engine), parts_of(made_from_models)
    assert migrated == meant
    everything = " ".join(part for parts in meant.values() for part in parts)
    assert everything.count("CHECK") >= 6
    assert sum(name.startswith("trigger") for name in meant) >= 8


def test_a_missing_check_or_trigger_would_be_noticed(made_from_models: Engine) -> None:
    meant = parts_of(made_from_models)
    with made_from_models.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER tr_release_no_update")
        connection.exec_driver_sql("ALTER TABLE review RENAME TO old_review")
        connection.exec_driver_sql("CREATE TABLE review (id CHAR(32) NOT NULL, threshold INTEGER NOT NULL)")
    changed = parts_of(made_from_models)
    assert {name for name in meant if meant[name] != changed.get(name)} >= {
        "trigger tr_release_no_update",
        "table review",
    }


def test_there_is_one_line_of_migrations() -> None:
    assert len(ScriptDirectory(str(MIGRATIONS)).get_heads()) == 1


def test_upgrading_again_changes_nothing_and_loses_nothing(app: Flask) -> None:
    with app.app_context():
        with write_transaction() as session:
            session.add(Organisation(name="Kept"))
        before = parts_of(db.engine)
        upgrade_database(db.engine)
        assert parts_of(db.engine) == before
        check_schema(db.engine)
        assert db.session.query(Organisation.name).scalar() == "Kept"
        assert db.session.connection().exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_upgrading_brings_back_triggers_that_were_lost(app: Flask) -> None:
    with app.app_context():
        before = parts_of(db.engine)
        with db.engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER tr_release_no_delete")
        upgrade_database(db.engine)
        assert parts_of(db.engine) == before


def test_an_upgrade_that_would_break_a_reference_is_undone(app: Flask, instance: Path) -> None:
    connection = sqlite3.connect(instance / "review-toolkit.sqlite3")
    connection.execute(
        "INSERT INTO review (id, organisation_id, title, snapshot_date, threshold, created_at)"
        " VALUES ('a', 'nobody', 'x', '2026-03-31', 10, '2026-03-31')"
    )
    connection.commit()
    connection.close()
    with app.app_context(), pytest.raises(WrongSchema, match=r"references in: \['review'\]"):
        upgrade_database(db.engine)


def test_every_module_that_declares_tables_is_named() -> None:
    found = {
        ".".join(("review_toolkit", *path.relative_to(PACKAGE).with_suffix("").parts))
        for path in PACKAGE.rglob("*.py")
        if "(Base)" in path.read_text(encoding="utf-8") or path.name == "models.py"
    }
    assert found == set(MODELS)


_UPGRADE_ALONE = """
import sys
from sqlalchemy import create_engine
from review_toolkit.schema import check_schema, upgrade_database
engine = create_engine("sqlite:///" + sys.argv[1])
upgrade_database(engine)
check_schema(engine)
"""


def test_a_database_that_is_upgraded_by_itself_has_every_trigger(tmp_path: Path) -> None:
    path = tmp_path / "alone.sqlite3"
    subprocess.run([sys.executable, "-c", _UPGRADE_ALONE, str(path)], cwd=PACKAGE.parent, check=True)
    connection = sqlite3.connect(path)
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    connection.close()
    assert {name for (name,) in names} == set(declared_triggers())
    assert len(names) >= 12


@pytest.mark.parametrize("trigger", sorted(declared_triggers()))
@pytest.mark.parametrize("instead", ["", "CREATE TRIGGER {} BEFORE UPDATE ON review BEGIN SELECT 1; END"])
def test_a_database_that_lost_a_trigger_is_refused_with_what_to_do(
    app: Flask, trigger: str, instead: str
) -> None:
    with app.app_context():
        check_schema(db.engine)
        with db.engine.begin() as connection:
            connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
            if instead:
                connection.exec_driver_sql(instead.format(trigger))
        with pytest.raises(WrongSchema, match=r"lacks some of the safeguards.*upgrade-database"):
            check_schema(db.engine)
        upgrade_database(db.engine)
        check_schema(db.engine)


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
        with db.engine.begin() as connection:
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
        with db.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM alembic_version")
            if version:
                connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (version,))
        with pytest.raises(WrongSchema, match=told):
            check_schema(db.engine)


def test_an_empty_file_is_refused_as_older(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    with pytest.raises(WrongSchema, match="upgrade-database"):
        check_schema(engine)
    engine.dispose()
