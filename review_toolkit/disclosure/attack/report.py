"""What an attack found, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from review_toolkit.disclosure.statements import Coordinates


@dataclass(frozen=True, slots=True)
class CellBounds:
    """The least and the most that a cell could be, in whole people; `upper` is None where nothing limits it.

    `table` is the first table with the cell. Cells that no table lists, and people who joined or left, are
    reported only where something follows about them; their `table` says what they are.
    """

    table: str
    at: Coordinates
    as_of: date | None
    lower: int
    upper: int | None
    exact: bool


@dataclass(frozen=True, slots=True)
class SumBounds:
    """The least and the most that a hidden sum of a measure could be."""

    measure: str
    at: Coordinates
    as_of: date | None
    lower: float
    upper: float | None
    exact: bool


@dataclass(frozen=True, slots=True)
class AttackReport:
    """Every hidden cell with its range, and the counts by which a publication is judged.

    `summary["ok"]` is the verdict; `reasons` says in words what speaks against it, without any number of
    people.
    """

    cells: tuple[CellBounds, ...]
    summary: Mapping[str, int | float | bool]
    sums: tuple[SumBounds, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return bool(self.summary["ok"])
