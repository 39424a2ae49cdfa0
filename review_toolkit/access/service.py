"""Changes to accounts and memberships. The only writer of these tables; never commits."""

from uuid import UUID

from review_toolkit.access.actions import Role
from review_toolkit.access.actors import Actor
from review_toolkit.access.audit import note
from review_toolkit.access.models import Membership, User
from review_toolkit.access.queries import account_of
from review_toolkit.database import db


class AccountRefused(ValueError):
    """An account cannot be made as asked. The message says why and what to do."""


def create_account(
    *, email: str, name: str, password_hash: str, actor: Actor | None, is_administrator: bool = False
) -> User:
    """Make an account; `email` is compared without regard to case. `actor` is None on the command line."""
    email = email.strip().lower()
    if account_of(email):
        raise AccountRefused(f"There is an account for {email} already. Use another email address.")
    user = User(email=email, name=name.strip(), password=password_hash, is_administrator=is_administrator)
    db.session.add(user)
    db.session.flush()
    note(kind="account_made", actor=actor, subject=f"account {user.id}")
    return user


def grant(*, user: User, review_id: UUID, role: Role, actor: Actor | None) -> Membership:
    """Give somebody a role in a review."""
    membership = Membership(user=user, review_id=review_id, role=role.value)
    db.session.add(membership)
    db.session.flush()
    note(
        kind="role_granted",
        actor=actor,
        subject=f"{role.value} to account {user.id}",
        review_id=review_id,
    )
    return membership
