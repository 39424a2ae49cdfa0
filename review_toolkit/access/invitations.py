"""Invitations to a role in a review: made, sent anew, withdrawn, accepted. Never commits.

What somebody is told who invites is the same whether or not the address has an account: otherwise anybody
with a review of their own could find out who works with the toolkit elsewhere.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select

from review_toolkit.access.actions import Role
from review_toolkit.access.actors import Actor
from review_toolkit.access.audit import note
from review_toolkit.access.combinations import why_never
from review_toolkit.access.keys import hash_of, new_key
from review_toolkit.access.models import Invitation, Membership, User
from review_toolkit.access.queries import account_of, roles_on_record
from review_toolkit.access.service import RoleRefused, grant
from review_toolkit.access.terms import OPEN_ENDED, Terms, joined, parted
from review_toolkit.database import Absent, db, now

LIVES = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation as pages show it."""

    id: UUID
    review_id: UUID
    email: str
    name: str
    role: Role
    terms: Terms
    invited_by: str
    created_at: datetime
    expires_at: datetime
    has_expired: bool

    @property
    def sent_at(self) -> datetime:
        """When its newest key was mailed."""
        return self.expires_at - LIVES


def invite(
    review_id: UUID, *, email: str, name: str, role: Role, actor: Actor, terms: Terms = OPEN_ENDED
) -> tuple[Invited, str]:
    """Invite an address to a role; return the invitation, and the key that its mail must hold.

    Raises `RoleRefused` where the address holds the role in this review, is invited to it already, or may
    not have it beside another that it holds here.
    """
    email = email.strip().lower()
    account = account_of(email)
    held = roles_on_record(review_id, user_id=account.id) if account else frozenset()
    if role in held:
        raise RoleRefused(f"{email} is {role.in_a_sentence} of this review already.")
    if why := why_never(held, role):
        raise RoleRefused(f"{email} cannot become {role.in_a_sentence} of this review. {why}")
    if db.session.scalar(select(Invitation.id).where(*_open_in(review_id), *_for(email, role))):
        raise RoleRefused(
            f"{email} is invited to this role already. Send the invitation again, or withdraw it."
        )
    key = new_key()
    row = Invitation(
        review_id=review_id,
        email=email,
        name=name.strip(),
        role=role.value,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        purpose=terms.purpose,
        stages=joined(terms.stages),
        key_hash=hash_of(key),
        invited_by_id=actor.user_id,
        invited_by_name=actor.name,
        expires_at=now() + LIVES,
    )
    db.session.add(row)
    db.session.flush()
    _note("invitation_made", row, actor)
    return _told(row), key


def renew(review_id: UUID, invitation_id: UUID, *, actor: Actor) -> tuple[Invited, str]:
    """Give an invitation a new key and its full time; the key that was mailed before opens nothing."""
    row = _unanswered(review_id, invitation_id)
    key = _renewed(row, actor=actor)
    return _told(row), key


def _renewed(row: Invitation, *, actor: Actor | None, reason: str | None = None) -> str:
    key = new_key()
    row.key_hash, row.expires_at = hash_of(key), now() + LIVES
    _note("invitation_renewed", row, actor, reason)
    return key


def hand_out_keys(email: str, *, reason: str) -> tuple[tuple[Invited, str], ...]:
    """Give each unanswered invitation of an address a new key, for whoever runs the service to hand over."""
    rows = db.session.scalars(
        select(Invitation).where(Invitation.email == email.strip().lower(), *_UNANSWERED)
    ).all()
    return tuple((_told(row), _renewed(row, actor=None, reason=reason)) for row in rows)


def withdraw(review_id: UUID, invitation_id: UUID, *, actor: Actor) -> Invited:
    """Take an invitation back: its key opens nothing any more."""
    row = _unanswered(review_id, invitation_id)
    row.withdrawn_at = now()
    _note("invitation_withdrawn", row, actor)
    return _told(row)


def accept(invitation_id: UUID, *, user: User) -> Membership:
    """Give somebody the role that they were invited to; raise `RoleRefused` where that is not possible.

    The account must be the one of the invited address: the caller has let its holder in.
    """
    row = db.session.get(Invitation, invitation_id)
    if row is None or row.email != user.email or not _is_open(row):
        raise RoleRefused("This invitation is not open any more. Ask whoever sent it for a new one.")
    terms = Terms(row.starts_on, row.ends_on, row.purpose, parted(row.stages))
    giver = Actor(user_id=row.invited_by_id, name=row.invited_by_name)
    membership = grant(user=user, review_id=row.review_id, role=Role(row.role), actor=giver, terms=terms)
    row.accepted_at, row.membership_id = now(), membership.id
    note(
        kind="invitation_accepted",
        actor=Actor(user_id=user.id, name=user.name),
        subject=f"invitation of {row.email}",
        review_id=row.review_id,
    )
    return membership


def open_in(review_id: UUID) -> tuple[Invited, ...]:
    """Return the invitations of a review that nobody has answered, expired ones too, the oldest first."""
    rows = db.session.scalars(select(Invitation).where(*_open_in(review_id)).order_by(Invitation.created_at))
    return tuple(map(_told, rows))


def open_for(email: str) -> tuple[Invited, ...]:
    """Return the invitations that an address can accept now."""
    rows = db.session.scalars(
        select(Invitation).where(Invitation.email == email, *_UNANSWERED).order_by(Invitation.created_at)
    )
    return tuple(_told(row) for row in rows if _is_open(row))


def invitation_in(review_id: UUID, invitation_id: UUID) -> Invited:
    """Return an unanswered invitation of a review; raise `Absent` where there is none of that id."""
    return _told(_unanswered(review_id, invitation_id))


def opened_by(key: str) -> Invited | None:
    """Return the invitation that a key opens now, if any."""
    row = db.session.scalar(select(Invitation).where(Invitation.key_hash == hash_of(key)))
    return _told(row) if row is not None and _is_open(row) else None


def open_invitation(invitation_id: UUID) -> Invited | None:
    """Return an invitation if it can be accepted now."""
    row = db.session.get(Invitation, invitation_id)
    return _told(row) if row is not None and _is_open(row) else None


_UNANSWERED = (Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))


def _open_in(review_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (Invitation.review_id == review_id, *_UNANSWERED)


def _for(email: str, role: Role) -> tuple[ColumnElement[bool], ...]:
    return (Invitation.email == email, Invitation.role == role.value)


def _is_open(row: Invitation) -> bool:
    # One that was made after now tells of a clock that was moved back: its time cannot be told.
    is_in_time = row.created_at <= now() < row.expires_at
    return row.accepted_at is None and row.withdrawn_at is None and is_in_time


def _unanswered(review_id: UUID, invitation_id: UUID) -> Invitation:
    row = db.session.get(Invitation, invitation_id)
    if row is None or row.review_id != review_id:
        raise Absent("There is no such invitation in this review.")
    if row.accepted_at is not None or row.withdrawn_at is not None:
        raise RoleRefused(
            "That invitation has been accepted or withdrawn in the meantime. Nothing was changed."
        )
    return row


def _note(kind: str, row: Invitation, actor: Actor | None, reason: str | None = None) -> None:
    subject = f"invitation of {row.email} as {Role(row.role).in_a_sentence}"
    note(kind=kind, actor=actor, subject=subject[:200], review_id=row.review_id, reason=reason)


def _told(row: Invitation) -> Invited:
    return Invited(
        id=row.id,
        review_id=row.review_id,
        email=row.email,
        name=row.name,
        role=Role(row.role),
        terms=Terms(row.starts_on, row.ends_on, row.purpose, parted(row.stages)),
        invited_by=row.invited_by_name,
        created_at=row.created_at,
        expires_at=row.expires_at,
        has_expired=now() >= row.expires_at,
    )
