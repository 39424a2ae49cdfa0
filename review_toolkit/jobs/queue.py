"""The queue: tells the worker of jobs. The only module that knows huey.

It holds nothing that is not in the jobs table. A message is the id of a job and nothing else, so that
nothing is ever unpickled and whatever else somebody writes into the queue is thrown away. A queue that is
damaged, full or gone costs a few seconds, never a job: the worker sweeps the table as well.
"""

import logging
import os
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from huey import Huey
from huey.consumer import Consumer
from huey.registry import Message
from huey.serializer import Serializer
from huey.storage import PostgresStorage, SqliteStorage
from sqlalchemy import make_url

QUEUE_FILE = "queue.sqlite3"
QUEUE_SCHEMA = "review_toolkit_queue"
"""Where the queue's tables stand in PostgreSQL: apart from ours, which alone have migrations."""

_TASK = "run_job"
_SECONDS_TO_WAIT = 1
"""For a lock on the file: a request waits no longer than that to wake the worker."""
_SECONDS_TO_STOP = 3
_FIRST_LOOK, _LATEST_LOOK = 0.05, 0.3
"""Seconds between looks into the file. PostgreSQL tells by itself."""
_PASSING = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_READONLY,
    }
)
"""What another file would not mend."""

_log = logging.getLogger(__name__)
# Its own entries quote exceptions and messages; ours say what is the matter.
logging.getLogger("huey").setLevel(logging.CRITICAL + 1)


class QueueUnusable(Exception):
    """The queue cannot be read at the moment; the listener waits and looks again."""


class Queue:
    """What wakes the worker, and what the worker listens to."""

    def __init__(self, huey: Huey) -> None:
        self._huey = huey
        self._run: Callable[[UUID], object] | None = None
        self._tell = huey.task(name=_TASK)(self._heard)
        huey.on_shutdown()(self.close)  # what the listener's own thread holds, it alone can close

    def wake(self, job_ids: Iterable[UUID]) -> None:
        """Tell the worker of jobs. Opened for the moment: people do not ask for jobs every second."""
        try:
            for job_id in job_ids:
                self._tell(str(job_id))
        finally:
            self.close()

    def listen(self, run: Callable[[UUID], object]) -> Consumer:
        """Return a consumer, to be started and stopped, that runs each job it hears of, one at a time."""
        self._run = run
        return _Listener(
            self._huey,
            workers=1,
            periodic=False,
            initial_delay=_FIRST_LOOK,
            max_delay=_LATEST_LOOK,
            shutdown_timeout=_SECONDS_TO_STOP,
            scheduler_interval=60,  # nothing is ever scheduled: the table knows when a job is due
        )

    def close(self) -> None:
        self._huey.storage.close()

    def _heard(self, job_id: str) -> None:
        if self._run is not None:
            self._run(UUID(job_id))


def make_queue(database_url: str, *, folder: Path) -> Queue:
    """Return the queue that goes with a database: beside it in PostgreSQL, else a file in the folder."""
    url = make_url(database_url)
    options: dict[str, Any] = {"serializer": _IdsOnly(), "results": False, "create_tables": False}
    if url.get_backend_name() == "postgresql":
        dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        return Queue(_PostgresQueue("jobs", dsn=dsn, connect_timeout=5, **options))
    return Queue(_FileQueue("jobs", filename=str(folder / QUEUE_FILE), timeout=_SECONDS_TO_WAIT, **options))


class _IdsOnly(Serializer):  # type: ignore[misc]
    """Writes the id of a job as text, and reads nothing else."""

    def _serialize(self, message: Message) -> bytes:
        (job_id,) = message.args
        return str(UUID(job_id)).encode("ascii")

    def _deserialize(self, data: bytes) -> Message:
        job_id = str(UUID(bytes(data).decode("ascii")))
        return Message(id=job_id, name=f"{__name__}.{_TASK}", retries=0, args=(job_id,), kwargs={})


class _Listener(Consumer):  # type: ignore[misc]
    """A consumer that leaves signals to the worker."""

    def _set_signal_handlers(self) -> None:
        pass


class _Heedful(Huey):  # type: ignore[misc]
    """Says once that the queue cannot be read, and throws away what is no message of ours."""

    _unusable = False

    def dequeue(self) -> Any:
        try:
            data = self.storage.dequeue()
        except (OSError, sqlite3.Error, psycopg.Error) as error:
            if not self._unusable:
                _log.error("The queue cannot be read: %s. The worker looks for itself.", type(error).__name__)
            self._unusable = True
            raise QueueUnusable from None
        self._unusable = False
        if data is None:
            return None
        try:
            return self.deserialize_task(data)
        except (TypeError, ValueError):
            _log.warning("Something in the queue was no job and was thrown away.")
            return None

    def is_revoked(self, *_: object, **__: object) -> bool:
        return False  # a job is cancelled in the table

    def delete(self, key: str) -> bool:  # noqa: ARG002 (huey's signature)
        return False  # what was never revoked has no mark to remove


class _FileStorage(SqliteStorage):  # type: ignore[misc]
    """A file that may be damaged or exchanged at any time."""

    _conn: sqlite3.Connection | None
    _opened_as: tuple[int, ...] = ()

    @property
    def conn(self) -> sqlite3.Connection:
        if self._conn is not None and self._opened_as != self._identity():
            self._conn.close()
            self._conn = None
        connection: sqlite3.Connection = super().conn
        return connection

    def dequeue(self) -> bytes | None:
        try:
            data: bytes | None = super().dequeue()
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", None)
            if code is None or code & 0xFF in _PASSING:
                raise
            self._set_aside()
            return None
        return data

    def _create_connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection = super()._create_connection()
        for statement in self.ddl:
            connection.execute(statement)
        self._opened_as = self._identity()
        return connection

    def _identity(self) -> tuple[int, ...]:
        try:
            found = os.stat(self.filename)
        except FileNotFoundError:
            return ()
        return found.st_dev, found.st_ino

    def _set_aside(self) -> None:
        """Keep a damaged file for whoever asks what happened, and let a new one be made."""
        _log.error("The queue's file is damaged: it is set aside and made anew. No job was in it alone.")
        self.close()
        os.replace(self.filename, f"{self.filename}.damaged")
        for left in ("-wal", "-shm"):
            Path(self.filename + left).unlink(missing_ok=True)


class _PostgresStorage(PostgresStorage):  # type: ignore[misc]
    """Tables in a schema of their own, made where they are missing.

    Each thread listens on a connection of its own, which the library leaves to the garbage collector.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        self._listening: list[psycopg.Connection[Any]] = []
        super().__init__(*args, **options)

    def close(self) -> Any:
        while self._listening:
            self._listening.pop().close()
        return super().close()

    def _listen_conn(self) -> Any:
        connection = super()._listen_conn()
        if connection not in self._listening:
            self._listening = [*(known for known in self._listening if not known.closed), connection]
        return connection

    def _create_connection(self) -> Any:
        return self._connect()

    def _connect(self) -> Any:
        connection = super()._connect()
        known = connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (QUEUE_SCHEMA,))
        if known.fetchone() is None:
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {QUEUE_SCHEMA}")
        connection.execute(f"SET search_path TO {QUEUE_SCHEMA}")
        for statement in self.ddl:
            connection.execute(statement)
        return connection


class _FileQueue(_Heedful):
    storage_class = _FileStorage


class _PostgresQueue(_Heedful):
    storage_class = _PostgresStorage
