"""The database is full, locked or gone: a clear page, nothing half done, and all well when it is back."""

import io
import secrets
import sqlite3

import pytest
from flask import Flask
from sqlalchemy import event, text

from review_toolkit.database import db
from tests.clients import CheckedClient
from tests.database.organisations import organisations
from tests.databases import elsewhere, postgresql_only, sqlite_only
from tests.people import ADMINISTRATOR, NEW_REVIEW, PASSWORD, ReviewWithPeople

END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def end_every_connection(app: Flask) -> None:
    """Break every connection to the test's database, as a server does that is stopped."""
    with elsewhere(app) as connection:
        connection.execute(text(END_OTHERS))


@sqlite_only
def test_a_full_disk_is_a_page_that_says_so_and_nothing_is_half_done(
    app: Flask, review: ReviewWithPeople
) -> None:
    client = CheckedClient(app)
    client.sign_in(review.emails["hr_lead"], PASSWORD)
    address = f"/reviews/{review.id}/baseline/import"
    rows = "".join(f"{secrets.token_hex(16)},{'AH'[number % 2]}\n" for number in range(9_000))
    token = client.token(address)

    def upload(*, expect: int) -> str:
        file = io.BytesIO(f"employee_id,ethnicity\n{rows}".encode())
        return client.post(address, {"workforce": (file, "staff.csv")}, token=token, expect=expect).text

    def leave_no_room(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # the file stays as large as it is

    with app.app_context():
        engine = db.engine
    engine.dispose()
    event.listen(engine, "connect", leave_no_room)
    page = upload(expect=503)
    assert "no room left on the disk" in page
    assert "not saved" in page
    event.remove(engine, "connect", leave_no_room)
    engine.dispose()
    with elsewhere(app) as connection:
        for table in ("extract", "stage_event"):
            assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 0  # noqa: S608
    upload(expect=302)


@postgresql_only
@pytest.mark.parametrize("statement", range(1, 9))
def test_postgresql_gone_in_the_middle_of_a_request_leaves_nothing_half_done(
    app: Flask, review: ReviewWithPeople, statement: int
) -> None:
    """The connections break before one of the statements with which a review is set up."""
    client = CheckedClient(app)
    client.sign_in(review.emails[ADMINISTRATOR], PASSWORD)
    token = client.token("/reviews/new")
    before = organisations(app)
    with app.app_context():
        engine = db.engine
    seen = 0

    def break_off(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == statement:
            end_every_connection(app)

    event.listen(engine, "before_cursor_execute", break_off)
    page = client.post("/reviews/new", NEW_REVIEW, token=token, expect=503).text
    event.remove(engine, "before_cursor_execute", break_off)
    assert seen >= statement, "Nothing was broken off."
    assert "The service is not available" in page
    assert organisations(app) == before
    client.post("/reviews/new", NEW_REVIEW, token=token)
    assert organisations(app) == sorted([*before, "Harbour Members"])


@postgresql_only
def test_a_connection_that_breaks_while_it_is_saving_is_told_as_not_known(
    app: Flask, review: ReviewWithPeople
) -> None:
    client = CheckedClient(app)
    client.sign_in(review.emails[ADMINISTRATOR], PASSWORD)
    token = client.token("/reviews/new")
    with app.app_context():
        engine = db.engine
    event.listen(engine, "commit", lambda _: end_every_connection(app), once=True)
    page = client.post("/reviews/new", NEW_REVIEW, token=token, expect=503).text
    assert "may have been saved or not" in page
    assert "not saved." not in page


@postgresql_only
def test_connections_that_broke_while_idle_are_replaced_before_anybody_notices(
    app: Flask, review: ReviewWithPeople
) -> None:
    client = CheckedClient(app)
    client.sign_in(review.emails["hr_lead"], PASSWORD)
    for _ in range(3):
        client.get(f"/reviews/{review.id}")
        end_every_connection(app)
        client.get(f"/reviews/{review.id}")


def test_a_lock_that_is_not_given_back_ends_in_a_page_and_not_in_waiting_for_ever(
    app: Flask, review: ReviewWithPeople
) -> None:
    client = CheckedClient(app)
    client.sign_in(review.emails[ADMINISTRATOR], PASSWORD)
    token = client.token("/reviews/new")
    before = organisations(app)
    with elsewhere(app) as other:
        shorten_patience(app)
        if other.dialect.name == "sqlite":
            other.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            other.exec_driver_sql("LOCK TABLE organisation")
        page = client.post("/reviews/new", NEW_REVIEW, token=token, expect=503).text
    assert "The service is not available" in page
    assert organisations(app) == before
    client.post("/reviews/new", NEW_REVIEW, token=token)


def shorten_patience(app: Flask) -> None:
    """Let our connections give up on a lock at once, so that the test need not wait."""
    with app.app_context():
        engine = db.engine
        engine.dispose()

    def give_up_soon(connection: object, _record: object) -> None:
        if engine.dialect.name == "sqlite":
            connection.execute("PRAGMA busy_timeout = 50")  # type: ignore[attr-defined]
        else:
            connection.execute("SET lock_timeout = 50")  # type: ignore[attr-defined]
            connection.commit()  # type: ignore[attr-defined]

    event.listen(engine, "connect", give_up_soon)
