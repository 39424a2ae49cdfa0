"""The gate before everything else: whoever needs a second step and has none chooses one first."""

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from review_toolkit.sign_in.entering import me
from review_toolkit.sign_in.second_step.asking import lacks_one

WANTED = "wanted_before_second_step"
"""Where to go on once it is chosen."""

_STAYS_OPEN = ("account.", "own_step.", "security.logout")


def choose_a_second_step_first() -> ResponseReturnValue | None:
    """Lead whoever lacks a second step to the page on which they choose one."""
    if (request.endpoint or "").startswith(_STAYS_OPEN) or not lacks_one(me()):
        return None
    if request.method == "GET":
        session[WANTED] = request.path
    return redirect(url_for("own_step.choose"))
