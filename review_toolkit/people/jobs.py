"""What is done when the last day of a role comes near, and when it is over.

Access ends by date, whether or not a worker runs; this only tells people, and puts the end on record. Each
job looks at what stands when it runs. One that is about terms that were changed since, or about a role that
was ended, does nothing; one that runs too early, because a clock was moved back, asks for itself again.
"""

from uuid import UUID

from flask import current_app

from review_toolkit.access.queries import held_role, membership_in
from review_toolkit.access.service import WATCH_ROLE, expire_role, watch
from review_toolkit.access.terms import today
from review_toolkit.database import now
from review_toolkit.jobs.kinds import Finish, JobKind, RunningJob
from review_toolkit.people.letters import tell_of_last_day
from review_toolkit.reviews.queries import review_of
from review_toolkit.vault import vault_of


def _watch(running: RunningJob) -> Finish:
    """Do one step ("tell" or "end") for one version of a role's terms, all of it in one transaction."""
    review_id, membership_id = running.in_review, UUID(running.arguments["membership_id"])
    version, step = running.arguments["version"], running.arguments["step"]

    def act() -> None:
        held = held_role(review_id, membership_id)
        if held.ended_at is not None or str(held.version) != version or held.terms.ends_on is None:
            return
        due_at = held.terms.told_at if step == "tell" else held.terms.ended_at
        if due_at is not None and now() < due_at:
            watch(membership_in(review_id, membership_id), step)
        elif step == "end":
            expire_role(membership_in(review_id, membership_id))
        elif today(now()) <= held.terms.ends_on:
            tell_of_last_day(review_of(review_id), held, vault=vault_of(current_app))

    return act


WATCH_ROLES = JobKind(name=WATCH_ROLE, title="Watching the last day of a role", run=_watch)
