"""Setting up a review."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from review_toolkit.access.actions import Action, Role
from review_toolkit.access.guards import requires
from review_toolkit.access.service import AccountRefused, create_account, grant
from review_toolkit.access.sign_in import hash_password
from review_toolkit.reviews import service
from review_toolkit.reviews.forms import SetUpReviewForm
from review_toolkit.web.writes import writes

blueprint = Blueprint("reviews", __name__)


@blueprint.get("/reviews/new")
@requires(Action.SET_UP_REVIEW)
def new() -> ResponseReturnValue:
    """Ask for what a review needs to begin."""
    return render_template("reviews/new.html", form=SetUpReviewForm())


@blueprint.post("/reviews/new")
@requires(Action.SET_UP_REVIEW)
@writes
def create() -> ResponseReturnValue:
    """Open a review and make its HR lead's account."""
    form = SetUpReviewForm()
    if not form.validate_on_submit() or not form.snapshot_date.data or not form.threshold.data:
        return render_template("reviews/new.html", form=form), 422
    try:
        lead = create_account(
            email=form.hr_lead_email.data,
            name=form.hr_lead_name.data,
            password_hash=hash_password(form.hr_lead_password.data),
        )
    except AccountRefused as refused:
        form.hr_lead_email.errors = [str(refused)]
        return render_template("reviews/new.html", form=form), 422
    review = service.set_up_review(
        organisation=form.organisation.data,
        title=form.title.data,
        snapshot_date=form.snapshot_date.data,
        threshold=form.threshold.data,
    )
    grant(user=lead, review_id=review.id, role=Role.HR_LEAD)
    flash(f"“{review.title}” is open. {lead.name} can sign in as its HR lead.")
    return redirect(url_for("overview.home"))
