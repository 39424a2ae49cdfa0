"""Runs jobs: takes one under a lease, lets its handler work, and lets what it prepared take effect once.

One job at a time: the heavy ones need the memory. Each has an application context, and so a database session,
of its own. What a handler raises ends up in the job: a refusal and a foreseen failure in their own words,
anything else as a reference to the log, which gets places in the code and no exception's words.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from flask import Flask
from sqlalchemy.exc import InterfaceError, OperationalError

from review_toolkit.database import UnknownOutcome, now, write_transaction
from review_toolkit.failures import CannotBeDone
from review_toolkit.jobs import queries, service
from review_toolkit.jobs.kinds import JobCancelled, JobKind, JobRefused, JobRegistry, RunningJob, TryLater
from review_toolkit.jobs.service import LEASE, Claim
from review_toolkit.web.faults import log_fault

WENT_WRONG = (
    "Something went wrong, and the fault is ours. Nothing was changed. "
    "Tell whoever runs the service for you, with this reference: {reference}."
)
UNKNOWN_KIND = (
    "The worker that runs here does not know this kind of work: another version of the toolkit asked for it. "
    "Tell whoever runs the service for you to run the same version everywhere, then ask again."
)
_BETWEEN_REPORTS = timedelta(seconds=1)

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Runner:
    """Runs the jobs of an application, one at a time, until it is told to stop."""

    def __init__(self, app: Flask, *, lease: timedelta = LEASE, clock: Callable[[], datetime] = now) -> None:
        self._app = app
        self._lease = lease
        self._clock = clock
        self._slot = threading.Lock()
        self._stopped = threading.Event()
        self._held: Claim | None = None

    def run(self, job_id: UUID) -> bool:
        """Run a job, unless it is not to be had; wait until no other runs here."""
        with self._slot:
            return self._run_logged(job_id)

    def sweep(self) -> int:
        """End what was abandoned and run every job that is due; return how many ran.

        Where a job runs already, its own thread goes on with the others.
        """
        ran = 0
        for job_id in self._due():
            if not self._slot.acquire(blocking=False):
                break
            try:
                ran += self._run_logged(job_id)
            finally:
                self._slot.release()
        return ran

    def stop(self, *, grace: float) -> bool:
        """Take no more jobs; give the running one back if it does not end within `grace` seconds.

        Returns whether it ended: then nothing of a job goes on.
        """
        self._stopped.set()
        if self._slot.acquire(timeout=grace):
            self._slot.release()  # whoever waits for it finds that no more jobs are taken
            return True
        held = self._held
        if held is not None:
            self._write(lambda: service.hand_back(held, at=self._clock()))
        return False

    def _due(self) -> list[UUID]:
        due: list[UUID] = []
        at = self._clock()
        with _database_may_be_gone():
            with self._app.app_context():
                abandoned = queries.has_abandoned_jobs(at=at)
                due = queries.due_jobs(at=at)
            if abandoned:
                self._write(lambda: service.end_abandoned(at=at))
        return due

    def _run_logged(self, job_id: UUID) -> bool:
        with _database_may_be_gone():
            if self._run(job_id):
                return True
        return False

    def _run(self, job_id: UUID) -> bool:
        if self._stopped.is_set():
            return False
        held = self._write(lambda: service.claim(job_id, at=self._clock(), lease_for=self._lease))
        if held is None:
            return False
        self._held = held
        try:
            self._work_on(held)
        finally:
            self._held = None
        return True

    def _work_on(self, held: Claim) -> None:
        registry: JobRegistry = self._app.extensions["jobs"]
        kind = registry.find(held.kind)
        if kind is None:
            self._fail(held, UNKNOWN_KIND)
            return
        try:
            self._attempt(held, kind)
        except JobCancelled:
            self._write(lambda: service.end_cancelled(held, at=self._clock()))
        except JobRefused as refused:
            words = str(refused)
            self._write(lambda: service.refuse(held, error=words, at=self._clock()))
        except TryLater as later:
            self._fail(held, str(later))
        except UnknownOutcome as outcome:
            # Where it was saved after all, the job is done and no attempt is left to begin.
            self._fail(held, str(outcome))
        except CannotBeDone as failure:
            log_fault(failure, where=f"job {held.kind}", log=_log)
            self._fail(held, str(failure), again=False)
        except Exception as fault:  # noqa: BLE001 (whatever it is, the job's state has to say so)
            reference = log_fault(fault, where=f"job {held.kind}", log=_log)
            self._fail(held, WENT_WRONG.format(reference=reference))

    def _attempt(self, held: Claim, kind: JobKind) -> None:
        """Let the handler work, then let its work take effect together with the job's being done."""
        with self._renewing(held) as lost, self._app.app_context():
            write = kind.run(
                RunningJob(
                    id=held.job_id,
                    arguments=held.arguments,
                    review_id=held.review_id,
                    requested_by_id=held.requested_by_id,
                    requested_by_name=held.requested_by_name,
                    attempt=held.attempt,
                    report=self._reporter(held, kind, lost),
                )
            )
            with write_transaction():
                service.finish(held, write, at=self._clock())

    def _reporter(self, held: Claim, kind: JobKind, lost: threading.Event) -> Callable[[int, int, str], None]:
        """Return what a handler calls to say how far it is. Written once a second at most."""
        latest: datetime | None = None

        def report(done: int, total: int, message: str) -> None:
            nonlocal latest
            if message not in kind.messages:
                raise ValueError(f"'{kind.name}' does not list this message of its progress.")
            at = self._clock()
            if latest is None or at - latest >= _BETWEEN_REPORTS:
                latest = at
                kept = self._write(
                    lambda: service.report_progress(
                        held, done=done, total=total, message=message, at=at, lease_for=self._lease
                    )
                )
                if not kept:
                    lost.set()
            if lost.is_set():
                raise JobCancelled

        return report

    @contextmanager
    def _renewing(self, held: Claim) -> Iterator[threading.Event]:
        """Renew the lease from a thread of its own; the event says that the job is not ours to go on with."""
        ended, lost = threading.Event(), threading.Event()

        def renew() -> None:
            while not ended.wait(self._lease.total_seconds() / 3):
                with _database_may_be_gone():
                    if not self._write(lambda: service.renew(held, at=self._clock(), lease_for=self._lease)):
                        lost.set()

        thread = threading.Thread(target=renew, name="lease", daemon=True)
        thread.start()
        try:
            yield lost
        finally:
            ended.set()
            thread.join()

    def _fail(self, held: Claim, error: str, *, again: bool = True) -> None:
        self._write(lambda: service.fail(held, error=error, at=self._clock(), again=again))

    def _write(self, change: Callable[[], T]) -> T:
        """Change jobs in a short transaction of its own, whatever else this thread has open."""
        with self._app.app_context(), write_transaction():
            return change()


@contextmanager
def _database_may_be_gone() -> Iterator[None]:
    """Log a fault of the worker itself and go on: the job's lease runs out, and the next sweep finds it."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        _log.error("The database could not be used: %s", type(error.orig).__name__)
    except Exception as fault:  # noqa: BLE001 (the worker outlives what it runs)
        log_fault(fault, where="the worker", log=_log)
