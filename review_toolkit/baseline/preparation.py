"""From a stored extract to figures that may be released, or to the reason why not. Writes nothing.

Takes seconds for a small organisation and minutes for a large one, so it is done in the background.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from review_toolkit.baseline import queries
from review_toolkit.baseline.cadence import cadence_of, next_refresh
from review_toolkit.baseline.indicators import protected_content
from review_toolkit.baseline.models import Extract
from review_toolkit.disclosure.moved import Moved
from review_toolkit.failures import CannotBeDone
from review_toolkit.figures import ReleaseContent, uk_date
from review_toolkit.releases.ledger import CannotAudit, Ledger, Publication, head_of, ledger_of
from review_toolkit.releases.outcomes import HeldBack, Refused
from review_toolkit.releases.service import Proof, prove
from review_toolkit.reviews.models import Review
from review_toolkit.vault import Vault
from review_toolkit.web.faults import places_of

if TYPE_CHECKING:
    from review_toolkit.baseline.indicators import ProtectedContent
    from review_toolkit.baseline.ingest import Workforce

Report = Callable[[int, int, str], None]
_log = logging.getLogger(__name__)

TOO_FEW_MOVES = "Not updated since {since}: too few moves to publish."
TOO_EARLY = (
    "Not updated since {since}: with {size}, figures are refreshed {often}, so that nobody can be told by "
    "who joined and left. The next ones may be of {next} or later."
)
NO_MOVERS = "Not updated since {since}: {reason}"
NOT_HELD = "the earlier workforce file is no longer held, so nobody can tell who joined and who left."
WITHDRAWN = (
    "The figures of {day} are withdrawn: {reason}. Wait until the next date: figures of {next} or later can "
    "be released again."
)
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
        return Preparation(Refused(str(error)), head_of(review.organisation_id))
    return Preparation(_result(review, extract, ledger, vault=vault, report=report), ledger.head)


def _result(
    review: Review, extract: Extract, ledger: Ledger, *, vault: Vault, report: Report | None
) -> Ready | HeldBack | Refused:
    from review_toolkit.baseline.made_of import made_of, with_merged
    from review_toolkit.baseline.same_people import Earlier, why_other_merges, why_other_people
    from review_toolkit.disclosure.attack.failures import AttackTooSlow
    from review_toolkit.disclosure.engine.failures import (
        CannotProtect,
        LinesTooSmall,
        ProtectionTooSlow,
        TooFewStaff,
    )

    day, latest = extract.snapshot_date, ledger.latest()
    if latest is not None and day < latest.snapshot_date:
        return Refused(BEFORE_THE_LATEST.format(latest=uk_date(latest.snapshot_date)))
    workforce = queries.workforce_of(extract, vault=vault)
    earlier = [
        Earlier(each.made_of, each.words, same_date=each.snapshot_date == day) for each in ledger.publications
    ]
    made = made_of(workforce, tag=vault.tag)
    for each in earlier:
        if reason := why_other_people(each, made, workforce, tag=vault.tag):
            return Refused(reason)
    before = ledger.latest(before=day)
    moved = _links(review, extract, workforce, ledger, before, vault=vault)
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
    except (TooFewStaff, LinesTooSmall, ProtectionTooSlow, AttackTooSlow) as error:
        return Refused(str(error))
    except CannotProtect as error:
        # Why in particular would say something about those who moved.
        held = _too_few(moved, before, workforce)
        if held:
            _log.info("Held back after %s\n%s", type(error).__name__, places_of(error))
        return held or Refused(str(error))
    except CannotBeDone as error:
        # Figures or dates that contradict each other, say: nothing that more moves would mend.
        return Refused(str(error))
    made = with_merged(made, workforce, found.statement, found.manifest.get("grid"))
    for each in earlier:
        if reason := why_other_merges(each, made):
            return Refused(reason)
    content = keyed(found.content, vault=vault)
    proof = prove(
        content,
        statement=found.statement,
        manifest=_keyed_manifest(found, vault=vault),
        audit=found.audit,
        ledger=ledger,
        restored_by=found.restored_by,
        made_of=made,
        hidden=found.hidden,
    )
    if not proof.ok and (held := _too_few(moved, before, workforce)):
        return held
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
    review: Review,
    extract: Extract,
    workforce: "Workforce",
    ledger: Ledger,
    before: Publication | None,
    *,
    vault: Vault,
) -> tuple[Moved, ...] | HeldBack:
    """Return what links these figures with those of earlier dates and with those that they correct."""
    from review_toolkit.baseline.corrections import link_with_withdrawn
    from review_toolkit.baseline.movers import CannotDerive, Staff, moved_between

    day, links = extract.snapshot_date, []
    now = Staff(day, workforce.people, workforce.mapping_fingerprint)
    same_day = ledger.of_date(day)
    if same_day and all(each.is_withdrawn for each in same_day):
        try:
            links.append(link_with_withdrawn(now, same_day, threshold=review.threshold, vault=vault))
        except CannotDerive as error:
            return _not_corrected(str(error), day, before, workforce)
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
    then = queries.workforce_of(held, vault=vault)
    earlier = Staff(held.snapshot_date, then.people, then.mapping_fingerprint)
    try:
        moved = moved_between(
            earlier,
            now,
            in_post_before=lambda: queries.people_then(extract, held.snapshot_date, vault=vault),
        )
    except CannotDerive as error:
        return _held_back(NO_MOVERS, before, reason=_begun_small(str(error)))
    return (moved, *links)


def _too_few(moved: Sequence[Moved], before: Publication | None, workforce: "Workforce") -> HeldBack | None:
    """Return that figures are held back beside earlier ones or those that they correct; None without any."""
    from review_toolkit.baseline.corrections import TOO_FEW

    for each in moved:
        if each.is_correction:
            return _not_corrected(TOO_FEW, each.later, before, workforce)
    return _held_back(TOO_FEW_MOVES, before) if before else None


def _not_corrected(reason: str, day: date, before: Publication | None, workforce: "Workforce") -> HeldBack:
    """Return that corrected figures are held back; those of an earlier date may stand in their place."""
    told = WITHDRAWN.format(
        day=uk_date(day),
        reason=_begun_small(reason).removesuffix("."),
        next=uk_date(next_refresh(day, staff=len(workforce.people))),
    )
    return _held_back(NO_MOVERS, before, reason=_begun_small(told)) if before else HeldBack(told)


def _begun_small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _held_back(words: str, before: Publication, **told: str) -> HeldBack:
    return HeldBack(words.format(since=uk_date(before.snapshot_date), **told))
