"""Who has given the right password and has still to show their second step: nobody is signed in yet."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from review_toolkit.access.models import User
from review_toolkit.database import db
from review_toolkit.sign_in.visits import empty_cookie

LIVES = timedelta(minutes=10)
_HALF_WAY = "half_way"
_CHALLENGE = "challenge"


@dataclass(frozen=True, slots=True)
class HalfWay:
    """Somebody half-way in, and the page that they wanted."""

    user: User
    next_location: str | None


def begin(user: User, next_location: str | None) -> None:
    """Remember in the browser's cookie who gave the right password, and nothing else that stood there."""
    empty_cookie()
    at = int(datetime.now(UTC).timestamp())
    # The name of the account's visits: a reset in the meantime ends this one as well.
    session[_HALF_WAY] = {"who": user.fs_uniquifier, "at": at, "next": next_location}


def who_is_half_way() -> HalfWay | None:
    """Return who is half-way in; None where nobody is, or where it took too long."""
    kept = session.get(_HALF_WAY)
    if not isinstance(kept, dict):
        return None
    age = datetime.now(UTC).timestamp() - kept["at"]
    if not 0 <= age <= LIVES.total_seconds():
        return None
    user = db.session.scalar(select(User).where(User.fs_uniquifier == kept["who"], User.active))
    return HalfWay(user, kept["next"]) if user else None


def keep_challenge(challenge: bytes) -> None:
    """Remember what a passkey's answer has to contain."""
    session[_CHALLENGE] = challenge.hex()


def take_challenge() -> bytes | None:
    """Return what was remembered, once."""
    text = session.pop(_CHALLENGE, None)
    return bytes.fromhex(text) if isinstance(text, str) else None


def to_sign_in() -> ResponseReturnValue:
    """Lead back to the first step."""
    return redirect(url_for("security.login", next=request.args.get("next")))
