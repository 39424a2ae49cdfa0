"""How a release was found safe, read from the ledger for the page that shows it."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from review_toolkit.database import is_as_written
from review_toolkit.disclosure.statements import UNPUBLISHED
from review_toolkit.figures import uk_date
from review_toolkit.releases.manifests import (
    LEFT_OPEN,
    LOOKED_AT,
    MUST_BE_NONE,
    HiddenCell,
    Manifest,
    read_manifest,
)
from review_toolkit.releases.queries import DamagedRelease, Withdrawn, row_of, withdrawal_of

_PROGRAMS: Mapping[str, str] = {
    "solver": "Solver of equations",
    "python": "Python",
    "numpy": "NumPy",
    "keyed_witnesses": "Keyed fingerprint of the trial tables",
}
SETTINGS: Mapping[str, str] = {
    "seconds": "Longest time allowed, in seconds",
    "improve_up_to": "Number of figures up to which less to hide is looked for",
    "work": "Most work spent on looking for less to hide, in steps of the solver times rows",
    "insiders": "What members of small groups know was tried",
    "whole_people": "Trial tables in whole people were made",
    "seed": "Seed of the solver",
}
_STAFF = "staff, "
"""What the tables of a small organisation count when they count no leavers or candidates."""


@dataclass(frozen=True, slots=True)
class ReleaseAudit:
    """One release's record. `manifest` is None where the release is from before it was kept."""

    number: int
    snapshot_date: date
    released_at: datetime
    released_by: str
    withdrawn: Withdrawn | None
    fingerprints: tuple[tuple[str, str], ...]
    manifest: Manifest | None

    @property
    def knows_movers(self) -> bool:
        """Whether the attack knew who joined and left: corrected figures of one date have no such people."""
        against = self.manifest.against if self.manifest else ()
        return any(each.snapshot_date != self.snapshot_date for each in against)

    @property
    def looked_at(self) -> tuple[tuple[str, str], ...]:
        """What the attack had to go by."""
        return self._told(LOOKED_AT)

    @property
    def came_out(self) -> tuple[tuple[str, str], ...]:
        """What the attack could work out: what must be none first, then what may be known."""
        return (*self._told(MUST_BE_NONE), *self._told(LEFT_OPEN))

    @property
    def made_with(self) -> tuple[tuple[str, str], ...]:
        """The programs, their versions and settings."""
        if self.manifest is None:
            return ()
        engine, options = self.manifest.engine, self.manifest.engine.get("options")
        return (
            ("Review toolkit", self.manifest.toolkit),
            ("Threshold", str(self.manifest.threshold)),
            *_called(_PROGRAMS, engine),
            *(_called(SETTINGS, options) if isinstance(options, Mapping) else ()),
        )

    @property
    def made_of(self) -> tuple[tuple[str, str], ...]:
        """What each group, cluster and merged line is made of; recorded values are told nowhere."""
        made = self.manifest.made_of if self.manifest else None
        return tuple((name, ", ".join(members)) for name, members in made.lines) if made else ()

    def name_of(self, cell: HiddenCell) -> str:
        """Name a hidden figure: its group and line, and its date where that is another release's."""
        name = cell.cell.removeprefix(_STAFF)
        aside = ["in no table"] if cell.table == UNPUBLISHED else []
        aside += [uk_date(cell.as_of)] if cell.as_of and cell.as_of != self.snapshot_date else []
        return f"{name} ({', '.join(aside)})" if aside else name

    def place_of(self, cell: HiddenCell) -> str:
        """Say where a reader finds a hidden figure."""
        if cell.is_earlier:
            return f"in an earlier release, {uk_date(cell.as_of)}" if cell.as_of else "in an earlier release"
        return "in no table" if cell.table == UNPUBLISHED else f"in “{cell.table}”"

    def _told(self, words: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        summary = self.manifest.summary if self.manifest else {}
        return tuple((said, _number(summary[name])) for name, said in words.items() if name in summary)


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
        released_by=row.released_by_name,
        withdrawn=withdrawal_of(row.id),
        fingerprints=tuple(fingerprints),
        manifest=read_manifest(row.manifest) if row.manifest is not None else None,
    )


def _number(value: float | bool) -> str:
    return f"{int(value):,}" if value else "none"


def _called(words: Mapping[str, str], values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, said in words.items():
        value = values.get(name)
        if isinstance(value, bool):
            yield said, "yes" if value else "no"
        elif isinstance(value, int):
            yield said, f"{value:,}"
        elif value not in (None, ""):
            yield said, f"{value:g}" if isinstance(value, float) else str(value)
