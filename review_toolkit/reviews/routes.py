"""Setting up a review."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from review_toolkit.access.actions import Action, Role
from review_toolkit.access.guards import current_actor, requires
from review_toolkit.access.queries import people_in
from review_toolkit.reviews import service
from review_toolkit.reviews.forms import SetUpReviewForm
from review_toolkit.sign_in.hashing import hash_password
from review_toolkit.web.writes import transaction

blueprint = Blueprint("reviews", __name__)


@blueprint.get("/reviews/new")
@requires(Action.SET_UP_REVIEW)
def new() -> ResponseReturnValue:
    """Ask for what a review needs to begin."""
    return render_template("reviews/new.html", form=SetUpReviewForm())


@blueprint.post("/reviews/new")
@requires(Action.SET_UP_REVIEW)
def create() -> ResponseReturnValue:
    """Open a review and give it its HR lead."""
    form = SetUpReviewForm()
    day, threshold = form.snapshot_date.data, form.threshold.data
    if not form.validate_on_submit() or day is None or threshold is None:
        return render_template("reviews/new.html", form=form), 422
    # Hashing is slow on purpose; nobody else waits for it.
    hashed = hash_password(form.hr_lead_password.data)
    with transaction():
        review = service.open_review(
            organisation=form.organisation.data,
            title=form.title.data,
            snapshot_date=day,
            threshold=threshold,
            lead_email=form.hr_lead_email.data,
            lead_name=form.hr_lead_name.data,
            lead_password_hash=hashed,
            actor=current_actor(),
        )
        (lead,) = people_in(review.id, role=Role.HR_LEAD)
    flash(f"“{review.title}” is open. {lead} can sign in as its HR lead.")
    return redirect(url_for("overview.home"))
