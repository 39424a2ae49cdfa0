"""Changes to the baseline: the only writer of its tables; never commits."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from sqlalchemy import delete

from review_toolkit.access.actors import Actor
from review_toolkit.baseline import queries
from review_toolkit.baseline.indicators import baseline_content
from review_toolkit.baseline.ingest import Mapping, SourceFile, dump_mapping
from review_toolkit.baseline.models import Extract
from review_toolkit.database import db
from review_toolkit.figures import ReleaseContent, RowAccount, fingerprint_of
from review_toolkit.releases.models import Release
from review_toolkit.releases.queries import has_release
from review_toolkit.releases.service import PreparedRelease, ReleaseRefused, prepare, publish
from review_toolkit.reviews.models import Review
from review_toolkit.reviews.queries import why_closed
from review_toolkit.reviews.service import record
from review_toolkit.vault import Vault

if TYPE_CHECKING:
    from review_toolkit.baseline.ingest import Workforce

STAGE = "baseline"
_REPLACED = "The workforce file was replaced in the meantime. Check it again, then release."


@dataclass(frozen=True, slots=True)
class ReadExtract:
    """A workforce file that was read without a problem and sealed, not yet kept."""

    id: UUID
    filename: str
    sha256: str
    account: RowAccount
    sealed_file: bytes
    sealed_mapping: bytes


class ImportRefused(ValueError):
    """A file that may not be imported now. The message says why."""


def read_extract(review: Review, file: SourceFile, mapping: Mapping, *, vault: Vault) -> ReadExtract:
    """Read and seal a workforce file; raise `ExtractRefused` with every problem found. Writes nothing."""
    from review_toolkit.baseline.ingest import read_workforce

    workforce = read_workforce(file, mapping, snapshot_date=review.snapshot_date)
    extract_id = uuid4()
    return ReadExtract(
        id=extract_id,
        filename=file.name,
        # Keyed, as in `content_of`: the database must not let anybody test guesses about the file.
        sha256=vault.tag(file.sha256),
        account=workforce.account,
        sealed_file=vault.seal(file.content, record=extract_id),
        sealed_mapping=vault.seal(dump_mapping(mapping).encode(), record=extract_id),
    )


def refuse_import(review: Review) -> None:
    """Raise `ImportRefused` where the stage takes no work, or the figures stand: they keep their file."""
    if has_release(review.id):
        raise ImportRefused(
            "This review’s figures have been released, so its workforce file can no longer be replaced."
        )
    if closed := why_closed(review.id, stage=STAGE):
        raise ImportRefused(closed)


def keep_extract(review: Review, read: ReadExtract, *, actor: Actor) -> Extract:
    """Keep a file that was read in place of an earlier one."""
    refuse_import(review)
    db.session.execute(delete(Extract).where(Extract.review_id == review.id, Extract.kind == "workforce"))
    extract = Extract(
        id=read.id,
        review_id=review.id,
        kind="workforce",
        filename=read.filename,
        sha256=read.sha256,
        rows_read=read.account.read,
        rows_used=read.account.used,
        sealed_file=read.sealed_file,
        sealed_mapping=read.sealed_mapping,
        imported_by_id=actor.user_id,
        imported_by_name=actor.name,
    )
    db.session.add(extract)
    record(review, stage=STAGE, kind="extract_imported", actor=actor)
    return extract


def content_of(review: Review, workforce: "Workforce", *, vault: Vault) -> ReleaseContent:
    """Return what would be released of a workforce: protected by the review's own threshold.

    The files' fingerprints are keyed. A plain one would let somebody who knows all of a file but a few cells
    try out what stands in them.
    """
    content = baseline_content(workforce, snapshot_date=review.snapshot_date, threshold=review.threshold)
    keyed = {name: vault.tag(digest) for name, digest in content.fingerprints.items()}
    return replace(content, fingerprints=keyed)


def prepare_release(review: Review, *, vault: Vault, seen: str | None = None) -> PreparedRelease:
    """Protect the figures of the imported file and draw their charts. Writes nothing.

    `seen` is the fingerprint of the content that the person looked at; other content is refused.
    """
    extract = queries.current_extract(review.id)
    if extract is None:
        raise ReleaseRefused("There is nothing to release yet. Import a workforce file first.")
    content = content_of(review, queries.workforce_of(review, extract, vault=vault), vault=vault)
    if seen is not None and seen != fingerprint_of(content):
        raise ReleaseRefused(_REPLACED)
    return prepare(content, source_id=extract.id)


def release_baseline(review: Review, prepared: PreparedRelease, *, actor: Actor) -> Release:
    """Freeze prepared figures in the ledger; refuse them if the file was replaced in the meantime."""
    if closed := why_closed(review.id, stage=STAGE):
        raise ReleaseRefused(closed)
    extract = queries.current_extract(review.id)
    if extract is None or extract.id != prepared.source_id:
        raise ReleaseRefused(_REPLACED)
    release = publish(review, prepared, actor=actor)
    record(review, stage=STAGE, kind="figures_released", actor=actor)
    return release
