"""The front page, the task list of a review, and the page of a job."""

from uuid import UUID

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review_toolkit.access.actions import Action
from review_toolkit.access.guards import can, current_actor, requires
from review_toolkit.access.invitations import open_for
from review_toolkit.access.queries import reviews_of
from review_toolkit.jobs import service as jobs
from review_toolkit.overview.progress import job_and_kind, progress_of
from review_toolkit.reviews import queries
from review_toolkit.reviews.stages import StageRegistry
from review_toolkit.sign_in.entering import me
from review_toolkit.web.writes import writes

blueprint = Blueprint("overview", __name__)


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Show the reviews that the person has a role in."""
    roles = reviews_of(current_actor().user_id)
    invited = [(each, queries.review_of(each.review_id)) for each in open_for(me().email)]
    reviews = queries.reviews_in(roles)
    return render_template("overview/home.html", reviews=reviews, roles=roles, invited=invited)


@blueprint.get("/reviews/<uuid:review_id>")
@requires(Action.VIEW_REVIEW)
def task_list(review_id: UUID) -> ResponseReturnValue:
    """Show each stage with its state and what is left to do."""
    review = queries.review_of(review_id)
    registry: StageRegistry = current_app.extensions["stages"]
    standings = queries.standings_of(review_id, stages=registry)
    return render_template("overview/task_list.html", review=review, standings=standings)


@blueprint.before_request
def _hide_jobs_from_others() -> None:
    """Answer as for what is not there unless the person may do what the job does."""
    ids = request.view_args or {}
    if "job_id" in ids:
        _, kind = job_and_kind(ids["review_id"], ids["job_id"], current_app.extensions["jobs"])
        if kind.action is None or not can(kind.action, ids["review_id"], kind.stage):
            abort(404)


@blueprint.get("/reviews/<uuid:review_id>/jobs/<uuid:job_id>")
@requires(Action.VIEW_REVIEW)
def job(review_id: UUID, job_id: UUID) -> ResponseReturnValue:
    """Show how far a job is, or how it ended."""
    review = queries.review_of(review_id)
    progress = progress_of(*job_and_kind(review_id, job_id, current_app.extensions["jobs"]))
    return render_template("overview/job.html", review=review, job=progress)


@blueprint.get("/reviews/<uuid:review_id>/jobs/<uuid:job_id>/result")
@requires(Action.VIEW_REVIEW)
def job_result(review_id: UUID, job_id: UUID) -> ResponseReturnValue:
    """Lead on to the page of a job's result, and say there that it is done."""
    found, kind = job_and_kind(review_id, job_id, current_app.extensions["jobs"])
    if not progress_of(found, kind).is_done or kind.result_endpoint is None:
        return redirect(url_for("overview.job", review_id=review_id, job_id=job_id))
    flash(kind.done)
    return redirect(url_for(kind.result_endpoint, review_id=review_id))


@blueprint.post("/reviews/<uuid:review_id>/jobs/<uuid:job_id>/cancel")
@requires(Action.VIEW_REVIEW)
@writes
def cancel_job(review_id: UUID, job_id: UUID) -> ResponseReturnValue:
    """Cancel a job that has not ended."""
    jobs.cancel(job_id)
    return redirect(url_for("overview.job", review_id=review_id, job_id=job_id))
