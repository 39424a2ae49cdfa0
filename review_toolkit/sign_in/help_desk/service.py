"""Closing an account and opening it again. Never commits."""

from review_toolkit.access.actors import Actor
from review_toolkit.access.audit import note
from review_toolkit.access.models import User
from review_toolkit.access.reasons import wrong_length
from review_toolkit.sign_in.second_step.service import StepRefused, end_visits


def set_open(user: User, *, is_open: bool, reason: str, actor: Actor) -> None:
    """Open or close an account, from its next request on; raise `StepRefused` where that may not be."""
    reason = reason.strip()
    if refusal := wrong_length(reason):
        raise StepRefused(refusal)
    if user.id == actor.user_id:
        raise StepRefused("Nobody closes their own account. Ask another administrator.")
    if user.active == is_open:
        raise StepRefused("The account is so already. Nothing was changed.")
    user.active = is_open
    end_visits(user)
    kind = "account_opened" if is_open else "account_closed"
    note(kind=kind, actor=actor, subject=f"account {user.id}", reason=reason)
