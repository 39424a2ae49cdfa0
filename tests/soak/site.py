"""A server with its worker, to be killed and started again, and an application over the same database."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from flask import Flask

from review_toolkit import create_app
from review_toolkit.database import db
from review_toolkit.mail_server import MailServer
from review_toolkit.schema import upgrade_database
from review_toolkit.settings import KEY_NAMES, load_settings
from tests.soak.kinds import FILE_VARIABLE

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 60
OURS = (*KEY_NAMES, "DATABASE_URL", "MAIL_URL", "MAIL_FROM")


class Site:
    """What is killed. Everything it needs lies in one folder, but for a database that is elsewhere."""

    def __init__(
        self, folder: Path, *, database_url: str = "", mail_server: MailServer | None = None
    ) -> None:
        instance = folder / "instance"
        instance.mkdir(parents=True)
        self._instance = str(instance)
        self.traces = folder / "traces"
        self.log = folder / "server.log"
        self._environment = {
            **{name: value for name, value in os.environ.items() if name not in OURS},
            **{name: secrets.token_urlsafe(32) for name in KEY_NAMES},
            "DATABASE_URL": database_url,
            "MAIL_URL": f"smtp://{mail_server.host}:{mail_server.port}" if mail_server else "",
            "MAIL_FROM": mail_server.sender.address if mail_server else "",
            "REVIEW_TOOLKIT_INSTANCE": str(instance),
            "PYTHONPATH": str(ROOT),
            FILE_VARIABLE: str(self.traces),
        }
        self.app: Flask = create_app(load_settings(self._environment))
        with self.app.app_context():
            upgrade_database(db.engine)
        self.port = _free_port()
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and wait until it answers."""
        patience = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < patience:
            if self._server is None or self._server.poll() is not None:
                # Also where it gave up: those whom a killed server leaves behind keep its port for a moment.
                self._server = self._started()
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError(f"The server did not answer:\n{self.log.read_text(encoding='utf-8')}")

    def _started(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.soak.serving", str(self.port)],
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def kill_server(self) -> None:
        """Kill the server as nothing can be heeded or cleaned up, and start another."""
        assert self._server is not None
        self._server.kill()
        self._server.wait()
        self.start()

    def kill_worker(self) -> bool:
        """Kill the worker; say whether there was one."""
        found = self.workers()
        for process in found:
            os.kill(process, signal.SIGKILL)
        return bool(found)

    def wait_for_a_worker(self) -> None:
        patience = time.monotonic() + SECONDS_TO_START
        while not self.workers():
            assert time.monotonic() < patience, "No worker was started."
            time.sleep(0.05)

    def workers(self) -> list[int]:
        """Return the processes that are this server's workers."""
        assert self._server is not None
        return [process for process in self._all_workers() if _parent_of(process) == self._server.pid]

    def outliving(self) -> list[int]:
        """Return the workers that still run though their server does not; wait a while for the last ones."""
        patience = time.monotonic() + SECONDS_TO_START
        while True:
            found = sorted(set(self._all_workers()) - set(self.workers()))
            if not found or time.monotonic() > patience:
                return found
            time.sleep(0.1)

    def _all_workers(self) -> list[int]:
        return [
            process
            for process in _processes()
            if b"tests.soak.working" in _told_of(process, "cmdline")
            and self._instance.encode() in _told_of(process, "environ")
        ]

    def stop(self) -> None:
        """Stop the server as an operator would."""
        if self._server is not None:
            self._server.terminate()
            self._server.wait(timeout=60)
        with self.app.app_context():
            db.engine.dispose()


def _processes() -> list[int]:
    return [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit()]


def _parent_of(process: int) -> int:
    fields = _told_of(process, "stat").rpartition(b")")[2].split()
    return int(fields[1]) if fields else 0


def _told_of(process: int, what: str) -> bytes:
    try:
        return Path(f"/proc/{process}/{what}").read_bytes()
    except OSError:
        return b""  # it has just ended


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
