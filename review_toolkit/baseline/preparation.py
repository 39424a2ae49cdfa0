"""From a stored extract to figures that may be released, or to the reason why not. Writes nothing.

Takes seconds for a small organisation and minutes for a large one, so it is done in the background.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from review_toolkit.baseline import queries
from review_toolkit.baseline.cadence import cadence_of, next_refresh
from review_toolkit.baseline.indicators import protected_content
from review_toolkit.baseline.models import Extract
from review_toolkit.disclosure.moved import Moved
from review_toolkit.failures import CannotBeDone
from review_toolkit.figures import ReleaseContent, uk_date
from review_toolkit.releases.ledger import CannotAudit, Ledger, Publication, ledger_of
from review_toolkit.releases.outcomes import HeldBack, Refused
from review_toolkit.releases.service import Proof, prove
from review_toolkit.reviews.models import Review
from review_toolkit.vault import Vault

if TYPE_CHECKING:
    from review_toolkit.baseline.indicators import ProtectedContent
    from review_toolkit.baseline.ingest import Workforce

Report = Callable[[int, int, str], None]

TOO_FEW_MOVES = "Not updated since {since}: too few moves to publish."
TOO_EARLY = (
    "Not updated since {since}: with {size}, figures are refreshed {often}, so that nobody can be told by "
    "who joined and left. The next ones may be of {next} or later."
)
NO_MOVERS = "Not updated since {since}: {reason}"
NOT_HELD = "the earlier workforce file is no longer held, so nobody can tell who joined and who left."
BEFORE_THE_LATEST = (
    "Figures of {latest} are released already. Figures of an earlier date cannot be checked against them."
)


@dataclass(frozen=True, slots=True)
class Ready:
    """Protected figures and the proof that goes into the ledger with them."""

    content: ReleaseContent
    proof: Proof


@dataclass(frozen=True, slots=True)
class Preparation:
    """What preparing an extract came to, beside what was published by then."""

    result: Ready | HeldBack | Refused
    ledger_head: str


def work_out(review: Review, extract: Extract, *, vault: Vault, report: Report | None = None) -> Preparation:
    """Protect an extract's figures beside everything that the organisation has published."""
    try:
        ledger = ledger_of(review.organisation_id)
    except CannotAudit as error:
        # The head is not known to be sound; nothing that is refused here depends on it.
        return Preparation(Refused(str(error)), "")
    return Preparation(_result(review, extract, ledger, vault=vault, report=report), ledger.head)


def _result(
    review: Review, extract: Extract, ledger: Ledger, *, vault: Vault, report: Report | None
) -> Ready | HeldBack | Refused:
    from review_toolkit.disclosure.attack.failures import AttackTooSlow
    from review_toolkit.disclosure.engine.failures import LinesTooSmall, ProtectionTooSlow

    day, latest = extract.snapshot_date, ledger.latest()
    if latest is not None and day < latest.snapshot_date:
        return Refused(BEFORE_THE_LATEST.format(latest=uk_date(latest.snapshot_date)))
    workforce = queries.workforce_of(extract, vault=vault)
    before = ledger.latest(before=day)
    moved = _links(extract, workforce, ledger, before, vault=vault)
    if isinstance(moved, HeldBack):
        return moved
    try:
        found = protected_content(
            workforce,
            snapshot_date=day,
            threshold=review.threshold,
            against=ledger.statements,
            moved=moved,
            grid=latest.grid if latest else None,
            report=report,
        )
    except (LinesTooSmall, ProtectionTooSlow, AttackTooSlow) as error:
        return Refused(str(error))
    except CannotBeDone as error:
        # Why in particular would say something about those who moved.
        return _held_back(TOO_FEW_MOVES, before) if before else Refused(str(error))
    content = keyed(found.content, vault=vault)
    proof = prove(
        content,
        statement=found.statement,
        manifest=_keyed_manifest(found, vault=vault),
        audit=found.audit,
        ledger=ledger,
        restored_by=found.restored_by,
        hidden=found.hidden,
    )
    if not proof.ok and before:
        return _held_back(TOO_FEW_MOVES, before)
    return Ready(content, proof)


def _keyed_manifest(found: "ProtectedContent", *, vault: Vault) -> dict[str, object]:
    """Return the engine's record with a keyed digest of its tables in whole people (decision 15)."""
    manifest = dict(found.manifest)
    if witnesses := manifest.pop("witnesses", None):
        manifest["keyed_witnesses"] = vault.tag(f"{found.content.fingerprints['workforce']}:{witnesses}")
    return manifest


def keyed(content: ReleaseContent, *, vault: Vault) -> ReleaseContent:
    """Return content whose fingerprints of files are keyed.

    A plain one would let somebody who knows all of a file but a few cells try out what stands in them.
    """
    return replace(
        content, fingerprints={name: vault.tag(digest) for name, digest in content.fingerprints.items()}
    )


def _links(
    extract: Extract,
    workforce: "Workforce",
    ledger: Ledger,
    before: Publication | None,
    *,
    vault: Vault,
) -> tuple[Moved, ...] | HeldBack:
    """Return what links these figures with those of earlier dates and with those that they correct."""
    from review_toolkit.baseline.movers import CannotDerive, Staff, correction_of, moved_between

    day = extract.snapshot_date
    same_day = ledger.of_date(day)
    links = [correction_of(day)] if same_day and all(each.is_withdrawn for each in same_day) else []
    if before is None:
        return tuple(links)
    staff = len(workforce.people)
    earliest = next_refresh(before.snapshot_date, staff=staff)
    if day < earliest:
        cadence = cadence_of(staff)
        return _held_back(TOO_EARLY, before, size=cadence.size, often=cadence.words, next=uk_date(earliest))
    held = queries.extract_behind(before.release_id)
    if held is None:
        return _held_back(NO_MOVERS, before, reason=NOT_HELD)
    earlier = Staff(held.snapshot_date, queries.workforce_of(held, vault=vault).people)
    try:
        moved = moved_between(
            earlier,
            Staff(day, workforce.people),
            in_post_before=lambda: queries.people_then(extract, held.snapshot_date, vault=vault),
        )
    except CannotDerive as error:
        reason = str(error)
        return _held_back(NO_MOVERS, before, reason=reason[:1].lower() + reason[1:])
    return (moved, *links)


def _held_back(words: str, before: Publication, **told: str) -> HeldBack:
    return HeldBack(words.format(since=uk_date(before.snapshot_date), **told))
