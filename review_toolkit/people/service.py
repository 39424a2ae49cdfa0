"""Invitations and their mails, each with the act that it tells of; never commits."""

from uuid import UUID

from review_toolkit.access import invitations
from review_toolkit.access.actions import Action, Role
from review_toolkit.access.actors import Actor
from review_toolkit.access.invitations import Invited
from review_toolkit.access.letters import mail_invitation
from review_toolkit.access.queries import may
from review_toolkit.access.service import RoleRefused
from review_toolkit.access.terms import Terms, problems_of, today
from review_toolkit.database import now
from review_toolkit.reviews.models import Review
from review_toolkit.reviews.stages import titles_of
from review_toolkit.vault import Vault
from review_toolkit.web_address import WebAddress


def invite(
    review: Review,
    *,
    email: str,
    name: str,
    role: Role,
    terms: Terms,
    actor: Actor,
    vault: Vault,
    web_address: WebAddress | None,
) -> Invited:
    """Invite somebody to a role and mail them the key.

    Raises `RoleRefused` where they may not have the role or its terms are not in order, and `MailRefused`
    where the address cannot be mailed to.
    """
    _refuse_others(review.id, actor)
    _refuse_terms(terms, role)
    invited, key = invitations.invite(review.id, email=email, name=name, role=role, terms=terms, actor=actor)
    _mail(review, invited, key, vault=vault, web_address=web_address)
    return invited


def send_again(
    review: Review, invitation_id: UUID, *, actor: Actor, vault: Vault, web_address: WebAddress | None
) -> Invited:
    """Mail a new key to somebody who is invited; raise `Absent`, `RoleRefused` or `MailRefused` as above."""
    _refuse_others(review.id, actor)
    found = invitations.invitation_in(review.id, invitation_id)
    _refuse_terms(found.terms, found.role)
    invited, key = invitations.renew(review.id, invitation_id, actor=actor)
    _mail(review, invited, key, vault=vault, web_address=web_address)
    return invited


def withdraw(review_id: UUID, invitation_id: UUID, *, actor: Actor) -> Invited:
    """Take an invitation back; raise `Absent` or `RoleRefused` where there is none that is open."""
    _refuse_others(review_id, actor)
    return invitations.withdraw(review_id, invitation_id, actor=actor)


def _mail(
    review: Review, invited: Invited, key: str, *, vault: Vault, web_address: WebAddress | None
) -> None:
    mail_invitation(
        invited,
        key=key,
        organisation=review.organisation.name,
        review=review.title,
        stages=titles_of(invited.terms.stages),
        web_address=web_address,
        vault=vault,
    )


def _refuse_others(review_id: UUID, actor: Actor) -> None:
    if not may(Action.INVITE_PEOPLE, review_id, user_id=actor.user_id):
        raise RoleRefused(f"{actor.name} has no role in this review that allows this.")


def _refuse_terms(terms: Terms, role: Role) -> None:
    if wrong := problems_of(terms, role=role, day=today(now())):
        raise RoleRefused(f"{wrong[0].instruction}.")
