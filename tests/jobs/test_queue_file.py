"""The queue's file: nothing rests on it. Damaged, full, locked or gone, each job is run all the same."""

import logging
import pickle
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from review_toolkit.database import db, write_transaction
from review_toolkit.jobs.kinds import Finish, RunningJob
from review_toolkit.jobs.models import JobState
from review_toolkit.jobs.queue import QUEUE_FILE, make_queue
from review_toolkit.jobs.service import enqueue
from review_toolkit.reviews.models import Organisation
from review_toolkit.worker.loop import work
from tests.databases import sqlite_only
from tests.jobs.listening import PATIENCE, listening, wait_until
from tests.jobs.running import add_kind, ask_for, job, run_due_jobs, succeeds

pytestmark = sqlite_only


@pytest.fixture
def file(instance: Path) -> Path:
    return instance / QUEUE_FILE


def messages(file: Path) -> list[bytes]:
    connection = sqlite3.connect(file)
    found = [bytes(data) for (data,) in connection.execute("SELECT data FROM task ORDER BY id")]
    connection.close()
    return found


def test_the_worker_is_told_once_the_job_is_committed_and_of_its_id_alone(app: Flask, file: Path) -> None:
    with app.app_context(), write_transaction():
        job_id = enqueue("x", arguments={"mail": "abc"}).id
        assert not file.exists()
    assert messages(file) == [str(job_id).encode()]


def test_nobody_is_told_of_a_job_that_was_undone(app: Flask, file: Path) -> None:
    def undone() -> None:
        with app.app_context(), write_transaction():
            enqueue("x", arguments={})
            raise KeyError

    with pytest.raises(KeyError):
        undone()
    asked = ask_for(app, "x")
    assert messages(file) == [str(asked).encode()]


def test_a_savepoint_tells_nobody_yet(app: Flask, file: Path) -> None:
    with app.app_context(), write_transaction() as session:
        with session.begin_nested():
            enqueue("x", arguments={})
        assert not file.exists()
    assert len(messages(file)) == 1


def garbage(file: Path) -> None:
    file.write_bytes(b"not a database at all\n" * 500)


def torn(file: Path) -> None:
    half = file.stat().st_size // 2
    file.write_bytes(file.read_bytes()[:half] + b"\xaa" * half)


def of_another_program(file: Path) -> None:
    file.unlink()
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE task (something_else TEXT)")
    connection.commit()
    connection.close()


def gone(file: Path) -> None:
    file.unlink()


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


DAMAGES = [garbage, torn, of_another_program, gone, a_folder]


def remove_log(file: Path) -> None:
    for ending in ("-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_queue_fails_no_request_and_loses_no_job(
    app: Flask, file: Path, damage: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    add_kind(app, "x", succeeds)
    first = ask_for(app, "x")
    remove_log(file)
    damage(file)
    second = ask_for(app, "x")
    run_due_jobs(app)
    assert [job(app, each).state for each in (first, second)] == [JobState.DONE] * 2
    assert str(second) not in caplog.text
    assert "not a database" not in caplog.text


@pytest.mark.parametrize(
    ("damage", "kept"), [(garbage, b"not a database"), (of_another_program, b"something_else")]
)
def test_the_worker_sets_a_damaged_file_aside_and_makes_it_anew(
    app: Flask, file: Path, damage: Callable[[Path], None], kept: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    ask_for(app, "x")
    remove_log(file)
    damage(file)
    aside = file.with_name(f"{QUEUE_FILE}.damaged")
    mended = make_queue(app.extensions["settings"].database_url, folder=file.parent)
    with listening(mended) as next_one:
        wait_until(aside.exists)
        asked = ask_for(app, "x")
        assert next_one() == asked
    assert kept in aside.read_bytes()
    assert "The queue's file is damaged" in caplog.text


def test_a_listener_follows_when_the_file_is_exchanged(app: Flask, file: Path) -> None:
    with listening(app.extensions["queue"]()) as next_one:
        ask_for(app, "x")
        next_one()
        gone(file)
        remove_log(file)
        asked = ask_for(app, "x")
        assert next_one() == asked


@pytest.mark.parametrize("fault", ["database or disk is full", "database is locked"])
def test_a_full_disk_or_a_lock_fails_no_request(
    app: Flask, monkeypatch: pytest.MonkeyPatch, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError(fault)

    add_kind(app, "x", succeeds)
    monkeypatch.setattr("review_toolkit.jobs.queue._FileStorage.enqueue", refuse)
    asked = ask_for(app, "x")
    assert "The worker could not be woken: OperationalError" in caplog.text
    assert fault not in caplog.text
    run_due_jobs(app)
    assert job(app, asked).state == JobState.DONE


def test_a_file_that_another_program_holds_locked_fails_no_request(app: Flask, file: Path) -> None:
    add_kind(app, "x", succeeds)
    ask_for(app, "x")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    asked = ask_for(app, "x")
    other.execute("ROLLBACK")
    other.close()
    run_due_jobs(app)
    assert job(app, asked).state == JobState.DONE


class Bomb:
    """Would make a file if anybody unpickled it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return Path.touch, (self.path,)


def test_nothing_is_unpickled_and_what_is_no_job_is_thrown_away(
    app: Flask, file: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ask_for(app, "x")
    bomb = pickle.dumps(Bomb(tmp_path / "exploded"))
    assert pickle.loads(bomb) is None  # noqa: S301 (shows that this one would go off)
    (tmp_path / "exploded").unlink()
    connection = sqlite3.connect(file)
    connection.execute("DELETE FROM task")
    for message in (bomb, b"\xff\xfe", b"", "text", b"0" * 36):
        connection.execute("INSERT INTO task (queue, data, priority) VALUES ('jobs', ?, 9)", (message,))
    connection.commit()
    connection.close()
    asked = ask_for(app, "x")
    with listening(app.extensions["queue"]()) as next_one:
        assert next_one() == asked
    assert not (tmp_path / "exploded").exists()
    assert caplog.text.count("Something in the queue was no job") == 5


def test_a_worker_without_a_queue_sweeps_the_table(app: Flask, file: Path) -> None:
    file.mkdir()
    done, stop = threading.Event(), threading.Event()

    def run(_running: RunningJob) -> Finish:
        def finish() -> None:
            db.session.add(Organisation(name="Swept"))
            done.set()

        return finish

    add_kind(app, "x", run)
    worker = threading.Thread(target=work, args=(app, stop))
    worker.start()
    try:
        asked = ask_for(app, "x")
        assert done.wait(PATIENCE)
    finally:
        stop.set()
        worker.join(PATIENCE)
    assert job(app, asked).state == JobState.DONE


@pytest.fixture(autouse=True)
def _log_everything(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
