"""Changes to accounts and memberships. The only writer of these tables; never commits."""

from dataclasses import replace
from uuid import UUID

from review_toolkit.access.actions import Action, Role
from review_toolkit.access.actors import Actor
from review_toolkit.access.audit import TOOLKIT, note
from review_toolkit.access.combinations import why_never
from review_toolkit.access.models import Membership, User
from review_toolkit.access.queries import (
    account_of,
    held_roles,
    may,
    membership_in,
    roles_on_record,
    terms_of,
)
from review_toolkit.access.reasons import wrong_length
from review_toolkit.access.terms import (
    OPEN_ENDED,
    Terms,
    TermsProblem,
    a_month_after,
    joined,
    problems_of,
    today,
    what_changed,
)
from review_toolkit.database import db, now
from review_toolkit.jobs.service import enqueue

WATCH_ROLE = "watch_role"
"""The kind of job that tells of a role's last day, and ends it on the day after (`people.jobs`)."""


class AccountRefused(ValueError):
    """An account cannot be made as asked. The message says why and what to do."""


class RoleRefused(ValueError):
    """A role cannot be given, changed or ended as asked. The message says why."""


class TermsOvertaken(RoleRefused):
    """Somebody else has changed a role since whoever changes it now saw it."""


def create_account(
    *,
    email: str,
    name: str,
    password_hash: str,
    actor: Actor | None,
    is_administrator: bool = False,
    is_own: bool = False,
) -> User:
    """Make an account; `email` is compared without regard to case. `actor` is None on the command line.

    With `is_own` its holder makes it, and is the actor.
    """
    email = email.strip().lower()
    if account_of(email):
        raise AccountRefused(f"There is an account for {email} already. Use another email address.")
    user = User(email=email, name=name.strip(), password=password_hash, is_administrator=is_administrator)
    db.session.add(user)
    db.session.flush()
    maker = Actor(user_id=user.id, name=user.name) if is_own else actor
    note(kind="account_made", actor=maker, subject=f"account {user.id}")
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
    watch(membership)
    return membership


def change_terms(
    review_id: UUID, membership_id: UUID, *, terms: Terms, reason: str, seen: int, actor: Actor
) -> Membership:
    """Change for what, for which stages and until when somebody else holds a role; it counts at once.

    `seen` is the version that the actor looked at: `TermsOvertaken` where somebody else was quicker. Raises
    `Absent` where the review has no such role on record, and `RoleRefused` where it has ended, is the actor's
    own, or where terms or reason are not in order.
    """
    membership = membership_in(review_id, membership_id)
    role, before, reason = Role(membership.role), terms_of(membership), reason.strip()
    if not may(Action.CHANGE_ROLES, review_id, user_id=actor.user_id):
        raise RoleRefused(f"{actor.name} has no role in this review that allows this.")
    if membership.user_id == actor.user_id:
        raise RoleRefused("Nobody changes their own role. Ask another HR lead of this review.")
    if membership.ended_at is not None:
        raise RoleRefused("This role has been ended. Invite the person again if they are still needed.")
    if membership.version != seen:
        raise TermsOvertaken("Somebody else changed this role meanwhile, so nothing was saved.")
    if refusal := wrong_length(reason):
        raise RoleRefused(refusal)
    if wrong := _problems_of_change(before, terms, role):
        raise RoleRefused(f"{wrong[0].instruction}.")
    if role is Role.HR_LEAD and terms.ends_on is not None and not _stays_without(membership):
        raise RoleRefused(_NOBODY_LEFT)
    changed = what_changed(before, terms)
    if not changed:
        raise RoleRefused("Nothing of it is different from what stands, so nothing was saved.")
    membership.starts_on, membership.ends_on = terms.starts_on, terms.ends_on
    membership.purpose, membership.stages = terms.purpose, joined(terms.stages)
    membership.version += 1
    db.session.flush()
    subject = f"{role.value} to account {membership.user_id}: {changed}"
    note(kind="role_changed", actor=actor, subject=subject[:200], review_id=review_id, reason=reason)
    watch(membership)
    return membership


def extend_role(review_id: UUID, membership_id: UUID, *, reason: str, seen: int, actor: Actor) -> Membership:
    """Move the last day of somebody else's role by a month; raise as `change_terms` does."""
    before = terms_of(membership_in(review_id, membership_id))
    if before.ends_on is None:
        raise RoleRefused("This role has no last day, so there is nothing to extend.")
    terms = replace(before, ends_on=a_month_after(before.ends_on))
    return change_terms(review_id, membership_id, terms=terms, reason=reason, seen=seen, actor=actor)


def expire_role(membership: Membership) -> None:
    """End on record a role whose last day is past; it has opened nothing since."""
    membership.ended_at = max(now(), membership.created_at)
    note(
        kind="role_expired",
        actor=TOOLKIT,
        subject=f"{membership.role} to account {membership.user_id}",
        review_id=membership.review_id,
    )


def watch(membership: Membership, *steps: str) -> None:
    """Ask for a role's holder to be told of its last day, and for its end on record, each when it is time.

    The jobs name the version of the terms that they are about: once those are changed, they do nothing.
    """
    terms = terms_of(membership)
    for step, due_at in (("tell", terms.told_at), ("end", terms.ended_at)):
        if due_at is not None and step in (steps or ("tell", "end")):
            enqueue(
                WATCH_ROLE,
                arguments={
                    "membership_id": str(membership.id),
                    "version": str(membership.version),
                    "step": step,
                },
                review_id=membership.review_id,
                due_at=due_at,
            )


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
    if role is Role.HR_LEAD and not _stays_without(membership):
        raise RoleRefused(_NOBODY_LEFT)
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


_NOBODY_LEFT = (
    "This is the review’s only HR lead who can stay without an end. Without one nobody could run the review."
)


def _problems_of_change(before: Terms, after: Terms, role: Role) -> list[TermsProblem]:
    """Return what is wrong with new terms. What stays as it was is not judged again."""
    days_differ = (before.starts_on, before.ends_on) != (after.starts_on, after.ends_on)
    return [
        problem
        for problem in problems_of(after, role=role, day=today(now()), is_change=True)
        if (days_differ and problem.part == "ends_on")
        or getattr(before, problem.part) != getattr(after, problem.part)
    ]


def _stays_without(membership: Membership) -> bool:
    """Say whether an HR lead whose role has no last day is left beside this one."""
    return any(
        held.is_under_way and held.terms.ends_on is None and held.user_id != membership.user_id
        for held in held_roles(membership.review_id)
        if held.role is Role.HR_LEAD
    )
