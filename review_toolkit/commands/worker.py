"""`review-toolkit worker`: run background jobs in a process of its own.

Run as a module, it is the worker that a server keeps beside it (`keeping.py`): it ends with the server,
however that ends. The system tells it where it can; everywhere, its standard input ends.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from flask import Flask

    Work = Callable[[Flask, threading.Event], None]


@click.command("worker")
def command() -> None:
    """Run background jobs until interrupted. `serve` does so by itself, unless told not to."""
    run(threading.Event())


def run(stop: threading.Event, work: "Work | None" = None) -> None:
    """Run jobs until `stop` is set or the process is told to end."""
    from review_toolkit.commands.running import running_app
    from review_toolkit.worker import loop

    stop_when_told(stop)
    with running_app() as app:
        (work or loop.work)(app, stop)


def stop_when_told(stop: threading.Event) -> None:
    """Let `stop` be set when the process is told to end.

    By a thread: what a signal interrupts may be holding the event's own lock, as it does where the server's
    death is told twice at the same moment, and would then wait for itself.
    """
    told: SimpleQueue[None] = SimpleQueue()  # may be interrupted by itself

    def wait() -> None:
        told.get()
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.put(None))
    threading.Thread(target=wait, name="signals", daemon=True).start()


def run_beside_server(work: "Work | None" = None) -> None:
    """Run jobs until the server that started this process ends."""
    stop = threading.Event()
    if sys.platform == "linux":
        _ask_for_a_signal_when_the_parent_dies()
    threading.Thread(target=_wait_for_the_end_of_input, args=(stop,), daemon=True).start()
    run(stop, work)


def _wait_for_the_end_of_input(stop: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 1):  # nobody writes; not through the buffer, which the end would lock
        pass
    stop.set()


def _ask_for_a_signal_when_the_parent_dies() -> None:
    """Ask the kernel, which tells at once. A parent that is dead already has left the input closed."""
    import ctypes

    set_parent_death_signal = 1  # PR_SET_PDEATHSIG
    ctypes.CDLL(None).prctl(set_parent_death_signal, int(signal.SIGTERM))


if __name__ == "__main__":
    try:
        run_beside_server()
    except click.ClickException as refused:
        refused.show()
        sys.exit(1)
