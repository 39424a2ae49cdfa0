"""Witnesses in whole people: tables that could be the truth, for every number at both of its ends.

A linear programme may move half a person. For each sensitive number a table in whole people is found in
which it is nobody, and another in which it reaches the threshold, both fitting all that is shown. Each table
is then checked by plain integer arithmetic. Where it can be had, the table also explains itself: every block
of hidden figures that it touches holds a small number, so that hiding them would have been needed there too.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from review_toolkit.disclosure.engine.failures import CannotProtect
from review_toolkit.disclosure.engine.solver import IntegerModel, Solution
from review_toolkit.disclosure.engine.suppression import Progress, Suppressor
from review_toolkit.disclosure.engine.system import Bools, Indices
from review_toolkit.disclosure.engine.witnesses import HIGH, Side

_NEAR = 1e-5
"""A number that the solver gives counts as whole within this, ten times its own tolerance of 1e-6."""
_TRIES = 3
"""How many small numbers are tried as the one that explains a block."""


@dataclass(frozen=True, slots=True)
class WholeWitnesses:
    """How many sides have a table in whole people, how many of those explain themselves, and their digest.

    The digest is that of the tables. Whoever holds all of the truth but a little could try the rest out
    against it, so it is keyed before it is kept.
    """

    found: int
    explained: int
    digest: str


class WholePeople:
    """Finds the witnesses of a finished pattern."""

    def __init__(self, suppressor: Suppressor, *, deadline: float, seed: int) -> None:
        self._of = suppressor
        self._model = IntegerModel(suppressor.model, suppressor.pattern.hidden, deadline=deadline, seed=seed)
        system, nobody = suppressor.system, np.zeros(0, dtype=np.int64)
        self._columns = [
            nobody if item.key.measure else system.unknowns_in(item.key.block, item.key.at)
            for item in system.items
        ]
        self._shown_rows = [
            row
            for item, hidden in zip(system.items, suppressor.pattern.hidden, strict=True)
            if not hidden and not item.key.measure
            for row in item.rows
        ]
        self._of_people = suppressor.system.of_people
        self._block = self._blocks()
        self._tables: dict[tuple[int, Side], Indices] = {}
        self._plain: dict[tuple[int, Side], Indices] = {}

    def find(self, progress: Progress) -> WholeWitnesses:
        """Return the account of all sides; raise where one has no table in whole people."""
        wanted = [
            (number, side)
            for number, side in sorted(self._of.pattern.witnesses)
            if self._is_of_people(number)
        ]
        for witness in self._of.pattern.distinct_witnesses():
            self._note(witness.solution)
        for done, (number, side) in enumerate(wanted):
            progress(done, len(wanted), "Finding tables in whole people")
            if (number, side) not in self._tables:
                self._search(number, side)
        return WholeWitnesses(len(wanted), len(self._tables), self._digest(wanted))

    def _is_of_people(self, number: int) -> bool:
        item = self._of.requirements[number].item
        return item is not None and not self._of.system.items[item].key.measure

    def _search(self, number: int, side: Side) -> None:
        each = self._of.requirements[number]
        target = each.high if side == HIGH else each.low
        if (number, side) not in self._plain:
            self._note(self._model.at(each.item or 0, side, target))
        if (number, side) not in self._plain:
            raise CannotProtect(
                f"No table in whole people was found in which {each.name} is "
                f"{'at the threshold' if side == HIGH else 'nobody'}. Publish coarser tables."
            )
        for candidate in self._explanations(number):
            if (number, side) in self._tables:
                return
            self._note(self._model.at(each.item or 0, side, target, small=(candidate, self._most(candidate))))

    def _most(self, item: int) -> float:
        highs = [each.high for each in self._of.requirements if each.item == item]
        return highs[0] - 1

    def _explanations(self, number: int) -> Iterator[int]:
        """Yield a few small numbers of the same block that could be the reason for hiding it."""
        item = self._of.requirements[number].item
        block = [
            each.item
            for each in self._of.requirements
            if each.item is not None
            and each.item != item
            and self._block[each.item] == self._block[item or 0]
            and not self._of.system.items[each.item].key.measure
        ]
        block.sort(key=lambda each: (-(self._of.system.items[each].value or 0), each))
        yield from block[:_TRIES]

    def _note(self, solution: Solution | None) -> None:
        """Check a table in whole people and enter it for every side that it opens."""
        if solution is None:
            return
        people = np.where(self._of_people, np.rint(solution.unknowns), 0).astype(np.int64)
        away = np.abs(solution.unknowns - people)[self._of_people]
        if away.max(initial=0.0) > _NEAR or not self._fits(people):
            return
        values = self._values(people)
        explained = self._explains(values)
        for number, each in enumerate(self._of.requirements):
            if each.item is None or self._of.system.items[each.item].key.measure:
                continue
            value = values[each.item]
            for side, opened in (("low", value <= each.low), (HIGH, value >= each.high)):
                if opened:
                    self._plain.setdefault((number, side), people)
                    if explained:
                        self._tables.setdefault((number, side), people)

    def _fits(self, people: Indices) -> bool:
        """Say by integer arithmetic whether a table agrees with all that is shown."""
        if (people < 0).any():
            return False
        for row in self._shown_rows:
            reached = float(row.values @ people[row.columns])
            if not row.low - 1e-9 * (1 + abs(row.low)) <= reached <= row.high + 1e-9 * (1 + abs(row.high)):
                return False
        return True

    def _values(self, people: Indices) -> Indices:
        return np.array([people[columns].sum() for columns in self._columns], dtype=np.int64)

    def _explains(self, values: Indices) -> bool:
        """Say whether every block of hidden figures holds a number below the threshold and above nobody."""
        small = {
            int(self._block[each.item])
            for each in self._of.requirements
            if each.item is not None and 0 < values[each.item] < each.high
        }
        return small >= self._needed

    def _blocks(self) -> Indices:
        """Number the blocks: items that move together in some witness belong to one."""
        parent = list(range(len(self._of.system.items)))

        def root(index: int) -> int:
            while parent[index] != index:
                parent[index] = parent[parent[index]]
                index = parent[index]
            return index

        for witness in self._of.pattern.witnesses.values():
            moved = np.flatnonzero(witness.moved & self._of.pattern.hidden).tolist()
            for other in moved[1:]:
                parent[root(other)] = root(moved[0])
        blocks = np.array([root(index) for index in range(len(parent))], dtype=np.int64)
        hidden: Bools = self._of.pattern.hidden
        counted = [
            index
            for index in np.flatnonzero(hidden).tolist()
            if index in self._of.primary and not self._of.system.items[index].key.measure
        ]
        self._needed = {int(blocks[index]) for index in counted}
        return blocks

    def _digest(self, wanted: list[tuple[int, Side]]) -> str:
        listed = [
            [
                self._of.requirements[number].name,
                side,
                self._tables.get((number, side), self._plain[(number, side)]).tolist(),
            ]
            for number, side in wanted
        ]
        return hashlib.sha256(json.dumps(listed, separators=(",", ":")).encode()).hexdigest()
