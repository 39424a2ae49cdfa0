"""Pages on which administrators see which HR leads have not answered, and invite them once more."""

from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from review_toolkit.access.actions import Action
from review_toolkit.access.guards import current_actor, requires
from review_toolkit.access.service import RoleRefused
from review_toolkit.mail.queries import mail_waits
from review_toolkit.mail.service import MailRefused
from review_toolkit.reviews.forms import LeadForm
from review_toolkit.reviews.leads import service
from review_toolkit.reviews.leads.queries import invited_lead, invited_leads
from review_toolkit.vault import vault_of
from review_toolkit.web.writes import transaction

blueprint = Blueprint("leads", __name__, url_prefix="/invited-hr-leads")


@blueprint.get("")
@requires(Action.SET_UP_REVIEW)
def show() -> ResponseReturnValue:
    """Show which HR leads were invited and have not answered."""
    settings = current_app.extensions["settings"]
    return render_template(
        "leads/show.html", leads=invited_leads(), mail_waits=mail_waits(), web_address=settings.web_address
    )


@blueprint.get("/<uuid:invitation_id>")
@requires(Action.SET_UP_REVIEW)
def ask(invitation_id: UUID) -> ResponseReturnValue:
    """Ask whom to invite: the same person once more, or another."""
    lead = invited_lead(invitation_id).invited
    return _page(invitation_id, LeadForm(hr_lead_name=lead.name, hr_lead_email=lead.email))


@blueprint.post("/<uuid:invitation_id>")
@requires(Action.SET_UP_REVIEW)
def invite(invitation_id: UUID) -> ResponseReturnValue:
    """Invite an HR lead once more; the key that was mailed before opens nothing any more."""
    form = LeadForm()
    if not form.validate_on_submit():
        return _page(invitation_id, form), 422
    name, email = form.hr_lead_name.data or "", form.hr_lead_email.data or ""
    try:
        with transaction():
            service.invite_instead(
                invited_lead(invitation_id),
                email=email,
                name=name,
                actor=current_actor(),
                vault=vault_of(current_app),
                web_address=current_app.extensions["settings"].web_address,
            )
    except (MailRefused, RoleRefused) as refused:
        form.form_errors.append(str(refused))
        return _page(invitation_id, form), 409
    flash(f"{name} is invited by mail. The key that was mailed before opens nothing any more.")
    return redirect(url_for("leads.show"))


def _page(invitation_id: UUID, form: LeadForm) -> str:
    return render_template("leads/invite.html", form=form, lead=invited_lead(invitation_id))
