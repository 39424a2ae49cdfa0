"""The jobs table: what is to be done, by whose wish, how far it is and how it ended."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Enum, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from review_toolkit.database import Base, identifier, now


class JobState(StrEnum):
    """Where a job stands. The last four are final."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        return self not in (JobState.QUEUED, JobState.RUNNING)


def _among(*states: JobState) -> str:
    return "state IN ({})".format(", ".join(f"'{state.value}'" for state in states))


class Job(Base):
    """One job. Its arguments and its result are ids, never figures or anybody's words.

    Reviews and accounts stand in layers above, so their ids are plain columns: a job outlives neither in
    meaning, and nothing is looked up through it without asking whether it is there.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint(_among(*JobState), name="known_state"),
        CheckConstraint(
            f"({_among(*(state for state in JobState if state.is_final))}) = (finished_at IS NOT NULL)",
            name="finished_when_final",
        ),
        CheckConstraint(
            "(state = 'running') = (lease IS NOT NULL) AND (state = 'running') = (lease_until IS NOT NULL)",
            name="leased_while_running",
        ),
        CheckConstraint(
            f"({_among(JobState.REFUSED, JobState.FAILED)}) = (error IS NOT NULL)", name="says_why_not"
        ),
        CheckConstraint("attempts >= 0 AND attempts <= max_attempts", name="attempts_bounded"),
        CheckConstraint("state <> 'queued' OR attempts < max_attempts", name="queued_may_be_tried"),
        CheckConstraint("progress_done >= 0 AND progress_done <= progress_total", name="progress_bounded"),
        CheckConstraint("result_id IS NULL OR state = 'done'", name="result_when_done"),
        Index("ix_job_state_due_at", "state", "due_at"),
        Index("ix_job_state_lease_until", "state", "lease_until"),
    )

    id: Mapped[UUID] = identifier()
    kind: Mapped[str] = mapped_column(String(40))
    arguments: Mapped[str] = mapped_column(Text)
    review_id: Mapped[UUID | None] = mapped_column(index=True)
    requested_by_id: Mapped[UUID | None]
    requested_by_name: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[JobState] = mapped_column(
        Enum(
            JobState,
            native_enum=False,
            create_constraint=False,  # ours, above, has a name
            length=10,
            values_callable=lambda states: [state.value for state in states],
        ),
        default=JobState.QUEUED,
    )
    due_at: Mapped[datetime] = mapped_column(default=now)
    lease: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int]
    progress_done: Mapped[int] = mapped_column(default=0)
    progress_total: Mapped[int] = mapped_column(default=0)
    progress_message: Mapped[str] = mapped_column(String(100), default="")
    result_id: Mapped[UUID | None]
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    cancel_requested_at: Mapped[datetime | None]
