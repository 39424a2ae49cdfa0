"""Tables that are only added to: the database refuses the rest, whoever asks."""

import sqlite3
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from review_toolkit.database import db, write_transaction
from review_toolkit.database.safeguards import append_only, append_only_tables
from review_toolkit.mail.service import begin_attempt, queue_mail
from review_toolkit.releases.service import withdraw
from review_toolkit.reviews.models import StageEvent
from review_toolkit.reviews.queries import review_of
from review_toolkit.reviews.service import record
from review_toolkit.sign_in.second_step.service import set_rule
from tests.databases import elsewhere, postgresql_only, sqlite_only
from tests.people import ReviewWithPeople
from tests.worked_review import release_example, write_report


@pytest.fixture
def full(app: Flask, review: ReviewWithPeople, tmp_path: Path) -> Flask:
    """An application whose every append-only table holds a row."""
    release_example(app, review, tmp_path / "files")
    write_report(app, review)
    with app.app_context():
        with write_transaction():
            vault = app.extensions["vault"]
            begin_attempt(queue_mail(to="ada@example.org", subject="Try", text="Try.", vault=vault))
            withdraw(review_of(review.id), 1, reason="A column was mixed up.", actor=review.actors["hr_lead"])
            set_rule(is_required=False, reason="A column was mixed up.", actor=review.actors["administrator"])
        for table in append_only_tables():
            rows = db.session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608
            assert rows > 0, f"The test needs a row of {table}."
        db.session.rollback()
        db.engine.dispose()
    return app


def test_what_must_stay_as_it_was_is_only_added_to() -> None:
    kept = {"audit_event", "mail_attempt", "stage_event", "release", "release_chart", "report_document"}
    assert kept <= set(append_only_tables())


def test_no_row_of_an_append_only_table_can_be_changed_or_removed(full: Flask) -> None:
    with full.app_context():
        for table, because in append_only_tables().items():
            rows = db.session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608
            for act in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):  # noqa: S608
                with pytest.raises(IntegrityError, match=because), write_transaction() as session:
                    session.execute(text(act))
            assert db.session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == rows  # noqa: S608


@postgresql_only
def test_another_program_can_neither_empty_such_a_table_nor_pass_for_a_replica(full: Flask) -> None:
    for table, because in append_only_tables().items():
        for act in (f"TRUNCATE {table} CASCADE", f"DELETE FROM {table}"):  # noqa: S608
            with elsewhere(full) as connection:
                connection.execute(text("SET session_replication_role = replica"))
                with pytest.raises(IntegrityError, match="append-only") as refused:
                    connection.execute(text(act))
            assert because in str(refused.value) or "CASCADE" in act


@sqlite_only
def test_another_program_can_neither_change_remove_nor_replace_such_a_row(
    full: Flask, instance: Path
) -> None:
    connection = sqlite3.connect(instance / "review-toolkit.sqlite3", isolation_level=None)
    for table, because in append_only_tables().items():
        before = connection.execute(f"SELECT rowid, * FROM {table} ORDER BY rowid").fetchall()  # noqa: S608
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        for statement in (
            f"UPDATE {table} SET id = id",  # noqa: S608
            f"DELETE FROM {table}",  # noqa: S608
            *replacements(connection, table, columns),
        ):
            with pytest.raises(sqlite3.IntegrityError, match=because):
                connection.execute(statement)
        after = connection.execute(f"SELECT rowid, * FROM {table} ORDER BY rowid").fetchall()  # noqa: S608
        assert after == before, table
    connection.close()


def replacements(connection: sqlite3.Connection, table: str, columns: list[str]) -> list[str]:
    """Return a statement for each way in which a new row could take the place of the first one.

    A new row that keeps the old one's key, or its number, or anything else that is unique.
    """
    keys = [["rowid"]]
    for _, index, unique, *_ in connection.execute(f"PRAGMA index_list({table})").fetchall():
        if unique:
            keys.append([row[2] for row in connection.execute(f"PRAGMA index_info({index})")])
    assert ["id"] in keys
    made = []
    for key in keys:
        values = [
            "hex(randomblob(16))" if column == "id" and "id" not in key else column for column in columns
        ]
        rowid = "rowid" if "rowid" in key else "NULL"
        made += [
            f"{verb} INTO {table} (rowid, {', '.join(columns)}) "  # noqa: S608
            f"SELECT {rowid}, {', '.join(values)} FROM {table} LIMIT 1"
            for verb in ("INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE")
        ]
    return made


@sqlite_only
def test_our_own_connections_cannot_replace_such_a_row_even_without_the_insert_trigger(
    app: Flask, review: ReviewWithPeople
) -> None:
    with app.app_context():
        with write_transaction():
            record(
                review_of(review.id),
                stage="baseline",
                kind="extract_imported",
                actor=review.actors["hr_lead"],
            )
        with write_transaction() as session:
            session.execute(text("DROP TRIGGER tr_stage_event_no_replace"))
        with pytest.raises(IntegrityError, match="append-only"), write_transaction() as session:
            session.execute(text("REPLACE INTO stage_event SELECT * FROM stage_event"))


def test_an_event_can_be_added_but_not_rewritten_through_its_object(
    app: Flask, review: ReviewWithPeople
) -> None:
    with app.app_context():
        with write_transaction():
            record(
                review_of(review.id),
                stage="baseline",
                kind="extract_imported",
                actor=review.actors["hr_lead"],
            )
        with pytest.raises(IntegrityError, match="append-only"), write_transaction() as session:
            session.scalars(select(StageEvent)).one().kind = "rewritten"


def test_a_reason_that_would_break_out_of_the_triggers_text_is_refused() -> None:
    with pytest.raises(ValueError, match="apostrophe"):
        append_only("stage_event", because="it's history")
