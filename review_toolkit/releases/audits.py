"""How a release was found safe, read from the ledger for the page that shows it."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from review_toolkit.database import is_as_written
from review_toolkit.releases.manifests import TRIED, Manifest, read_manifest
from review_toolkit.releases.queries import DamagedRelease, row_of


@dataclass(frozen=True, slots=True)
class ReleaseAudit:
    """One release's record. `manifest` is None where the release is from before it was kept."""

    number: int
    snapshot_date: date
    released_at: datetime
    fingerprints: tuple[tuple[str, str], ...]
    manifest: Manifest | None

    @property
    def tried(self) -> tuple[tuple[str, str], ...]:
        """What the attack tried and found, in words."""
        summary = self.manifest.summary if self.manifest else {}
        return tuple((words, _number(summary[key])) for key, words in TRIED.items() if key in summary)

    @property
    def made_with(self) -> tuple[tuple[str, str], ...]:
        """The programs, their versions and settings."""
        if self.manifest is None:
            return ()
        return (
            ("toolkit", self.manifest.toolkit),
            ("threshold", str(self.manifest.threshold)),
            *_plain(self.manifest.engine),
        )


def audit_of(review_id: UUID, number: int) -> ReleaseAudit:
    """Return how a release was found safe, checked against the row's own hash."""
    row = row_of(review_id, number)
    if not is_as_written(row):
        raise DamagedRelease(f"Release {number} is not what was released. Restore a backup.")
    fingerprints = [("Figures", row.sha256)]
    if row.statement is not None and row.charts_sha256 is not None:
        digest = hashlib.sha256(row.statement.encode()).hexdigest()
        fingerprints += [("What can be read from them", digest), ("Charts", row.charts_sha256)]
    fingerprints += [("Row of the ledger", row.row_hash), ("Row before it", row.previous_hash)]
    return ReleaseAudit(
        number=row.number,
        snapshot_date=row.snapshot_date,
        released_at=row.released_at,
        fingerprints=tuple(fingerprints),
        manifest=read_manifest(row.manifest) if row.manifest is not None else None,
    )


def _number(value: float | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.1f}" if value != int(value) else f"{int(value):,}"


def _plain(values: Mapping[str, object], above: str = "") -> Iterator[tuple[str, str]]:
    """Yield every single value of nested settings with its name ("versions, highspy")."""
    for name, value in values.items():
        called = f"{above}{name.replace('_', ' ')}"
        if isinstance(value, Mapping):
            yield from _plain(value, f"{called}, ")
        elif isinstance(value, list | tuple):
            yield called, ", ".join(str(each) for each in value)
        else:
            yield called, str(value)
