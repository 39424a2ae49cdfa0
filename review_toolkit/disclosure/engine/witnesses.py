"""Witnesses: sets of numbers that fit all that is shown, and what each of them proves to be open.

One witness proves at once how far many numbers can be moved, so each is asked for all of them, and kept: as
long as it moves nothing that is shown, it holds for another pattern too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from review_toolkit.disclosure.engine.requirements import Requirement
from review_toolkit.disclosure.engine.solver import MOVED, Model, Solution
from review_toolkit.disclosure.engine.system import Bools, Floats

Side = str
LOW, HIGH = "low", "high"
_PAD = 1.0
"""A number is pushed one beyond the threshold, so that whole people are left room."""
_MOST_KEPT = 2_000
"""Which limits memory, not what can be proved: the oldest make room."""


@dataclass(slots=True)
class Witness:
    """Numbers that fit all that is shown: which items differ from the truth, and the unknowns themselves."""

    moved: Bools
    solution: Solution


Opened = dict[tuple[int, Side], Witness]
"""A witness for each side (the number of a requirement, low or high) that is proved open."""


@dataclass(slots=True)
class Pattern:
    """Which items are hidden, and a witness for each side of each requirement.

    A side that even hiding everything would not open is missing from `witnesses` (soft requirements only).
    """

    hidden: Bools
    witnesses: Opened = field(default_factory=dict)

    def distinct_witnesses(self) -> list[Witness]:
        """Return each witness once, however many sides it opens."""
        return list({id(witness): witness for witness in self.witnesses.values()}.values())


class Numbers:
    """The numbers that requirements are about, and how far each is to be moved."""

    def __init__(self, requirements: Sequence[Requirement], model: Model) -> None:
        items = model.system.items
        self.each = requirements
        listed = [-1 if each.item is None else each.item for each in requirements]
        self.item = np.array(listed, dtype=np.int64)
        self._watched = np.array([-1 if each.watched is None else each.watched for each in requirements])
        self.low = np.array([each.low for each in requirements])
        self.high = np.array([each.high for each in requirements])
        self.pad = np.array(
            [_PAD if each.item is None or not items[each.item].key.measure else 0.0 for each in requirements]
        )
        self.base = np.array([items[index].value or 0.0 if index >= 0 else 0.0 for index in listed])
        self._rows = np.array(
            [model.first_row[index] if index >= 0 else 0 for index in self.item.tolist()], dtype=np.int64
        )
        self.of_item: dict[int, list[int]] = {}
        for number, index in enumerate(self.item.tolist()):
            if index >= 0:
                self.of_item.setdefault(index, []).append(number)

    def target(self, number: int, side: Side) -> float:
        """Return where a number is pushed to."""
        return float(self.high[number] + self.pad[number] if side == HIGH else self.low[number])

    def values(self, solution: Solution) -> Floats:
        """Return each requirement's number in a solution."""
        if not len(self.each):
            return np.zeros(0)
        of_items: Floats = self.base + (solution.up - solution.down)[self._rows]
        if not len(solution.watched):
            return of_items
        watched: Floats = np.where(self._watched >= 0, solution.watched[self._watched], of_items)
        return watched

    def opened_by(self, solution: Solution) -> Iterator[tuple[int, Side]]:
        """Yield the sides that a solution proves open."""
        values = self.values(solution)
        for number in np.flatnonzero(values >= self.high + self.pad - MOVED).tolist():
            yield number, HIGH
        for number in np.flatnonzero(values <= self.low + MOVED).tolist():
            yield number, LOW

    def enter(self, witness: Witness, into: Opened) -> int:
        """Enter a witness for every side that it opens and that has none; return how many."""
        before = len(into)
        for side in self.opened_by(witness.solution):
            into.setdefault(side, witness)
        return len(into) - before


class Pool:
    """The latest witnesses, to be used again for another pattern."""

    def __init__(self, items: int, most: int = _MOST_KEPT) -> None:
        self._kept: list[Witness] = []
        self._moved = np.zeros((most, items), dtype=np.bool_)
        self._next = 0

    def keep(self, witness: Witness) -> None:
        """Keep a witness, in the place of the oldest where there is no more room."""
        most = len(self._moved)
        if not most:
            return
        if len(self._kept) < most:
            self._kept.append(witness)
        else:
            self._kept[self._next] = witness
        self._moved[self._next] = witness.moved
        self._next = (self._next + 1) % most

    def fitting(self, hidden: Bools) -> list[Witness]:
        """Return the witnesses that move nothing but what is hidden."""
        moves_shown = self._moved[: len(self._kept), ~hidden].any(axis=1)
        return [self._kept[number] for number in np.flatnonzero(~moves_shown).tolist()]
