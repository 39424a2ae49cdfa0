"""What the task list needs to know of the report."""

from uuid import UUID

from review_toolkit.access.actions import Action
from review_toolkit.reports.queries import written_reports
from review_toolkit.reviews.stages import StageSummary


def summarise(review_id: UUID) -> StageSummary:
    """Return the stage's state from the reports written so far."""
    written = written_reports(review_id)
    if not written:
        return StageSummary(
            "Not started",
            "blue",
            "Next: write it, once figures are released.",
            "reports.show",
            Action.READ_REPORT,
            missing="Write the report first.",
        )
    latest, said = written[0].document, f"Version {written[0].document.version}"
    if written[0].withdrawn and written[0].release:
        return StageSummary(
            "Draft to be written again",
            "orange",
            "Next: write it again, once corrected figures are released.",
            "reports.show",
            Action.READ_REPORT,
            missing="Write the report again first.",
            alert=f"{said} was filled from release {written[0].release.number}, which was withdrawn.",
        )
    return StageSummary(
        "Draft written",
        "blue",
        f"{said} was written by {latest.written_by_name}. Next: send the stage for sign-off.",
        "reports.show",
        Action.READ_REPORT,
    )
