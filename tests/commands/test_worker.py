"""The worker's command, and how a server keeps a worker beside it."""

import os
import subprocess
import sys
import threading
from contextlib import nullcontext
from pathlib import Path

import pytest

from review_toolkit.commands import keeping, server, worker
from review_toolkit.commands.keeping import WORKER, kept_worker
from review_toolkit.jobs.queue import QUEUE_FILE
from tests.commands.conftest import Run
from tests.jobs.listening import PATIENCE, wait_until

STARTS = """
import os, sys
with open({path!r}, "a") as file:
    file.write(f"{{os.getpid()}}\\n")
if {lives}:
    sys.stdin.read()
"""


ROOT = str(Path(worker.__file__).parents[2])
FORKS = """
import os, subprocess, threading
from review_toolkit.commands.keeping import kept_worker

events, starting, go_on = [], threading.Event(), threading.Event()
start = subprocess.Popen

def start_slowly(*words, **options):
    starting.set()
    go_on.wait()
    child = start(*words, **options)
    events.append("started")
    return child

def fork():
    child = os.fork()
    if child == 0:
        os._exit(0)
    events.append("forked")
    os.waitpid(child, 0)

subprocess.Popen = start_slowly
with kept_worker("sample_worker"):
    starting.wait()
    server = threading.Thread(target=fork)
    server.start()
    server.join(0.5)  # it would be through by now
    go_on.set()
    server.join()
print(*events)
"""

TOLD_TWICE = """
import signal, threading
from review_toolkit.commands.worker import stop_when_told

stop = threading.Event()
stop_when_told(stop)
with stop._cond:  # as whoever waits for the event holds it, for a moment, when it has just been set
    signal.raise_signal(signal.SIGTERM)
print(stop.wait(10))
"""


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Write a module that notes each start; one that lives stays until its input ends."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    starts = tmp_path / "starts"

    def write(*, lives: bool) -> str:
        code = STARTS.format(path=str(starts), lives=lives)
        (tmp_path / "sample_worker.py").write_text(code, encoding="utf-8")
        return "sample_worker"

    def count() -> int:
        return len(starts.read_text(encoding="utf-8").splitlines()) if starts.exists() else 0

    return write, count


def test_a_worker_that_dies_is_started_again(sample, monkeypatch: pytest.MonkeyPatch) -> None:
    write, count = sample
    monkeypatch.setattr(keeping, "_SHORTEST_PAUSE", 0.01)
    monkeypatch.setattr(keeping, "_LONGEST_PAUSE", 0.02)
    with kept_worker(write(lives=False)):
        wait_until(lambda: count() >= 3)


def test_one_worker_is_kept_and_stopped_with_the_server(sample) -> None:
    write, count = sample
    with kept_worker(write(lives=True)):
        wait_until(lambda: count() == 1)
    assert count() == 1
    assert not [
        thread for thread in threading.enumerate() if thread.name == "worker keeper" and thread.is_alive()
    ]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="This system does not fork.")
def test_no_server_process_is_forked_while_a_worker_is_being_started(sample) -> None:
    """It would hold a pipe that the keeper waits for: a worker that died later would not be started again."""
    write, _count = sample
    write(lives=True)
    assert run_script(FORKS, PYTHONPATH=os.pathsep.join((os.environ["PYTHONPATH"], ROOT))) == "started forked"


def test_a_worker_that_is_told_twice_at_the_same_moment_still_stops() -> None:
    """When a server is killed, its worker learns of it by a signal and by the end of its input."""
    assert run_script(TOLD_TWICE, PYTHONPATH=ROOT) == "True"


def run_script(script: str, **environ: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_server_has_a_worker_unless_it_is_told_not_to(
    run: Run, instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    kept: list[str] = []
    monkeypatch.setattr(server, "_serve", lambda **_: None)
    monkeypatch.setattr(server, "kept_worker", lambda module: kept.append(module) or nullcontext())
    words = [command, "--port", "1"]
    monkeypatch.setattr(server, "refuse_busy_port", lambda *_: None)
    if command == "demo":
        run(*words, "--instance", tmp_path / "demo")
        assert kept == [WORKER]
        return
    run(*words, REVIEW_TOOLKIT_INSTANCE=str(instance))
    run(*words, "--no-worker", REVIEW_TOOLKIT_INSTANCE=str(instance))
    assert kept == [WORKER]


def test_the_worker_refuses_a_database_that_does_not_fit(run: Run, tmp_path: Path) -> None:
    assert "is not set" in run("worker", expect=1, REVIEW_TOOLKIT_INSTANCE=str(tmp_path)).stderr


def test_a_worker_beside_a_server_ends_when_its_input_does(instance: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", WORKER],
        stdin=subprocess.PIPE,
        env={"REVIEW_TOOLKIT_INSTANCE": str(instance), "PYTHONPATH": ROOT},
    )
    wait_until((instance / QUEUE_FILE).exists)
    assert child.poll() is None
    assert child.stdin is not None
    child.stdin.close()
    assert child.wait(timeout=PATIENCE) == 0
