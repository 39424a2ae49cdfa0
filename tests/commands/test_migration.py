"""`make migration`: the next migration, written from the models."""

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from review_toolkit.commands import migration
from review_toolkit.commands.migration import make_migration
from review_toolkit.database import Base, UTCDateTime
from review_toolkit.database.chains import remember_key
from review_toolkit.paths import MIGRATIONS
from review_toolkit.schema import migrations_config, run_migrations

NAME = "keep made-up minutes"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The migrations of this version, in a folder to write into; its name has what Alembic reads as more."""
    ignored = shutil.ignore_patterns("__pycache__")
    return Path(shutil.copytree(MIGRATIONS, tmp_path / "50% migrations", ignore=ignored))


@pytest.fixture
def new_table() -> Iterator[sa.Table]:
    """A table that no migration knows."""
    table = sa.Table(
        "made_up_minute",
        Base.metadata,
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("review_id", sa.ForeignKey("review.id"), index=True),
        sa.Column("taken_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("taken_at > '2000'", name="taken_lately"),
    )
    yield table
    Base.metadata.remove(table)


def test_the_present_models_need_no_migration(folder: Path) -> None:
    before = sorted(folder.rglob("*.py"))
    assert make_migration(NAME, folder=folder) is None
    assert sorted(folder.rglob("*.py")) == before


def test_a_new_table_becomes_the_next_numbered_migration(
    folder: Path, new_table: sa.Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = sorted(int(path.name[:4]) for path in (folder / "versions").glob("0*.py"))
    monkeypatch.setattr(migration.make_migration, "__kwdefaults__", {"folder": folder})
    result = CliRunner().invoke(migration.command, [NAME])
    assert result.exit_code == 0, result.output
    number = f"{numbers[-1] + 1:04}"
    path = folder / "versions" / f"{number}_keep_made_up_minutes.py"
    assert f"{path} is written." in result.output
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree) == f"{NAME}."
    assert f'revision = "{number}"' in text
    assert f'down_revision = "{numbers[-1]:04}"' in text
    for part in ("pk_made_up_minute", "fk_made_up_minute_review_id_review", "ix_made_up_minute_review_id"):
        assert part in text
    assert "ck_made_up_minute_taken_lately" in text
    assert 'sa.Column("taken_at", sa.DateTime(), nullable=False)' in text, "A migration outlives our types."
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'new.sqlite3'}")
    config = migrations_config(folder)
    remember_key(engine, b"of a database that is thrown away")
    with engine.connect() as connection, connection.begin():
        run_migrations(connection, config, to="head")
        assert sa.inspect(connection).has_table(new_table.name)
    engine.dispose()


def test_a_migration_that_does_not_say_what_it_does_is_refused() -> None:
    result = CliRunner().invoke(migration.command, [""])
    assert result.exit_code == 2
    assert "NAME=" in result.stderr
