"""Reads of the baseline, always scoped by review."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from review_toolkit.baseline.ingest import ExtractRefused, SourceFile, load_mapping
from review_toolkit.baseline.models import Extract, PreparedFigures
from review_toolkit.database import db
from review_toolkit.vault import CannotOpen, Vault

if TYPE_CHECKING:
    import pandas as pd

    from review_toolkit.baseline.ingest import Workforce


def current_extract(review_id: UUID) -> Extract | None:
    """Return the workforce file in use: the last one imported."""
    return db.session.scalar(
        select(Extract)
        .where(Extract.review_id == review_id, Extract.kind == "workforce")
        .order_by(Extract.imported_at.desc())
        .limit(1)
    )


def extract_behind(release_id: UUID) -> Extract | None:
    """Return the file whose figures a release holds, where it is still kept."""
    return db.session.scalar(select(Extract).where(Extract.release_id == release_id))


def prepared_figures(extract_id: UUID) -> PreparedFigures | None:
    """Return what protecting an extract's figures came to, once that was done."""
    return db.session.scalar(select(PreparedFigures).where(PreparedFigures.extract_id == extract_id))


def held_back(review_id: UUID) -> str:
    """Return why the figures of the newest file are held back; "" where they are not."""
    newest = current_extract(review_id)
    prepared = prepared_figures(newest.id) if newest else None
    if prepared is None or prepared.outcome != "held_back":
        return ""
    return prepared.reason or ""


def workforce_of(extract: Extract, *, vault: Vault) -> "Workforce":
    """Open a stored extract and read it again: the same bytes and mapping give the same workforce."""
    return _read(extract, extract.snapshot_date, vault=vault)


def people_then(extract: Extract, day: date, *, vault: Vault) -> "pd.DataFrame | None":
    """Return who was in post on an earlier day, as far as the extract's start and leaving dates tell.

    None where it holds nobody who was.
    """
    try:
        return _read(extract, day, vault=vault).people
    except ExtractRefused:
        return None


def _read(extract: Extract, day: date, *, vault: Vault) -> "Workforce":
    from review_toolkit.baseline.ingest import read_workforce

    try:
        mapping = vault.open(extract.sealed_mapping, record=extract.id)
        content = vault.open(extract.sealed_file, record=extract.id)
    except CannotOpen as error:
        raise CannotOpen(f"{error} Or import the workforce file again.") from error
    return read_workforce(
        SourceFile(name=extract.filename, content=content),
        load_mapping(mapping, name="stored mapping"),
        snapshot_date=day,
    )
