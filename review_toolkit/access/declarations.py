"""What delegated reviewers declare before the first page: interests, and terms they accept. Never commits."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from review_toolkit.access.actions import Role
from review_toolkit.access.actors import Actor
from review_toolkit.access.audit import note
from review_toolkit.access.models import Declaration
from review_toolkit.access.queries import membership_in
from review_toolkit.access.service import RoleRefused
from review_toolkit.content.confidentiality import ConfidentialityTerms, confidentiality_terms
from review_toolkit.database import db

MOST_INTERESTS_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration as pages and files tell it. `interests` is "" where somebody has none."""

    made_at: datetime
    interests: str
    terms: ConfidentialityTerms


def declare(
    review_id: UUID, membership_id: UUID, *, interests: str, terms_version: str, actor: Actor
) -> Declaration:
    """Keep what a delegated reviewer declares for their role; it is never changed.

    `interests` is "" where they have none. Raises `Absent` where the review has no such role on record, and
    `RoleRefused` where it is not the actor's to declare for, where that is done already, or where other terms
    than those that are asked for now were accepted.
    """
    membership = membership_in(review_id, membership_id)
    if membership.user_id != actor.user_id or membership.role != Role.REVIEWER.value:
        raise RoleRefused("Only a delegated reviewer declares interests, and for their own role.")
    if membership.ended_at is not None:
        raise RoleRefused("This role has been ended.")
    if declaration_of(membership_id) is not None:
        raise RoleRefused("You have made this declaration already.")
    if terms_version != confidentiality_terms().version:
        raise RoleRefused("The terms have changed since this page was opened. Read them again.")
    if len(interests) > MOST_INTERESTS_CHARACTERS:
        raise RoleRefused(f"Describe your interests in at most {MOST_INTERESTS_CHARACTERS:,} characters.")
    interests = interests.strip()
    declaration = Declaration(
        membership_id=membership_id,
        has_interests=bool(interests),
        interests=interests,
        terms_version=terms_version,
    )
    db.session.add(declaration)
    db.session.flush()
    note(
        kind="declaration_made",
        actor=actor,
        subject=f"{membership.role} to account {membership.user_id}",
        review_id=review_id,
    )
    return declaration


def declaration_of(membership_id: UUID) -> Declared | None:
    """Return what was declared for a role; None where nothing was yet."""
    row = db.session.scalar(
        select(Declaration)
        .where(Declaration.membership_id == membership_id)
        .order_by(Declaration.made_at)
        .limit(1)
    )
    if row is None:
        return None
    return Declared(row.made_at, row.interests, confidentiality_terms(row.terms_version))


def has_declared(membership_id: UUID) -> bool:
    """Say whether anything was declared for a role."""
    return bool(db.session.scalar(select(Declaration.id).where(Declaration.membership_id == membership_id)))
