"""Changes to jobs: the only writer of their table; never commits.

A worker holds a job by a lease: a random token and a time until which it counts. Every change that a worker
makes asks for its token, so that one whose lease went to another can change nothing any more.
"""

import json
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from review_toolkit.database import db, now
from review_toolkit.jobs.kinds import Finish, JobCancelled
from review_toolkit.jobs.models import Job, JobState
from review_toolkit.jobs.queries import is_abandoned, may_be_taken, unfinished_job

MAX_ATTEMPTS = 5
LEASE = timedelta(seconds=15)
"""How long a worker may be silent before its job goes to another."""
STOPPED_EACH_TIME = (
    "The work stopped each time without an answer, so it is not tried again. "
    "Tell whoever runs the service for you."
)

_FIRST_DELAY = timedelta(seconds=2)
_LONGEST_DELAY = timedelta(minutes=15)
_TO_WAKE = "jobs to wake"
_ID = re.compile(r"[A-Za-z0-9_.:-]{0,100}")


class Requester(Protocol):
    """Who asks for a job (`access.actors.Actor`, from a layer above)."""

    @property
    def user_id(self) -> UUID: ...

    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Claim:
    """A job as a worker holds it."""

    job_id: UUID
    lease: UUID
    kind: str
    arguments: Mapping[str, str]
    review_id: UUID | None
    requested_by_id: UUID | None
    requested_by_name: str | None
    attempt: int
    max_attempts: int


def enqueue(
    kind: str,
    *,
    arguments: Mapping[str, str],
    review_id: UUID | None = None,
    requested_by: Requester | None = None,
    due_at: datetime | None = None,
    max_attempts: int = MAX_ATTEMPTS,
) -> Job:
    """Ask for a job in the caller's transaction; the worker is woken once that is committed.

    `arguments` are ids and the like: whatever could be a figure or text is refused.
    """
    if unfit := [name for name, value in arguments.items() if not _ID.fullmatch(value)]:
        raise ValueError(f"Arguments of a job are ids, and these are none: {', '.join(unfit)}.")
    job = Job(
        id=uuid4(),
        kind=kind,
        arguments=json.dumps(dict(arguments), sort_keys=True),
        review_id=review_id,
        requested_by_id=requested_by.user_id if requested_by else None,
        requested_by_name=requested_by.name if requested_by else None,
        due_at=due_at or now(),
        max_attempts=max_attempts,
    )
    db.session.add(job)
    db.session.flush()
    if due_at is None:  # one that is due later is found by the worker's sweep
        db.session.info.setdefault(_TO_WAKE, []).append(job.id)
    return job


def enqueue_once(kind: str, *, arguments: Mapping[str, str], review_id: UUID, requested_by: Requester) -> Job:
    """Return the job of this kind that this person waits for already in the review, or ask for one.

    So a button that is pressed twice asks once. Not for another person's job: it is refused where that one's
    role has ended meanwhile. Nor for one that is being cancelled.
    """
    waiting = unfinished_job(kind, review_id=review_id, requested_by_id=requested_by.user_id)
    return waiting or enqueue(kind, arguments=arguments, review_id=review_id, requested_by=requested_by)


def claim(job_id: UUID, *, at: datetime, lease_for: timedelta = LEASE) -> Claim | None:
    """Take a job that is due, or that its worker has let go; None where it is not to be had."""
    lease = uuid4()
    job = _changed(
        Job.id == job_id,
        may_be_taken(at),
        state=JobState.RUNNING,
        lease=lease,
        lease_until=at + lease_for,
        attempts=Job.attempts + 1,
        started_at=at,
        progress_done=0,
        progress_total=0,
        progress_message="",
    )
    if job is None:
        return None
    return Claim(
        job_id=job.id,
        lease=lease,
        kind=job.kind,
        arguments=json.loads(job.arguments),
        review_id=job.review_id,
        requested_by_id=job.requested_by_id,
        requested_by_name=job.requested_by_name,
        attempt=job.attempts,
        max_attempts=job.max_attempts,
    )


def renew(held: Claim, *, at: datetime, lease_for: timedelta = LEASE) -> bool:
    """Prolong a lease; False where it is not ours any more, or the job is to be cancelled."""
    job = _changed(*_ours(held), lease_until=at + lease_for)
    return job is not None and job.cancel_requested_at is None


def report_progress(
    held: Claim, *, done: int, total: int, message: str, at: datetime, lease_for: timedelta = LEASE
) -> bool:
    """Say how far a job is, and prolong its lease; False as for `renew`."""
    job = _changed(
        *_ours(held),
        progress_done=max(0, min(done, total)),
        progress_total=max(0, total),
        progress_message=message,
        lease_until=at + lease_for,
    )
    return job is not None and job.cancel_requested_at is None


def finish(held: Claim, write: Finish, *, at: datetime) -> None:
    """Let a job take effect and mark it done, in the caller's one transaction.

    Of its progress nothing is left but that it is done: how many steps some work took may say what it was on.
    Raises `JobCancelled` where the lease is lost or somebody cancelled the job: then nothing is written.
    """
    if not _end(held, JobState.DONE, at, Job.cancel_requested_at.is_(None)):
        raise JobCancelled
    result = write()
    db.session.execute(update(Job).where(Job.id == held.job_id).values(result_id=result))


def refuse(held: Claim, *, error: str, at: datetime) -> None:
    """End a job that may not be done; `error` is a sentence for people."""
    _end(held, JobState.REFUSED, at, error=error)


def fail(held: Claim, *, error: str, at: datetime, again: bool = True) -> bool:
    """Let a failed attempt be followed by another after a while; say whether it will be.

    The pause doubles with each attempt, up to a quarter of an hour, and varies by a quarter, so that jobs
    that failed together do not come back together. Without another attempt, `error` is what people read.
    """
    if again and held.attempt < held.max_attempts:
        pause = min(_FIRST_DELAY * 2 ** (held.attempt - 1), _LONGEST_DELAY)
        pause *= random.uniform(0.75, 1.25)  # noqa: S311 (spreads load, keeps no secret)
        if end_cancelled(held, at=at):
            return False
        job = _changed(
            *_ours(held),
            state=JobState.QUEUED,
            due_at=at + pause,
            **_let_go(),
        )
        return job is not None
    _end(held, JobState.FAILED, at, error=error)
    return False


def hand_back(held: Claim, *, at: datetime) -> None:
    """Give a job back unfinished because the worker stops: it counts as no attempt."""
    if end_cancelled(held, at=at):
        return
    _changed(
        *_ours(held),
        state=JobState.QUEUED,
        due_at=at,
        attempts=Job.attempts - 1,
        **_let_go(),
    )


def end_cancelled(held: Claim, *, at: datetime) -> bool:
    """End a job that was cancelled while it ran; False where nobody cancelled it, or it is not ours."""
    return _end(held, JobState.CANCELLED, at, Job.cancel_requested_at.is_not(None))


def cancel(job_id: UUID, *, at: datetime | None = None) -> JobState | None:
    """Cancel a job: at once if it waits, else as soon as its worker asks. None where it has ended."""
    at = at or now()
    waiting = _changed(
        Job.id == job_id,
        Job.state == JobState.QUEUED,
        state=JobState.CANCELLED,
        finished_at=at,
        cancel_requested_at=at,
    )
    job = waiting or _changed(Job.id == job_id, Job.state == JobState.RUNNING, cancel_requested_at=at)
    return None if job is None else job.state


def end_abandoned(*, at: datetime) -> int:
    """End the jobs whose last allowed attempt crashed, or that were cancelled when their worker died."""
    ended = _ended(at)
    cancelled = update(Job).where(is_abandoned(at), Job.cancel_requested_at.is_not(None))
    failed = update(Job).where(is_abandoned(at), Job.cancel_requested_at.is_(None))
    count = 0
    for statement in (
        cancelled.values(state=JobState.CANCELLED, **ended),
        failed.values(state=JobState.FAILED, error=STOPPED_EACH_TIME, **ended),
    ):
        changed = db.session.execute(statement.execution_options(synchronize_session=False))
        count += changed.rowcount  # type: ignore[attr-defined]
    return count


def take_who_to_wake(session: Session) -> list[UUID]:
    """Return the jobs that a committed transaction asked for, once."""
    waiting: list[UUID] = session.info.pop(_TO_WAKE, [])
    return waiting


def forget_who_to_wake(session: Session) -> None:
    """Drop the jobs of a transaction that was undone."""
    session.info.pop(_TO_WAKE, None)


def _ours(held: Claim) -> tuple[ColumnElement[bool], ...]:
    return Job.id == held.job_id, Job.state == JobState.RUNNING, Job.lease == held.lease


def _let_go(*, done: bool = False) -> dict[str, Any]:
    """Return what stands of a job that no worker holds: no lease, and no progress but that it is done."""
    steps = int(done)
    return {
        "lease": None,
        "lease_until": None,
        "progress_done": steps,
        "progress_total": steps,
        "progress_message": "",
    }


def _ended(at: datetime, *, done: bool = False) -> dict[str, Any]:
    return {"finished_at": at, **_let_go(done=done)}


def _end(
    held: Claim,
    state: JobState,
    at: datetime,
    *conditions: ColumnElement[bool],
    error: str | None = None,
) -> bool:
    values = {"state": state, "error": error, **_ended(at, done=state == JobState.DONE)}
    return _changed(*_ours(held), *conditions, **values) is not None


def _changed(*conditions: ColumnElement[bool], **values: Any) -> Job | None:
    """Change the one job that meets the conditions, and return it as it is then."""
    return db.session.scalars(
        update(Job).where(*conditions).values(**values).returning(Job),
        execution_options={"synchronize_session": False, "populate_existing": True},
    ).one_or_none()
