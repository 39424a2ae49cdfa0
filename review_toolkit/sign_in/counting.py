"""Counting a try in a transaction of its own, for pages (`throttle` says what is counted and how often)."""

from flask import current_app

from review_toolkit.sign_in.throttle import Counted, begin_try
from review_toolkit.web.writes import transaction


def may_try(whose: str, counted: Counted) -> bool:
    """Count a try of somebody's; say whether it may be made."""
    with transaction():
        return begin_try(whose, secret=current_app.config["SECRET_KEY"], of=counted) is not None
