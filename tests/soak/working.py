"""The worker that the server of the soak test keeps: ours, with one more kind of job and a short lease."""

import threading
from datetime import timedelta

from flask import Flask

from review_toolkit.commands.worker import run_beside_server
from review_toolkit.worker.loop import work
from tests.soak.kinds import add_kinds

LEASE = timedelta(seconds=3)
"""Short, so that the test does not wait long for what a killed worker held."""


def _work(app: Flask, stop: threading.Event) -> None:
    add_kinds(app)
    work(app, stop, lease=LEASE)


if __name__ == "__main__":
    run_beside_server(_work)
