"""Reads of accounts and memberships.

A role counts while it is under way: not ended, between its first and last day where it has them, and held by
an account that is open. `at_work` below is the one place that says so.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from review_toolkit.access.actions import Action, Role, allows
from review_toolkit.access.actors import Actor
from review_toolkit.access.combinations import notices
from review_toolkit.access.models import Membership, User
from review_toolkit.access.terms import Terms, parted, today
from review_toolkit.database import Absent, db, now


@dataclass(frozen=True, slots=True)
class Holding:
    """A role that somebody holds in a review now, on which terms."""

    membership_id: UUID
    role: Role
    terms: Terms


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that somebody holds, held or is to hold in a review. `ended_at` is None until it is ended.

    It counts where it `is_under_way`. `version` counts the changes of its terms. The holder of a closed
    account keeps their roles on record, and they open nothing.
    """

    id: UUID
    user_id: UUID
    role: Role
    name: str
    email: str
    since: datetime
    ended_at: datetime | None
    is_closed: bool
    terms: Terms
    version: int

    @property
    def is_under_way(self) -> bool:
        return self.ended_at is None and not self.is_closed and self.terms.is_under_way(today(now()))

    @property
    def is_to_begin(self) -> bool:
        """Whether its first day is still to come."""
        return self.terms.starts_on is not None and today(now()) < self.terms.starts_on

    @property
    def is_over(self) -> bool:
        """Whether it has been ended, or its last day is past."""
        past = self.terms.ends_on is not None and self.terms.ends_on < today(now())
        return self.ended_at is not None or past


def account_of(email: str) -> User | None:
    """Return the account of an email address, compared without regard to case."""
    return db.session.scalar(select(User).where(User.email == email.strip().lower()))


def holdings_in(review_id: UUID, *, user_id: UUID) -> tuple[Holding, ...]:
    """Return the roles that somebody holds in a review now, with their terms; none of a closed account."""
    rows = db.session.scalars(_of(review_id, user_id).join(Membership.user).where(*at_work()))
    return tuple(Holding(row.id, Role(row.role), terms_of(row)) for row in rows)


def roles_in(review_id: UUID, *, user_id: UUID) -> frozenset[Role]:
    """Return the roles that somebody holds in a review now; none where the account is closed."""
    return frozenset(held.role for held in holdings_in(review_id, user_id=user_id))


def roles_on_record(review_id: UUID, *, user_id: UUID) -> frozenset[Role]:
    """Return the roles that somebody holds or is to hold in a review, also while their account is closed."""
    rows = db.session.scalars(_of(review_id, user_id))
    return frozenset(Role(row.role) for row in rows)


def may(action: Action, review_id: UUID, *, user_id: UUID, stage: str | None = None) -> bool:
    """Say whether somebody may do something in a review now, in a stage where one is named."""
    held = holdings_in(review_id, user_id=user_id)
    return allows((each.role for each in held if each.terms.opens(stage)), action)


def reviews_of(user_id: UUID) -> dict[UUID, tuple[Role, ...]]:
    """Return the reviews in which somebody holds a role now, with those roles."""
    rows = db.session.execute(
        select(Membership.review_id, Membership.role)
        .join(Membership.user)
        .where(Membership.user_id == user_id, *at_work())
        .order_by(Membership.created_at)
    )
    found: dict[UUID, tuple[Role, ...]] = {}
    for review_id, role in rows:
        found[review_id] = (*found.get(review_id, ()), Role(role))
    return found


def people_in(review_id: UUID, *, role: Role) -> tuple[str, ...]:
    """Return the names of those who hold a role in a review now, in the order in which they got it."""
    return tuple(actor.name for actor in actors_in(review_id, roles=(role,)))


def addresses_in(
    review_id: UUID, *, roles: Collection[Role], but: Actor | None = None, stage: str | None = None
) -> tuple[str, ...]:
    """Return the email addresses of those who hold one of these roles in a review now, but one person's.

    Where a stage is named, only of those to whom it is open.
    """
    holders = _holders(review_id, roles, stage)
    return tuple(sorted({email for actor, email in holders if but is None or actor.user_id != but.user_id}))


def actors_in(review_id: UUID, *, roles: Collection[Role], stage: str | None = None) -> tuple[Actor, ...]:
    """Return those who hold one of these roles in a review now, in the order in which they got it.

    Where a stage is named, only those to whom it is open.
    """
    return tuple(dict.fromkeys(actor for actor, _ in _holders(review_id, roles, stage)))


def membership_in(review_id: UUID, membership_id: UUID) -> Membership:
    """Return a role that a review has on record; raise `Absent` where it has none of that id."""
    found = db.session.get(Membership, membership_id)
    if found is None or found.review_id != review_id:
        raise Absent("There is no such role in this review.")
    return found


def held_role(review_id: UUID, membership_id: UUID) -> HeldRole:
    """Return a role that a review has on record, with its holder; raise `Absent` where there is none."""
    membership_in(review_id, membership_id)
    (found,) = _held_where(Membership.id == membership_id)
    return found


def held_roles(review_id: UUID) -> tuple[HeldRole, ...]:
    """Return every role that a review has on record, ended ones too, in the order of roles and of giving."""
    order = list(Role)
    held = _held_where(Membership.review_id == review_id)
    return tuple(sorted(held, key=lambda each: order.index(each.role)))


def combined_roles(held: Collection[HeldRole]) -> tuple[str, ...]:
    """Return what readers are told of people who hold several roles in a review now, a text for each."""
    roles: dict[UUID, list[HeldRole]] = {}
    for each in held:
        if each.is_under_way:
            roles.setdefault(each.user_id, []).append(each)
    return tuple(
        f"{together[0].name} is {' and '.join(each.role.in_a_sentence for each in together)} of this review. "
        f"{said}"
        for together in roles.values()
        if (said := " ".join(notices(each.role for each in together)))
    )


def terms_of(row: Membership) -> Terms:
    """Return the terms on which a role is held."""
    return Terms(row.starts_on, row.ends_on, row.purpose, parted(row.stages))


def at_work() -> tuple[ColumnElement[bool], ...]:
    """The conditions under which a membership, joined with its account, counts today."""
    day = today(now())
    return (
        Membership.ended_at.is_(None),
        or_(Membership.starts_on.is_(None), Membership.starts_on <= day),
        or_(Membership.ends_on.is_(None), Membership.ends_on >= day),
        User.active.is_(True),
    )


def _of(review_id: UUID, user_id: UUID) -> Select[Membership]:
    """Somebody's roles in a review that have not been ended."""
    return select(Membership).where(
        Membership.review_id == review_id, Membership.user_id == user_id, Membership.ended_at.is_(None)
    )


def _holders(review_id: UUID, roles: Collection[Role], stage: str | None) -> tuple[tuple[Actor, str], ...]:
    rows = db.session.execute(
        select(User.id, User.name, User.email, Membership)
        .join(Membership.user)
        .where(
            Membership.review_id == review_id,
            Membership.role.in_([role.value for role in roles]),
            *at_work(),
        )
        .order_by(Membership.created_at)
    )
    return tuple(
        (Actor(user_id=user_id, name=name), email)
        for user_id, name, email, row in rows
        if terms_of(row).opens(stage)
    )


def _held_where(condition: ColumnElement[bool]) -> tuple[HeldRole, ...]:
    rows = db.session.execute(
        select(Membership, User.name, User.email, User.active)
        .join(Membership.user)
        .where(condition)
        .order_by(Membership.created_at)
    )
    return tuple(
        HeldRole(
            id=row.id,
            user_id=row.user_id,
            role=Role(row.role),
            name=name,
            email=email,
            since=row.created_at,
            ended_at=row.ended_at,
            is_closed=not active,
            terms=terms_of(row),
            version=row.version,
        )
        for row, name, email, active in rows
    )
