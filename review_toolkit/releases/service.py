"""Publishing and withdrawing: the only writer of the ledger; never commits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import func, select

from review_toolkit.access.actors import Actor
from review_toolkit.access.audit import note
from review_toolkit.access.reasons import wrong_length
from review_toolkit.database import append_to_chain, db
from review_toolkit.disclosure.statements import Statement
from review_toolkit.exports.charts import charts_of
from review_toolkit.figures import ReleaseContent, fingerprint_of, uk_date
from review_toolkit.figures.document import canonical_bytes
from review_toolkit.releases.hiding import newly_hidden
from review_toolkit.releases.ledger import Ledger, head_of, refuse_broken_ledger
from review_toolkit.releases.made_of import MadeOf
from review_toolkit.releases.manifests import Against, Audit, HiddenCell, manifest_text
from review_toolkit.releases.models import Release, ReleaseChart, Withdrawal
from review_toolkit.releases.outcomes import (
    Accepted,
    AcceptedWithMoreHiding,
    Outcome,
    Refused,
    ReleaseRefused,
)
from review_toolkit.releases.queries import (
    Published,
    charts_digest,
    current_release,
    has_released,
    row_of,
)
from review_toolkit.releases.statement_text import text_of
from review_toolkit.reviews.models import Review

EXACT = "Exact figures are not for release. Release the protected figures instead."
MEANWHILE = (
    "Other figures of {organisation} were released in the meantime, and these were not checked against them. "
    "Check the figures again, then release them."
)
NOT_PROVEN = (
    "Checking the figures found that somebody could be worked out from them, so they were not released. "
    "Choose a coarser grouping or a higher threshold."
)
STANDS = (
    "Figures of {day} are released already. If they are wrong, withdraw them first and say why; then release "
    "the corrected figures."
)


class WithdrawalRefused(ValueError):
    """A release that cannot be withdrawn. The message says why."""


@dataclass(frozen=True, slots=True)
class Proof:
    """That figures are safe beside all that the organisation published: what the ledger keeps of it."""

    statement: str
    manifest: str
    ledger_head: str
    ok: bool


@dataclass(frozen=True, slots=True)
class PreparedRelease:
    """Protected content with its charts, ready to be frozen, and the record that it was made from."""

    content: ReleaseContent
    proof: Proof
    charts: Mapping[str, str] = field(default_factory=dict)
    source_id: UUID | None = None


def prove(
    content: ReleaseContent,
    *,
    statement: Statement,
    manifest: Mapping[str, object],
    audit: Audit,
    ledger: Ledger,
    restored_by: Sequence[str],
    made_of: MadeOf,
    hidden: Sequence[HiddenCell] = (),
) -> Proof:
    """Put together what the ledger keeps of how figures were protected and attacked."""
    _refuse_exact(content)
    against = [
        Against(each.review, each.number, each.snapshot_date, each.sha256, each.is_withdrawn)
        for each in ledger.publications
    ]
    record = manifest_text(
        threshold=content.threshold,
        engine=manifest,
        inputs=content.fingerprints,
        ledger_head=ledger.head,
        against=against,
        audit=audit,
        restored_by=restored_by,
        made_of=made_of,
        hidden=hidden,
    )
    return Proof(text_of(statement), record, ledger.head, audit.ok)


def prepare(content: ReleaseContent, *, proof: Proof, source_id: UUID | None = None) -> PreparedRelease:
    """Draw the charts of protected content. Takes a second or two, so it is done outside a transaction."""
    _refuse_exact(content)
    return PreparedRelease(content, proof, charts_of(content), source_id)


def publish(review: Review, prepared: PreparedRelease, *, actor: Actor) -> Outcome:
    """Freeze protected content as the review's next release, if it is safe beside all that stands by now.

    Called in the write transaction, in which nobody else can add to the ledger: what the figures were
    audited against is then still all that there is. Raises `DamagedRelease` where the ledger has a hole.
    """
    content, proof = prepared.content, prepared.proof
    refuse_broken_ledger()
    if refused := _why_not(review, content, proof):
        return Refused(refused)
    before = current_release(review.id)
    last = db.session.scalar(select(func.max(Release.number)).where(Release.review_id == review.id))
    release = Release(
        review_id=review.id,
        number=(last or 0) + 1,
        snapshot_date=content.snapshot_date,
        content=canonical_bytes(content).decode(),
        sha256=fingerprint_of(content),
        kind="accepted",
        statement=proof.statement,
        manifest=proof.manifest,
        charts_sha256=charts_digest(dict(prepared.charts)),
        released_by_id=actor.user_id,
        released_by_name=actor.name,
    )
    append_to_chain(db.session, release)
    for name, svg in prepared.charts.items():
        db.session.add(ReleaseChart(release_id=release.id, table_name=name, svg=svg))
    db.session.flush()
    hidden = newly_hidden(content, before=before.content) if before else ()
    return AcceptedWithMoreHiding(release, hidden) if hidden else Accepted(release)


def withdraw(review: Review, number: int, *, reason: str, actor: Actor) -> Withdrawal:
    """Let a review no longer stand by a release. It stays in the ledger and in every later audit."""
    release = row_of(review.id, number)
    reason = reason.strip()
    if refusal := wrong_length(reason):
        raise WithdrawalRefused(refusal)
    if db.session.scalar(select(Withdrawal.id).where(Withdrawal.release_id == release.id)):
        raise WithdrawalRefused(f"Release {number} has been withdrawn already.")
    withdrawal = Withdrawal(
        release_id=release.id,
        reason=reason,
        withdrawn_by_id=actor.user_id,
        withdrawn_by_name=actor.name,
    )
    append_to_chain(db.session, withdrawal)
    note(
        kind="release_withdrawn",
        actor=actor,
        subject=f"release {number}",
        review_id=review.id,
        reason=reason,
    )
    return withdrawal


def note_download(review: Review, release: Published, ending: str, *, actor: Actor) -> None:
    """Note in the audit trail who takes a copy of a release, before it is handed out."""
    note(
        kind="release_downloaded",
        actor=actor,
        subject=f"release {release.number} as {ending}",
        review_id=review.id,
    )


def _why_not(review: Review, content: ReleaseContent, proof: Proof) -> str | None:
    """Return in a sentence why content may not be released now; None where it may."""
    if content.exact:
        return EXACT
    if not proof.ok:
        return NOT_PROVEN
    if proof.ledger_head != head_of(review.organisation_id):
        return MEANWHILE.format(organisation=review.organisation.name)
    if has_released(review.id, content.snapshot_date):
        return STANDS.format(day=uk_date(content.snapshot_date))
    return None


def _refuse_exact(content: ReleaseContent) -> None:
    if content.exact:
        raise ReleaseRefused(EXACT)
