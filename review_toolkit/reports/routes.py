"""Pages of the report: write it, download it."""

from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from review_toolkit.access.actions import Action
from review_toolkit.access.guards import current_actor, requires
from review_toolkit.figures import in_uk
from review_toolkit.jobs.queries import unfinished_job
from review_toolkit.jobs.service import enqueue_once
from review_toolkit.releases.queries import has_release, releases_of
from review_toolkit.reports import queries, service
from review_toolkit.reports.jobs import WRITE_REPORT
from review_toolkit.reviews.queries import review_of, why_closed
from review_toolkit.web.writes import transaction, writes

blueprint = Blueprint("reports", __name__, url_prefix="/reviews/<uuid:review_id>/report")

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("")
@requires(Action.READ_REPORT, stage=service.STAGE)
def show(review_id: UUID) -> ResponseReturnValue:
    """Show the reports written so far."""
    return render_template(
        "reports/show.html",
        review=review_of(review_id),
        reports=queries.written_reports(review_id),
        released=has_release(review_id),
        withdrawn=[line for line in releases_of(review_id) if line.withdrawn],
        closed=why_closed(review_id, stage=service.STAGE),
        writing=unfinished_job(WRITE_REPORT.name, review_id=review_id),
    )


@blueprint.post("")
@requires(Action.WRITE_REPORT, stage=service.STAGE)
@writes
def write(review_id: UUID) -> ResponseReturnValue:
    """Ask for the report to be written, and lead to the page that says how far it is."""
    review = review_of(review_id)
    day = in_uk(datetime.now(UTC)).date()
    job = enqueue_once(
        WRITE_REPORT.name,
        arguments={"day": day.isoformat()},
        review_id=review.id,
        requested_by=current_actor(),
    )
    return redirect(url_for("overview.job", review_id=review.id, job_id=job.id))


@blueprint.get("/<uuid:document_id>.docx")
@requires(Action.READ_REPORT, stage=service.STAGE)
def download(review_id: UUID, document_id: UUID) -> ResponseReturnValue:
    """Hand out a report's bytes as they were written; the file's name says where its figures do not stand."""
    report = queries.written_report(review_id, document_id)
    document, mark = report.document, "-FIGURES-WITHDRAWN" if report.withdrawn else ""
    with transaction():
        service.note_download(document, actor=current_actor())
    name = f"{document.template}-{document.version}{mark}.docx"
    return Response(
        document.content,
        mimetype=WORD,
        headers={"Content-Disposition": f"attachment; filename={name}", "Cache-Control": "no-store"},
    )
