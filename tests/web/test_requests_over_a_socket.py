"""Requests that are too large or cut off, sent to the real server over a real connection."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from review_toolkit import MAX_UPLOAD
from tests.conftest import ROOT

COMMAND = "import sys; from review_toolkit.commands import main; sys.exit(main())"
SECONDS_TO_START = 60
HEAD = "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
MULTIPART = "multipart/form-data; boundary=edge"


@dataclass(frozen=True)
class Server:
    port: int
    log: Path
    instance: Path

    def send(self, length: int, sent: int, *, path: str = "/sign-in", end: bool = True) -> bytes:
        """Announce a body of `length` bytes, send `sent` of them, and return all that is answered."""
        head = HEAD.format(path=path, kind=MULTIPART, length=length).encode()
        start = b'--edge\r\nContent-Disposition: form-data; name="f"; filename="staff.csv"\r\n\r\n'
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as connection:
            connection.sendall(head + start)
            left = sent - len(start)
            piece = b"1,A\n" * 262_144
            while left > 0:
                connection.sendall(piece[:left])
                left -= len(piece)
            if end:
                connection.shutdown(socket.SHUT_WR)
            answer = b""
            while part := connection.recv(65_536):
                answer += part
                if b"</html>" in part:
                    break
            return answer


@pytest.fixture(scope="module")
def server(fresh_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`review-toolkit serve` on a free port."""
    import shutil

    folder = tmp_path_factory.mktemp("socket")
    instance = Path(shutil.copytree(fresh_instance, folder / "instance"))
    log = folder / "server.log"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {**os.environ, "REVIEW_TOOLKIT_INSTANCE": str(instance), "TMPDIR": str(folder)}
    with log.open("wb") as writing:
        process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, "serve", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=writing,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(process, port, log)
            yield Server(port, log, folder)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    patience = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < patience:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("The server did not answer.")


def files_in(server: Server) -> set[str]:
    """The files of the server, but for its database's own."""
    return {path.name for path in server.instance.rglob("*") if path.is_file() and "sqlite3" not in path.name}


def test_a_body_that_is_too_large_is_read_to_its_end_and_answered_with_a_page(server: Server) -> None:
    before = files_in(server)
    size = MAX_UPLOAD + 8 * 1024 * 1024
    answer = server.send(size, size, end=False)
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"The file is too large" in answer
    assert b"Content-Security-Policy" in answer
    assert files_in(server) == before


@pytest.mark.parametrize("sent", [200, 3 * 1024 * 1024])
def test_a_body_that_is_cut_off_is_answered_with_a_page_and_leaves_nothing(server: Server, sent: int) -> None:
    before = files_in(server)
    answer = server.send(10 * 1024 * 1024, sent)
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"Nothing was changed" in answer
    assert files_in(server) == before
    assert b"Traceback" not in server.log.read_bytes()
    # and the server goes on
    assert server.send(10 * 1024 * 1024, sent).startswith(b"HTTP/1.1 400")


def test_a_body_beyond_all_measure_is_not_waited_for(server: Server) -> None:
    answer = server.send(10**15, 1000, end=False)
    assert answer.startswith(b"HTTP/1.1 413")
