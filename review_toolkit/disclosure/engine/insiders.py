"""What people inside a small group know, and what must not follow from it.

One or two people in a cell know that cell. A staff network may know its members. With that knowledge they
read the same tables as everybody. No number of somebody else's may become certain to them, or known to
within two, or known to be small.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from review_toolkit.disclosure.engine.failures import CannotProtect
from review_toolkit.disclosure.engine.solver import MOVED, Solution
from review_toolkit.disclosure.engine.suppression import Progress, Suppressor
from review_toolkit.disclosure.engine.system import Block, Bools, Indices, Key, System
from review_toolkit.disclosure.statements import Statement

MOST_INSIDERS = 2
"""A cell of so many people is known in full by those inside it."""
CLOSE = 3.0
"""A number must be able to lie this far above the truth, or it is known to within two."""


@dataclass(frozen=True, slots=True)
class Insiders:
    """People who know these items."""

    items: tuple[int, ...]


def insiders_of(system: System, statement: Statement, block: Block, hidden: Bools) -> tuple[Insiders, ...]:
    """Return the members of every hidden innermost cell of one or two, and every declared group."""
    return (*_members(system, hidden), *_declared(system, statement, block))


def _members(system: System, hidden: Bools) -> Iterator[Insiders]:
    holders: dict[int, set[int]] = {}
    people = [index for index, item in enumerate(system.items) if not item.key.measure]
    columns = {
        index: frozenset(
            system.unknowns_in(system.items[index].key.block, system.items[index].key.at).tolist()
        )
        for index in people
    }
    for index in people:
        for column in columns[index]:
            holders.setdefault(column, set()).add(index)
    done: set[int] = set()
    for index in people:
        item = system.items[index]
        if index in done or not hidden[index] or item.value is None or not 0 < item.value <= MOST_INSIDERS:
            continue
        near = set().union(*(holders[column] for column in columns[index]))
        if not any(columns[other] < columns[index] for other in near):
            # Where a line is the only one of its kind, a cell has several names. Its members know them all.
            same = tuple(sorted(other for other in near if columns[other] == columns[index]))
            done.update(same)
            yield Insiders(same)


def _declared(system: System, statement: Statement, block: Block) -> Iterator[Insiders]:
    for group in statement.known_by:
        known = [system.position(Key(block, at)) for at in group.cells]
        found = tuple(position for position in known if position is not None)
        if found:
            yield Insiders(found)


class InsiderRepair:
    """Hides more until no insiders learn anything about others."""

    def __init__(self, suppressor: Suppressor, insiders: tuple[Insiders, ...]) -> None:
        self._of, self._insiders = suppressor, insiders
        items = suppressor.system.items
        limits = {
            each.item: each.high
            for each in suppressor.requirements
            if each.item is not None
            and not items[each.item].key.measure
            and (each.soft or (items[each.item].value or 0) > 0)
        }
        self._soft = {each.item for each in suppressor.requirements if each.soft}
        self._others = np.array(sorted(limits), dtype=np.int64)
        self._truth = np.array([items[index].value or 0.0 for index in self._others.tolist()])
        self._least = np.array([limits[index] for index in self._others.tolist()]) - self._truth
        self._up = np.maximum(self._least, CLOSE)
        self._rows = np.array(
            [suppressor.model.first_row[index] for index in self._others.tolist()], dtype=np.int64
        )
        self._own = np.zeros((len(insiders), len(items)), dtype=np.bool_)
        for number, each in enumerate(insiders):
            self._own[number, list(each.items)] = True
        self._opened: Bools = self._own[:, self._others].copy()
        """Which of the others' numbers are proved open to which insiders."""
        for witness in suppressor.pattern.distinct_witnesses():
            self._note(witness.solution)

    def repair(self, progress: Progress) -> None:
        self._of.nail()
        self._open_together(np.arange(len(self._insiders)))
        self._of.reprice()
        for number in range(len(self._insiders)):
            progress(number, len(self._insiders), "Checking what people inside small groups could work out")
            self._close(number)

    def _note(self, solution: Solution) -> int:
        """Keep what a solution opens to all whose own cells it leaves alone; return how much that is."""
        deviation = (solution.up - solution.down)[self._rows]
        moved = np.flatnonzero(self._of.model.moved(solution))
        unmoved = np.logical_not(self._own[:, moved].any(axis=1))
        before = int(self._opened.sum())
        self._opened |= unmoved[:, None] & (deviation >= self._up - MOVED)[None, :]
        return int(self._opened.sum()) - before

    def _open_together(self, group: Indices) -> None:
        """Raise others' numbers with the cells of a group of insiders left alone, then of its halves."""
        if len(group) < 2 or self._opened[group].all():
            return
        own = np.flatnonzero(self._own[group].any(axis=0)).tolist()
        self._of.model.nail(own)
        self._raise(group, own)
        self._of.model.loosen(own)
        half = len(group) // 2
        self._open_together(group[:half])
        self._open_together(group[half:])

    def _raise(self, group: Indices, own: list[int]) -> None:
        """Raise all that is not yet proved open to the group at once, as long as that opens more."""
        model, known = self._of.model, set(own)
        while True:
            wanted = [
                position
                for position in np.flatnonzero(~self._opened[group].all(axis=0)).tolist()
                if int(self._others[position]) not in known
            ]
            if not wanted:
                return
            ways = ((int(self._others[position]), float(self._up[position])) for position in wanted)
            solution = model.move_together([(item, 1.0 / most, most) for item, most in ways])
            if solution is None or not self._note(solution):
                return

    def _close(self, number: int) -> None:
        """Open every number of others to some insiders, by hiding more where nothing else helps."""
        if self._opened[number].all():
            return
        own, model = self._insiders[number].items, self._of.model
        self._of.nail()
        model.nail(own)
        self._raise(np.array([number]), list(own))
        self._of.reprice()
        model.nail(own)
        for position in np.flatnonzero(~self._opened[number]).tolist():
            if not self._opened[number, position]:
                self._push(number, position)
        for index in own:
            self._of.price(index)

    def _push(self, number: int, position: int) -> None:
        """Open one number to some insiders, hiding what moves along.

        Where it cannot be raised far enough above the truth, it may reach the threshold on one side and lie
        far enough below the truth on the other: then it is not known to within two either.
        """
        item = int(self._others[position])
        if self._pinned_at(number, item, float(self._up[position])):
            return
        below = min(CLOSE, float(self._truth[position]))
        reaches = self._up[position] > self._least[position] and below == CLOSE
        if (
            reaches
            and self._pinned_at(number, item, float(self._least[position]))
            and self._pinned_at(number, item, -below)
        ):
            self._opened[number, position] = True
            return
        if item not in self._soft:
            raise CannotProtect(
                "People inside a small group could work out another group's number, whatever else is hidden. "
                "Publish coarser tables."
            )

    def _pinned_at(self, number: int, item: int, deviation: float) -> bool:
        """Hide what moves along when a number stands somewhere else; say whether that can be done."""
        self._of.model.pin(item, deviation)
        solution = self._of.model.solve()
        self._of.model.release(item)
        if solution is None:
            return False
        self._of.absorb(solution)
        self._of.model.nail(self._insiders[number].items)
        self._note(solution)
        return True
