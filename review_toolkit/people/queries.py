"""Reads for the page of people."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from review_toolkit.access import invitations
from review_toolkit.access.invitations import Invited
from review_toolkit.access.letters import INVITATION_SUBJECT
from review_toolkit.mail.queries import OutboxLine, unsent
from review_toolkit.reviews.stages import titles_of

_ONE_ACT = timedelta(minutes=1)
"""A mail is written in the transaction in which its key is made."""


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """An unanswered invitation, the titles of its stages, and its mail where that has not left."""

    invited: Invited
    stages: tuple[str, ...]
    mail: OutboxLine | None

    @property
    def why_not_sent(self) -> str:
        """Why its mail has not left though it was tried; "" where it is on its way, or has left."""
        return self.mail.trouble.sentence if self.mail and self.mail.trouble else ""


def open_invitations(review_id: UUID) -> tuple[OpenInvitation, ...]:
    """Return the invitations of a review that nobody has answered, expired ones too, the oldest first."""
    found = invitations.open_in(review_id)
    mails = unsent(subject=INVITATION_SUBJECT, to={invited.email for invited in found})
    return tuple(
        OpenInvitation(
            invited,
            titles_of(invited.terms.stages),
            next((mail for mail in mails if _is_about(mail, invited)), None),
        )
        for invited in found
    )


def _is_about(mail: OutboxLine, invited: Invited) -> bool:
    """Tell an invitation's mail from one of another review: what waits there is nobody's business here."""
    is_of_then = abs(mail.created_at - invited.sent_at) < _ONE_ACT
    return is_of_then and mail.recipient.lower() == invited.email
