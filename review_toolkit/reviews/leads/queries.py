"""Reads: which HR leads were invited by administrators, and have not answered."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from review_toolkit.access.actions import Role
from review_toolkit.access.invitations import Invited, open_in
from review_toolkit.access.models import Invitation, Membership
from review_toolkit.database import Absent, db
from review_toolkit.reviews.models import Review


@dataclass(frozen=True, slots=True)
class InvitedLead:
    """An HR lead who was invited and has not answered, and the review that waits for them."""

    invited: Invited
    review: Review


def invited_leads() -> tuple[InvitedLead, ...]:
    """Return the open invitations of HR leads to reviews that nobody has led yet, the oldest first.

    Once somebody has, what is in the review is theirs: an administrator who could choose another HR lead then
    could choose themselves.
    """
    rows = db.session.execute(
        select(Invitation.review_id)
        .where(
            Invitation.role == Role.HR_LEAD,
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
        )
        .distinct()
    )
    waiting = [row.review_id for row in rows if not _was_ever_led(row.review_id)]
    found = [
        InvitedLead(invited, db.session.get_one(Review, review_id))
        for review_id in waiting
        for invited in open_in(review_id)
        if invited.role is Role.HR_LEAD
    ]
    return tuple(sorted(found, key=lambda lead: lead.invited.created_at))


def _was_ever_led(review_id: UUID) -> bool:
    led = select(Membership.id).where(Membership.review_id == review_id, Membership.role == Role.HR_LEAD)
    return db.session.scalar(led.limit(1)) is not None


def invited_lead(invitation_id: UUID) -> InvitedLead:
    """Return one of them; raise `Absent` where there is none of that id."""
    for lead in invited_leads():
        if lead.invited.id == invitation_id:
            return lead
    raise Absent("There is no such invitation of an HR lead.")
