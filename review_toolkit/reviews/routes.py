"""Setting up a review."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from review_toolkit.access.actions import Action
from review_toolkit.access.guards import current_actor, requires
from review_toolkit.mail.service import MailRefused
from review_toolkit.reviews import service
from review_toolkit.reviews.forms import SetUpReviewForm
from review_toolkit.vault import vault_of
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
    lead = form.hr_lead_name.data or ""
    try:
        with transaction():
            review = service.open_review(
                organisation=form.organisation.data,
                title=form.title.data,
                snapshot_date=day,
                threshold=threshold,
                lead_email=form.hr_lead_email.data,
                lead_name=lead,
                actor=current_actor(),
                vault=vault_of(current_app),
                web_address=current_app.extensions["settings"].web_address,
            )
    except MailRefused as refused:
        form.hr_lead_email.errors = (str(refused),)
        return render_template("reviews/new.html", form=form), 422
    flash(f"“{review.title}” is open. {lead} is invited by mail to be its HR lead.")
    return redirect(url_for("leads.show"))
