"""Keeps one worker process beside a server: started with it, started again when it dies, stopped with it.

A process and not a thread: a job that takes all the memory, or a library that crashes, must not take the
server along. There is one for a server, however many processes the server itself has.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

WORKER = "review_toolkit.commands.worker"
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.5, 5.0
_SECONDS_TO_START = 3.0
"""One that lived longer did start: when it dies, the next one need not wait."""
_SECONDS_TO_STOP = 15.0

# Starting a process opens a pipe for a moment. A server process forked in that moment would hold its other
# end for as long as it lives, and the keeper would wait for that long: so nobody forks meanwhile.
_starting = threading.Lock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_starting.acquire, after_in_parent=_starting.release, after_in_child=_starting.release
    )


@contextmanager
def kept_worker(module: str) -> Iterator[None]:
    """Keep a worker running, as a Python module, for as long as the block does."""
    keeper = _Keeper([sys.executable, "-P", "-m", module])
    keeper.start()
    try:
        yield
    finally:
        keeper.stop()


class _Keeper:
    """Starts the worker and, from a thread of its own, starts it again, after pauses that grow."""

    def __init__(self, command: list[str]) -> None:
        self._command = command
        self._owner = os.getpid()
        self._stopped = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._keep, name="worker keeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop the worker. Nothing happens in a process that the server forked, and that ends."""
        if os.getpid() != self._owner:
            return
        self._stopped.set()
        with self._lock:
            child = self._child
        if child is None:
            return
        if sys.platform == "win32":
            _end_input_of(child)  # there is no signal that it could heed
        else:
            child.terminate()
        try:
            child.wait(timeout=_SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            child.kill()
        self._thread.join()

    def _keep(self) -> None:
        pause = _SHORTEST_PAUSE
        while True:
            with self._lock:
                if self._stopped.is_set():
                    return
                with _starting:
                    child = subprocess.Popen(  # noqa: S603 (our own module)
                        self._command,
                        stdin=subprocess.PIPE,
                        # An interrupt from the terminal is for the server, which passes it on.
                        start_new_session=True,
                    )
                self._child = child
            began = time.monotonic()
            child.wait()
            _end_input_of(child)
            lived = time.monotonic() - began > _SECONDS_TO_START
            pause = _SHORTEST_PAUSE if lived else min(pause * 2, _LONGEST_PAUSE)
            if self._stopped.wait(pause):
                return


def _end_input_of(child: "subprocess.Popen[bytes]") -> None:
    if child.stdin is not None:
        child.stdin.close()
