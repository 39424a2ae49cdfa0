"""How far a job is, in words for its page: what is happening, since when, and what to do if nothing is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from review_toolkit.database import Absent, now
from review_toolkit.jobs.kinds import JobKind, JobRegistry
from review_toolkit.jobs.models import Job, JobState
from review_toolkit.jobs.queries import job_of

_LONG = timedelta(seconds=10)
"""A worker that runs and has nothing else to do takes a job sooner."""

_TAGS = {
    JobState.QUEUED: ("Waiting", "grey"),
    JobState.RUNNING: ("Working", "blue"),
    JobState.DONE: ("Done", "green"),
    JobState.REFUSED: ("Not done", "orange"),
    JobState.FAILED: ("Failed", "red"),
    JobState.CANCELLED: ("Cancelled", "grey"),
}


@dataclass(frozen=True, slots=True)
class JobProgress:
    """A job as its page shows it. `steps_done` of `steps` counts only while there are any."""

    id: UUID
    title: str
    state: JobState
    tag: str
    colour: str
    happening: str
    steps_done: int
    steps: int
    asked_at: datetime
    asked_by: str
    may_be_cancelled: bool
    result_endpoint: str | None
    result_name: str

    @property
    def is_done(self) -> bool:
        return self.state == JobState.DONE

    @property
    def has_ended(self) -> bool:
        return self.state.is_final


def job_and_kind(review_id: UUID, job_id: UUID, registry: JobRegistry) -> tuple[Job, JobKind]:
    """Return a job of this review and its kind; raise `Absent` where there is none to be known."""
    job = job_of(review_id, job_id)
    kind = registry.find(job.kind)
    if kind is None:
        raise Absent("There is no such kind of job.")
    return job, kind


def progress_of(job: Job, kind: JobKind, *, at: datetime | None = None) -> JobProgress:
    """Return what the page of a job says at a moment."""
    tag, colour = _TAGS[job.state]
    return JobProgress(
        id=job.id,
        title=kind.title,
        state=job.state,
        tag=tag,
        colour=colour,
        happening=_happening(job, kind, at or now()),
        steps_done=job.progress_done,
        steps=job.progress_total if job.state == JobState.RUNNING else 0,
        asked_at=job.created_at,
        asked_by=job.requested_by_name or "the toolkit itself",
        may_be_cancelled=not job.state.is_final and job.cancel_requested_at is None,
        result_endpoint=kind.result_endpoint,
        result_name=kind.result_name,
    )


def _happening(job: Job, kind: JobKind, at: datetime) -> str:
    if job.state == JobState.QUEUED:
        return _waiting(job, at)
    if job.state == JobState.RUNNING:
        return _running(job, at)
    if job.state == JobState.DONE:
        return kind.done
    if job.state == JobState.CANCELLED:
        return "It was cancelled. Nothing was changed."
    return job.error or ""


def _waiting(job: Job, at: datetime) -> str:
    if job.due_at > at and job.attempts:
        return (
            f"It did not succeed at attempt {job.attempts} of {job.max_attempts}. "
            "It is tried again by itself in a while."
        )
    if job.due_at > at:
        return "It is to begin later, by itself."
    if at - job.due_at > _LONG:
        return (
            "It has not begun: the background worker is busy, or not running. Nothing is lost, and it begins "
            "by itself. If it still waits in a few minutes, tell whoever runs the service for you."
        )
    return "It begins in a moment."


def _running(job: Job, at: datetime) -> str:
    if job.cancel_requested_at is not None:
        return "It is being cancelled."
    if job.lease_until is not None and job.lease_until <= at:
        return "The worker stopped in the middle of it. Another one takes it over in a moment."
    return f"{job.progress_message}." if job.progress_message else "The work has begun."
