"""The stages of a review, and what each tells the task list. A registry that `create_app` fills."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from review_toolkit.access.actions import Action
from review_toolkit.database import Absent
from review_toolkit.figures import Chapter

Tone = Literal["grey", "blue", "green", "orange", "purple", "yellow"]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: `key` names its package, `title` reads well, `purpose` is a sentence for the task list.

    Findings wait for a stage that `feeds_findings`, or go on with it marked incomplete for a stated reason.
    """

    key: str
    title: str
    purpose: str
    feeds_findings: bool = False


STAGES = (
    Stage("commission", "Commission", "Agree who commissions the review, its scope and its safeguards."),
    Stage(
        "baseline",
        "Demographic baseline",
        "Bring in HR data and see who works here, at which level and pay.",
        feeds_findings=True,
    ),
    Stage(
        "listening",
        "Listening",
        "Hear staff through pulse surveys, interviews and the board’s own account.",
        feeds_findings=True,
    ),
    Stage(
        "policy_audit",
        "Policy audit",
        "Judge policies against criteria, passage by passage.",
        feeds_findings=True,
    ),
    Stage(
        "action_plan", "Findings and action plan", "Turn evidence into findings, answers and owned actions."
    ),
    Stage("report", "Report", "Fill the commissioned-review report in Word."),
)


@dataclass(frozen=True, slots=True)
class StageSummary:
    """What a stage says of its own work.

    `endpoint` is where it is done, None where there is none, and `action` what somebody must be allowed to
    do to be led there. `missing` is what to do before the stage can be sent for sign-off ("Release the
    figures first."); "" where nothing is missing. `alert` is a sentence that has to be read however the stage
    stands on record ("Release 1 was withdrawn on 5 May 2026."); "" where there is none.
    """

    state: str
    tone: Tone
    left_to_do: str
    endpoint: str | None = None
    action: Action = Action.VIEW_REVIEW
    missing: str = ""
    alert: str = ""


def stage_of(key: str) -> Stage:
    """Return a stage by its key; raise `Absent` where there is none."""
    for stage in STAGES:
        if stage.key == key:
            return stage
    raise Absent("There is no such stage.")


def titles_of(keys: Iterable[str]) -> tuple[str, ...]:
    """Return the titles of stages, in the stages' order; one that this version does not know is left out."""
    wanted = frozenset(keys)
    return tuple(stage.title for stage in STAGES if stage.key in wanted)


NOT_IN_THIS_VERSION = StageSummary(
    state="Not available yet",
    tone="grey",
    left_to_do="Comes with a later version of the toolkit.",
)


@dataclass(frozen=True, slots=True)
class ActDetail:
    """What a stage knows of one of its acts beside the record: what it was about ("release 1"), and why."""

    about: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StageProvider:
    """How one stage answers.

    `summarise` gives its line on the task list and `chapter` its chapter of the report. `details` says by
    kind of act, in the order of the record, what each was about. `not_updated` says why its released figures
    are not the newest ("Not updated since ..."), "" where they are.
    """

    summarise: Callable[[UUID], StageSummary]
    chapter: Callable[[UUID], Chapter | None] | None = None
    details: Callable[[UUID], Mapping[str, Sequence[ActDetail]]] | None = None
    not_updated: Callable[[UUID], str] | None = None


class StageRegistry:
    """Which stages of this installation can answer."""

    def __init__(self) -> None:
        self._providers: dict[str, StageProvider] = {}

    def register(self, key: str, provider: StageProvider) -> None:
        if key not in {stage.key for stage in STAGES}:
            raise ValueError(f"There is no stage called '{key}'.")
        self._providers[key] = provider

    def summary(self, key: str, review_id: UUID) -> StageSummary:
        provider = self._providers.get(key)
        return provider.summarise(review_id) if provider else NOT_IN_THIS_VERSION

    def details(self, key: str, review_id: UUID) -> Mapping[str, Sequence[ActDetail]]:
        """Return what each act of a stage was about, by kind and in the order of the record."""
        provider = self._providers.get(key)
        return provider.details(review_id) if provider and provider.details else {}

    def not_updated(self, review_id: UUID) -> str:
        """Return why the released figures of a review are not its newest; "" where they are."""
        asked = (provider.not_updated for provider in self._providers.values() if provider.not_updated)
        return next((said for why in asked if (said := why(review_id))), "")

    def chapters(self, review_id: UUID) -> tuple[Chapter, ...]:
        """Return the chapters of the stages that have something to say, in the stages' order."""
        found = []
        for stage in STAGES:
            provider = self._providers.get(stage.key)
            chapter = provider.chapter(review_id) if provider and provider.chapter else None
            if chapter is not None:
                found.append(chapter)
        return tuple(found)
