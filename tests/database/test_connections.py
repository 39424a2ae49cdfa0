"""Connections: durable, one moment for a page, moments in UTC, errors that quote no values."""

import traceback
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError, StatementError

from review_toolkit.access.models import Membership, User
from review_toolkit.database import db, write_transaction
from review_toolkit.database.engines import empty_log
from review_toolkit.reviews.models import Organisation, Review
from tests.database.organisations import add_organisation
from tests.databases import elsewhere, postgresql_only, sqlite_only
from tests.people import ReviewWithPeople


@sqlite_only
def test_every_connection_is_durable_and_checks_references(app: Flask) -> None:
    with app.app_context():
        connections = [db.engine.connect() for _ in range(4)]
        try:
            for connection in connections:
                asked = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
                found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]
                assert found == ["wal", 2, 1, 1, 30_000]
                assert connection.exec_driver_sql("PRAGMA recursive_triggers").scalar() == 1
        finally:
            for connection in connections:
                connection.close()


@postgresql_only
def test_a_page_sees_one_moment_and_waits_for_a_lock_no_longer_than_for_sqlites(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        asked = ("transaction_isolation", "lock_timeout", "timezone", "synchronous_commit")
        found = [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in asked]
    assert found == ["repeatable read", "30s", "UTC", "on"]


def test_what_a_page_has_read_does_not_change_while_it_is_made(app: Flask) -> None:
    with app.app_context():
        add_organisation("Harbour")
        assert len(db.session.scalars(select(Organisation.name)).all()) == 1
        with elsewhere(app) as connection, connection.begin():
            connection.execute(update(Organisation).values(name="Renamed"))
        assert db.session.scalars(select(Organisation.name)).all() == ["Harbour"]
        db.session.rollback()
        assert db.session.scalars(select(Organisation.name)).all() == ["Renamed"]


def test_a_row_that_refers_to_nothing_is_refused(app: Flask) -> None:
    with app.app_context(), pytest.raises(IntegrityError), write_transaction() as session:
        session.add(Review(organisation_id=uuid4(), title="x", snapshot_date=date(2026, 3, 31), threshold=10))


def test_a_failing_statement_is_told_without_its_values(app: Flask) -> None:
    with app.app_context():
        add_organisation("Harbour")
        with pytest.raises(IntegrityError) as failed:
            add_organisation("Harbour")
    words = "".join(traceback.format_exception(failed.value))
    assert "Harbour" not in words.replace('add_organisation("Harbour")', "")


def test_a_moment_without_a_time_zone_is_refused(app: Flask) -> None:
    with app.app_context(), pytest.raises(StatementError, match="time zone"), write_transaction() as session:
        session.add(Organisation(name="x", created_at=datetime(2026, 3, 31, 12)))  # noqa: DTZ001


def test_a_moment_comes_back_as_the_same_moment_in_utc(app: Flask) -> None:
    moment = datetime(2026, 3, 31, 12, tzinfo=timezone(timedelta(hours=1)))
    with app.app_context():
        with write_transaction() as session:
            session.add(Organisation(name="x", created_at=moment))
        stored = db.session.scalars(select(Organisation.created_at)).one()
    assert stored == moment
    assert stored.tzinfo is UTC


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Review, {"threshold": 4}),
        (Review, {"title": ""}),
        (Membership, {"role": "owner"}),
        (Membership, {"ended_at": datetime(2020, 1, 1, tzinfo=UTC)}),
    ],
    ids=["a threshold of four", "no title", "an unknown role", "an end before the beginning"],
)
def test_the_database_itself_refuses_what_must_not_be(
    app: Flask, review: ReviewWithPeople, model: type, values: dict[str, object]
) -> None:
    with app.app_context(), pytest.raises(IntegrityError, match=r"(?i)check"), write_transaction() as session:
        session.execute(update(model).values(values))


def test_nobody_holds_the_same_role_in_a_review_twice_at_a_time(app: Flask, review: ReviewWithPeople) -> None:
    with app.app_context():
        user = db.session.scalars(select(User).where(User.email == review.emails["reviewer"])).one()
        again = Membership(user_id=user.id, review_id=review.id, role="reviewer")
        with pytest.raises(IntegrityError), write_transaction() as session:
            session.add(again)
        with write_transaction() as session:
            session.scalars(
                select(Membership).where(Membership.user_id == user.id)
            ).one().ended_at = datetime.now(UTC)
            session.add(Membership(user_id=user.id, review_id=review.id, role="reviewer"))


def files_holding(folder: Path, words: str) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_file() and words.encode() in path.read_bytes()]


@sqlite_only
def test_what_was_erased_stands_in_no_file_once_the_log_is_emptied(app: Flask, instance: Path) -> None:
    canary = "Zq7XcanaryW4"
    with app.app_context():
        add_organisation(canary)
        with write_transaction() as session:
            session.scalars(select(Organisation)).one().name = "Renamed"
        assert files_holding(instance, canary)
        empty_log(db.engine)
        assert files_holding(instance, canary) == []
        assert db.session.scalars(select(Organisation.name)).all() == ["Renamed"]
