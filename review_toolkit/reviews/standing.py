"""Where a stage stands in words: its own summary joined with what is on its record. Pure.

The task list, the stage's page and the report read the same `Standing`, so that they say the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID

from review_toolkit.figures import in_uk, uk_date
from review_toolkit.reviews.acts import LEFT_INCOMPLETE, SENT, SIGNED_OFF, Act, ActKind, Condition
from review_toolkit.reviews.stage_state import StageState
from review_toolkit.reviews.stages import NOT_IN_THIS_VERSION, Stage, StageSummary, Tone

_TAGS: Mapping[Condition, tuple[str, Tone]] = MappingProxyType(
    {
        Condition.WITH_SPONSOR: ("Sent for sign-off", "purple"),
        Condition.RETURNED: ("Returned", "orange"),
        Condition.SIGNED_OFF: ("Signed off", "green"),
        Condition.REOPENED: ("Reopened", "yellow"),
        Condition.LEFT_INCOMPLETE: ("Incomplete", "orange"),
    }
)
_LEFT_TO_DO: Mapping[Condition, str] = MappingProxyType(
    {
        Condition.WITH_SPONSOR: "Next: the sponsor signs it off or returns it.",
        Condition.RETURNED: "Next: put right what the reason asks for, then send it again.",
        Condition.SIGNED_OFF: "It takes no new work unless it is reopened.",
        Condition.REOPENED: "Next: make the changes, then send it for sign-off again.",
        Condition.LEFT_INCOMPLETE: "It takes no new work unless it is reopened.",
    }
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One stage of a review: what it is, what it says of itself, and how its record leaves it."""

    stage: Stage
    summary: StageSummary
    state: StageState

    @property
    def is_available(self) -> bool:
        return self.summary != NOT_IN_THIS_VERSION

    @property
    def is_with_sponsor(self) -> bool:
        return self.state.condition is Condition.WITH_SPONSOR

    @property
    def tag(self) -> str:
        return self._tag[0]

    @property
    def tone(self) -> Tone:
        return self._tag[1]

    @property
    def on_record(self) -> tuple[str, Tone] | None:
        """What the record says, as a tag, where the stage's own work has to be read first."""
        recorded = _TAGS.get(self.state.condition)
        return recorded if recorded != self._tag and self.is_available else None

    @property
    def held_by(self) -> str | None:
        """Who has to do the next thing; None where nobody has to."""
        if not self.is_available:
            return None
        if self.is_with_sponsor:
            return "sponsor"
        return "HR lead" if self.state.is_open else None

    @property
    def left_to_do(self) -> str:
        """What is left, and where the stage takes no new work, why.

        Where something has to be done before a returned or reopened stage can be sent, that is what is left.
        """
        said, left = "", self.summary.left_to_do
        if self.is_available and self.state.condition in _LEFT_TO_DO:
            said = f"{self.in_words}."
            if not (self.summary.missing and self.state.is_open):
                left = _LEFT_TO_DO[self.state.condition]
        return " ".join(part for part in (said, self.summary.alert, left) if part)

    @property
    def in_words(self) -> str:
        """The state with who brought it about and when, such as "Signed off by … on 1 May 2026"."""
        act = self.state.brought_about
        if act is None or not self.is_available or self.state.condition not in _TAGS:
            return self.summary.state
        words = "Left incomplete" if act.kind == LEFT_INCOMPLETE.name else _TAGS[self.state.condition][0]
        return f"{words} by {act.actor.name} on {uk_date(_day(act))}"

    @property
    def began(self) -> date | None:
        return in_uk(self.state.begun_at).date() if self.state.begun_at else None

    @property
    def finished(self) -> date | None:
        """The day on which the stage was signed off, where it is."""
        act = self.state.brought_about
        return _day(act) if act and act.kind == SIGNED_OFF.name else None

    def why_not(self, kind: ActKind, *, by: UUID) -> str | None:
        """Return in a sentence why an act cannot be done now by this person, or None where it can be."""
        if not self.is_available:
            return f"{self.stage.title} comes with a later version of the toolkit, so {kind.refused}."
        if kind is LEFT_INCOMPLETE and not self.stage.feeds_findings:
            return "Findings do not wait for this stage, so it cannot be left incomplete."
        refused = self.state.why_not(kind, by=by)
        if refused is None and kind is SENT and self.summary.missing:
            return f"{self.summary.missing} Then this stage can be sent for sign-off."
        return refused

    @property
    def _tag(self) -> tuple[str, Tone]:
        own = self.summary.state, self.summary.tone
        if not self.is_available or (self.summary.alert and self.state.is_open):
            return own
        return _TAGS.get(self.state.condition, own)


def _day(act: Act) -> date:
    return in_uk(act.happened_at).date()
