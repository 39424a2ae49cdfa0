"""Changes to accounts and memberships. The only writer of these tables; never commits."""

from uuid import UUID

from review_toolkit.access.actions import Role
from review_toolkit.access.actors import Actor
from review_toolkit.access.audit import note
from review_toolkit.access.combinations import why_never
from review_toolkit.access.models import Membership, User
from review_toolkit.access.queries import account_of, actors_in, membership_in, roles_on_record
from review_toolkit.access.reasons import wrong_length
from review_toolkit.access.terms import OPEN_ENDED, Terms, joined
from review_toolkit.database import db, now


class AccountRefused(ValueError):
    """An account cannot be made as asked. The message says why and what to do."""


class RoleRefused(ValueError):
    """A role cannot be given or ended as asked. The message says why."""


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


def grant(
    *, user: User, review_id: UUID, role: Role, actor: Actor | None, terms: Terms = OPEN_ENDED
) -> Membership:
    """Give somebody a role in a review; raise `RoleRefused` where they may not have it beside another."""
    held = roles_on_record(review_id, user_id=user.id)
    if role in held:
        raise RoleRefused(f"{user.name} is {role.in_a_sentence} of this review already.")
    if why := why_never(held, role):
        raise RoleRefused(f"{user.name} cannot become {role.in_a_sentence} of this review. {why}")
    membership = Membership(
        user=user,
        review_id=review_id,
        role=role.value,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        purpose=terms.purpose,
        stages=joined(terms.stages),
    )
    db.session.add(membership)
    db.session.flush()
    note(
        kind="role_granted",
        actor=actor,
        subject=f"{role.value} to account {user.id}",
        review_id=review_id,
    )
    return membership


def end_role(review_id: UUID, membership_id: UUID, *, reason: str, actor: Actor) -> Membership:
    """End somebody's role in a review. It opens nothing from the next request on.

    Raises `Absent` where the review has no such role on record and `RoleRefused` where it has ended already,
    where nobody would be left to run the review, or where the reason is too short or too long.
    """
    membership = membership_in(review_id, membership_id)
    role = Role(membership.role)
    reason = reason.strip()
    if refusal := wrong_length(reason):
        raise RoleRefused(refusal)
    if membership.ended_at is not None:
        raise RoleRefused("This role has been ended already.")
    others = {lead.user_id for lead in actors_in(review_id, roles=(Role.HR_LEAD,))} - {membership.user_id}
    if role is Role.HR_LEAD and not others:
        raise RoleRefused("This is the review’s only HR lead. Without one nobody could run the review.")
    # A clock that was moved back must not keep a role open.
    membership.ended_at = max(now(), membership.created_at)
    note(
        kind="role_ended",
        actor=actor,
        subject=f"{role.value} to account {membership.user_id}",
        review_id=review_id,
        reason=reason,
    )
    return membership
