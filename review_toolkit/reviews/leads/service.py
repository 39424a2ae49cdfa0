"""Inviting an HR lead once more, or another one. Never commits."""

from review_toolkit.access.actors import Actor
from review_toolkit.access.invitations import withdraw
from review_toolkit.reviews.leads.queries import InvitedLead
from review_toolkit.reviews.service import invite_lead
from review_toolkit.vault import Vault
from review_toolkit.web_address import WebAddress


def invite_instead(
    lead: InvitedLead, *, email: str, name: str, actor: Actor, vault: Vault, web_address: WebAddress | None
) -> None:
    """Take an invitation back and send another, to the same address or another one.

    Raises `RoleRefused` and `MailRefused` as inviting does.
    """
    withdraw(lead.review.id, lead.invited.id, actor=actor)
    invite_lead(lead.review, email=email, name=name, actor=actor, vault=vault, web_address=web_address)
