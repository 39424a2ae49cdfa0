"""What the task list needs to know of the report."""

from uuid import UUID

from review_toolkit.access.actions import Action
from review_toolkit.reports.queries import documents_of
from review_toolkit.reviews.stages import StageSummary


def summarise(review_id: UUID) -> StageSummary:
    """Return the stage's state from the reports written so far."""
    written = documents_of(review_id)
    if not written:
        return StageSummary(
            "Not started",
            "blue",
            "Next: write it, once figures are released.",
            "reports.show",
            Action.READ_REPORT,
            missing="Write the report first.",
        )
    latest = written[0]
    return StageSummary(
        "Draft written",
        "blue",
        f"Version {latest.version} was written by {latest.written_by_name}. "
        "Next: send the stage for sign-off.",
        "reports.show",
        Action.READ_REPORT,
    )
