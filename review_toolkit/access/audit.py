"""The audit trail: who did what, when and to what. Added to in the transaction of the act, never changed.

It holds names of acts and of things, and nothing that relates a person to an answer.
"""

from dataclasses import dataclass
from uuid import UUID

from review_toolkit.access.actors import Actor
from review_toolkit.access.models import AuditEvent
from review_toolkit.database import append_to_chain, db

COMMAND_LINE = "Command line"
"""Whoever may run commands on the machine, which does not know them by name."""


@dataclass(frozen=True, slots=True)
class Unnamed:
    """Somebody whose account, if any, is not known."""

    name: str


NOBODY = Unnamed("Somebody not signed in")
TOOLKIT = Unnamed("The toolkit itself")
"""What happens because its day has come."""


def note(
    *,
    kind: str,
    actor: Actor | Unnamed | None,
    subject: str,
    review_id: UUID | None = None,
    reason: str | None = None,
) -> AuditEvent:
    """Add a past-tense act ("report_downloaded") on a thing ("report 0.2") to the trail.

    `actor` is None for what was done on the command line, `NOBODY` for what a visitor did,
    and `TOOLKIT` for what happens by itself.
    """
    event = AuditEvent(
        kind=kind,
        actor_id=actor.user_id if isinstance(actor, Actor) else None,
        actor_name=actor.name if actor else COMMAND_LINE,
        review_id=review_id,
        subject=subject,
        reason=reason,
    )
    append_to_chain(db.session, event)
    return event
