"""Changes to the baseline: the only writer of its tables; never commits."""

from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import delete

from review_toolkit.access.actors import Actor
from review_toolkit.baseline import queries
from review_toolkit.baseline.indicators import baseline_content
from review_toolkit.baseline.ingest import Mapping, SourceFile, dump_mapping
from review_toolkit.baseline.models import Extract
from review_toolkit.baseline.vault import Vault
from review_toolkit.database import db
from review_toolkit.figures import RowAccount
from review_toolkit.releases.models import Release
from review_toolkit.releases.queries import current_release
from review_toolkit.releases.service import PreparedRelease, ReleaseRefused, prepare, publish
from review_toolkit.reviews.models import Review
from review_toolkit.reviews.service import record

STAGE = "baseline"


@dataclass(frozen=True, slots=True)
class ReadExtract:
    """A workforce file that was read without a problem, not yet kept."""

    file: SourceFile
    mapping: Mapping
    account: RowAccount


class ImportRefused(ValueError):
    """A file that may not be imported now. The message says why."""


def read_extract(review: Review, file: SourceFile, mapping: Mapping) -> ReadExtract:
    """Read a workforce file; raise `ExtractRefused` with every problem found. Writes nothing."""
    from review_toolkit.baseline.ingest import read_workforce

    return ReadExtract(
        file, mapping, read_workforce(file, mapping, snapshot_date=review.snapshot_date).account
    )


def refuse_after_release(review: Review) -> None:
    """Raise `ImportRefused` where the review's figures stand: their file must stay the one they came from."""
    if current_release(review.id) is not None:
        raise ImportRefused(
            "This review’s figures have been released, so its workforce file can no longer be replaced."
        )


def keep_extract(review: Review, read: ReadExtract, *, vault: Vault, actor: Actor) -> Extract:
    """Keep a file that was read, sealed, in place of an earlier one."""
    refuse_after_release(review)
    file = read.file
    db.session.execute(delete(Extract).where(Extract.review_id == review.id, Extract.kind == "workforce"))
    extract_id = uuid4()
    extract = Extract(
        id=extract_id,
        review_id=review.id,
        kind="workforce",
        filename=file.name,
        sha256=file.sha256,
        rows_read=read.account.read,
        rows_used=read.account.used,
        sealed_file=vault.seal(file.content, record=extract_id),
        sealed_mapping=vault.seal(dump_mapping(read.mapping).encode(), record=extract_id),
        imported_by_id=actor.user_id,
        imported_by_name=actor.name,
    )
    db.session.add(extract)
    record(review, stage=STAGE, kind="extract_imported", actor=actor)
    return extract


def prepare_release(review: Review, *, vault: Vault) -> PreparedRelease:
    """Protect the figures of the imported file and draw their charts. Writes nothing."""
    extract = queries.current_extract(review.id)
    if extract is None:
        raise ReleaseRefused("There is nothing to release yet. Import a workforce file first.")
    return prepare(
        baseline_content(
            queries.workforce_of(review, extract, vault=vault),
            snapshot_date=review.snapshot_date,
            threshold=review.threshold,
        )
    )


def release_baseline(review: Review, prepared: PreparedRelease, *, actor: Actor) -> Release:
    """Freeze prepared figures in the ledger; refuse them if the file was replaced in the meantime."""
    extract = queries.current_extract(review.id)
    if extract is None or extract.sha256 != prepared.content.fingerprints["workforce"]:
        raise ReleaseRefused("The workforce file was replaced in the meantime. Check it again, then release.")
    release = publish(review, prepared, actor=actor)
    record(review, stage=STAGE, kind="figures_released", actor=actor)
    return release
