"""Upgrading keeps what people entered: rows of every earlier revision, brought to this version's schema."""

from collections.abc import Iterator

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import select

from review_toolkit import create_app
from review_toolkit.database import db
from review_toolkit.database.chains import chained_tables, verify_chain
from review_toolkit.paths import MIGRATIONS
from review_toolkit.releases.models import Release
from review_toolkit.schema import check_schema, upgrade_database
from review_toolkit.settings import make_demo_keys
from tests.databases import SQLITE, PostgreSQL, settings_for
from tests.schema.rows import KEPT, insert_rows, kept_rows, rows_of

_SCRIPTS = ScriptDirectory(str(MIGRATIONS))
EARLIER = [script.revision for script in _SCRIPTS.walk_revisions() if not script.is_head]


@pytest.fixture
def without_tables(backend: str, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An application over a database that has no tables yet."""
    instance = request.getfixturevalue("tmp_path") / "instance"
    instance.mkdir()
    make_demo_keys(instance)
    url = None
    if backend != SQLITE:
        server: PostgreSQL = request.getfixturevalue("postgresql")
        url = server.url_of(server.make())
    app = create_app(settings_for(instance, url))
    yield app
    with app.app_context():
        db.engine.dispose()


def test_rows_of_every_earlier_revision_are_kept() -> None:
    assert {path.stem for path in KEPT.glob("*.json")} >= set(EARLIER), (
        "Keep the rows of the revision that the new migration starts from: python -m tests.schema.rows"
    )


@pytest.mark.parametrize("revision", EARLIER)
def test_what_stood_in_an_earlier_database_stands_in_the_upgraded_one(
    without_tables: Flask, revision: str
) -> None:
    kept = kept_rows(revision)
    assert all(kept.values()), "Each table needs a row, or nothing is shown of it."
    with without_tables.app_context():
        upgrade_database(db.engine, to=revision)
        with db.engine.begin() as connection:
            insert_rows(connection, kept)
        upgrade_database(db.engine)
        check_schema(db.engine)
        with db.engine.connect() as connection:
            found = rows_of(connection)
            for table in chained_tables():
                assert verify_chain(connection, table).faults == ()
    for table, rows in kept.items():
        by_key = {row["id"]: row for row in found[table]}
        assert len(by_key) == len(rows)
        for row in rows:
            assert {name: by_key[row["id"]][name] for name in row} == row, table


def test_releases_are_chained_in_the_order_in_which_they_were_released(without_tables: Flask) -> None:
    with without_tables.app_context():
        upgrade_database(db.engine, to="0001")
        with db.engine.begin() as connection:
            insert_rows(connection, kept_rows("0001"))
        upgrade_database(db.engine)
        releases = db.session.scalars(select(Release).order_by(Release.position)).all()
        assert [release.position for release in releases] == [1, 2]
        assert releases[0].released_at < releases[1].released_at
        assert releases[1].previous_hash == releases[0].row_hash
