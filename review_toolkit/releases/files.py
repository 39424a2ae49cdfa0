"""A release as it leaves: with what every copy says about itself, and the name of the file."""

from review_toolkit.exports.marked import Export, Origin
from review_toolkit.releases.queries import Published, current_fingerprint
from review_toolkit.reviews.models import Review
from review_toolkit.reviews.stages import StageRegistry


def export_of(review: Review, release: Published, *, stages: StageRegistry) -> Export:
    """Return a release to be written to a file, marked with whose it is and whether it stands."""
    withdrawn = release.withdrawn
    stands = not withdrawn and release.sha256 == current_fingerprint(review.id)
    origin = Origin(
        review.organisation.name,
        review.title,
        release.number,
        release.sha256,
        withdrawn=withdrawn.in_words if withdrawn else "",
        not_updated=stages.not_updated(review.id) if stands else "",
    )
    return Export(release.content, origin=origin)


def file_name(release: Published, ending: str) -> str:
    """Return what a file of a release is called; the name says where the figures do not stand."""
    day, mark = release.content.snapshot_date.isoformat(), "-WITHDRAWN" if release.withdrawn else ""
    return f"workforce-indicators-{day}-release-{release.number}{mark}.{ending}"
