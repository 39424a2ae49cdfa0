"""What a server is given: the application, or a refusal where the database does not fit."""

import sqlite3
from pathlib import Path

import pytest

from review_toolkit import app_to_serve, create_app
from review_toolkit.database import db
from review_toolkit.schema import WrongSchema, upgrade_database

DATABASE = "review-toolkit.sqlite3"


@pytest.fixture(autouse=True)
def environ(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVIEW_TOOLKIT_INSTANCE", str(instance))


def test_a_server_gets_an_application_that_answers_and_holds_no_connection() -> None:
    app = app_to_serve()
    with app.app_context():
        assert db.engine.pool.status().startswith("Pool size: 5  Connections in pool: 0")
    assert app.test_client().get("/sign-in").status_code == 200
    with app.app_context():
        db.engine.dispose()


def test_a_server_is_refused_a_database_that_does_not_fit_until_it_is_upgraded(instance: Path) -> None:
    connection = sqlite3.connect(instance / DATABASE)
    connection.execute("DROP TRIGGER tr_stage_event_no_update")
    connection.close()
    with pytest.raises(WrongSchema, match="upgrade-database"):
        app_to_serve()
    app = create_app()
    with app.app_context():
        upgrade_database(db.engine)
        db.engine.dispose()
    app_to_serve()


def test_a_server_is_refused_where_there_is_no_database(instance: Path) -> None:
    (instance / DATABASE).unlink()
    with pytest.raises(WrongSchema, match="There is no database yet"):
        app_to_serve()
    assert not (instance / DATABASE).exists()
