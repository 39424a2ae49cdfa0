"""The front page and the task list of a review."""

from uuid import UUID

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from review_toolkit.access.actions import Action
from review_toolkit.access.guards import current_actor, requires
from review_toolkit.access.queries import reviews_of
from review_toolkit.reviews import queries
from review_toolkit.reviews.stages import StageRegistry

blueprint = Blueprint("overview", __name__)


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Show the reviews that the person has a role in."""
    roles = reviews_of(current_actor().user_id)
    return render_template("overview/home.html", reviews=queries.reviews_in(roles), roles=roles)


@blueprint.get("/reviews/<uuid:review_id>")
@requires(Action.VIEW_REVIEW)
def task_list(review_id: UUID) -> ResponseReturnValue:
    """Show each stage with its state and what is left to do."""
    review = queries.review_of(review_id)
    registry: StageRegistry = current_app.extensions["stages"]
    standings = queries.standings_of(review_id, stages=registry)
    return render_template("overview/task_list.html", review=review, standings=standings)
