"""What the task list needs to know of the baseline."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from review_toolkit.access.actions import Action
from review_toolkit.figures import uk_date
from review_toolkit.releases.queries import Line, Withdrawn, has_release, releases_of
from review_toolkit.reviews.queries import latest_work
from review_toolkit.reviews.stages import ActDetail, StageSummary


def summarise(review_id: UUID) -> StageSummary:
    """Return how far the stage's own work has come, from the record of acts."""
    event = latest_work(review_id, stage="baseline")
    if event is None:
        return _summary("Not started", "Next: import a workforce file.", "Import a workforce file first.")
    if has_release(review_id):
        if event.kind == "extract_imported":
            next_step = "A newer file was imported. Next: check it, or send the stage for sign-off as it is."
            return _summary("Figures released", next_step)
        if event.kind == "figures_withdrawn":
            return _summary("Figures released", "A release was withdrawn, and another one stands.")
        return _summary(
            "Figures released", f"Released by {event.actor_name}. Next: send the stage for sign-off."
        )
    if withdrawn := _withdrawals(releases_of(review_id)):
        line, why = withdrawn[-1]
        next_step = "Next: import a corrected file."
        if event.kind == "extract_imported":
            next_step = "Next: check the corrected file and release its figures."
        return _summary(
            "Figures withdrawn",
            next_step,
            "Release corrected figures first.",
            alert=f"Release {line.number} was withdrawn on {uk_date(why.at.date())}.",
        )
    next_step = "Next: check how the rows were used and release the figures."
    return _summary("In progress", next_step, "Release the figures first.")


def details(review_id: UUID) -> Mapping[str, Sequence[ActDetail]]:
    """Return which release each act on the record released or withdrew, and why it was withdrawn."""
    lines = releases_of(review_id)
    return {
        "figures_released": [ActDetail(f"release {line.number}") for line in reversed(lines)],
        "figures_withdrawn": [
            ActDetail(f"release {line.number}", why.reason) for line, why in _withdrawals(lines)
        ],
    }


def _withdrawals(lines: Iterable[Line]) -> list[tuple[Line, Withdrawn]]:
    """Return the withdrawn releases with why they were, in the order in which that was done."""
    return sorted(
        ((line, line.withdrawn) for line in lines if line.withdrawn), key=lambda withdrawn: withdrawn[1].at
    )


def _summary(state: str, left_to_do: str, missing: str = "", *, alert: str = "") -> StageSummary:
    return StageSummary(
        state,
        "orange" if alert else "blue",
        left_to_do,
        endpoint="baseline.show",
        action=Action.SEE_FIGURES,
        missing=missing,
        alert=alert,
    )
