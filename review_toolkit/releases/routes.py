"""Downloads of released figures and the page of their audit, from the frozen release alone."""

from uuid import UUID

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from review_toolkit.access.actions import Action
from review_toolkit.access.guards import current_actor, requires
from review_toolkit.exports.formats import FORMATS
from review_toolkit.releases import service
from review_toolkit.releases.audits import audit_of
from review_toolkit.releases.files import export_of, file_name
from review_toolkit.releases.queries import numbered_release
from review_toolkit.reviews.queries import review_of
from review_toolkit.reviews.stages import StageRegistry
from review_toolkit.web.pagination import Page
from review_toolkit.web.writes import transaction

blueprint = Blueprint("releases", __name__, url_prefix="/reviews/<uuid:review_id>/releases")

CELLS_ON_A_PAGE = 100


@blueprint.get(f"/<int(max=9999):number>.<any({', '.join(FORMATS)}):ending>")
@requires(Action.EXPORT_FIGURES, stage="baseline")
def download(review_id: UUID, number: int, ending: str) -> ResponseReturnValue:
    """Hand out a release as a file that says what it is and who may read it."""
    review = review_of(review_id)
    release = numbered_release(review_id, number)
    stages: StageRegistry = current_app.extensions["stages"]
    content = FORMATS[ending].write(export_of(review, release, stages=stages))
    with transaction():
        service.note_download(review, release, ending, actor=current_actor())
    name = file_name(release, ending)
    return Response(
        content,
        mimetype=FORMATS[ending].mimetype,
        headers={"Content-Disposition": f"attachment; filename={name}", "Cache-Control": "no-store"},
    )


@blueprint.get("/<int(max=9999):number>/audit")
@requires(Action.SEE_RELEASE_AUDIT, stage="baseline")
def audit(review_id: UUID, number: int) -> ResponseReturnValue:
    """Show what was tried against a release, and what an outsider could still tell from it."""
    found = audit_of(review_id, number)
    cells = found.manifest.cells if found.manifest else ()
    page = Page.asked_for(request.args.get("page"), size=CELLS_ON_A_PAGE, total=len(cells))
    return render_template(
        "releases/audit.html",
        review=review_of(review_id),
        audit=found,
        told_where=any(cell.shown_in is not None for cell in cells),
        cells=cells[page.offset : page.offset + page.size],
        page=page,
    )
