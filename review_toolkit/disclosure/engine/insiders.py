"""What people inside a small group know, and what must not follow from it.

One or two people in a cell know that cell. A staff network may know its members. With that knowledge they
read the same tables as everybody. No number of somebody else's may become certain to them, or known to
within two, or known to be small.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from review_toolkit.disclosure.engine.failures import CannotProtect
from review_toolkit.disclosure.engine.solver import MOVED, Bools, Solution
from review_toolkit.disclosure.engine.suppression import Progress, Suppressor
from review_toolkit.disclosure.engine.system import Block, Key, System
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

    def __init__(self, suppressor: Suppressor) -> None:
        self._of = suppressor
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
        least = np.array([limits[index] for index in self._others.tolist()])
        self._up = np.maximum(least, self._truth + CLOSE) - self._truth
        self._rows = np.array(
            [suppressor.model.first_row[index] for index in self._others.tolist()], dtype=np.int64
        )
        self._moved: list[Bools] = []
        self._opened: list[Bools] = []
        for witness in suppressor.pattern.distinct_witnesses():
            self._note(witness.solution)

    def repair(self, insiders: tuple[Insiders, ...], progress: Progress) -> None:
        for done, each in enumerate(insiders):
            progress(done, len(insiders), "Checking what people inside small groups could work out")
            self._close(each)

    def _note(self, solution: Solution) -> Bools:
        """Keep a solution as a proof that some numbers stay open to all whose own cells it leaves alone."""
        deviation = (solution.up - solution.down)[self._rows]
        self._moved.append(self._of.model.moved(solution))
        self._opened.append(deviation >= self._up - MOVED)
        return self._opened[-1]

    def _open_to(self, insiders: Insiders) -> Bools:
        own = np.isin(self._others, insiders.items)
        if self._moved:
            unmoved = ~np.array(self._moved)[:, list(insiders.items)].any(axis=1)
            own |= np.array(self._opened)[unmoved].any(axis=0)
        opened: Bools = own
        return opened

    def _close(self, insiders: Insiders) -> None:
        opened = self._open_to(insiders)
        if opened.all():
            return
        model = self._of.model
        self._of.nail()
        for index in insiders.items:
            model.set_item(index, cost=0.0, free=False)
        # Raise all that are not yet proved open at once, as long as that still finds some.
        while not opened.all():
            wanted = np.flatnonzero(~opened)
            for position in wanted.tolist():
                model.aim(
                    int(self._others[position]), 1.0 / float(self._up[position]), float(self._up[position])
                )
            solution = model.solve()
            for position in wanted.tolist():
                model.set_item(int(self._others[position]), cost=0.0, free=True)
            found = self._note(solution) & ~opened if solution is not None else np.zeros_like(opened)
            if not found.any():
                break
            opened = opened | found
        self._of.reprice()
        for index in insiders.items:
            model.set_item(index, cost=0.0, free=False)
        for position in np.flatnonzero(~opened).tolist():
            if not opened[position]:
                opened |= self._push(int(self._others[position]), position, insiders)
        for index in insiders.items:
            self._of.price(index)

    def _push(self, item: int, position: int, insiders: Insiders) -> Bools:
        """Open one number to some insiders, hiding what moves along; return all that this opens to them."""
        self._of.model.pin(item, float(self._up[position]))
        solution = self._of.model.solve()
        self._of.model.release(item)
        if solution is None and item in self._soft:
            return np.zeros(len(self._others), dtype=np.bool_)
        if solution is None:
            raise CannotProtect(
                "People inside a small group could work out another group's number, whatever else is hidden. "
                "Publish coarser tables."
            )
        self._of.absorb(solution)
        for index in insiders.items:
            self._of.model.set_item(index, cost=0.0, free=False)
        return self._note(solution)
