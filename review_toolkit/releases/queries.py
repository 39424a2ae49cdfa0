"""Reads of the ledger."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select

from review_toolkit.database import Absent, db
from review_toolkit.failures import CannotBeDone
from review_toolkit.figures import ReleaseContent, from_document
from review_toolkit.releases.models import Release, ReleaseChart


class DamagedRelease(CannotBeDone):
    """A release whose content is not what was released."""


@dataclass(frozen=True, slots=True)
class Published:
    """A release as everyone downstream reads it."""

    id: UUID
    number: int
    sha256: str
    released_at: datetime
    released_by: str
    content: ReleaseContent


def current_release(review_id: UUID) -> Published | None:
    """Return the review's release, checked against its fingerprint; None before there is one."""
    release = db.session.scalar(
        select(Release).where(Release.review_id == review_id).order_by(Release.number.desc()).limit(1)
    )
    return _published(release) if release else None


def numbered_release(review_id: UUID, number: int) -> Published:
    """Return one release of this review, checked against its fingerprint; raise `Absent` otherwise."""
    release = db.session.scalar(
        select(Release).where(Release.review_id == review_id, Release.number == number)
    )
    if release is None:
        raise Absent("There is no such release.")
    return _published(release)


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
    )


def has_release(review_id: UUID) -> bool:
    """Say whether a review's figures are released, without reading them."""
    return db.session.scalar(select(exists().where(Release.review_id == review_id))) or False


def current_fingerprint(review_id: UUID) -> str:
    """Return the fingerprint of the review's release; "" before there is one."""
    newest = select(Release.sha256).where(Release.review_id == review_id).order_by(Release.number.desc())
    return db.session.scalar(newest.limit(1)) or ""


def charts_of_release(release_id: UUID) -> dict[str, str]:
    """Return a release's charts as SVG, by table name."""
    rows = db.session.execute(
        select(ReleaseChart.table_name, ReleaseChart.svg).where(ReleaseChart.release_id == release_id)
    )
    return {name: svg for name, svg in rows}  # noqa: C416 (rows are not tuples to mypy)
