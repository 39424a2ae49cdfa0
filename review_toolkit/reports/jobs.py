"""What the report does in the background: writing it takes a second or two."""

from datetime import date
from uuid import UUID

from flask import current_app

from review_toolkit.access.actions import Action
from review_toolkit.access.jobs import requester_of
from review_toolkit.jobs.kinds import Finish, JobKind, JobRefused, RunningJob
from review_toolkit.reports import service
from review_toolkit.reviews.queries import review_of

_FILLING, _KEEPING = "Filling the template", "Keeping the document"


def _write(running: RunningJob) -> Finish:
    """Write a review's report, dated with the job's argument `day`."""
    review = review_of(running.in_review)
    running.report(0, 2, _FILLING)
    day = date.fromisoformat(running.arguments["day"])
    filled = service.fill_report(review, stages=current_app.extensions["stages"], day=day)
    running.report(1, 2, _KEEPING)

    def keep() -> UUID:
        actor = requester_of(running, Action.WRITE_REPORT, stage=service.STAGE)
        try:
            return service.keep_report(review, filled, actor=actor).id
        except service.ReportRefused as refused:
            raise JobRefused(str(refused)) from refused

    return keep


WRITE_REPORT = JobKind(
    name="write_report",
    title="Writing the report",
    run=_write,
    action=Action.WRITE_REPORT.name,
    stage=service.STAGE,
    messages=(_FILLING, _KEEPING),
    done="The report is written.",
    result_endpoint="reports.show",
    result_name="the report",
)
