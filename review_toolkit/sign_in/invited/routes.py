"""Pages of somebody who was invited. The key may be entered as often as one likes until it is accepted."""

from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    after_this_request,
    current_app,
    flash,
    redirect,
    render_template,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from review_toolkit.access import invitations
from review_toolkit.access.invitations import Invited
from review_toolkit.access.queries import account_of
from review_toolkit.access.service import AccountRefused, RoleRefused
from review_toolkit.sign_in.clients import client_address
from review_toolkit.sign_in.entering import enter, me
from review_toolkit.sign_in.hashing import hash_password
from review_toolkit.sign_in.invited import service
from review_toolkit.sign_in.invited.forms import AcceptForm, KeyForm, NewAccountForm
from review_toolkit.sign_in.login_form import too_many
from review_toolkit.sign_in.passwords import why_weak
from review_toolkit.sign_in.throttle import MINUTES, Counted, begin_try
from review_toolkit.web.writes import transaction

blueprint = Blueprint("invited", __name__, url_prefix="/invitation")

_INVITATION = "invitation"
_NO_KEY = (
    "That key opens no invitation: it was accepted, withdrawn or sent anew, is older than 14 days, or has a "
    "slip of the keyboard in it. Compare it with the newest mail, or ask whoever invited you"
)
_GONE = "This invitation is not open any more. Ask whoever sent it for a new one."


@blueprint.get("")
def ask_key() -> ResponseReturnValue:
    """Ask for the key from the mail."""
    return _key_page(KeyForm(formdata=None))


@blueprint.post("")
def take_key() -> ResponseReturnValue:
    """Lead on to the invitation that a key opens."""
    form, client = KeyForm(), client_address()
    if not form.validate_on_submit():
        return _key_page(form), 422
    with transaction():
        secret = current_app.config["SECRET_KEY"]
        tries = begin_try(client, secret=secret, of=Counted.KEY) if client else 1
    if tries is None:
        form.key.errors = (f"There were too many tries from your network. Wait {MINUTES} minutes",)
        after_this_request(too_many)
        return _key_page(form), 429
    invited = invitations.opened_by(form.key.data or "")
    if invited is None:
        form.key.errors = (_NO_KEY,)
        return _key_page(form), 422
    session[_INVITATION] = invited.id.hex
    return redirect(url_for("invited.show"))


@blueprint.get("/<uuid:invitation_id>")
def open_mine(invitation_id: UUID) -> ResponseReturnValue:
    """Lead on to an invitation of whoever is signed in, who needs no key: the address is theirs."""
    invited = invitations.open_invitation(invitation_id)
    if invited is None or not _is_for_me(invited):
        flash("There is no such invitation for you, or it is not open any more.", "error")
        return redirect(url_for("overview.home"))
    session[_INVITATION] = invited.id.hex
    return redirect(url_for("invited.show"))


@blueprint.get("/accept")
def show() -> ResponseReturnValue:
    """Show what somebody is invited to, and how they accept it."""
    invited = _invited()
    if invited is None:
        return redirect(url_for("invited.ask_key"))
    if _is_new(invited):
        return _page(invited, NewAccountForm(formdata=None, name=invited.name))
    return _page(invited, AcceptForm(formdata=None))


@blueprint.post("/accept")
def accept() -> ResponseReturnValue:
    """Accept: with a new account, or as whoever is signed in with the invited address."""
    invited = _invited()
    if invited is None:
        flash(_GONE, "error")
        return redirect(url_for("invited.ask_key"))
    if _is_new(invited):
        return _accept_with_new_account(invited)
    if not _is_for_me(invited):
        return redirect(url_for("invited.show"))
    form = AcceptForm()
    try:
        with transaction():
            invitations.accept(invited.id, user=me())
    except RoleRefused as refused:
        form.form_errors.append(str(refused))
        return _page(invited, form), 409
    session.pop(_INVITATION, None)
    flash(f"You are now {invited.role.in_a_sentence} of this review.")
    return redirect(url_for("overview.home"))


def _accept_with_new_account(invited: Invited) -> ResponseReturnValue:
    form = NewAccountForm()
    if not form.validate_on_submit():
        return _page(invited, form), 422
    if why := why_weak(form.new_password.data, own_words=(form.name.data or "", invited.email)):
        form.new_password.errors = (why,)
        return _page(invited, form), 422
    hashed = hash_password(form.new_password.data)
    try:
        with transaction():
            user = service.make_account(invited.id, name=form.name.data or "", password_hash=hashed)
    except (RoleRefused, AccountRefused) as refused:
        form.form_errors.append(str(refused))
        return _page(invited, form), 409
    answer = enter(user, via="an invitation and a new password")
    flash(f"Your account is made, and you are {invited.role.in_a_sentence} of this review.")
    return answer


def _key_page(form: KeyForm) -> str:
    return render_template("invited/key.html", form=form)


def _page(invited: Invited, form: Any) -> str:
    return render_template(
        "invited/accept.html",
        invited=invited,
        form=form,
        is_new=_is_new(invited),
        is_for_me=_is_for_me(invited),
        review=current_app.extensions["describe_review"](invited.review_id),
    )


def _invited() -> Invited | None:
    kept = session.get(_INVITATION)
    return invitations.open_invitation(UUID(kept)) if isinstance(kept, str) else None


def _is_new(invited: Invited) -> bool:
    return account_of(invited.email) is None


def _is_for_me(invited: Invited) -> bool:
    return bool(current_user.is_authenticated) and me().email == invited.email
