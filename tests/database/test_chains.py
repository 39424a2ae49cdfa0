"""Chained tables: whoever goes round the safeguards and changes, removes, adds or moves a row is found."""

import hashlib
import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, update

from review_toolkit.access.audit import note
from review_toolkit.access.models import AuditEvent
from review_toolkit.database import Base, append_to_chain, db, write_transaction
from review_toolkit.database.chains import (
    NOTHING_BEFORE,
    ChainHead,
    chained_tables,
    hash_of,
    remember_key,
    verify_chain,
)
from review_toolkit.database.safeguards import remove_triggers
from tests.databases import elsewhere, sqlite_only

EVENTS: Table = Base.metadata.tables["audit_event"]
HEADS: Table = Base.metadata.tables[ChainHead.__tablename__]
LENGTH = 14
TIMES = 100
Row = dict[str, Any]


@pytest.fixture
def trail(app: Flask) -> Flask:
    """An application whose audit trail holds a few acts."""
    with app.app_context(), write_transaction():
        for number in range(LENGTH):
            reason = f"reason {number}" if number % 3 else None
            note(kind="made_up", actor=None, subject=f"thing {number}", reason=reason)
    return app


def rows_of(connection: Connection) -> list[Row]:
    return [dict(row) for row in connection.execute(select(EVENTS).order_by(EVENTS.c.position)).mappings()]


def relinked(rows: list[Row]) -> list[Row]:
    """Number and hash rows anew, as a forger would who knows how it is done."""
    previous = NOTHING_BEFORE
    for position, row in enumerate(rows, start=1):
        row |= {"position": position, "previous_hash": previous}
        row["row_hash"] = previous = hash_of(EVENTS, row)
    return rows


def put(connection: Connection, rows: list[Row]) -> None:
    connection.execute(delete(EVENTS))
    if rows:
        connection.execute(insert(EVENTS), rows)


def change_a_value(connection: Connection, chance: random.Random) -> None:
    row = chance.choice(rows_of(connection))
    column = chance.choice(["kind", "actor_name", "subject", "reason", "happened_at", "id", "row_hash"])
    value = {"happened_at": datetime(2020, 1, 1, tzinfo=UTC), "id": uuid4(), "row_hash": "f" * 64}.get(
        column, "forged"
    )
    connection.execute(update(EVENTS).where(EVENTS.c.id == row["id"]).values({column: value}))


def change_a_value_and_its_hash(connection: Connection, chance: random.Random) -> None:
    row = chance.choice(rows_of(connection)) | {"subject": "forged"}
    connection.execute(
        update(EVENTS).where(EVENTS.c.id == row["id"]).values(subject="forged", row_hash=hash_of(EVENTS, row))
    )


def change_a_value_and_all_that_follows(connection: Connection, chance: random.Random) -> None:
    rows = rows_of(connection)
    chance.choice(rows)["subject"] = "forged"
    put(connection, relinked(rows))


def remove_some(connection: Connection, chance: random.Random) -> None:
    rows = rows_of(connection)
    gone = chance.sample([row["id"] for row in rows], chance.randint(1, LENGTH))
    connection.execute(delete(EVENTS).where(EVENTS.c.id.in_(gone)))


def remove_the_end(connection: Connection, chance: random.Random) -> None:
    connection.execute(delete(EVENTS).where(EVENTS.c.position > chance.randrange(LENGTH)))


def remove_some_and_link_the_rest(connection: Connection, chance: random.Random) -> None:
    rows = rows_of(connection)
    put(connection, relinked(sorted(chance.sample(rows, LENGTH - 1), key=lambda row: row["position"])))


def slip_one_in(connection: Connection, chance: random.Random) -> None:
    rows = rows_of(connection)
    rows.insert(chance.randint(0, LENGTH), chance.choice(rows) | {"id": uuid4(), "subject": "forged"})
    put(connection, relinked(rows))


def add_one_at_the_end(connection: Connection, chance: random.Random) -> None:
    put(connection, relinked([*rows_of(connection), chance.choice(rows_of(connection)) | {"id": uuid4()}]))


def reorder(connection: Connection, chance: random.Random) -> None:
    rows = rows_of(connection)
    one, other = chance.sample(range(LENGTH), 2)
    ids = [rows[one]["id"], rows[other]["id"]]
    places = [rows[one]["position"], rows[other]["position"]]
    move = update(EVENTS).where(EVENTS.c.id == bindparam("row")).values(position=bindparam("place"))
    for place in (-1, None):  # first out of each other's way: a position is taken once
        for row, target in zip(ids, reversed(places), strict=True):
            connection.execute(move, {"row": row, "place": target if place is None else -target})


def reorder_and_link(connection: Connection, chance: random.Random) -> None:
    rows = rows_of(connection)
    one, other = chance.sample(range(LENGTH), 2)
    rows[one], rows[other] = rows[other], rows[one]
    put(connection, relinked(rows))


def forge_the_head_as_well(connection: Connection, chance: random.Random) -> None:
    change_a_value_and_all_that_follows(connection, chance)
    newest = rows_of(connection)[-1]
    head = {"position": newest["position"], "row_hash": newest["row_hash"]}
    connection.execute(update(HEADS).where(HEADS.c.table_name == EVENTS.name).values(head))


def remove_the_head(connection: Connection, _: random.Random) -> None:
    connection.execute(delete(HEADS).where(HEADS.c.table_name == EVENTS.name))


def remove_everything(connection: Connection, _: random.Random) -> None:
    connection.execute(delete(EVENTS))
    connection.execute(delete(HEADS))


@pytest.mark.parametrize(
    "tamper",
    [
        change_a_value,
        change_a_value_and_its_hash,
        change_a_value_and_all_that_follows,
        remove_some,
        remove_the_end,
        remove_some_and_link_the_rest,
        slip_one_in,
        add_one_at_the_end,
        reorder,
        reorder_and_link,
        forge_the_head_as_well,
        remove_the_head,
        remove_everything,
    ],
)
def test_whoever_goes_round_the_safeguards_is_found(
    trail: Flask, tamper: Callable[[Connection, random.Random], None]
) -> None:
    with trail.app_context(), db.engine.connect() as connection:
        with connection.begin() as transaction:
            remove_triggers(connection)
            for seed in range(TIMES):
                with connection.begin_nested() as attempt:
                    tamper(connection, random.Random(f"{tamper.__name__} {seed}"))
                    report = verify_chain(connection, EVENTS.name)
                    attempt.rollback()
                assert report.faults, f"{tamper.__name__} with seed {seed} was not found"
            transaction.rollback()
        assert verify_chain(connection, EVENTS.name).faults == ()


@sqlite_only
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET happened_at = 'garbage' WHERE position = 3",
        "UPDATE audit_event SET happened_at = 7 WHERE position = 3",
        "UPDATE audit_event SET id = 'no id' WHERE position = 3",
        "UPDATE chain_head SET seal = 'é'",
    ],
)
def test_what_cannot_even_be_read_is_told_as_a_fault(trail: Flask, statement: str) -> None:
    with trail.app_context(), db.engine.connect() as connection, connection.begin() as transaction:
        remove_triggers(connection)
        connection.exec_driver_sql(statement)
        assert verify_chain(connection, EVENTS.name).faults
        transaction.rollback()


def test_a_sound_chain_has_no_fault_and_tells_its_head(trail: Flask) -> None:
    with trail.app_context(), db.engine.connect() as connection:
        newest = rows_of(connection)[-1]
        for table in chained_tables():
            report = verify_chain(connection, table)
            assert report.faults == ()
            length = connection.scalar(select(func.count()).select_from(Base.metadata.tables[table]))
            assert report.rows == length
        report = verify_chain(connection, EVENTS.name)
        assert (report.rows, report.head) == (LENGTH, newest["row_hash"])


def test_a_chain_is_sealed_before_its_first_row(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        for table in chained_tables():
            report = verify_chain(connection, table)
            assert (report.rows, report.head, report.faults) == (0, NOTHING_BEFORE, ())


def test_a_head_that_was_noted_shows_whether_all_was_put_back(trail: Flask) -> None:
    with trail.app_context():
        with db.engine.connect() as connection:
            earlier = verify_chain(connection, EVENTS.name).head
        with write_transaction():
            note(kind="made_up", actor=None, subject="later")
        with db.engine.connect() as connection:
            later = verify_chain(connection, EVENTS.name).head
            noted = frozenset({earlier, later, "of another database"})
            assert verify_chain(connection, EVENTS.name, noted=noted).noted == {earlier, later}


def test_a_head_sealed_with_another_key_is_told(trail: Flask) -> None:
    with trail.app_context():
        remember_key(db.engine, b"another signing key")
        with db.engine.connect() as connection:
            (fault,) = verify_chain(connection, EVENTS.name).faults
    assert "SIGNING_KEY" in str(fault)


def test_what_is_undone_leaves_the_chain_as_it_was(trail: Flask) -> None:
    def act_and_fail() -> None:
        with write_transaction():
            note(kind="made_up", actor=None, subject="half done")
            raise KeyError

    with trail.app_context():
        with pytest.raises(KeyError):
            act_and_fail()
        with db.engine.connect() as connection:
            report = verify_chain(connection, EVENTS.name)
    assert (report.rows, report.faults) == (LENGTH, ())


def test_a_row_is_hashed_in_one_way_for_ever() -> None:
    values = {
        "id": UUID(int=7),
        "happened_at": datetime(2026, 3, 31, 13, 5, tzinfo=UTC),
        "kind": "report_downloaded",
        "actor_id": None,
        "actor_name": "Zoë",
        "review_id": UUID(int=9),
        "subject": "report 0.1",
        "reason": None,
        "position": 1,
        "previous_hash": NOTHING_BEFORE,
        "row_hash": "",
    }
    told = (
        '{"actor_name":"Zoë","happened_at":"2026-03-31T13:05:00.000000+00:00",'
        '"id":"00000000000000000000000000000007","kind":"report_downloaded","position":1,'
        f'"previous_hash":"{NOTHING_BEFORE}","review_id":"00000000000000000000000000000009",'
        '"subject":"report 0.1"}'
    )
    assert hash_of(EVENTS, values) == hashlib.sha256(told.encode()).hexdigest()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(subject=st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=200))
def test_any_words_come_back_as_they_were_hashed(app: Flask, subject: str) -> None:
    with app.app_context():
        with write_transaction():
            note(kind="made_up", actor=None, subject=subject)
        with db.engine.connect() as connection:
            assert verify_chain(connection, EVENTS.name).faults == ()


def test_a_chain_without_a_head_takes_no_row(app: Flask) -> None:
    with elsewhere(app) as connection, connection.begin():
        connection.execute(delete(HEADS))
    with (
        app.app_context(),
        pytest.raises(RuntimeError, match="upgrade-database"),
        write_transaction() as session,
    ):
        append_to_chain(session, AuditEvent(kind="made_up", actor_name="x", subject="x"))
