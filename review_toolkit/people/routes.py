"""Pages of who has which role in a review, and the end of a role."""

from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from review_toolkit.access import service
from review_toolkit.access.actions import Action
from review_toolkit.access.guards import can, current_actor, requires
from review_toolkit.access.queries import combined_roles, held_role, held_roles
from review_toolkit.access.service import RoleRefused
from review_toolkit.people import queries
from review_toolkit.people.forms import EndRoleForm
from review_toolkit.reviews.queries import review_of
from review_toolkit.reviews.stages import titles_of
from review_toolkit.web.writes import writes

blueprint = Blueprint("people", __name__, url_prefix="/reviews/<uuid:review_id>/people")


@blueprint.get("")
@requires(Action.SEE_PEOPLE)
def show(review_id: UUID) -> ResponseReturnValue:
    """Show who has which role, who had one, and what readers are told of roles held together."""
    roles = held_roles(review_id)
    return render_template(
        "people/show.html",
        review=review_of(review_id),
        current=[held for held in roles if not held.is_over],
        former=[held for held in roles if held.is_over],
        combined=combined_roles(roles),
        titles={held.id: titles_of(held.terms.stages) for held in roles},
        invitations=queries.open_invitations(review_id) if can(Action.INVITE_PEOPLE, review_id) else (),
        mail_is_set_up=current_app.extensions["mail"].is_set_up,
    )


@blueprint.get("/<uuid:membership_id>/end")
@requires(Action.END_ROLES)
def ask_why(review_id: UUID, membership_id: UUID) -> ResponseReturnValue:
    """Say what ending a role means, and ask for the reason."""
    return _end_page(review_id, membership_id, EndRoleForm(formdata=None))


@blueprint.post("/<uuid:membership_id>/end")
@requires(Action.END_ROLES)
@writes
def end(review_id: UUID, membership_id: UUID) -> ResponseReturnValue:
    """End a role, from the holder's next request on."""
    held, form = held_role(review_id, membership_id), EndRoleForm()
    if not form.validate_on_submit():
        return _end_page(review_id, membership_id, form), 422
    actor = current_actor()
    try:
        ended = service.end_role(review_id, membership_id, reason=form.reason.data, actor=actor)
    except RoleRefused as refused:
        form.form_errors.append(str(refused))
        return _end_page(review_id, membership_id, form), 409
    flash(f"{held.name} is no longer {held.role.in_a_sentence} of this review.")
    # Who ended a role of their own may not see the page that they came from any more.
    is_own = ended.user_id == actor.user_id
    return redirect(url_for("overview.home") if is_own else url_for("people.show", review_id=review_id))


def _end_page(review_id: UUID, membership_id: UUID, form: EndRoleForm) -> str:
    return render_template(
        "people/end.html", review=review_of(review_id), held=held_role(review_id, membership_id), form=form
    )
