"""A stage's page: how it stands, its record, and the moves that this person may make now.

A move that is refused comes back as the same page with the reason, and what was typed is still there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from review_toolkit.access.actions import Action, roles_that_allow
from review_toolkit.access.guards import can, current_actor, requires
from review_toolkit.access.queries import actors_in
from review_toolkit.reviews import queries
from review_toolkit.reviews.acts import (
    LEFT_INCOMPLETE,
    REOPENED,
    RETURNED,
    SENT,
    SIGNED_OFF,
    ActKind,
    ActRefused,
)
from review_toolkit.reviews.sign_off import service
from review_toolkit.reviews.sign_off.forms import (
    LeaveIncompleteForm,
    MoveForm,
    ReopenForm,
    ReturnForm,
    SendForm,
    SignOffForm,
)
from review_toolkit.reviews.sign_off.notices import tell_of_move
from review_toolkit.reviews.stages import StageRegistry, stage_of
from review_toolkit.reviews.standing import Standing
from review_toolkit.vault import vault_of
from review_toolkit.web.writes import writes

blueprint = Blueprint("sign_off", __name__, url_prefix="/reviews/<uuid:review_id>/stages/<stage>")


@dataclass(frozen=True, slots=True)
class Offer:
    """How a move is offered on the stage's page; a decision that needs no words has a page of its own."""

    kind: ActKind
    form: type[MoveForm]
    endpoint: str
    heading: str
    button: str
    is_usual: bool = False


_OFFERS = (
    Offer(SENT, SendForm, "sign_off.send", "Send for sign-off", "Send for sign-off", is_usual=True),
    Offer(SIGNED_OFF, SignOffForm, "sign_off.confirm", "Sign off", "Sign off this stage", is_usual=True),
    Offer(RETURNED, ReturnForm, "sign_off.give_back", "Return", "Return this stage"),
    Offer(REOPENED, ReopenForm, "sign_off.reopen", "Reopen", "Reopen this stage"),
    Offer(
        LEFT_INCOMPLETE,
        LeaveIncompleteForm,
        "sign_off.leave_incomplete",
        "Go on without finishing",
        "Leave this stage incomplete",
    ),
)


@blueprint.get("")
@requires(Action.SEE_STAGE_RECORD)
def show(review_id: UUID, stage: str) -> ResponseReturnValue:
    """Show how a stage stands, what happened to it, and what may be done."""
    return _page(review_id, stage)


@blueprint.post("/send")
@requires(Action.SEND_STAGE_FOR_SIGN_OFF)
@writes
def send(review_id: UUID, stage: str) -> ResponseReturnValue:
    """Send a stage to the sponsor."""
    form = SendForm()
    act = service.send_stage_for_sign_off
    return _move(review_id, stage, SENT, form, act, said="You sent “{}” for sign-off.", note=form.note.data)


@blueprint.get("/sign-off")
@requires(Action.SIGN_OFF_STAGE)
def confirm(review_id: UUID, stage: str) -> ResponseReturnValue:
    """Say what signing off means, and ask for the decision."""
    review, standing = queries.review_of(review_id), _standing(review_id, stage)
    if standing.why_not(SIGNED_OFF, by=current_actor().user_id):
        return redirect(url_for("sign_off.show", review_id=review.id, stage=standing.stage.key))
    form = SignOffForm(seen=str(standing.state.number))
    return render_template("sign_off/confirm.html", review=review, standing=standing, form=form)


@blueprint.post("/sign-off")
@requires(Action.SIGN_OFF_STAGE)
@writes
def sign_off(review_id: UUID, stage: str) -> ResponseReturnValue:
    """Record that the sponsor accepts a stage as finished."""
    act = service.sign_off_stage
    return _move(review_id, stage, SIGNED_OFF, SignOffForm(), act, said="You signed off “{}”.")


@blueprint.post("/return")
@requires(Action.RETURN_STAGE)
@writes
def give_back(review_id: UUID, stage: str) -> ResponseReturnValue:
    """Return a stage with a reason."""
    form = ReturnForm()
    act = service.return_stage
    return _move(review_id, stage, RETURNED, form, act, said="You returned “{}”.", reason=form.reason.data)


@blueprint.post("/reopen")
@requires(Action.REOPEN_STAGE)
@writes
def reopen(review_id: UUID, stage: str) -> ResponseReturnValue:
    """Open a stage for work again with a reason."""
    form = ReopenForm()
    act = service.reopen_stage
    return _move(review_id, stage, REOPENED, form, act, said="You reopened “{}”.", reason=form.reason.data)


@blueprint.post("/leave-incomplete")
@requires(Action.LEAVE_STAGE_INCOMPLETE)
@writes
def leave_incomplete(review_id: UUID, stage: str) -> ResponseReturnValue:
    """Let the review go on without finishing a stage."""
    form = LeaveIncompleteForm()
    act = service.leave_stage_incomplete
    said = "You left “{}” incomplete. The report says so, and why."
    return _move(review_id, stage, LEFT_INCOMPLETE, form, act, said=said, reason=form.reason.data)


def _move(
    review_id: UUID,
    key: str,
    kind: ActKind,
    form: MoveForm,
    act: Callable[..., object],
    *,
    said: str,
    **words: str | None,
) -> ResponseReturnValue:
    """Make one move: the five steps of each view above. `words` is what the person wrote."""
    review, standing, actor = queries.review_of(review_id), _standing(review_id, key), current_actor()
    # Where the move cannot be made at all, there is no point in asking for better words.
    possible = service.refusal_of(standing, kind, seen=form.seen_number, actor=actor) is None
    if possible and not form.validate_on_submit():
        return _page(review_id, key, kind, form), 422
    try:
        act(review, standing.stage, seen=form.seen_number, actor=actor, stages=_registry(), **words)
    except ActRefused as error:
        form.form_errors.append(str(error))
        return _page(review_id, key, kind, form), 409
    tell_of_move(review, standing.stage, kind, actor=actor, vault=vault_of(current_app))
    flash(said.format(standing.stage.title))
    return redirect(url_for("sign_off.show", review_id=review.id, stage=standing.stage.key))


def _page(review_id: UUID, key: str, tried: ActKind | None = None, back: MoveForm | None = None) -> str:
    """The stage's page; `back` is the form of a move that was tried and not made."""
    standing, me = _standing(review_id, key), current_actor()
    offers: list[tuple[Offer, MoveForm]] = []
    for offer in _OFFERS:
        if not _may(offer.kind, review_id, key) or standing.why_not(offer.kind, by=me.user_id):
            continue
        # Whoever may return a stage with a reason is not also offered to reopen it with one.
        if offer.kind is REOPENED and tried is not REOPENED and any(o.kind is RETURNED for o, _ in offers):
            continue
        form = back if back is not None and offer.kind is tried else _untouched(offer, back)
        form.seen.data = str(standing.state.number)
        offers.append((offer, form))
    return render_template(
        "sign_off/show.html",
        review=queries.review_of(review_id),
        standing=standing,
        record=queries.record_of(review_id, standing.stage, stages=_registry()),
        offers=offers,
        forms=[back] if back is not None else [],
        # What was written for a move that cannot be made any more is given back to be copied.
        written=back.words if back is not None and tried not in [offer.kind for offer, _ in offers] else "",
        obstacle=_obstacle(review_id, standing),
        signatories=_signatories(review_id, standing),
    )


def _untouched(offer: Offer, back: MoveForm | None) -> MoveForm:
    """A form that was not sent just now: empty, or with what was typed before a visit ended."""
    return offer.form() if back is None else offer.form(formdata=None)


def _may(kind: ActKind, review_id: UUID, stage: str) -> bool:
    return kind.action is not None and can(kind.action, review_id, stage)


def _obstacle(review_id: UUID, standing: Standing) -> str | None:
    """Say why somebody who may take a stage's next step in general cannot take it now."""
    step = SENT if standing.state.is_open else SIGNED_OFF if standing.is_with_sponsor else None
    if step is None or not _may(step, review_id, standing.stage.key):
        return None
    return standing.why_not(step, by=current_actor().user_id)


def _signatories(review_id: UUID, standing: Standing) -> tuple[str, ...]:
    """The names of those who could sign off a stage that is with the sponsor."""
    people = actors_in(review_id, roles=roles_that_allow(Action.SIGN_OFF_STAGE), stage=standing.stage.key)
    return tuple(actor.name for actor in people if standing.why_not(SIGNED_OFF, by=actor.user_id) is None)


def _standing(review_id: UUID, key: str) -> Standing:
    return queries.standing_of(review_id, stage_of(key), stages=_registry())


def _registry() -> StageRegistry:
    registry: StageRegistry = current_app.extensions["stages"]
    return registry
