"""Reads of accounts and memberships."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select

from review_toolkit.access.actions import Role
from review_toolkit.access.actors import Actor
from review_toolkit.access.combinations import notices
from review_toolkit.access.models import Membership, User
from review_toolkit.database import Absent, db


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that somebody holds or held in a review. `ended_at` is None while it counts.

    The holder of a closed account keeps their roles on record, and they open nothing.
    """

    id: UUID
    role: Role
    name: str
    email: str
    since: datetime
    ended_at: datetime | None
    is_closed: bool


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


def roles_on_record(review_id: UUID, *, user_id: UUID) -> frozenset[Role]:
    """Return the roles that somebody holds in a review, also while their account is closed."""
    rows = db.session.scalars(
        select(Membership.role).where(
            Membership.review_id == review_id,
            Membership.user_id == user_id,
            Membership.ended_at.is_(None),
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


def membership_in(review_id: UUID, membership_id: UUID) -> Membership:
    """Return a role that a review has on record; raise `Absent` where it has none of that id."""
    found = db.session.get(Membership, membership_id)
    if found is None or found.review_id != review_id:
        raise Absent("There is no such role in this review.")
    return found


def held_role(review_id: UUID, membership_id: UUID) -> HeldRole:
    """Return a role that a review has on record, with its holder; raise `Absent` where there is none."""
    return _held(membership_in(review_id, membership_id))


def held_roles(review_id: UUID) -> tuple[HeldRole, ...]:
    """Return every role that a review has on record, ended ones too, in the order of roles and of giving."""
    rows = db.session.scalars(
        select(Membership).where(Membership.review_id == review_id).order_by(Membership.created_at)
    )
    order = list(Role)
    return tuple(sorted((_held(row) for row in rows), key=lambda held: order.index(held.role)))


def combined_roles(review_id: UUID) -> tuple[str, ...]:
    """Return what readers are told of people who hold several roles in a review now, a text for each."""
    roles: dict[tuple[str, str], list[Role]] = {}
    for held in held_roles(review_id):
        if held.ended_at is None and not held.is_closed:
            roles.setdefault((held.name, held.email), []).append(held.role)
    return tuple(
        f"{name} is {' and '.join(role.in_a_sentence for role in together)} of this review. {said}"
        for (name, _), together in roles.items()
        if (said := " ".join(notices(together)))
    )


def _held(row: Membership) -> HeldRole:
    return HeldRole(
        id=row.id,
        role=Role(row.role),
        name=row.user.name,
        email=row.user.email,
        since=row.created_at,
        ended_at=row.ended_at,
        is_closed=not row.user.active,
    )


def _hold_now(review_id: UUID, roles: Collection[Role]) -> tuple[ColumnElement[bool], ...]:
    """The memberships of a review that count now, in one of these roles, of accounts that are open."""
    return (
        Membership.review_id == review_id,
        Membership.role.in_([role.value for role in roles]),
        Membership.ended_at.is_(None),
        User.active.is_(True),
    )
