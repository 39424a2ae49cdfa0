"""Reads of jobs."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select, true

from review_toolkit.database import Absent, db
from review_toolkit.jobs.models import Job, JobState


def job_of(review_id: UUID, job_id: UUID) -> Job:
    """Return a job of this review; raise `Absent` otherwise."""
    job = db.session.get(Job, job_id)
    if job is None or job.review_id != review_id:
        raise Absent("There is no such job.")
    return job


def unfinished_job(kind: str, *, review_id: UUID, requested_by_id: UUID | None = None) -> Job | None:
    """Return the oldest job of this kind that a review, or one person in it, waits for, if there is one.

    One that is to be cancelled is waited for by nobody.
    """
    asked_by = true() if requested_by_id is None else Job.requested_by_id == requested_by_id
    return db.session.scalar(
        select(Job)
        .where(
            Job.kind == kind,
            Job.review_id == review_id,
            Job.state.in_((JobState.QUEUED, JobState.RUNNING)),
            Job.cancel_requested_at.is_(None),
            asked_by,
        )
        .order_by(Job.created_at)
        .limit(1)
    )


def failure_of_latest(kind: str, *, review_id: UUID, since: datetime) -> str:
    """Return why the newest job of this kind that ended since a moment did not succeed; "" otherwise."""
    newest = db.session.scalar(
        select(Job)
        .where(Job.kind == kind, Job.review_id == review_id, Job.finished_at >= since)
        .order_by(Job.finished_at.desc())
        .limit(1)
    )
    return (newest.error or "") if newest else ""


def due_jobs(*, at: datetime, limit: int = 100) -> list[UUID]:
    """Return the jobs that a worker may take at a moment, the longest due first."""
    return list(db.session.scalars(select(Job.id).where(may_be_taken(at)).order_by(Job.due_at).limit(limit)))


def has_abandoned_jobs(*, at: datetime) -> bool:
    """Say whether a job waits for `service.end_abandoned`."""
    return bool(db.session.scalar(select(exists().where(is_abandoned(at)))))


def may_be_taken(at: datetime) -> ColumnElement[bool]:
    """A job that is due, or whose worker let its lease run out: it died, or hangs."""
    return or_(
        and_(Job.state == JobState.QUEUED, Job.due_at <= at),
        and_(
            Job.state == JobState.RUNNING,
            Job.lease_until <= at,
            Job.attempts < Job.max_attempts,
            Job.cancel_requested_at.is_(None),
        ),
    )


def is_abandoned(at: datetime) -> ColumnElement[bool]:
    """A job whose worker died in its last attempt, or before it could heed that the job was cancelled."""
    return and_(
        Job.state == JobState.RUNNING,
        Job.lease_until <= at,
        or_(Job.attempts >= Job.max_attempts, Job.cancel_requested_at.is_not(None)),
    )
