"""The page of the declaration: what the reviewer is asked to do, their interests, the terms."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from review_toolkit.access.actions import Action
from review_toolkit.access.declarations import declaration_of
from review_toolkit.access.declarations import declare as keep_declaration
from review_toolkit.access.guards import current_actor, requires
from review_toolkit.access.queries import Holding
from review_toolkit.access.service import RoleRefused
from review_toolkit.content.confidentiality import confidentiality_terms
from review_toolkit.people.declaring.forms import DeclarationForm
from review_toolkit.people.declaring.gate import role_as_reviewer
from review_toolkit.reviews.queries import review_of
from review_toolkit.reviews.stages import titles_of
from review_toolkit.web.writes import writes

blueprint = Blueprint("declaring", __name__, url_prefix="/reviews/<uuid:review_id>/people/declaration")


@blueprint.get("")
@requires(Action.DECLARE_INTERESTS)
def ask(review_id: UUID) -> ResponseReturnValue:
    """Ask for the declaration, or show the one that was made."""
    return _page(review_id, DeclarationForm())


@blueprint.post("")
@requires(Action.DECLARE_INTERESTS)
@writes
def declare(review_id: UUID) -> ResponseReturnValue:
    """Keep the declaration, and let the reviewer in."""
    held, form = _role(review_id), DeclarationForm()
    if declaration_of(held.membership_id) is not None:
        return redirect(url_for("declaring.ask", review_id=review_id))
    if not form.validate_on_submit():
        return _page(review_id, form), 422
    try:
        keep_declaration(
            review_id,
            held.membership_id,
            interests=form.declared_interests,
            terms_version=form.terms_version.data,
            actor=current_actor(),
        )
    except RoleRefused as refused:
        form.form_errors.append(str(refused))
        form.accepted.data = False
        return _page(review_id, form), 409
    flash("Your declaration is kept. The review is open to you now.")
    return redirect(url_for("overview.task_list", review_id=review_id))


def _page(review_id: UUID, form: DeclarationForm) -> str:
    held, terms = _role(review_id), confidentiality_terms()
    form.terms_version.data = terms.version
    return render_template(
        "people/declaration.html",
        review=review_of(review_id),
        asked=held.terms,
        titles=titles_of(held.terms.stages),
        declared=declaration_of(held.membership_id),
        terms=terms,
        form=form,
    )


def _role(review_id: UUID) -> Holding:
    return role_as_reviewer(review_id) or abort(404)
