"""Rows over unknowns: everything that an attacker knows for certain."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from review_toolkit.disclosure.attack.atoms import Indices

Floats = NDArray[np.float64]
INFINITE = float("inf")
ROUNDING = 1e-6
"""Numbers that differ by no more are one number, each of them given or reckoned without the solver."""


@dataclass(frozen=True, slots=True)
class Row:
    """`low <= sum of factors x unknowns <= high`; `what` names it in a message."""

    columns: Indices
    factors: Floats
    low: float
    high: float
    what: str = ""


@dataclass(slots=True)
class System:
    """All rows, over unknowns that are never negative."""

    size: int = 0
    rows: list[Row] = field(default_factory=list)

    def unknowns(self, count: int) -> int:
        """Make so many unknowns; return the number of the first."""
        first = self.size
        self.size += count
        return first

    def total(self, columns: Indices, low: float, high: float, what: str = "") -> None:
        """Say between which numbers a sum of unknowns lies."""
        self.rows.append(Row(columns, np.ones(len(columns)), low, high, what))

    def balance(
        self, parts: Iterable[tuple[Indices, float]], low: float, high: float, what: str = ""
    ) -> None:
        """Say between which numbers a sum with factors lies; unknowns may occur in several parts."""
        listed = list(parts)
        columns = np.concatenate([each for each, _ in listed])
        factors = np.concatenate([np.full(len(each), factor) for each, factor in listed])
        distinct, place = np.unique(columns, return_inverse=True)
        added = np.bincount(place, weights=factors, minlength=len(distinct))
        kept = added != 0
        self.rows.append(Row(distinct[kept], added[kept], low, high, what))
