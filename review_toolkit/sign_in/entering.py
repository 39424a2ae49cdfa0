"""The moment at which somebody is let in: the visit begins, and the trail says so."""

from datetime import UTC, datetime

from flask import redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_security.utils import login_user
from flask_security.utils import validate_redirect_url as is_ours

from review_toolkit.access.actors import Actor
from review_toolkit.access.audit import note
from review_toolkit.access.models import User
from review_toolkit.web.writes import transaction

BEGAN = "visit_began"


def enter(user: User, *, via: str, next_location: str | None = None) -> ResponseReturnValue:
    """Let somebody in who has shown who they are, whole: begin a visit, and lead on.

    `via` says how ("password and app", "single sign-on"). Call it outside a write transaction. Whatever the
    browser's session held before is dropped, so that nobody can have prepared it.
    """
    session.clear()
    with transaction():
        actor = Actor(user_id=user.id, name=user.name)
        note(kind="signed_in", actor=actor, subject=f"account {user.id}", reason=via)
    login_user(user, authn_via=[via])
    session[BEGAN] = int(datetime.now(UTC).timestamp())
    return redirect(next_location if next_location and is_ours(next_location) else url_for("overview.home"))
