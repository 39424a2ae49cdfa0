"""What the task list needs to know of the baseline."""

from uuid import UUID

from review_toolkit.access.actions import Action
from review_toolkit.releases.queries import has_release
from review_toolkit.reviews.queries import latest_work
from review_toolkit.reviews.stages import StageSummary


def summarise(review_id: UUID) -> StageSummary:
    """Return how far the stage's own work has come, from the record of acts."""
    event = latest_work(review_id, stage="baseline")
    if event is None:
        return _summary("Not started", "Next: import a workforce file.", "Import a workforce file first.")
    if event.kind == "extract_imported" and has_release(review_id):
        next_step = "A newer file was imported. Next: check it, or send the stage for sign-off as it is."
        return _summary("Figures released", next_step)
    if event.kind == "figures_withdrawn":
        if has_release(review_id):
            return _summary("Figures released", "A release was withdrawn, and another one stands.")
        return _summary(
            "Figures withdrawn", "Next: import a corrected file.", "Release corrected figures first."
        )
    if event.kind == "extract_imported":
        next_step = "Next: check how the rows were used and release the figures."
        return _summary("In progress", next_step, "Release the figures first.")
    return _summary("Figures released", f"Released by {event.actor_name}. Next: send the stage for sign-off.")


def _summary(state: str, left_to_do: str, missing: str = "") -> StageSummary:
    return StageSummary(
        state, "blue", left_to_do, endpoint="baseline.show", action=Action.SEE_FIGURES, missing=missing
    )
