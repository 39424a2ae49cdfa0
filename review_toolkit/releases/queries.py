"""Reads of the ledger."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from review_toolkit.database import db
from review_toolkit.failures import CannotBeDone
from review_toolkit.figures import ReleaseContent, from_document
from review_toolkit.releases.models import Release, ReleaseChart


class DamagedRelease(CannotBeDone):
    """A release whose content is not what was released."""


@dataclass(frozen=True, slots=True)
class Published:
    """A release as everyone downstream reads it."""

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
    if release is None:
        return None
    if hashlib.sha256(release.content.encode()).hexdigest() != release.sha256:
        raise DamagedRelease(
            f"Release {release.number} is not what was released: its fingerprint differs. Restore a backup."
        )
    return Published(
        number=release.number,
        sha256=release.sha256,
        released_at=release.released_at,
        released_by=release.released_by_name,
        content=from_document(json.loads(release.content)),
    )


def charts_of_release(review_id: UUID) -> dict[str, str]:
    """Return the SVG charts of the review's release, by table name."""
    rows = db.session.execute(
        select(ReleaseChart.table_name, ReleaseChart.svg)
        .join(Release, Release.id == ReleaseChart.release_id)
        .where(Release.review_id == review_id)
    )
    return {name: svg for name, svg in rows}  # noqa: C416 (rows are not tuples to mypy)
