"""Pages and files of the audit trail. Reading it changes nothing; taking a copy is noted in it."""

from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from review_toolkit.access.actions import Action
from review_toolkit.access.guards import current_actor, requires
from review_toolkit.exports.formats import FORMATS
from review_toolkit.reviews.queries import review_of
from review_toolkit.trail import queries, service
from review_toolkit.trail.files import WRITERS
from review_toolkit.web.pagination import Page
from review_toolkit.web.writes import transaction

blueprint = Blueprint("trail", __name__)

EVENTS_ON_A_PAGE = 50
_ENDING = f".<any({', '.join(WRITERS)}):ending>"


@blueprint.get("/reviews/<uuid:review_id>/audit-trail")
@requires(Action.READ_AUDIT_TRAIL)
def show(review_id: UUID) -> ResponseReturnValue:
    """Show who did what in a review, the newest first."""
    page = _page(review_id)
    events = queries.page_of(review_id, offset=page.offset, size=page.size)
    return render_template("trail/show.html", review=review_of(review_id), events=events, page=page)


@blueprint.get(f"/reviews/<uuid:review_id>/audit-trail{_ENDING}")
@requires(Action.READ_AUDIT_TRAIL)
def download(review_id: UUID, ending: str) -> ResponseReturnValue:
    """Hand out a review's trail as a file."""
    return _file(review_id, ending)


@blueprint.get("/audit-trail")
@requires(Action.READ_SERVICE_TRAIL)
def service_show() -> ResponseReturnValue:
    """Show what was done outside any review, the newest first."""
    page = _page(None)
    events = queries.page_of(None, offset=page.offset, size=page.size)
    return render_template("trail/service.html", events=events, page=page)


@blueprint.get(f"/audit-trail{_ENDING}")
@requires(Action.READ_SERVICE_TRAIL)
def service_download(ending: str) -> ResponseReturnValue:
    """Hand out as a file what was done outside any review."""
    return _file(None, ending)


def _page(review_id: UUID | None) -> Page:
    return Page.asked_for(request.args.get("page"), size=EVENTS_ON_A_PAGE, total=queries.count_of(review_id))


def _file(review_id: UUID | None, ending: str) -> Response:
    """The trail with the note of this very download as its last row."""
    with transaction():
        service.note_download(review_id, ending, actor=current_actor())
    content = WRITERS[ending](queries.all_of(review_id))
    name = f"audit-trail-{datetime.now(UTC).date().isoformat()}.{ending}"
    return Response(
        content,
        mimetype=FORMATS[ending].mimetype,
        headers={"Content-Disposition": f"attachment; filename={name}", "Cache-Control": "no-store"},
    )
