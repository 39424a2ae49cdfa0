"""Who takes a reviewer's papers is noted in the audit trail; never commits."""

from uuid import UUID

from review_toolkit.access.actors import Actor
from review_toolkit.access.audit import note
from review_toolkit.access.queries import HeldRole


def note_hand_over(review_id: UUID, held: HeldRole, *, actor: Actor) -> None:
    """Note who takes the papers of somebody else's role, before they are handed out."""
    note(kind="hand_over_downloaded", actor=actor, subject=_about(held), review_id=review_id)


def note_own_copy(review_id: UUID, held: HeldRole, *, actor: Actor) -> None:
    """Note that a reviewer takes their own papers, before they are handed out."""
    note(kind="papers_downloaded", actor=actor, subject=_about(held), review_id=review_id)


def _about(held: HeldRole) -> str:
    return f"{held.role.value} to account {held.user_id}"
