"""What the task list needs to know of the baseline."""

from uuid import UUID

from review_toolkit.reviews.queries import latest_event
from review_toolkit.reviews.stages import StageSummary

_ENDPOINT = "baseline.show"


def summarise(review_id: UUID) -> StageSummary:
    """Return the stage's state, folded from the record of acts."""
    event = latest_event(review_id, stage="baseline")
    if event is None:
        return StageSummary("Not started", "blue", "Import a workforce file.", _ENDPOINT)
    if event.kind == "extract_imported":
        return StageSummary(
            "In progress", "blue", "Check how the rows were used, then release the figures.", _ENDPOINT
        )
    return StageSummary(
        "Figures released", "green", f"Released by {event.actor_name}. Nothing is left to do.", _ENDPOINT
    )
