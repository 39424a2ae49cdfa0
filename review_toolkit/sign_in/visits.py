"""A signed-in visit: when it began, when it is over, and whether it has only just begun."""

from datetime import UTC, datetime, timedelta

from flask import Flask, g, request, session
from flask_login import current_user

LIVES = timedelta(hours=12)
"""A working day. After it everybody shows again who they are, with both steps."""
FRESH = timedelta(minutes=15)
"""How long after signing in nobody is asked for the password again before changing how they sign in."""
BEGAN = "visit_began"
BY_PROVIDER = "by_provider"
_SHOWN = "password_shown"


def init_visits(app: Flask) -> None:
    """End visits that are over; call it before anything asks who is signed in."""
    app.before_request(_end_what_is_over)


def empty_cookie() -> None:
    """Forget whatever the browser's cookie holds, so that nobody can have prepared it."""
    session.clear()
    # The token that this request's forms have got so far went with it.
    g.pop("csrf_token", None)


def begin_visit(*, by_provider: bool = False) -> None:
    """Note in the browser's cookie that a visit begins now, and whether a provider has vouched for it."""
    session[BEGAN] = int(datetime.now(UTC).timestamp())
    if by_provider:
        session[BY_PROVIDER] = True


def is_vouched_for() -> bool:
    """Say whether an organisation's own sign-in has let this visit in: that counts as a second step."""
    return bool(session.get(BY_PROVIDER))


def refresh() -> None:
    """Note that somebody has shown the password again; the visit itself gets no longer."""
    session[_SHOWN] = int(datetime.now(UTC).timestamp())


def is_fresh() -> bool:
    """Say whether somebody has given their password only just now."""
    ages = [age for key in (BEGAN, _SHOWN) if (age := _age(key)) is not None]
    return bool(ages) and min(ages) <= FRESH


def _age(key: str = BEGAN) -> timedelta | None:
    """How long something is ago; None where that cannot be told, as when the clock was moved back."""
    began = session.get(key)
    if not isinstance(began, int):
        return None
    age = datetime.now(UTC).timestamp() - began
    return timedelta(seconds=age) if age >= 0 else None


def _end_what_is_over() -> None:
    if request.endpoint == "static" or not current_user.is_authenticated:
        return
    age = _age()
    if age is None or age > LIVES:
        empty_cookie()
        # Flask-Login has looked already who it is; the next question is answered anew, by nobody.
        g.pop("_login_user", None)
