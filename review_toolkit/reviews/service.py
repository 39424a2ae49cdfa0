"""Changes to organisations and reviews. The only writer of these tables; never commits."""

from datetime import date

from sqlalchemy import func, select

from review_toolkit.access.actions import Role
from review_toolkit.access.actors import Actor
from review_toolkit.access.audit import note
from review_toolkit.access.invitations import invite
from review_toolkit.access.letters import mail_invitation
from review_toolkit.access.reasons import FEWEST_REASON_CHARACTERS, MOST_REASON_CHARACTERS
from review_toolkit.database import db
from review_toolkit.disclosure.rules import DEFAULT_THRESHOLD, check_threshold
from review_toolkit.reviews.acts import ActKind, ActRefused, kind_of
from review_toolkit.reviews.models import Organisation, Review, StageEvent
from review_toolkit.reviews.queries import state_of
from review_toolkit.vault import Vault
from review_toolkit.web_address import WebAddress


def open_review(
    *,
    organisation: str,
    title: str,
    snapshot_date: date,
    threshold: int,
    lead_email: str,
    lead_name: str,
    actor: Actor,
    vault: Vault,
    web_address: WebAddress | None,
) -> Review:
    """Open a review and invite its HR lead; raise `MailRefused` where their address cannot be mailed to."""
    review = set_up_review(
        organisation=organisation, title=title, snapshot_date=snapshot_date, threshold=threshold
    )
    invite_lead(review, email=lead_email, name=lead_name, actor=actor, vault=vault, web_address=web_address)
    record(review, stage="commission", kind="review_opened", actor=actor)
    return review


def invite_lead(
    review: Review, *, email: str, name: str, actor: Actor, vault: Vault, web_address: WebAddress | None
) -> None:
    """Invite somebody to be a review's HR lead, and mail them the key."""
    invited, key = invite(review.id, email=email, name=name, role=Role.HR_LEAD, actor=actor)
    mail_invitation(
        invited,
        key=key,
        organisation=review.organisation.name,
        review=review.title,
        stages=(),
        web_address=web_address,
        vault=vault,
    )


def set_up_review(
    *, organisation: str, title: str, snapshot_date: date, threshold: int = DEFAULT_THRESHOLD
) -> Review:
    """Make a review; the organisation is made if it is new (names compare without regard to case)."""
    check_threshold(threshold)
    name = organisation.strip()
    known = next(
        (found for found in db.session.scalars(select(Organisation)) if found.name.lower() == name.lower()),
        None,
    )
    review = Review(
        organisation=known or Organisation(name=name),
        title=title.strip(),
        snapshot_date=snapshot_date,
        threshold=threshold,
    )
    db.session.add(review)
    db.session.flush()
    return review


def record(review: Review, *, stage: str, kind: str, actor: Actor, reason: str | None = None) -> StageEvent:
    """Add a past-tense act ("extract_imported") to the record of a stage.

    Raises `UnknownAct` for one that `reviews.acts` does not list, and `ActRefused` for one that cannot be
    done as the stage stands, or without the reason that it asks for.
    """
    known = kind_of(kind, stage=stage)
    reason = _reason_for(known, reason)
    if refused := state_of(review.id, stage=stage).why_not(known, by=actor.user_id):
        raise ActRefused(refused)
    last = db.session.scalar(select(func.max(StageEvent.number)).where(StageEvent.review_id == review.id))
    event = StageEvent(
        review_id=review.id,
        number=(last or 0) + 1,
        stage=stage,
        kind=kind,
        actor_id=actor.user_id,
        actor_name=actor.name,
        reason=reason,
    )
    db.session.add(event)
    note(kind=kind, actor=actor, subject=f"stage {stage}", review_id=review.id, reason=reason)
    return event


def _reason_for(kind: ActKind, reason: str | None) -> str | None:
    """Return the reason as it is kept; None for no words."""
    reason = (reason or "").strip() or None
    if kind.reason == "none" and reason is not None:
        raise ActRefused("This act takes no reason.")
    fewest = FEWEST_REASON_CHARACTERS if kind.reason == "required" else 0
    if not fewest <= len(reason or "") <= MOST_REASON_CHARACTERS:
        raise ActRefused(f"Say why in {fewest} to {MOST_REASON_CHARACTERS:,} characters.")
    return reason
