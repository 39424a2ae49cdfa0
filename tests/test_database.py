"""The database: durable connections, writers that take turns, and tables that are only added to."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError, StatementError

from review_toolkit.access.models import Membership, User
from review_toolkit.database import _append_only, db, write_transaction
from review_toolkit.reviews.models import Organisation, Review, StageEvent
from review_toolkit.reviews.queries import review_of
from review_toolkit.reviews.service import record
from tests.people import ReviewWithPeople
from tests.worked_review import release_example, write_report

ROOT = Path(__file__).resolve().parent.parent


def add_organisation(name: str) -> None:
    with write_transaction() as session:
        session.add(Organisation(name=name))


def organisations(instance: Path) -> list[str]:
    """Return the organisations as another program would read them."""
    connection = sqlite3.connect(instance / "review-toolkit.sqlite3")
    try:
        return [name for (name,) in connection.execute("SELECT name FROM organisation ORDER BY name")]
    finally:
        connection.close()


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


def test_a_row_that_refers_to_nothing_is_refused(app: Flask) -> None:
    with app.app_context(), pytest.raises(IntegrityError), write_transaction() as session:
        session.add(Review(organisation_id=uuid4(), title="x", snapshot_date=date(2026, 3, 31), threshold=10))


def test_what_a_write_transaction_did_is_there_for_everyone(app: Flask, instance: Path) -> None:
    with app.app_context():
        add_organisation("Harbour Members")
    assert organisations(instance) == ["Harbour Members"]


def test_an_exception_undoes_the_whole_transaction(app: Flask, instance: Path) -> None:
    def do_half() -> None:
        with write_transaction() as session:
            session.add(Organisation(name="Half done"))
            session.flush()
            raise KeyError

    with app.app_context():
        with pytest.raises(KeyError):
            do_half()
        assert organisations(instance) == []
        add_organisation("Whole")
    assert organisations(instance) == ["Whole"]


def test_write_transactions_do_not_nest(app: Flask, instance: Path) -> None:
    with app.app_context():
        with pytest.raises(RuntimeError, match="open already"), write_transaction():
            add_organisation("Inner")
        assert organisations(instance) == []
        add_organisation("Afterwards")


def test_a_change_made_outside_a_transaction_is_refused(app: Flask, instance: Path) -> None:
    with app.app_context():
        add_organisation("Harbour")
        for change in (
            lambda: db.session.add(Organisation(name="Outside")),
            lambda: setattr(db.session.scalars(select(Organisation)).one(), "name", "Renamed"),
            lambda: db.session.delete(db.session.scalars(select(Organisation)).one()),
        ):
            change()
            with pytest.raises(RuntimeError, match="outside a write transaction"), write_transaction():
                pass
            db.session.rollback()
    assert organisations(instance) == ["Harbour"]


def test_a_transaction_sees_what_others_wrote_since_the_last_read(app: Flask, instance: Path) -> None:
    with app.app_context():
        add_organisation("First")
        organisation = db.session.scalars(select(Organisation)).one()
        connection = sqlite3.connect(instance / "review-toolkit.sqlite3")
        connection.execute("UPDATE organisation SET name = 'Renamed meanwhile'")
        connection.commit()
        connection.close()
        with write_transaction():
            assert organisation.name == "Renamed meanwhile"
            organisation.name += ", then by us"
    assert organisations(instance) == ["Renamed meanwhile, then by us"]


def test_eight_writers_at_once_lose_nothing_and_none_is_turned_away(app: Flask) -> None:
    with app.app_context():
        add_organisation("0")
    faults: list[Exception] = []

    def increment() -> None:
        try:
            for _ in range(25):
                with app.app_context(), write_transaction() as session:
                    organisation = session.scalars(select(Organisation)).one()
                    organisation.name = str(int(organisation.name) + 1)
        except Exception as fault:  # noqa: BLE001 (whatever it is, the test must show it)
            faults.append(fault)

    run_at_once([increment] * 8)
    assert faults == []
    with app.app_context():
        assert db.session.scalars(select(Organisation.name)).one() == "200"


_OTHER_PROCESS = """
from review_toolkit import create_app
from review_toolkit.database import write_transaction
from review_toolkit.reviews.models import Organisation
from sqlalchemy import select

app = create_app()
print("ready", flush=True)
for _ in range(25):
    with app.app_context(), write_transaction() as session:
        organisation = session.scalars(select(Organisation)).one()
        organisation.name = str(int(organisation.name) + 1)
"""


def test_writers_in_two_processes_lose_nothing_either(
    app: Flask, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        add_organisation("0")
    monkeypatch.setenv("REVIEW_TOOLKIT_INSTANCE", str(instance))
    with subprocess.Popen(
        [sys.executable, "-c", _OTHER_PROCESS], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
        for _ in range(25):
            with app.app_context(), write_transaction() as session:
                organisation = session.scalars(select(Organisation)).one()
                organisation.name = str(int(organisation.name) + 1)
    assert other.returncode == 0
    assert organisations(instance) == ["50"]


def test_no_row_of_an_append_only_table_can_be_changed_or_removed(
    app: Flask, review: ReviewWithPeople, tmp_path: Path
) -> None:
    release_example(app, review, tmp_path / "files")
    write_report(app, review)
    assert {"stage_event", "release", "release_chart", "report_document"} <= set(_append_only)
    with app.app_context():
        for table, because in _append_only.items():
            rows = db.session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608
            assert rows > 0, f"The test needs a row of {table}."
            for act in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):  # noqa: S608
                with pytest.raises(IntegrityError, match=because), write_transaction() as session:
                    session.execute(text(act))
            assert db.session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == rows  # noqa: S608


def test_another_program_can_neither_change_remove_nor_replace_such_a_row(
    app: Flask, review: ReviewWithPeople, instance: Path, tmp_path: Path
) -> None:
    release_example(app, review, tmp_path / "files")
    write_report(app, review)
    with app.app_context():
        db.engine.dispose()
    connection = sqlite3.connect(instance / "review-toolkit.sqlite3", isolation_level=None)
    for table, because in _append_only.items():
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


def test_a_failing_statement_is_told_without_its_values(app: Flask) -> None:
    with app.app_context():
        add_organisation("Harbour")
        with pytest.raises(IntegrityError) as failed:
            add_organisation("Harbour")
    assert "Harbour" not in str(failed.value)
    assert "hide_parameters" in str(failed.value)


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
    with app.app_context(), pytest.raises(IntegrityError, match="CHECK"), write_transaction() as session:
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


def run_at_once(tasks: list[Callable[[], None]]) -> None:
    start = threading.Barrier(len(tasks))

    def run(task: Callable[[], None]) -> None:
        start.wait()
        task()

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
