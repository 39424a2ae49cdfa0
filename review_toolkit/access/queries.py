"""Reads of accounts and memberships."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, select

from review_toolkit.access.actions import Role
from review_toolkit.access.actors import Actor
from review_toolkit.access.models import Membership, User
from review_toolkit.database import db


def account_of(email: str) -> User | None:
    """Return the account of an email address, compared without regard to case."""
    return db.session.scalar(select(User).where(User.email == email.strip().lower()))


def roles_in(review_id: UUID, *, user_id: UUID) -> frozenset[Role]:
    """Return the roles that somebody holds in a review now; none where the account is closed."""
    rows = db.session.scalars(
        select(Membership.role)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.review_id == review_id,
            Membership.user_id == user_id,
            Membership.ended_at.is_(None),
            User.active,
        )
    )
    return frozenset(Role(role) for role in rows)


def reviews_of(user_id: UUID) -> dict[UUID, tuple[Role, ...]]:
    """Return the reviews in which somebody holds a role now, with those roles."""
    rows = db.session.execute(
        select(Membership.review_id, Membership.role)
        .where(Membership.user_id == user_id, Membership.ended_at.is_(None))
        .order_by(Membership.created_at)
    )
    found: dict[UUID, tuple[Role, ...]] = {}
    for review_id, role in rows:
        found[review_id] = (*found.get(review_id, ()), Role(role))
    return found


def people_in(review_id: UUID, *, role: Role) -> tuple[str, ...]:
    """Return the names of those who hold a role in a review now, in the order in which they got it."""
    return tuple(actor.name for actor in actors_in(review_id, roles=(role,)))


def addresses_in(review_id: UUID, *, roles: Collection[Role], but: Actor) -> tuple[str, ...]:
    """Return the email addresses of those who hold one of these roles in a review now, but one person's."""
    rows = db.session.scalars(
        select(User.email)
        .join(Membership, Membership.user_id == User.id)
        .where(*_hold_now(review_id, roles), User.id != but.user_id)
        .order_by(User.email)
        .distinct()
    )
    return tuple(rows)


def actors_in(review_id: UUID, *, roles: Collection[Role]) -> tuple[Actor, ...]:
    """Return those who hold one of these roles in a review now, in the order in which they got it."""
    rows = db.session.execute(
        select(User.id, User.name)
        .join(Membership, Membership.user_id == User.id)
        .where(*_hold_now(review_id, roles))
        .order_by(Membership.created_at)
    )
    return tuple(dict.fromkeys(Actor(user_id=user_id, name=name) for user_id, name in rows))


def _hold_now(review_id: UUID, roles: Collection[Role]) -> tuple[ColumnElement[bool], ...]:
    """The memberships of a review that count now, in one of these roles, of accounts that are open."""
    return (
        Membership.review_id == review_id,
        Membership.role.in_([role.value for role in roles]),
        Membership.ended_at.is_(None),
        User.active.is_(True),
    )
