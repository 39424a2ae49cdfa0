"""Who a job acts for: the person who asked, if they may still do what they asked for."""

from review_toolkit.access.actions import Action, allows
from review_toolkit.access.actors import Actor
from review_toolkit.access.queries import roles_in
from review_toolkit.jobs.kinds import JobRefused, RunningJob

NO_LONGER_ALLOWED = "The person who asked for this may no longer do it in this review. Nothing was changed."


def requester_of(running: RunningJob, action: Action) -> Actor:
    """Return who asked for a job in a review; refuse the job where their role has ended since."""
    who = running.requested_by_id
    if who is None or not allows(roles_in(running.in_review, user_id=who), action):
        raise JobRefused(NO_LONGER_ALLOWED)
    return Actor(user_id=who, name=running.requested_by_name or "")
