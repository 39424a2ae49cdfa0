"""What the task list needs to know of the baseline."""

from uuid import UUID

from review_toolkit.access.actions import Action
from review_toolkit.reviews.queries import latest_event
from review_toolkit.reviews.stages import StageSummary, Tone, UnknownAct


def summarise(review_id: UUID) -> StageSummary:
    """Return the stage's state, folded from the record of acts."""
    event = latest_event(review_id, stage="baseline")
    if event is None:
        return _summary("Not started", "blue", "Next: import a workforce file.")
    if event.kind == "extract_imported":
        return _summary("In progress", "blue", "Next: check how the rows were used and release the figures.")
    if event.kind == "figures_released":
        return _summary("Figures released", "green", f"Released by {event.actor_name}.")
    raise UnknownAct(f"The baseline's record holds '{event.kind}', which says nothing of its state.")


def _summary(state: str, tone: Tone, left_to_do: str) -> StageSummary:
    return StageSummary(state, tone, left_to_do, endpoint="baseline.show", action=Action.SEE_FIGURES)
