"""Downloads of released figures, from the frozen release alone."""

from uuid import UUID

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from review_toolkit.access.actions import Action
from review_toolkit.access.guards import current_actor, requires
from review_toolkit.exports.formats import FORMATS
from review_toolkit.exports.marked import Export, Origin
from review_toolkit.releases import service
from review_toolkit.releases.queries import numbered_release
from review_toolkit.reviews.queries import review_of
from review_toolkit.web.writes import transaction

blueprint = Blueprint("releases", __name__, url_prefix="/reviews/<uuid:review_id>/releases")


@blueprint.get(f"/<int(max=9999):number>.<any({', '.join(FORMATS)}):ending>")
@requires(Action.EXPORT_FIGURES)
def download(review_id: UUID, number: int, ending: str) -> ResponseReturnValue:
    """Hand out a release as a file that says what it is and who may read it."""
    review = review_of(review_id)
    release = numbered_release(review_id, number)
    origin = Origin(review.organisation.name, review.title, release.number, release.sha256)
    content = FORMATS[ending].write(Export(release.content, origin=origin))
    with transaction():
        service.note_download(review, release, ending, actor=current_actor())
    name = (
        f"workforce-indicators-{release.content.snapshot_date.isoformat()}-release-{release.number}.{ending}"
    )
    return Response(
        content,
        mimetype=FORMATS[ending].mimetype,
        headers={"Content-Disposition": f"attachment; filename={name}", "Cache-Control": "no-store"},
    )
