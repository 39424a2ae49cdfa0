"""What becomes of an invitation once its key was entered. Never commits."""

from uuid import UUID

from review_toolkit.access import invitations
from review_toolkit.access.models import User
from review_toolkit.access.service import RoleRefused, create_account


def make_account(invitation_id: UUID, *, name: str, password_hash: str) -> User:
    """Make the account of an invited address with its role; raise `RoleRefused` where it is too late."""
    invited = invitations.open_invitation(invitation_id)
    if invited is None:
        raise RoleRefused("This invitation is not open any more. Ask whoever sent it for a new one.")
    user = create_account(
        email=invited.email, name=name, password_hash=password_hash, actor=None, is_own=True
    )
    invitations.accept(invitation_id, user=user)
    return user
