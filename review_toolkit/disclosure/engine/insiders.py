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

    name: str
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
    for index in people:
        item = system.items[index]
        if not hidden[index] or item.value is None or not 0 < item.value <= MOST_INSIDERS:
            continue
        near = set().union(*(holders[column] for column in columns[index]))
        if not any(columns[other] < columns[index] for other in near):
            yield Insiders(f"{item.key.at}", (index,))


def _declared(system: System, statement: Statement, block: Block) -> Iterator[Insiders]:
    for group in statement.known_by:
        known = [system.position(Key(block, at)) for at in group.cells]
        found = tuple(position for position in known if position is not None)
        if found:
            yield Insiders(group.group, found)


class InsiderRepair:
    """Hides more until no insiders learn anything about others."""

    def __init__(self, suppressor: Suppressor) -> None:
        self._of = suppressor
        items = suppressor.system.items
        self._others = np.array(
            [
                index
                for index in sorted(suppressor.primary)
                if not items[index].key.measure and (items[index].value or 0) > 0
            ],
            dtype=np.int64,
        )
        thresholds = {each.item: each.high for each in suppressor.requirements if each.item is not None}
        self._truth = np.array([items[index].value or 0.0 for index in self._others.tolist()])
        limits = np.array([thresholds[index] for index in self._others.tolist()])
        self._up = np.maximum(limits, self._truth + CLOSE) - self._truth
        self._rows = np.array(
            [suppressor.model.first_row[index] for index in self._others.tolist()], dtype=np.int64
        )
        self._moved: list[Bools] = []
        self._opened: list[Bools] = []
        for witness in {id(each): each for each in suppressor.pattern.witnesses.values()}.values():
            self._note(witness.solution)

    def repair(self, insiders: tuple[Insiders, ...], progress: Progress) -> None:
        for done, each in enumerate(insiders):
            progress(done, len(insiders), "Checking what people inside small groups could work out")
            self._close(each)

    def _note(self, solution: Solution) -> Bools:
        """Keep a solution as a proof that some numbers stay open to all whose own cells it leaves alone."""
        deviation = (solution.up - solution.down)[self._rows]
        high = deviation >= self._up - MOVED
        low = (self._truth + deviation <= MOVED) & (self._truth >= CLOSE)
        self._moved.append(self._of.model.moved(solution))
        self._opened.append(high | low)
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
            if not self._opened_meanwhile(insiders, position):
                self._push(int(self._others[position]), position, insiders)
        for index in insiders.items:
            self._of.price(index)

    def _opened_meanwhile(self, insiders: Insiders, position: int) -> bool:
        return bool(self._open_to(insiders)[position])

    def _push(self, item: int, position: int, insiders: Insiders) -> None:
        """Open one number to some insiders in the cheaper of the two ways, hiding what moves along."""
        targets = [float(self._up[position])]
        if self._truth[position] >= CLOSE:
            targets.append(-float(self._truth[position]))
        found: list[Solution] = []
        for target in targets:
            self._of.model.pin(item, target)
            solution = self._of.model.solve()
            self._of.model.release(item)
            if solution is not None:
                found.append(solution)
        if not found:
            raise CannotProtect(
                "People inside a small group could work out another group's number, whatever else is hidden. "
                "Publish coarser tables."
            )
        best = min(found, key=lambda solution: solution.objective)
        self._of.absorb(best)
        for index in insiders.items:
            self._of.model.set_item(index, cost=0.0, free=False)
        self._note(best)
