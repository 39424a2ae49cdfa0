"""Reads of the ledger."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, exists, func, select

from review_toolkit.database import Absent, db
from review_toolkit.failures import CannotBeDone
from review_toolkit.figures import ReleaseContent, from_document, uk_date
from review_toolkit.releases.models import Release, ReleaseChart, Withdrawal


class DamagedRelease(CannotBeDone):
    """A release whose content is not what was released."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Why, when and by whom a release was withdrawn."""

    reason: str
    at: datetime
    by: str

    @property
    def in_words(self) -> str:
        """Complete "Release 1 was …": for notes and files, where nothing is marked up."""
        return f"withdrawn on {uk_date(self.at.date())}: {' '.join(self.reason.split())}"


@dataclass(frozen=True, slots=True)
class Line:
    """A release as a list of them shows it, without its figures."""

    number: int
    snapshot_date: date
    released_at: datetime
    released_by: str
    withdrawn: Withdrawn | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Published:
    """A release as everyone downstream reads it."""

    id: UUID
    number: int
    sha256: str
    released_at: datetime
    released_by: str
    content: ReleaseContent
    withdrawn: Withdrawn | None = None


def current_release(review_id: UUID) -> Published | None:
    """Return the newest release that was not withdrawn, checked against its fingerprint; None without one."""
    release = db.session.scalar(_current(review_id))
    return _published(release) if release else None


def numbered_release(review_id: UUID, number: int) -> Published:
    """Return one release of this review, withdrawn or not; raise `Absent` where there is none."""
    return _published(row_of(review_id, number))


def row_of(review_id: UUID, number: int) -> Release:
    """Return a release's own row, for what is not figures; raise `Absent` where there is none."""
    release = db.session.scalar(
        select(Release).where(Release.review_id == review_id, Release.number == number)
    )
    if release is None:
        raise Absent("There is no such release.")
    return release


def releases_of(review_id: UUID) -> tuple[Line, ...]:
    """Return every release of a review, the newest first."""
    rows = db.session.execute(
        select(
            Release.number,
            Release.snapshot_date,
            Release.released_at,
            Release.released_by_name,
            Withdrawal,
            Release.sha256,
        )
        .outerjoin(Withdrawal, Withdrawal.release_id == Release.id)
        .where(Release.review_id == review_id)
        .order_by(Release.number.desc())
    )
    return tuple(
        Line(number, day, at, by, _withdrawn(why), digest) for number, day, at, by, why, digest in rows
    )


def withdrawal_notes(review_id: UUID) -> tuple[str, ...]:
    """Return a sentence for each release of the review that was withdrawn, the newest first."""
    return tuple(
        f"Release {line.number} (staff in post on {uk_date(line.snapshot_date)}) was "
        f"{line.withdrawn.in_words}"
        for line in releases_of(review_id)
        if line.withdrawn
    )


def withdrawal_of(release_id: UUID) -> Withdrawn | None:
    """Return why a release was withdrawn; None where it stands."""
    return _withdrawn(db.session.scalar(select(Withdrawal).where(Withdrawal.release_id == release_id)))


def has_release(review_id: UUID) -> bool:
    """Say whether a review has figures that stand, without reading them."""
    return db.session.scalar(select(_current(review_id).exists())) or False


def has_released(review_id: UUID, day: date) -> bool:
    """Say whether figures of this date stand."""
    standing = _current(review_id).where(Release.snapshot_date == day)
    return db.session.scalar(select(standing.exists())) or False


def latest_date(review_id: UUID) -> date | None:
    """Return the latest date of which figures were released, whether they stand or not."""
    return db.session.scalar(select(func.max(Release.snapshot_date)).where(Release.review_id == review_id))


def current_fingerprint(review_id: UUID) -> str:
    """Return the fingerprint of the release that stands; "" without one."""
    release = db.session.scalar(_current(review_id))
    return release.sha256 if release else ""


def charts_of_release(release_id: UUID) -> dict[str, str]:
    """Return a release's charts as SVG, by table name, checked against the digest that the ledger holds."""
    rows = db.session.execute(
        select(ReleaseChart.table_name, ReleaseChart.svg).where(ReleaseChart.release_id == release_id)
    )
    charts = {name: svg for name, svg in rows}  # noqa: C416 (rows are not tuples to mypy)
    digest = db.session.scalar(select(Release.charts_sha256).where(Release.id == release_id))
    if digest is not None and digest != charts_digest(charts):
        raise DamagedRelease("The charts of a release are not those that were released. Restore a backup.")
    return charts


def charts_digest(charts: dict[str, str]) -> str:
    """Return the SHA-256 of a release's charts together, in hex."""
    return hashlib.sha256(json.dumps(charts, sort_keys=True).encode()).hexdigest()


def _current(review_id: UUID) -> Select[Release]:
    return (
        select(Release)
        .where(Release.review_id == review_id)
        .where(~exists().where(Withdrawal.release_id == Release.id))
        .order_by(Release.number.desc())
        .limit(1)
    )


def _published(release: Release) -> Published:
    if hashlib.sha256(release.content.encode()).hexdigest() != release.sha256:
        raise DamagedRelease(
            f"Release {release.number} is not what was released: its fingerprint differs. Restore a backup."
        )
    return Published(
        id=release.id,
        number=release.number,
        sha256=release.sha256,
        released_at=release.released_at,
        released_by=release.released_by_name,
        content=from_document(json.loads(release.content)),
        withdrawn=withdrawal_of(release.id),
    )


def _withdrawn(row: Withdrawal | None) -> Withdrawn | None:
    return Withdrawn(row.reason, row.withdrawn_at, row.withdrawn_by_name) if row else None
