"""Changes to the baseline: the only writer of its tables; never commits."""

from uuid import uuid4

from sqlalchemy import delete

from review_toolkit.access.actors import Actor
from review_toolkit.baseline import queries
from review_toolkit.baseline.indicators import baseline_content
from review_toolkit.baseline.ingest import Mapping, SourceFile, dump_mapping, read_workforce
from review_toolkit.baseline.models import Extract
from review_toolkit.baseline.vault import Vault
from review_toolkit.database import db
from review_toolkit.releases.models import Release
from review_toolkit.releases.queries import current_release
from review_toolkit.releases.service import ReleaseRefused, publish
from review_toolkit.reviews.models import Review
from review_toolkit.reviews.service import record

STAGE = "baseline"


class ImportRefused(ValueError):
    """A file that may not be imported now. The message says why."""


def import_workforce(
    review: Review, file: SourceFile, mapping: Mapping, *, vault: Vault, actor: Actor
) -> Extract:
    """Read a workforce file and keep it, sealed, in place of an earlier one.

    Raises `ExtractRefused` with every problem found before anything is written.
    """
    if current_release(review.id) is not None:
        raise ImportRefused(
            "This review’s figures have been released, so its workforce file can no longer be replaced."
        )
    workforce = read_workforce(file, mapping, snapshot_date=review.snapshot_date)
    db.session.execute(delete(Extract).where(Extract.review_id == review.id, Extract.kind == "workforce"))
    extract_id = uuid4()
    extract = Extract(
        id=extract_id,
        review_id=review.id,
        kind="workforce",
        filename=file.name,
        sha256=file.sha256,
        rows_read=workforce.account.read,
        rows_used=workforce.account.used,
        sealed_file=vault.seal(file.content, record=extract_id),
        sealed_mapping=vault.seal(dump_mapping(mapping).encode(), record=extract_id),
        imported_by_id=actor.user_id,
        imported_by_name=actor.name,
    )
    db.session.add(extract)
    record(review, stage=STAGE, kind="extract_imported", actor=actor)
    return extract


def release_baseline(review: Review, *, vault: Vault, actor: Actor) -> Release:
    """Protect the figures of the imported file and freeze them in the ledger."""
    extract = queries.current_extract(review.id)
    if extract is None:
        raise ReleaseRefused("There is nothing to release yet. Import a workforce file first.")
    content = baseline_content(
        queries.workforce_of(review, extract, vault=vault),
        snapshot_date=review.snapshot_date,
        threshold=review.threshold,
    )
    release = publish(review, content, actor=actor)
    record(review, stage=STAGE, kind="figures_released", actor=actor)
    return release
