"""Kinds of job: what runs, what people read about it, and how it ends. A registry that `create_app` fills.

A handler works first and writes nothing; it returns a `Finish`, which the worker calls inside one write
transaction together with marking the job done. So a job that is run twice, because a worker died or was
slow, takes effect once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from review_toolkit.failures import CannotBeDone

Finish = Callable[[], UUID | None]
"""Writes what a job prepared, in the worker's transaction; returns the id of the result, if there is one."""


class JobRefused(Exception):
    """What was asked for may not be done. The message is for people; trying again would not help."""


class TryLater(CannotBeDone):
    """A job cannot be done now, and later may do. The message is for people, once no attempt is left."""


class JobCancelled(Exception):
    """Somebody cancelled the job, or its lease went to another worker: stop working on it."""


@dataclass(frozen=True, slots=True)
class RunningJob:
    """A job as its handler sees it. `report` says how far it is: done, of how many, and a fixed message."""

    id: UUID
    arguments: Mapping[str, str]
    review_id: UUID | None
    requested_by_id: UUID | None
    requested_by_name: str | None
    attempt: int
    report: Callable[[int, int, str], None]

    @property
    def in_review(self) -> UUID:
        """The id of the review that the job belongs to; raise where it was asked for without one."""
        if self.review_id is None:
            raise ValueError("This kind of job belongs to a review.")
        return self.review_id


@dataclass(frozen=True, slots=True)
class JobKind:
    """One kind of job.

    `title` names the work on its page ("Writing the report"). `action` names the action (`access.actions`)
    that the job stands for: whoever may do it in the job's review, in the job's `stage`, sees the job and may
    cancel it; without an action, nobody is shown it. `messages` are all that the handler may say of its
    progress. `done` is what is said when it is done; `result_endpoint` is the page of the review that shows
    the result, and `result_name` what links call it ("the report").
    """

    name: str
    title: str
    run: Callable[[RunningJob], Finish]
    action: str | None = None
    stage: str | None = None
    messages: tuple[str, ...] = ()
    done: str = ""
    result_endpoint: str | None = None
    result_name: str = ""


class JobRegistry:
    """Which kinds of job this installation can do."""

    def __init__(self) -> None:
        self._kinds: dict[str, JobKind] = {}

    def register(self, kind: JobKind) -> None:
        if kind.name in self._kinds:
            raise ValueError(f"There are two kinds of job called '{kind.name}'.")
        self._kinds[kind.name] = kind

    def find(self, name: str) -> JobKind | None:
        """Return a kind; None for one that another version of the toolkit knows."""
        return self._kinds.get(name)
