"""Changes to the baseline: the only writer of its tables; never commits."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import delete, select

from review_toolkit.access.actors import Actor
from review_toolkit.access.audit import note
from review_toolkit.baseline import prepared, queries
from review_toolkit.baseline.ingest import Mapping, SourceFile, dump_mapping
from review_toolkit.baseline.models import Extract, PreparedFigures
from review_toolkit.baseline.preparation import Preparation, Ready, Report, work_out
from review_toolkit.database import db
from review_toolkit.figures import RowAccount, fingerprint_of, uk_date
from review_toolkit.releases import service as ledger
from review_toolkit.releases.ledger import head_of
from review_toolkit.releases.models import Withdrawal
from review_toolkit.releases.outcomes import (
    Accepted,
    AcceptedWithMoreHiding,
    Outcome,
    Refused,
    ReleaseRefused,
)
from review_toolkit.releases.queries import has_released, latest_date
from review_toolkit.releases.service import PreparedRelease, WithdrawalRefused, publish
from review_toolkit.reviews.models import Review
from review_toolkit.reviews.queries import why_closed
from review_toolkit.reviews.service import record
from review_toolkit.vault import Vault

STAGE = "baseline"
_REPLACED = "The workforce file was replaced in the meantime. Check it again, then release."
_RELEASED = "The figures of this workforce file have been released already. Import another file first."
_NOTHING = "There is nothing to release yet. Import a workforce file first."


@dataclass(frozen=True, slots=True)
class ReadExtract:
    """A workforce file that was read without a problem and sealed, not yet kept."""

    id: UUID
    snapshot_date: date
    filename: str
    sha256: str
    account: RowAccount
    sealed_file: bytes
    sealed_mapping: bytes


class ImportRefused(ValueError):
    """A file that may not be imported now. The message says why."""


def read_extract(
    review: Review,
    file: SourceFile,
    mapping: Mapping,
    *,
    vault: Vault,
    snapshot_date: date | None = None,
) -> ReadExtract:
    """Read and seal a workforce file; raise `ExtractRefused` with every problem found. Writes nothing."""
    from review_toolkit.baseline.ingest import read_workforce

    day = snapshot_date or review.snapshot_date
    workforce = read_workforce(file, mapping, snapshot_date=day)
    extract_id = uuid4()
    return ReadExtract(
        id=extract_id,
        snapshot_date=day,
        filename=file.name,
        # Keyed, as in `preparation.keyed`: the database must not let anybody test guesses about the file.
        sha256=vault.tag(file.sha256),
        account=workforce.account,
        sealed_file=vault.seal(file.content, record=extract_id),
        sealed_mapping=vault.seal(dump_mapping(mapping).encode(), record=extract_id),
    )


def refuse_import(review: Review) -> None:
    """Raise `ImportRefused` where the stage takes no work."""
    if closed := why_closed(review.id, stage=STAGE):
        raise ImportRefused(closed)


def refuse_future(day: date, *, today: date) -> None:
    """Raise `ImportRefused` for a day that is still to come: no true date could follow its figures."""
    if day > today:
        raise ImportRefused(
            f"{uk_date(day)} is still to come, so nobody can know who will be in post. Import a file of a "
            "day that has been. If the review was set up with a wrong date, ask for one with the right date."
        )


def refuse_date(review: Review, day: date) -> None:
    """Raise `ImportRefused` where figures of this date cannot be the review's next ones."""
    latest = latest_date(review.id)
    if latest is None and day != review.snapshot_date:
        raise ImportRefused(
            f"This review begins with staff in post on {uk_date(review.snapshot_date)}. Release figures of "
            "that date first; a file of a later date can follow."
        )
    if latest is not None and day < latest:
        raise ImportRefused(
            f"Figures of {uk_date(latest)} are released already. Import a file of a later date, or withdraw "
            "the release and import a corrected file of the same date."
        )
    if has_released(review.id, day):
        raise ImportRefused(
            f"The figures of {uk_date(day)} have been released, so their workforce file can no longer be "
            "replaced. Import a file of a later date; or, if the figures are wrong, withdraw the release."
        )


def keep_extract(review: Review, read: ReadExtract, *, actor: Actor) -> Extract:
    """Keep a file that was read in place of an earlier one that was not released."""
    refuse_import(review)
    refuse_date(review, read.snapshot_date)
    replaced = select(Extract.id).where(
        Extract.review_id == review.id, Extract.kind == "workforce", Extract.release_id.is_(None)
    )
    db.session.execute(delete(PreparedFigures).where(PreparedFigures.extract_id.in_(replaced)))
    db.session.execute(delete(Extract).where(Extract.id.in_(replaced)))
    extract = Extract(
        id=read.id,
        review_id=review.id,
        kind="workforce",
        snapshot_date=read.snapshot_date,
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


def why_not_release(review: Review) -> str:
    """Return why no figures can be released now, whatever they are; "" where they can."""
    extract = queries.current_extract(review.id)
    if extract is None:
        return _NOTHING
    if extract.release_id is not None:
        return _RELEASED
    return why_closed(review.id, stage=STAGE) or ""


def prepare_figures(
    review: Review, *, vault: Vault, report: Report | None = None
) -> tuple[UUID, Preparation]:
    """Work out what may be released of the newest file. Takes seconds to minutes and writes nothing."""
    extract = queries.current_extract(review.id)
    if extract is None:
        raise ReleaseRefused(_NOTHING)
    return extract.id, work_out(review, extract, vault=vault, report=report)


def keep_prepared(review: Review, extract_id: UUID, preparation: Preparation, *, vault: Vault) -> None:
    """Keep what was worked out, sealed, for the person who looks at it and for the release."""
    extract = queries.current_extract(review.id)
    if extract is None or extract.id != extract_id:
        raise ReleaseRefused(_REPLACED)
    db.session.execute(delete(PreparedFigures).where(PreparedFigures.extract_id == extract.id))
    db.session.add(prepared.sealed(preparation, extract, vault=vault))


def prepared_now(review: Review, extract: Extract, *, vault: Vault) -> Preparation | None:
    """Return what was worked out of a file; None before that, and once other figures were released since."""
    row = queries.prepared_figures(extract.id)
    if row is None or row.ledger_head != head_of(review.organisation_id):
        return None
    return prepared.opened(row, vault=vault)


def prepare_release(
    review: Review, *, vault: Vault, seen: str | None = None, report: Report | None = None
) -> PreparedRelease:
    """Take the figures that were worked out, or work them out, and draw their charts. Writes nothing.

    `seen` is the fingerprint of the content that the person looked at; other content is refused.
    """
    extract = queries.current_extract(review.id)
    if extract is None:
        raise ReleaseRefused(_NOTHING)
    if extract.release_id is not None:
        raise ReleaseRefused(_RELEASED)
    found = prepared_now(review, extract, vault=vault) or work_out(
        review, extract, vault=vault, report=report
    )
    if not isinstance(found.result, Ready):
        raise ReleaseRefused(found.result.reason)
    content = found.result.content
    if seen is not None and seen != fingerprint_of(content):
        raise ReleaseRefused(_REPLACED)
    return ledger.prepare(content, proof=found.result.proof, source_id=extract.id)


def release_baseline(review: Review, release: PreparedRelease, *, actor: Actor) -> Outcome:
    """Freeze prepared figures in the ledger; refuse them if the file was replaced in the meantime."""
    if closed := why_closed(review.id, stage=STAGE):
        return Refused(closed)
    extract = queries.current_extract(review.id)
    if extract is None or extract.id != release.source_id:
        return Refused(_REPLACED)
    outcome = publish(review, release, actor=actor)
    if isinstance(outcome, Accepted | AcceptedWithMoreHiding):
        extract.release_id = outcome.release.id
        # What was sealed in between stands in the ledger now.
        db.session.execute(delete(PreparedFigures).where(PreparedFigures.extract_id == extract.id))
        record(review, stage=STAGE, kind="figures_released", actor=actor)
    return outcome


def withdraw_figures(review: Review, number: int, *, reason: str, actor: Actor) -> Withdrawal:
    """Withdraw a release of the review; a corrected file may then be imported."""
    if closed := why_closed(review.id, stage=STAGE):
        raise WithdrawalRefused(closed)
    withdrawal = ledger.withdraw(review, number, reason=reason, actor=actor)
    record(review, stage=STAGE, kind="figures_withdrawn", actor=actor)
    return withdrawal


def note_visit(review: Review, extract: Extract, *, actor: Actor) -> None:
    """Note in the audit trail who looks at exact figures, before they are shown."""
    note(
        kind="working_view_opened",
        actor=actor,
        subject=f"workforce file of {extract.snapshot_date.isoformat()}",
        review_id=review.id,
    )
