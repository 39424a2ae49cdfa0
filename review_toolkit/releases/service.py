"""Publishing: the only writer of the ledger; never commits."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from review_toolkit.access.actors import Actor
from review_toolkit.access.audit import note
from review_toolkit.database import append_to_chain, db
from review_toolkit.exports.charts import charts_of
from review_toolkit.figures import ReleaseContent, fingerprint_of
from review_toolkit.figures.document import canonical_bytes
from review_toolkit.releases.models import Release, ReleaseChart
from review_toolkit.releases.queries import Published
from review_toolkit.reviews.models import Review


class ReleaseRefused(ValueError):
    """Content that may not be released. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class PreparedRelease:
    """Protected content with its charts, ready to be frozen, and the record that it was made from."""

    content: ReleaseContent
    charts: Mapping[str, str]
    source_id: UUID | None = None


def prepare(content: ReleaseContent, *, source_id: UUID | None = None) -> PreparedRelease:
    """Draw the charts of protected content. Takes a second or two, so it is done outside a transaction."""
    _refuse_exact(content)
    return PreparedRelease(content, charts_of(content), source_id)


def publish(review: Review, prepared: PreparedRelease, *, actor: Actor) -> Release:
    """Freeze protected content as the review's release.

    Two releases could be subtracted from each other. Until a new one can be checked against all earlier
    ones, a review has one (decision 0003).
    """
    content = prepared.content
    _refuse_exact(content)
    if content.snapshot_date != review.snapshot_date:
        raise ReleaseRefused("The figures are of another date than the review’s snapshot date.")
    published = db.session.scalar(
        select(func.count()).select_from(Release).where(Release.review_id == review.id)
    )
    if published:
        raise ReleaseRefused(
            "This review’s figures have been released, and a second release could be subtracted from the "
            "first. This version cannot check that, so the first release stands."
        )
    release = Release(
        review_id=review.id,
        number=1,
        snapshot_date=content.snapshot_date,
        content=canonical_bytes(content).decode(),
        sha256=fingerprint_of(content),
        released_by_id=actor.user_id,
        released_by_name=actor.name,
    )
    append_to_chain(db.session, release)
    for name, svg in prepared.charts.items():
        db.session.add(ReleaseChart(release_id=release.id, table_name=name, svg=svg))
    db.session.flush()
    return release


def note_download(review: Review, release: Published, ending: str, *, actor: Actor) -> None:
    """Note in the audit trail who takes a copy of a release, before it is handed out."""
    note(
        kind="release_downloaded",
        actor=actor,
        subject=f"release {release.number} as {ending}",
        review_id=review.id,
    )


def _refuse_exact(content: ReleaseContent) -> None:
    if content.exact:
        raise ReleaseRefused("Exact figures are not for release. Release the protected figures instead.")
