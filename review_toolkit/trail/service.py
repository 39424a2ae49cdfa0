"""Who takes a copy of the audit trail is noted in it; never commits."""

from uuid import UUID

from review_toolkit.access.actors import Actor
from review_toolkit.access.audit import note


def note_download(review_id: UUID | None, ending: str, *, actor: Actor) -> None:
    """Note who takes a copy of a review's trail, or of what belongs to no review, before it is handed out."""
    note(kind="trail_downloaded", actor=actor, subject=f"audit trail as {ending}", review_id=review_id)
