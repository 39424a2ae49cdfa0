"""Who a job acts for: the person who asked, if they may still do what they asked for."""

from review_toolkit.access.actions import Action
from review_toolkit.access.actors import Actor
from review_toolkit.access.queries import may
from review_toolkit.jobs.kinds import JobRefused, RunningJob

NO_LONGER_ALLOWED = "The person who asked for this may no longer do it in this review. Nothing was changed."


def requester_of(running: RunningJob, action: Action, *, stage: str) -> Actor:
    """Return who asked for a stage's job; refuse the job where their role has ended or changed since."""
    who = running.requested_by_id
    if who is None or not may(action, running.in_review, user_id=who, stage=stage):
        raise JobRefused(NO_LONGER_ALLOWED)
    return Actor(user_id=who, name=running.requested_by_name or "")
