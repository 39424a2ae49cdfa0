"""Everything published, to be published and known, as one system of linear equations over unknown people.

The unknowns are the numbers of people in the finest groups (`atoms`), for each date on its own. An `Item` is
one thing that is printed: a count, a range, a rounded percentage, a sum of pay. Its rows say what a reader
learns from it. Hiding an item takes its rows away.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from review_toolkit.disclosure.engine.atoms import Crossing
from review_toolkit.disclosure.statements import Coordinates

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

INFINITE = float("inf")


@dataclass(frozen=True, slots=True, order=True)
class Block:
    """One date's people; `version` counts the corrected files of that date."""

    day: date | None
    version: int = 0

    @property
    def order(self) -> tuple[str, int]:
        return (self.day.isoformat() if self.day else "", self.version)


@dataclass(frozen=True, slots=True)
class Key:
    """What an item is about. `measure` is "" for people."""

    block: Block
    at: Coordinates
    measure: str = ""

    @property
    def order(self) -> tuple[tuple[str, int], str, Coordinates]:
        return (self.block.order, self.measure, self.at)


@dataclass(frozen=True, slots=True)
class Row:
    """`low <= values . unknowns[columns] <= high`."""

    columns: Indices
    values: Floats
    low: float
    high: float


@dataclass(slots=True)
class Item:
    """One thing that is printed, or could be worked out from what is.

    `value` is the true number, None where the input does not say. `fixed` items are known or printed already
    and cannot be hidden. `unprinted` ones are never printed, so that hiding them costs nothing; they are
    here because somebody might work them out.
    """

    key: Key
    rows: tuple[Row, ...]
    value: float | None = None
    cost: float = 0.0
    fixed: bool = False
    unprinted: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether its rows say a number and no range, so that it can be reckoned with."""
        return all(row.low == row.high for row in self.rows)

    @property
    def is_plain(self) -> bool:
        """Whether it says one number, and that is the plain sum of its unknowns."""
        return len(self.rows) == 1 and self.is_exact and bool((self.rows[0].values == 1).all())


@dataclass(slots=True)
class System:
    """`size` unknowns, the items over them, and `facts`: rows that hold whatever is printed."""

    size: int = 0
    items: list[Item] = field(default_factory=list)
    facts: list[Row] = field(default_factory=list)
    crossings: dict[tuple[Block, str], tuple[tuple[Crossing, int], ...]] = field(default_factory=dict)
    _by_key: dict[Key, int] = field(default_factory=dict)

    def new_unknowns(self, count: int) -> int:
        """Make unknowns and return the position of the first."""
        first = self.size
        self.size += count
        return first

    def lay_out(self, block: Block, crossings: Iterable[Crossing], measure: str = "") -> None:
        """Make the unknowns of some crossings of one date."""
        self.crossings[(block, measure)] = tuple(
            (crossing, self.new_unknowns(crossing.size)) for crossing in crossings
        )

    @property
    def of_people(self) -> Bools:
        """Which unknowns count people; the others are parts of sums, which need not be whole."""
        people = np.ones(self.size, dtype=np.bool_)
        for (_, measure), laid_out in self.crossings.items():
            for crossing, first in laid_out if measure else ():
                people[first : first + crossing.size] = False
        return people

    def unknowns_in(self, block: Block, at: Coordinates, measure: str = "") -> Indices:
        """Return the unknowns that add up to a cell."""
        names = [name for name, _ in at]
        for crossing, first in self.crossings[(block, measure)]:
            if crossing.holds(names):
                return crossing.inside(at) + first
        raise LookupError(f"No crossing holds {', '.join(names)}.")

    def add(self, item: Item) -> None:
        self._by_key[item.key] = len(self.items)
        self.items.append(item)

    def position(self, key: Key) -> int | None:
        return self._by_key.get(key)

    def fact(self, columns: Indices, values: Floats, low: float, high: float) -> None:
        self.facts.append(Row(columns, values, low, high))


def total(columns: Indices) -> Floats:
    """Return the coefficients of a plain sum."""
    return np.ones(len(columns))


def combined(parts: Iterable[tuple[Indices, float]], low: float, high: float) -> Row:
    """Return a row from several sums with factors; unknowns that occur twice are put together."""
    added: dict[int, float] = {}
    for columns, factor in parts:
        for column in columns.tolist():
            added[column] = added.get(column, 0.0) + factor
    kept = sorted((column, value) for column, value in added.items() if value)
    return Row(
        np.array([column for column, _ in kept], dtype=np.int64),
        np.array([value for _, value in kept], dtype=np.float64),
        low,
        high,
    )
