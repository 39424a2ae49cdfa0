"""Listens to a queue in tests, and waits for what happens in other threads; gives up where it does not."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from review_toolkit.jobs.queue import Queue

PATIENCE = 30
"""Seconds until a test that waits for something gives up. None of them takes so long unless it fails."""


@contextmanager
def listening(queue: Queue) -> Iterator[Callable[[], UUID]]:
    """Listen to a queue; what is yielded waits for the next job that it tells of."""
    heard: list[UUID] = []
    news = threading.Semaphore(0)

    def run(job_id: UUID) -> None:
        heard.append(job_id)
        news.release()

    def next_one() -> UUID:
        assert news.acquire(timeout=PATIENCE), "The queue told of nothing."
        return heard.pop(0)

    listener = queue.listen(run)
    listener.start()
    try:
        yield next_one
    finally:
        listener.stop(graceful=True)
        queue.close()


def wait_until(happened: Callable[[], bool]) -> None:
    patience = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < patience, "It did not happen."
        time.sleep(0.01)
