"""How a system becomes a linear programme with few and short rows.

Each printed thing may deviate from its number, up or down. Written out over the finest groups, a total would
be one long row. Where a division of a table says the same, its few deviations stand in for the long row; and
the number of a finest group that is printed on its own needs no unknown beside its deviations. That leaves a
third of the rows, and the solver is many times faster.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from review_toolkit.disclosure.engine.system import INFINITE, Floats, Indices, Row, System

Division = tuple[int, ...]
"""Positions of items: a whole, then its parts."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Rows over the columns: the unknowns, then the deviations up, then down, then the watched sums.

    `standing` names for each unknown the deviation that stands in for it (-1: none does), and `base` the
    number that it deviates from. `most_down` says how far down each deviation can go at all.
    """

    rows: tuple[Row, ...]
    standing: Indices
    base: Floats
    most_down: Floats


class _Layer:
    """Lays out one system."""

    def __init__(self, system: System, watched: Sequence[Row], divisions: Iterable[Division]) -> None:
        self.system, self.watched = system, watched
        items = system.items
        self.first = np.concatenate([[0], np.cumsum([len(item.rows) for item in items])]).astype(np.int64)
        self.deviations = int(self.first[-1])
        self.plain = [item.is_plain for item in items]
        self.stands: dict[int, int] = {}
        for index, item in enumerate(items):
            if self.plain[index] and len(item.rows[0].columns) == 1:
                self.stands.setdefault(int(item.rows[0].columns[0]), index)
        self.divided = self._shortest(divisions)

    def _shortest(self, divisions: Iterable[Division]) -> dict[int, tuple[int, ...]]:
        """Return for each whole the parts of its shortest division."""
        items, found = self.system.items, dict[int, tuple[int, ...]]()
        for whole, *parts in divisions:
            if whole in found and len(found[whole]) <= len(parts):
                continue
            if len(parts) < 2 or not all(self.plain[index] for index in (whole, *parts)):
                continue
            inside = np.sort(np.concatenate([items[part].rows[0].columns for part in parts]))
            if np.array_equal(inside, np.sort(items[whole].rows[0].columns)):
                found[whole] = tuple(parts)
        return found

    def lay_out(self) -> Layout:
        size = self.system.size
        standing, base = np.full(size, -1, dtype=np.int64), np.zeros(size)
        for column, index in self.stands.items():
            standing[column] = self.first[index]
            base[column] = self.system.items[index].rows[0].low
        most_down = np.full(self.deviations, INFINITE)
        for index in np.flatnonzero(self.plain).tolist():
            most_down[self.first[index]] = max(0.0, self.system.items[index].rows[0].low)
        self.standing, self.base = standing, base
        return Layout(tuple(self._rows()), standing, base, most_down)

    def _rows(self) -> Iterator[Row]:
        for index, item in enumerate(self.system.items):
            for number, row in enumerate(item.rows):
                deviation = int(self.first[index]) + number
                if index in self.divided:
                    yield self._divided(index, self.divided[index])
                elif self.stands.get(int(row.columns[0]) if len(row.columns) else -1) != index:
                    yield self._written_out(row, self._moving(deviation, -1.0))
        for row in self.system.facts:
            yield self._written_out(row)
        for number, row in enumerate(self.watched):
            own = self.system.size + 2 * self.deviations + number
            yield self._written_out(Row(row.columns, row.values, 0.0, 0.0), [(own, -1.0)])

    def _moving(self, deviation: int, factor: float) -> list[tuple[int, float]]:
        up = self.system.size + deviation
        return [(up, factor), (up + self.deviations, -factor)]

    def _divided(self, whole: int, parts: Iterable[int]) -> Row:
        """Return a row that says that a whole deviates as its parts do together."""
        entries = self._moving(int(self.first[whole]), -1.0)
        number = self.system.items[whole].rows[0].low
        for part in parts:
            entries += self._moving(int(self.first[part]), 1.0)
            number -= self.system.items[part].rows[0].low
        return _row(entries, number, number)

    def _written_out(self, row: Row, entries: Iterable[tuple[int, float]] = ()) -> Row:
        """Return a row over unknowns, with deviations in the place of those that they stand in for."""
        found, shift = list(entries), 0.0
        for column, value in zip(row.columns.tolist(), row.values.tolist(), strict=True):
            if self.standing[column] < 0:
                found.append((column, value))
            else:
                found += self._moving(int(self.standing[column]), value)
                shift += value * float(self.base[column])
        return _row(found, row.low - shift, row.high - shift)


def _row(entries: Sequence[tuple[int, float]], low: float, high: float) -> Row:
    added: dict[int, float] = {}
    for column, value in entries:
        added[column] = added.get(column, 0.0) + value
    kept = sorted(added.items())
    return Row(
        np.array([column for column, _ in kept], dtype=np.int64),
        np.array([value for _, value in kept], dtype=np.float64),
        low,
        high,
    )


def lay_out(system: System, watched: Sequence[Row], divisions: Iterable[Division]) -> Layout:
    """Return the rows of a system's programme; `divisions` say which items are divided into which."""
    return _Layer(system, watched, divisions).lay_out()
