"""The sign-in form: Flask-Security's, with a count of tries and a note in the audit trail."""

from typing import Any

from flask import Response, after_this_request, current_app
from flask_security.forms import LoginForm

from review_toolkit.access.actors import Actor
from review_toolkit.access.audit import NOBODY, note
from review_toolkit.access.queries import account_of
from review_toolkit.access.throttle import MOST_TRIES, WINDOW, begin_try, forget_tries
from review_toolkit.database import db
from review_toolkit.web.writes import transaction

_MINUTES = int(WINDOW.total_seconds() // 60)
TOO_MANY = (
    f"There were {MOST_TRIES} tries with this address, so no more are taken for now. "
    f"Wait {_MINUTES} minutes, then try again. If they were not yours, tell whoever runs the service for you"
)


class CountedLoginForm(LoginForm):
    """A sign-in of which each try counts, whether or not the address has an account."""

    def validate(self, **kwargs: Any) -> bool:
        address = (self.email.data or "").strip()
        if not address or not self.password.data:
            return bool(super().validate(**kwargs))
        secret = current_app.config["SECRET_KEY"]
        with transaction():
            tries = begin_try(address, secret=secret)
        if tries is None:
            self.form_errors.append(TOO_MANY)
            after_this_request(_too_many)
            return False
        is_right = bool(super().validate(**kwargs))
        upgraded = _take_back_upgrade(self.user)
        with transaction():
            # A transaction in either case, so that its time does not tell whether there is an account.
            account = account_of(address)
            if is_right and account:
                forget_tries(address, secret=secret)
                if upgraded:
                    account.password = upgraded
                actor = Actor(user_id=account.id, name=account.name)
                note(kind="signed_in", actor=actor, subject=f"account {account.id}")
            elif account:
                last = tries == MOST_TRIES
                kind = "sign_ins_paused" if last else "sign_in_failed"
                note(kind=kind, actor=NOBODY, subject=f"account {account.id}")
        return is_right


def _take_back_upgrade(user: Any) -> str | None:
    """Return a hash that was made anew with today's cost, and undo that: it is saved in a transaction."""
    if user is None or user not in db.session.dirty:
        return None
    upgraded: str = user.password
    db.session.expire(user)
    return upgraded


def _too_many(response: Response) -> Response:
    response.status_code = 429
    response.headers["Retry-After"] = str(int(WINDOW.total_seconds()))
    return response
