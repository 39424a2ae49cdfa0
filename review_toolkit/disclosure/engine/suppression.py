"""Complementary suppression: hide as little more as makes every sensitive number unknowable.

For each sensitive number the cheapest way to move it down to nobody, and up beyond the threshold, is found
by linear programming; whatever moves along is hidden. In the end whatever turns out to be hidden for nothing
is shown again, the largest first.
"""

from collections.abc import Callable, Iterable

import numpy as np

from review_toolkit.disclosure.engine.failures import CannotProtect
from review_toolkit.disclosure.engine.programme import Division
from review_toolkit.disclosure.engine.requirements import Requirements
from review_toolkit.disclosure.engine.solver import Model, Solution
from review_toolkit.disclosure.engine.subtraction import Divisions
from review_toolkit.disclosure.engine.system import INFINITE, System
from review_toolkit.disclosure.engine.witnesses import (
    HIGH,
    LOW,
    Numbers,
    Opened,
    Pattern,
    Pool,
    Side,
    Witness,
)

Progress = Callable[[int, int, str], None]
_LIKELY = 2
"""So many of the sides that are likely to forbid showing an item are tried on their own first."""
_SHOWING_WORK = 200_000_000
"""How long it is tried to show things again, in the solver's counted work: four times what 700 counts of
3,000 people take. In far larger systems what is left then stays hidden, which is safe."""


def no_progress(done: int, whole: int, what: str) -> None:
    """Take no notice."""


class Suppressor:
    """Holds a model, the requirements, and the pattern as it grows."""

    def __init__(
        self,
        system: System,
        requirements: Requirements,
        model: Model,
        divisions: Iterable[Division] = (),
        pool: Pool | None = None,
    ) -> None:
        self.system = system
        self.requirements = requirements.each
        self.primary = requirements.primary
        self.model = model
        self.divisions = Divisions(divisions)
        self.numbers = Numbers(requirements.each, model)
        self.pool = pool or Pool(len(system.items), 0)
        items = system.items
        hidden = np.array(
            [item.unprinted or index in requirements.primary for index, item in enumerate(items)]
        )
        self.pattern = Pattern(hidden.astype(np.bool_))
        self._costs = np.array([item.cost for item in items])
        self._fixed = np.array([item.fixed for item in items], dtype=np.bool_)
        self._refused: dict[tuple[int, Side], int] = {}
        self.reprice()

    def in_company(self) -> list[int]:
        """Return the items that are hidden for the sake of others."""
        return [
            index
            for index in np.flatnonzero(self.pattern.hidden).tolist()
            if index not in self.primary and not self.system.items[index].unprinted
        ]

    def cost(self) -> float:
        """Return what is given up beyond what is sensitive in itself."""
        return float(sum(self.system.items[index].cost for index in self.in_company()))

    def price(self, index: int) -> None:
        """Tell the model what hiding an item costs now."""
        item = self.system.items[index]
        free = not item.fixed
        self.model.set_item(index, cost=0.0 if self.pattern.hidden[index] else item.cost, free=free)

    def nail(self) -> None:
        """Hold everything that is shown."""
        self.model.set_items(np.zeros(len(self.system.items)), self.pattern.hidden)

    def reprice(self) -> None:
        """Tell the model what hiding each item costs now."""
        self.model.set_items(np.where(self.pattern.hidden, 0.0, self._costs), ~self._fixed)

    def suppress(self, progress: Progress = no_progress) -> None:
        """Push every requirement both ways, then show again what need not be hidden."""
        for witness in self.pool.fitting(self.pattern.hidden):
            self.numbers.enter(witness, self.pattern.witnesses)
        self.nail()
        self.widen(self._sides(), self.pattern.witnesses)
        self.reprice()
        order = sorted(range(len(self.requirements)), key=self._urgency)
        for done, number in enumerate(order):
            progress(done, len(order), "Hiding what protects small numbers")
            self._open(number)
        self.clean_up(progress)

    def _sides(self) -> list[tuple[int, Side]]:
        return [(number, side) for number in range(len(self.requirements)) for side in (HIGH, LOW)]

    def _urgency(self, number: int) -> tuple[float, str]:
        """Largest numbers first: what hides them opens most others along the way."""
        return (-float(self.numbers.base[number]), self.requirements[number].name)

    def _open(self, number: int) -> None:
        each = self.requirements[number]
        if each.either:
            if not any((number, side) in self.pattern.witnesses for side in (LOW, HIGH)):
                self._open_either(number)
            return
        for side in (HIGH, LOW):
            if (number, side) in self.pattern.witnesses or self._push(number, side):
                continue
            if not each.soft:
                raise CannotProtect(
                    f"{each.name} cannot be protected beside what is known and published already, whatever "
                    "else is hidden. Merge its line with a neighbouring one, or leave the table out."
                )

    def _open_either(self, number: int) -> None:
        if not (self._push(number, LOW) or self._push(number, HIGH)):
            raise CannotProtect(
                f"Too few people moved: their group would follow for {self.requirements[number].name}. The "
                "earlier figures stand until more have come and gone."
            )

    def _push(self, number: int, side: Side) -> bool:
        """Move a number to one end and hide what moves along; say whether that can be done."""
        each, furthest = self.requirements[number], self.numbers.target(number, side)
        for target in dict.fromkeys((furthest, each.high if side == HIGH else each.low)):
            solution = self.at(number, target)
            if solution is not None:
                witness = self.absorb(solution)
                # The solver's tolerance must not leave open what was just pushed there.
                self.pattern.witnesses.setdefault((number, side), witness)
                return True
        return False

    def at(self, number: int, target: float) -> Solution | None:
        """Return the cheapest numbers in which a requirement's number stands at a target."""
        each = self.requirements[number]
        if each.item is not None:
            self.model.pin(each.item, target - float(self.numbers.base[number]))
            solution = self.model.solve()
            self.model.release(each.item)
        else:
            self.model.bound_watched(each.watched or 0, target, target)
            solution = self.model.solve()
            self.model.bound_watched(each.watched or 0, 0.0, INFINITE)
        return solution

    def absorb(self, solution: Solution) -> Witness:
        """Hide what a solution moves, and note what it proves."""
        witness = self.witness(solution)
        for index in np.flatnonzero(witness.moved & ~self.pattern.hidden).tolist():
            self.pattern.hidden[index] = True
            self.price(index)
        self.numbers.enter(witness, self.pattern.witnesses)
        return witness

    def witness(self, solution: Solution) -> Witness:
        """Return a solution as a witness, kept for later patterns."""
        witness = Witness(self.model.moved(solution), solution)
        self.pool.keep(witness)
        return witness

    def widen(self, wanted: Iterable[tuple[int, Side]], into: Opened) -> None:
        """Open as many sides as a few solutions can, with all that is shown nailed down.

        All numbers are raised at once, and then lowered, as long as that opens another one.
        """
        left = list(wanted)
        for side in (HIGH, LOW):
            while True:
                numbers = [
                    number
                    for number, wanted_side in left
                    if wanted_side == side
                    and (number, side) not in into
                    and self.requirements[number].item is not None
                ]
                solution = self._all_at_once(numbers, side) if numbers else None
                if solution is None or not self.numbers.enter(self.witness(solution), into):
                    break

    def _all_at_once(self, numbers: list[int], side: Side) -> Solution | None:
        sign, aims = 1.0 if side == HIGH else -1.0, []
        for number in numbers:
            way = abs(self.numbers.target(number, side) - float(self.numbers.base[number]))
            aims.append((int(self.numbers.item[number]), sign / max(way, 1.0), way))
        return self.model.move_together(aims)

    def clean_up(self, progress: Progress) -> None:
        """Show again whatever the witnesses can do without, the costliest first."""
        items = self.system.items
        candidates = sorted(self.in_company(), key=lambda index: (-items[index].cost, items[index].key.order))
        self.nail()
        until = self.model.work + _SHOWING_WORK
        for done, index in enumerate(candidates):
            if self.model.work >= until:
                break
            progress(done, len(candidates), "Showing again what need not be hidden")
            self._try_to_show(index)
        self.reprice()

    def _try_to_show(self, index: int) -> None:
        if any(self._must_move(other) for other in self.divisions.following(index, self.pattern.hidden)):
            return
        resting = [key for key, witness in self.pattern.witnesses.items() if witness.moved[index]]
        near = self.divisions.beside(index)
        resting.sort(key=lambda key: self._doubt(key, near))
        self.model.nail([index])
        replaced = self._replaced(resting)
        if replaced is None:
            self.model.loosen([index])
            return
        self.pattern.hidden[index] = False
        for key in resting:
            self.pattern.witnesses[key] = replaced[key]

    def _doubt(self, side: tuple[int, Side], near: set[int]) -> tuple[bool, int, tuple[int, Side]]:
        """Sort sides by how likely they are to forbid it: neighbours in divisions, then those that did."""
        return (self.requirements[side[0]].item not in near, -self._refused.get(side, 0), side)

    def _replaced(self, resting: list[tuple[int, Side]]) -> Opened | None:
        """Return other witnesses for sides whose own moved what is nailed now; None where one has none."""
        replaced: Opened = {}
        for done, (number, side) in enumerate(resting):
            if done == _LIKELY:
                self.widen(resting, replaced)
            if (number, side) in replaced:
                continue
            solution = self.at(number, self.numbers.target(number, side))
            if solution is None:
                self._refused[number, side] = self._refused.get((number, side), 0) + 1
                return None
            witness = self.witness(solution)
            self.numbers.enter(witness, replaced)
            replaced.setdefault((number, side), witness)
        return replaced

    def _must_move(self, item: int) -> bool:
        """Say whether some witness that is relied on rests on an item's number being another than it is."""
        value = self.system.items[item].value
        return value is not None and any(
            (number, side) in self.pattern.witnesses
            and (self.numbers.low[number] < value if side == LOW else self.numbers.high[number] > value)
            for number in self.numbers.of_item.get(item, ())
            for side in (LOW, HIGH)
        )
