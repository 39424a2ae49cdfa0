"""Mails to those whose turn it is after a move of a stage.

They name the stage and who moved it, and nothing else: no figure and no reason leaves by mail, and no link,
which would teach people to trust links.
"""

from collections.abc import Mapping
from types import MappingProxyType

from review_toolkit.access.actions import Action, roles_that_allow
from review_toolkit.access.actors import Actor
from review_toolkit.access.audit import note
from review_toolkit.access.queries import addresses_in
from review_toolkit.mail.service import MailRefused, queue_mail
from review_toolkit.reviews.acts import LEFT_INCOMPLETE, REOPENED, RETURNED, SENT, SIGNED_OFF, ActKind
from review_toolkit.reviews.models import Review
from review_toolkit.reviews.stages import Stage
from review_toolkit.vault import Vault

SUBJECTS: Mapping[ActKind, str] = MappingProxyType(
    {
        SENT: "A stage of a review waits for you to sign it off",
        SIGNED_OFF: "A stage of a review has been signed off",
        RETURNED: "A stage of a review has been returned to you",
        REOPENED: "A stage of a review has been reopened",
        LEFT_INCOMPLETE: "A stage of a review has been left incomplete",
    }
)
_TOLD: Mapping[ActKind, tuple[Action, ...]] = MappingProxyType(
    {
        SENT: (Action.SIGN_OFF_STAGE,),
        SIGNED_OFF: (Action.SEND_STAGE_FOR_SIGN_OFF,),
        RETURNED: (Action.SEND_STAGE_FOR_SIGN_OFF,),
        REOPENED: (Action.SEND_STAGE_FOR_SIGN_OFF, Action.SIGN_OFF_STAGE),
        LEFT_INCOMPLETE: (Action.SEND_STAGE_FOR_SIGN_OFF,),
    }
)
"""Who is told of a move: everybody who may do one of these, but whoever made it."""
_TEXT = """{person} {done}:

  {stage}, in “{review}” of {organisation}

To see it, sign in to the review toolkit as you always do and choose “State and sign-off” of this stage on the
review's task list. This mail has no link, so that nobody needs to trust one.

You get this mail because of your role in this review.
"""


def tell_of_move(review: Review, stage: Stage, kind: ActKind, *, actor: Actor, vault: Vault) -> None:
    """Queue a mail to each person whose turn it is, in the transaction of the move."""
    roles = {role for action in _TOLD[kind] for role in roles_that_allow(action)}
    text = _TEXT.format(
        person=actor.name,
        done=kind.done.replace("the stage", "a stage"),
        stage=stage.title,
        review=review.title,
        organisation=review.organisation.name,
    )
    for address in addresses_in(review.id, roles=roles, but=actor, stage=stage.key):
        try:
            queue_mail(to=address, subject=SUBJECTS[kind], text=text, vault=vault)
        except MailRefused:
            # The move counts all the same; the page says whose turn it is.
            note(kind="notice_not_sent", actor=actor, subject=f"stage {stage.key}", review_id=review.id)
