"""Everything that an organisation ever published, as later releases are audited against it.

All its reviews count, and withdrawn releases too: what was read once cannot be unread (decision 16).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import undefer

from review_toolkit.database import NOTHING_BEFORE, ChainFault, db, is_as_written, verify_chain
from review_toolkit.disclosure.statements import Statement
from review_toolkit.failures import CannotBeDone
from review_toolkit.figures import uk_date
from review_toolkit.releases.made_of import MadeOf
from review_toolkit.releases.manifests import read_manifest
from review_toolkit.releases.models import Release, Withdrawal
from review_toolkit.releases.queries import DamagedRelease
from review_toolkit.releases.statement_text import statement_from
from review_toolkit.reviews.models import Review

FROM_BEFORE = (
    "Release {number} of “{review}” was made before this version kept what an audit needs. Nothing can be "
    "shown to be safe beside it, so no further figures of {organisation} can be released."
)

DAMAGED = "Release {number} of “{review}” is not what was released. Restore a backup."
BROKEN = (
    "The ledger of releases is not what was written ({fault}). Nothing can be shown to be safe beside it, so "
    "no figures are released. Restore a backup; if SIGNING_KEY was changed, start with the earlier one."
)


class CannotAudit(CannotBeDone):
    """Earlier figures of the organisation cannot be taken into an audit. The message says which and why."""


@dataclass(frozen=True, slots=True)
class Publication:
    """One release as an audit sees it. `made_of` says what its names stand for."""

    release_id: UUID
    review_id: UUID
    review: str
    number: int
    snapshot_date: date
    sha256: str
    is_withdrawn: bool
    statement: Statement
    made_of: MadeOf
    grid: Mapping[str, object] | None = None
    """How its tables were laid out, for the next cycle to keep; None where that is nothing to be kept."""

    @property
    def words(self) -> str:
        return f"release {self.number} of “{self.review}” (staff in post on {uk_date(self.snapshot_date)})"


@dataclass(frozen=True, slots=True)
class Ledger:
    """An organisation's releases in the order in which they were made. `head` stands for all of them."""

    head: str
    publications: tuple[Publication, ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(each.statement for each in self.publications)

    def latest(self, *, before: date | None = None) -> Publication | None:
        """Return the newest release of the latest date, or of the latest before a date."""
        dated = [each for each in self.publications if before is None or each.snapshot_date < before]
        # Of two releases of one date the later one counts: it corrects the other.
        return max(reversed(dated), key=lambda each: each.snapshot_date, default=None)

    def of_date(self, day: date) -> tuple[Publication, ...]:
        return tuple(each for each in self.publications if each.snapshot_date == day)


def ledger_of(organisation_id: UUID) -> Ledger:
    """Return all that an organisation has published, with the whole ledger checked against its sealed head.

    Raises `CannotAudit` where a release is from before statements were kept, `DamagedRelease` where one is
    not what was written, or is missing.
    """
    withdrawn = set(db.session.scalars(select(Withdrawal.release_id)))
    rows = db.session.execute(
        select(Release, Review)
        .join(Review, Review.id == Release.review_id)
        .where(Review.organisation_id == organisation_id)
        .order_by(Release.position)
        .options(undefer(Release.statement), undefer(Release.manifest))
    ).all()
    for fault in faults_of_ledger():
        # Another organisation's review is named to nobody.
        for release, review in rows:
            if release.position == fault.position and not is_as_written(release):
                raise DamagedRelease(DAMAGED.format(number=release.number, review=review.title))
        raise DamagedRelease(BROKEN.format(fault=fault))
    publications = tuple(_publication(release, review, withdrawn) for release, review in rows)
    return Ledger(rows[-1][0].row_hash if rows else NOTHING_BEFORE, publications)


def faults_of_ledger() -> Iterator[ChainFault]:
    """Yield what of the ledger is not as it was written: changed, taken out, put in, or cut off its end.

    Reads every release and withdrawal of all organisations once: whose a missing row was, nothing says.
    """
    for table in (Release.__tablename__, Withdrawal.__tablename__):
        yield from verify_chain(db.session.connection(), table).faults


def refuse_broken_ledger() -> None:
    """Raise `DamagedRelease` where the ledger is not as it was written."""
    for fault in faults_of_ledger():
        raise DamagedRelease(BROKEN.format(fault=fault))


def head_of(organisation_id: UUID) -> str:
    """Return what stands for all that an organisation has published, without reading it."""
    newest = (
        select(Release.row_hash)
        .join(Review, Review.id == Release.review_id)
        .where(Review.organisation_id == organisation_id)
        .order_by(Release.position.desc())
        .limit(1)
    )
    return db.session.scalar(newest) or NOTHING_BEFORE


def _publication(release: Release, review: Review, withdrawn: Iterable[UUID]) -> Publication:
    manifest = read_manifest(release.manifest) if release.manifest else None
    if release.statement is None or manifest is None or manifest.made_of is None:
        raise CannotAudit(
            FROM_BEFORE.format(
                number=release.number, review=review.title, organisation=review.organisation.name
            )
        )
    return Publication(
        release_id=release.id,
        review_id=review.id,
        review=review.title,
        number=release.number,
        snapshot_date=release.snapshot_date,
        sha256=release.sha256,
        is_withdrawn=release.id in withdrawn,
        made_of=manifest.made_of,
        grid=manifest.grid,
        statement=statement_from(release.statement, name=f"Release {release.number} of “{review.title}”"),
    )
