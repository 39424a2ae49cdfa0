"""Take away what needs no solver: unknowns that follow at once; and divide what is left into parts."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from review_toolkit.disclosure.attack.atoms import Indices
from review_toolkit.disclosure.attack.failures import Contradiction
from review_toolkit.disclosure.attack.system import INFINITE, ROUNDING, Floats, Row, System


@dataclass
class Part:
    """Rows over unknowns that hang together; rows speak of positions in `columns`."""

    columns: Indices
    rows: list[Row]
    most: Floats
    """The most that each unknown can be by a single row, or infinity."""


@dataclass
class Reduced:
    """What follows at once (`fixed`, NaN where it does not), and the parts that are left."""

    fixed: Floats
    part_of: Indices
    place: Indices
    parts: list[Part]


def reduce_system(system: System) -> Reduced:
    """Fix what follows by itself, again and again, and divide the rest into independent parts."""
    rows = _Rows(system)
    rows.settle()
    return _divided(rows, system.size)


class _Rows:
    """Rows with the sum of their fixed unknowns kept apart."""

    def __init__(self, system: System) -> None:
        self.rows = system.rows
        self.fixed: Floats = np.full(system.size, np.nan)
        self.holding: list[list[int]] = [[] for _ in range(system.size)]
        for number, row in enumerate(self.rows):
            for column in row.columns.tolist():
                self.holding[column].append(number)
        self.queue = deque(range(len(self.rows)))
        self.waiting = [True] * len(self.rows)

    def open_part(self, row: Row) -> tuple[Indices, Floats, float, float]:
        """Return a row without its fixed unknowns."""
        values = self.fixed[row.columns]
        is_open = np.isnan(values)
        told = float(row.factors[~is_open] @ values[~is_open])
        return row.columns[is_open], row.factors[is_open], row.low - told, row.high - told

    def settle(self) -> None:
        while self.queue:
            number = self.queue.popleft()
            self.waiting[number] = False
            row = self.rows[number]
            columns, factors, low, high = self.open_part(row)
            scale = ROUNDING * max(1.0, abs(row.low) if row.low > -INFINITE else 1.0)
            if not len(columns):
                if low > scale or high < -scale:
                    self._refuse(row)
            elif high <= scale and (factors > 0).all():
                if high < -scale:
                    self._refuse(row)
                for column in columns.tolist():
                    self._fix(column, 0.0)
            elif len(columns) == 1 and high - low <= scale * 1e-3:
                value = low / float(factors[0])
                if value < -scale:
                    self._refuse(row)
                self._fix(int(columns[0]), max(0.0, value))

    def _fix(self, column: int, value: float) -> None:
        nearest = round(value)
        self.fixed[column] = nearest if abs(nearest - value) < ROUNDING else value
        for number in self.holding[column]:
            if not self.waiting[number]:
                self.waiting[number] = True
                self.queue.append(number)

    @staticmethod
    def _refuse(row: Row) -> None:
        raise Contradiction(
            f"What is published contradicts itself around {row.what or 'a total'}: nobody could count so. "
            "Correct the figures."
        )


def _divided(rows: _Rows, size: int) -> Reduced:
    left = [(row.what, *rows.open_part(row)) for row in rows.rows]
    left = [each for each in left if len(each[1])]
    root = list(range(size))

    def find(column: int) -> int:
        while root[column] != column:
            root[column] = root[root[column]]
            column = root[column]
        return column

    for _, columns, *_rest in left:
        first = find(int(columns[0]))
        for column in columns[1:].tolist():
            root[find(column)] = first
    is_open = np.flatnonzero(np.isnan(rows.fixed))
    number: dict[int, int] = {}
    part_of: Indices = np.full(size, -1, dtype=np.int64)
    place: Indices = np.full(size, -1, dtype=np.int64)
    members: list[list[int]] = []
    for column in is_open.tolist():
        part = number.setdefault(find(column), len(number))
        if part == len(members):
            members.append([])
        part_of[column], place[column] = part, len(members[part])
        members[part].append(column)
    kept: list[list[Row]] = [[] for _ in members]
    for what, columns, factors, low, high in left:
        kept[part_of[columns[0]]].append(Row(place[columns], factors, low, high, what))
    parts = [
        Part(np.array(columns, dtype=np.int64), listed, _most(len(columns), listed))
        for columns, listed in zip(members, kept, strict=True)
    ]
    return Reduced(rows.fixed, part_of, place, parts)


def _most(size: int, rows: Sequence[Row]) -> NDArray[np.float64]:
    most = np.full(size, INFINITE)
    for row in rows:
        if row.high < INFINITE and (row.factors > 0).all():
            most[row.columns] = np.minimum(most[row.columns], row.high / row.factors)
    return most
