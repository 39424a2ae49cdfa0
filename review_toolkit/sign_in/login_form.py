"""The sign-in form: Flask-Security's, with a count of tries and a note in the audit trail."""

from typing import Any
from uuid import uuid4

from flask import Response, after_this_request, current_app
from flask_security.forms import LoginForm

from review_toolkit.access.audit import NOBODY, note
from review_toolkit.access.models import User
from review_toolkit.access.queries import account_of
from review_toolkit.database import db
from review_toolkit.sign_in.clients import client_address
from review_toolkit.sign_in.throttle import (
    MINUTES,
    MOST_TRIES,
    WINDOW,
    Counted,
    begin_try,
    forget_tries,
    take_back_try,
)
from review_toolkit.web.writes import transaction

TOO_MANY = (
    f"There were {MOST_TRIES} tries with this address, so no more are taken for now. "
    f"Wait {MINUTES} minutes, then try again. If they were not yours, tell whoever runs the service for you"
)
TOO_MANY_FROM_HERE = (
    "There were too many tries from your network, so no more are taken for now. "
    f"Wait {MINUTES} minutes, then try again"
)


class CountedLoginForm(LoginForm):
    """A sign-in of which each try counts, whether or not the address has an account."""

    remember = None
    """Nobody stays signed in on a device: a visit ends after a working day (`visits`)."""

    def validate(self, **kwargs: Any) -> bool:
        # The fields alone: that writes the address in the one way in which it is counted and looked up. In
        # other letters (full-width ones, say) it would be another count for the same account.
        if not super(LoginForm, self).validate(**kwargs):
            return False
        address, client = self.email.data or "", client_address()
        secret = current_app.config["SECRET_KEY"]
        with transaction():
            tries = begin_try(address, secret=secret)
            of_client = begin_try(client, secret=secret, of=Counted.CLIENT) if client else 1
        if tries is None or of_client is None:
            self.form_errors.append(TOO_MANY if tries is None else TOO_MANY_FROM_HERE)
            after_this_request(too_many)
            return False
        self.ifield, self.user = self.email, account_of(address)
        is_right = bool(super().validate(**kwargs))
        upgraded = _take_back_upgrade(self.user)
        with transaction():
            account = account_of(address)
            if is_right and account:
                forget_tries(address, secret=secret)
                if client:
                    take_back_try(client, secret=secret, of=Counted.CLIENT)
                if upgraded:
                    account.password = upgraded
            else:
                _note_failure(account, is_last=tries == MOST_TRIES)
        return is_right


def too_many(response: Response) -> Response:
    """Mark a page as the answer to too many tries."""
    response.status_code = 429
    response.headers["Retry-After"] = str(int(WINDOW.total_seconds()))
    return response


def _note_failure(account: User | None, *, is_last: bool) -> None:
    """Note a wrong password for an account. For an address without one the same is done and taken back.

    Otherwise the time of the answer would tell which addresses have accounts (measured: 7 in 100 longer).
    Nothing of it is kept, so that nobody can fill the trail from outside.
    """
    kind = "sign_ins_paused" if is_last else "sign_in_failed"
    with db.session.begin_nested() as step:
        note(kind=kind, actor=NOBODY, subject=f"account {account.id if account else uuid4()}")
        if account is None:
            step.rollback()


def _take_back_upgrade(user: Any) -> str | None:
    """Return a hash that was made anew with today's cost, and undo that: it is saved in a transaction."""
    if user is None or user not in db.session.dirty:
        return None
    upgraded: str = user.password
    db.session.expire(user)
    return upgraded
