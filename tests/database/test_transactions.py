"""Write transactions: whole or not at all, in turn, and never on what others have changed since."""

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from review_toolkit.database import db, write_transaction
from review_toolkit.reviews.models import Organisation
from tests.conftest import ROOT
from tests.database.organisations import add_organisation, organisations
from tests.databases import elsewhere


def test_what_a_write_transaction_did_is_there_for_everyone(app: Flask) -> None:
    with app.app_context():
        add_organisation("Harbour Members")
    assert organisations(app) == ["Harbour Members"]


def test_an_exception_undoes_the_whole_transaction(app: Flask) -> None:
    def do_half() -> None:
        with write_transaction() as session:
            session.add(Organisation(name="Half done"))
            session.flush()
            raise KeyError

    with app.app_context():
        with pytest.raises(KeyError):
            do_half()
        assert organisations(app) == []
        add_organisation("Whole")
    assert organisations(app) == ["Whole"]


def test_write_transactions_do_not_nest(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(RuntimeError, match="open already"), write_transaction():
            add_organisation("Inner")
        assert organisations(app) == []
        add_organisation("Afterwards")


def test_a_change_made_outside_a_transaction_is_refused(app: Flask) -> None:
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
    assert organisations(app) == ["Harbour"]


def test_a_transaction_sees_what_others_wrote_since_the_last_read(app: Flask) -> None:
    with app.app_context():
        add_organisation("First")
        organisation = db.session.scalars(select(Organisation)).one()
        with elsewhere(app) as connection, connection.begin():
            connection.execute(update(Organisation).values(name="Renamed meanwhile"))
        with write_transaction():
            assert organisation.name == "Renamed meanwhile"
            organisation.name += ", then by us"
    assert organisations(app) == ["Renamed meanwhile, then by us"]


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
import sys
from pathlib import Path
from review_toolkit import create_app
from review_toolkit.database import write_transaction
from review_toolkit.reviews.models import Organisation
from sqlalchemy import select
from tests.databases import settings_for

app = create_app(settings_for(Path(sys.argv[1]), *sys.argv[2:]))
print("ready", flush=True)
for _ in range(25):
    with app.app_context(), write_transaction() as session:
        organisation = session.scalars(select(Organisation)).one()
        organisation.name = str(int(organisation.name) + 1)
"""


def test_writers_in_two_processes_lose_nothing_either(
    app: Flask, instance: Path, database_url: str | None
) -> None:
    with app.app_context():
        add_organisation("0")
    arguments = [str(instance), *([database_url] if database_url else [])]
    with subprocess.Popen(
        [sys.executable, "-c", _OTHER_PROCESS, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
        for _ in range(25):
            with app.app_context(), write_transaction() as session:
                organisation = session.scalars(select(Organisation)).one()
                organisation.name = str(int(organisation.name) + 1)
    assert other.returncode == 0
    assert organisations(app) == ["50"]


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
