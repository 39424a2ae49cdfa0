"""Reads of the baseline, always scoped by review."""

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from review_toolkit.baseline.ingest import SourceFile, load_mapping
from review_toolkit.baseline.models import Extract
from review_toolkit.database import db
from review_toolkit.reviews.models import Review
from review_toolkit.vault import CannotOpen, Vault

if TYPE_CHECKING:
    from review_toolkit.baseline.ingest import Workforce


def current_extract(review_id: UUID) -> Extract | None:
    """Return the workforce file in use: the last one imported."""
    return db.session.scalar(
        select(Extract)
        .where(Extract.review_id == review_id, Extract.kind == "workforce")
        .order_by(Extract.imported_at.desc())
        .limit(1)
    )


def workforce_of(review: Review, extract: Extract, *, vault: Vault) -> "Workforce":
    """Open a stored extract and read it again: the same bytes and mapping give the same workforce."""
    from review_toolkit.baseline.ingest import read_workforce

    try:
        mapping = vault.open(extract.sealed_mapping, record=extract.id)
        content = vault.open(extract.sealed_file, record=extract.id)
    except CannotOpen as error:
        raise CannotOpen(f"{error} Or import the workforce file again.") from error
    return read_workforce(
        SourceFile(name=extract.filename, content=content),
        load_mapping(mapping, name="stored mapping"),
        snapshot_date=review.snapshot_date,
    )
