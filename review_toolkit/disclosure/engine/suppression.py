"""Complementary suppression: hide as little more as makes every sensitive number unknowable.

For each sensitive number the cheapest way to move it down to nobody, and up beyond the threshold, is found
by linear programming; whatever moves along is hidden. Every solution is a witness: a set of numbers that
fits all that is shown, and that proves at once how far many numbers can be moved. In the end whatever turns
out to be hidden for nothing is shown again, the largest first.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from review_toolkit.disclosure.engine.failures import CannotProtect
from review_toolkit.disclosure.engine.requirements import Requirement, Requirements
from review_toolkit.disclosure.engine.solver import MOVED, Bools, Model, Solution
from review_toolkit.disclosure.engine.subtraction import Sums
from review_toolkit.disclosure.engine.system import INFINITE, Floats, System

Side = str
LOW, HIGH = "low", "high"
_PAD = 1.0
"""A number is pushed one beyond the threshold, so that whole people are left room."""

Progress = Callable[[int, int, str], None]


def no_progress(done: int, whole: int, what: str) -> None:
    """Take no notice."""


@dataclass(slots=True)
class Witness:
    """Numbers that fit all that is shown: which items differ from the truth, and the unknowns themselves."""

    moved: Bools
    solution: Solution


@dataclass(slots=True)
class Pattern:
    """Which items are hidden, and a witness for each side of each requirement.

    A side that even hiding everything would not open is missing from `witnesses` (soft requirements only).
    """

    hidden: Bools
    witnesses: dict[tuple[int, Side], Witness] = field(default_factory=dict)

    def distinct_witnesses(self) -> list[Witness]:
        """Return each witness once, however many sides it opens."""
        return list({id(witness): witness for witness in self.witnesses.values()}.values())


class Suppressor:
    """Holds a model, the requirements, and the pattern as it grows."""

    def __init__(
        self,
        system: System,
        requirements: Requirements,
        model: Model,
        equations: Iterable[tuple[int, ...]] = (),
    ) -> None:
        self.system = system
        self.sums = Sums(equations)
        self.requirements = requirements.each
        self.primary = requirements.primary
        self.model = model
        items = system.items
        hidden = np.array(
            [item.unprinted or index in requirements.primary for index, item in enumerate(items)]
        )
        self.pattern = Pattern(hidden.astype(np.bool_))
        self._costs = np.array([item.cost for item in items])
        self._fixed = np.array([item.fixed for item in items], dtype=np.bool_)
        self._items = np.array([-1 if each.item is None else each.item for each in self.requirements])
        self._watched = np.array([-1 if each.watched is None else each.watched for each in self.requirements])
        self._low = np.array([each.low for each in self.requirements])
        self._high = np.array([each.high for each in self.requirements])
        self._pad = np.array([self._pad_of(each) for each in self.requirements])
        self._refused: dict[tuple[int, Side], int] = {}
        self._asking_of: dict[int, list[int]] = {}
        for number, each in enumerate(self.requirements):
            if each.item is not None:
                self._asking_of.setdefault(each.item, []).append(number)
        if self.requirements:
            self._rows = np.array(model.first_row)[self._items]
            self._base = np.array([item.value or 0.0 for item in items])[self._items]
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

    def values(self, solution: Solution) -> Floats:
        """Return each requirement's number in a solution."""
        if not len(self.requirements):
            return np.zeros(0)
        of_items: Floats = self._base + (solution.up - solution.down)[self._rows]
        if not len(solution.watched):
            return of_items
        watched: Floats = np.where(self._watched >= 0, solution.watched[self._watched], of_items)
        return watched

    def suppress(self, progress: Progress = no_progress) -> None:
        """Push every requirement both ways, then show again what need not be hidden."""
        order = sorted(range(len(self.requirements)), key=self._urgency)
        for done, number in enumerate(order):
            progress(done, len(order), "Hiding what protects small numbers")
            self._open(number)
        self.clean_up(progress)

    def _urgency(self, number: int) -> tuple[float, str]:
        """Largest numbers first: what hides them opens most others along the way."""
        each = self.requirements[number]
        value = self.system.items[each.item].value if each.item is not None else 0.0
        return (-(value or 0.0), each.name)

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

    def _pad_of(self, each: Requirement) -> float:
        counts_people = each.item is None or not self.system.items[each.item].key.measure
        return _PAD if counts_people else 0.0

    def pad(self, number: int) -> float:
        """Return by how much more than asked a number is pushed up."""
        return float(self._pad[number])

    def _push(self, number: int, side: Side) -> bool:
        """Move a number to one end and hide what moves along; say whether that can be done."""
        each = self.requirements[number]
        for pad in (self._pad[number], 0.0) if side == HIGH else (0.0,):
            target = each.high + pad if side == HIGH else each.low
            solution = self.at(number, target)
            if solution is not None:
                self.absorb(solution)
                # The solver's tolerance must not leave open what was just pushed there.
                self.pattern.witnesses.setdefault(
                    (number, side), Witness(self.model.moved(solution), solution)
                )
                return True
        return False

    def at(self, number: int, target: float) -> Solution | None:
        """Return the cheapest numbers in which a requirement's number stands at a target."""
        each = self.requirements[number]
        if each.item is not None:
            value = self.system.items[each.item].value or 0.0
            self.model.pin(each.item, target - value)
            solution = self.model.solve()
            self.model.release(each.item)
        else:
            self.model.bound_watched(each.watched or 0, target, target)
            solution = self.model.solve()
            self.model.bound_watched(each.watched or 0, 0.0, INFINITE)
        return solution

    def absorb(self, solution: Solution) -> None:
        """Hide what a solution moves, and note what it proves."""
        moved = self.model.moved(solution)
        for index in np.flatnonzero(moved & ~self.pattern.hidden).tolist():
            self.pattern.hidden[index] = True
            self.price(index)
        self._note(Witness(moved, solution), self.pattern.witnesses)

    def _note(self, witness: Witness, into: dict[tuple[int, Side], Witness]) -> None:
        """Enter a witness for every side that it opens and that has none."""
        for side in self._opened_by(witness.solution):
            into.setdefault(side, witness)

    def _opened_by(self, solution: Solution) -> Iterator[tuple[int, Side]]:
        values = self.values(solution)
        for number in np.flatnonzero(values >= self._high + self._pad - MOVED).tolist():
            yield number, HIGH
        for number in np.flatnonzero(values <= self._low + MOVED).tolist():
            yield number, LOW

    def clean_up(self, progress: Progress) -> None:
        """Show again whatever the witnesses can do without, the costliest first."""
        items = self.system.items
        candidates = sorted(self.in_company(), key=lambda index: (-items[index].cost, items[index].key.order))
        self.nail()
        for done, index in enumerate(candidates):
            progress(done, len(candidates), "Showing again what need not be hidden")
            self._try_to_show(index)
        self.reprice()

    def _try_to_show(self, index: int) -> None:
        if any(self._must_move(other) for other in self.sums.following(index, self.pattern.hidden)):
            return
        resting = [key for key, witness in self.pattern.witnesses.items() if witness.moved[index]]
        resting.sort(key=lambda key: (-self._refused.get(key, 0), key))
        self.model.set_item(index, cost=0.0, free=False)
        replaced: dict[tuple[int, Side], Witness] = {}
        for number, side in resting:
            if (number, side) in replaced:
                continue
            each = self.requirements[number]
            solution = self.at(number, each.high + self._pad[number] if side == HIGH else each.low)
            if solution is None:
                self._refused[number, side] = self._refused.get((number, side), 0) + 1
                self.model.set_item(index, cost=0.0, free=True)
                return
            witness = Witness(self.model.moved(solution), solution)
            self._note(witness, replaced)
            replaced.setdefault((number, side), witness)
        self.pattern.hidden[index] = False
        for key in resting:
            self.pattern.witnesses[key] = replaced[key]

    def _must_move(self, item: int) -> bool:
        """Say whether some witness that is relied on rests on an item's number being another than it is."""
        value = self.system.items[item].value
        return value is not None and any(
            (number, side) in self.pattern.witnesses
            and (self._low[number] < value if side == LOW else self._high[number] > value)
            for number in self._asking_of.get(item, ())
            for side in (LOW, HIGH)
        )
