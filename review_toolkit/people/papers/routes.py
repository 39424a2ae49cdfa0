"""Downloads of a delegated reviewer's papers: their own copy, and the pack that an HR lead takes over."""

from uuid import UUID

from flask import Blueprint, Response, abort, current_app
from flask.typing import ResponseReturnValue

from review_toolkit.access.actions import Action, Role
from review_toolkit.access.guards import current_actor, requires
from review_toolkit.access.queries import HeldRole, held_role
from review_toolkit.people.declaring.gate import role_as_reviewer
from review_toolkit.people.papers import service
from review_toolkit.people.papers.contents import pack_of
from review_toolkit.reviews.queries import review_of
from review_toolkit.web.writes import transaction

blueprint = Blueprint("papers", __name__, url_prefix="/reviews/<uuid:review_id>/people")


@blueprint.get("/papers.zip")
@requires(Action.TAKE_OWN_PAPERS)
def own(review_id: UUID) -> ResponseReturnValue:
    """Hand a reviewer a copy of their own working papers."""
    acting = role_as_reviewer(review_id) or abort(404)
    held = held_role(review_id, acting.membership_id)
    content = _packed(review_id, held, own=True)
    with transaction():
        service.note_own_copy(review_id, held, actor=current_actor())
    return _file(content, "working-papers.zip")


@blueprint.get("/<uuid:membership_id>/hand-over.zip")
@requires(Action.TAKE_HAND_OVER)
def hand_over(review_id: UUID, membership_id: UUID) -> ResponseReturnValue:
    """Hand an HR lead the papers of a reviewer's role, also after its end."""
    held = held_role(review_id, membership_id)
    if held.role is not Role.REVIEWER:
        abort(404)
    content = _packed(review_id, held, own=False)
    with transaction():
        service.note_hand_over(review_id, held, actor=current_actor())
    return _file(content, "hand-over.zip")


def _packed(review_id: UUID, held: HeldRole, *, own: bool) -> bytes:
    return pack_of(review_of(review_id), held, stages=current_app.extensions["stages"], own=own)


def _file(content: bytes, name: str) -> Response:
    return Response(
        content,
        mimetype="application/zip",
        headers={"Content-Disposition": f"attachment; filename={name}", "Cache-Control": "no-store"},
    )
