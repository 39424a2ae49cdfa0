"""Pages that invite somebody, and the two things that can be done about an invitation."""

from uuid import UUID

from flask import Blueprint, after_this_request, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from review_toolkit.access.actions import Action, Role
from review_toolkit.access.guards import current_actor, requires
from review_toolkit.access.service import RoleRefused
from review_toolkit.mail.service import MailRefused
from review_toolkit.people import service
from review_toolkit.people.inviting.forms import InviteForm
from review_toolkit.reviews.queries import review_of
from review_toolkit.sign_in.counting import may_try
from review_toolkit.sign_in.login_form import too_many
from review_toolkit.sign_in.throttle import MINUTES, Counted
from review_toolkit.vault import vault_of
from review_toolkit.web.filters import uk_datetime
from review_toolkit.web.writes import transaction
from review_toolkit.web_address import WebAddress

blueprint = Blueprint("inviting", __name__, url_prefix="/reviews/<uuid:review_id>/people")

_TOO_MANY = (
    f"You have sent {Counted.INVITATION.most} invitations within {MINUTES} minutes, so no more are sent for "
    "now. Wait a while, then go on"
)


@blueprint.get("/invite")
@requires(Action.INVITE_PEOPLE)
def ask(review_id: UUID) -> ResponseReturnValue:
    """Ask whom to invite, and to what."""
    return _page(review_id, InviteForm())


@blueprint.post("/invite")
@requires(Action.INVITE_PEOPLE)
def invite(review_id: UUID) -> ResponseReturnValue:
    """Invite somebody, and mail them the key."""
    form = InviteForm()
    if not form.is_sound():
        return _page(review_id, form), 422
    if not may_try(str(current_actor().user_id), Counted.INVITATION):
        form.form_errors.append(_TOO_MANY)
        after_this_request(too_many)
        return _page(review_id, form), 429
    role = Role(form.role.data)
    try:
        with transaction():
            invited = service.invite(
                review_of(review_id),
                email=form.email.data,
                name=form.name.data,
                role=role,
                terms=form.terms_of(role),
                actor=current_actor(),
                vault=vault_of(current_app),
                web_address=_web_address(),
            )
    except (RoleRefused, MailRefused) as refused:
        form.form_errors.append(str(refused))
        return _page(review_id, form), 409
    flash(
        f"{invited.name} is invited as {role.in_a_sentence}. The key in the mail is good until "
        f"{uk_datetime(invited.expires_at)}."
    )
    return redirect(url_for("people.show", review_id=review_id))


@blueprint.post("/invitations/<uuid:invitation_id>/send-again")
@requires(Action.INVITE_PEOPLE)
def send_again(review_id: UUID, invitation_id: UUID) -> ResponseReturnValue:
    """Mail a new key; the one before opens nothing any more."""
    if not may_try(str(current_actor().user_id), Counted.INVITATION):
        flash(f"{_TOO_MANY}.", "error")
        return redirect(url_for("people.show", review_id=review_id))
    try:
        with transaction():
            invited = service.send_again(
                review_of(review_id),
                invitation_id,
                actor=current_actor(),
                vault=vault_of(current_app),
                web_address=_web_address(),
            )
    except (RoleRefused, MailRefused) as refused:
        flash(str(refused), "error")
    else:
        flash(
            f"A new key is mailed to {invited.email}, good until {uk_datetime(invited.expires_at)}. "
            "The one before opens nothing any more."
        )
    return redirect(url_for("people.show", review_id=review_id))


@blueprint.post("/invitations/<uuid:invitation_id>/withdraw")
@requires(Action.INVITE_PEOPLE)
def withdraw(review_id: UUID, invitation_id: UUID) -> ResponseReturnValue:
    """Take an invitation back."""
    try:
        with transaction():
            invited = service.withdraw(review_id, invitation_id, actor=current_actor())
    except RoleRefused as refused:
        flash(str(refused), "error")
    else:
        flash(f"The invitation of {invited.email} is withdrawn. Its key opens nothing any more.")
    return redirect(url_for("people.show", review_id=review_id))


def _page(review_id: UUID, form: InviteForm) -> str:
    return render_template("people/invite.html", review=review_of(review_id), form=form)


def _web_address() -> WebAddress | None:
    address: WebAddress | None = current_app.extensions["settings"].web_address
    return address
