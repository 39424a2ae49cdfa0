"""The moment at which somebody is let in: the visit begins, and the trail says so."""

from flask import redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security.utils import login_user
from flask_security.utils import validate_redirect_url as is_ours

from review_toolkit.access.actors import Actor
from review_toolkit.access.audit import note
from review_toolkit.access.models import User
from review_toolkit.sign_in.visits import BEGAN, begin_visit, empty_cookie, is_vouched_for
from review_toolkit.web.writes import transaction


def enter(
    user: User, *, via: str, next_location: str | None = None, by_provider: bool = False
) -> ResponseReturnValue:
    """Let somebody in who has shown who they are, whole: begin a visit, and lead on.

    `via` says how ("a password and a passkey"), `by_provider` whether the organisation's own sign-in has
    vouched for them, which counts as a second step. Call it outside a write transaction. Whatever the
    browser's cookie held before is dropped, so that nobody can have prepared it.
    """
    empty_cookie()
    with transaction():
        actor = Actor(user_id=user.id, name=user.name)
        note(kind="signed_in", actor=actor, subject=f"account {user.id}", reason=f"With {via}.")
    login_user(user, remember=False, authn_via=[via])
    begin_visit(by_provider=by_provider)
    return redirect(next_location if next_location and is_ours(next_location) else url_for("overview.home"))


def go_on_as(user: User) -> None:
    """Let the visit go on of somebody whose other visits were just ended, in a cookie that is new."""
    began, by_provider = session.get(BEGAN), is_vouched_for()
    empty_cookie()
    login_user(user, remember=False)
    begin_visit(by_provider=by_provider)
    if began is not None:
        session[BEGAN] = began


def me() -> User:
    """Return the account of whoever is signed in; the guard has seen to it that somebody is."""
    user: User = current_user._get_current_object()
    return user
