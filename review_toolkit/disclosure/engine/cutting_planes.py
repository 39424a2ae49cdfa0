"""The cheapest pattern there is, proved: for systems that are small enough.

Which items to hide is a yes-or-no programme. Its conditions are too many to write down, so they are found as
they are broken: where a pattern leaves a number pinned down, the solver's dual values say which items would
have to be hidden for it to move, and at least so many of them must be. (Fischetti and Salazar, "Models and
algorithms for optimizing cell suppression in tabular data with linear constraints", JASA 2000.)
"""

import time
from dataclasses import dataclass

import numpy as np

from review_toolkit.disclosure.engine.failures import CannotProtect
from review_toolkit.disclosure.engine.solver import MOVED
from review_toolkit.disclosure.engine.suppression import HIGH, LOW, Side, Suppressor, Witness
from review_toolkit.disclosure.engine.system import Floats

_SLACK = 1e-6
_GAIN = 1e-9
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Proof:
    """What a pattern costs, and what no pattern can cost less than."""

    cost: float
    bound: float

    @property
    def excess(self) -> float:
        """By which share the pattern lies above the bound."""
        return 0.0 if self.cost <= self.bound + _SLACK else self.cost / max(self.bound, _SLACK) - 1


class CuttingPlanes:
    """Improves a suppressor's pattern to the cheapest one, or until the time given has passed."""

    def __init__(self, suppressor: Suppressor, *, seconds: float) -> None:
        self._of = suppressor
        self._until = time.monotonic() + seconds
        items = suppressor.system.items
        self.candidates = [
            index
            for index, item in enumerate(items)
            if not item.fixed and not item.unprinted and index not in suppressor.primary
        ]
        self._costs = np.array([items[index].cost for index in self.candidates])
        self._cuts: list[frozenset[int]] = []
        self._column = {index: column for column, index in enumerate(self.candidates)}
        self._sides = [
            (number, side) for number, side in sorted(suppressor.pattern.witnesses) if side in (LOW, HIGH)
        ]

    def present(self) -> Proof:
        """Return what the present pattern costs, with nothing proved."""
        return Proof(float(self._costs @ self._of.pattern.hidden[self.candidates]), 0.0)

    def improve(self) -> Proof:
        """Find the cheapest pattern; keep the present one where it is as cheap or time runs out."""
        best = self._of.pattern.hidden[self.candidates]
        cost, bound = float(self._costs @ best), 0.0
        while time.monotonic() < self._until:
            hidden, bound = self._cheapest()
            if bound >= cost - _SLACK:
                return Proof(cost, cost)
            if self._separate(hidden):
                self._take(hidden)
                return Proof(bound, bound)
        self._restore(best)
        return Proof(cost, bound)

    def _cheapest(self) -> tuple[Floats, float]:
        """Return the cheapest choice that meets every condition found so far."""
        import highspy

        solver = highspy.Highs()
        for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 0)):
            solver.setOptionValue(name, value)
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("time_limit", max(0.1, self._until - time.monotonic()))
        count = len(self.candidates)
        programme = highspy.HighsLp()
        programme.num_col_, programme.num_row_ = count, len(self._cuts)
        programme.col_cost_, programme.col_lower_ = self._costs, np.zeros(count)
        programme.col_upper_ = np.ones(count)
        programme.integrality_ = [highspy.HighsVarType.kInteger] * count
        programme.row_lower_ = np.ones(len(self._cuts))
        programme.row_upper_ = np.full(len(self._cuts), np.inf)
        entries = [sorted(self._column[index] for index in cut) for cut in self._cuts]
        flat = [column for entry in entries for column in entry]
        programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        programme.a_matrix_.start_ = np.cumsum([0, *(len(entry) for entry in entries)])
        programme.a_matrix_.index_ = np.array(flat, dtype=np.int64)
        programme.a_matrix_.value_ = np.ones(len(flat))
        solver.passModel(programme)
        solver.run()
        if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            raise CannotProtect(
                "No choice of hidden figures protects every small number. Publish fewer tables."
            )
        chosen = np.round(np.array(solver.getSolution().col_value))
        return chosen, float(solver.getInfo().mip_dual_bound)

    def _separate(self, hidden: Floats) -> bool:
        """Find the numbers that a pattern pins down and add the conditions it breaks; say if it is sound.

        Each condition is made as strong as it gets: items are hidden as well, one after the other, as long
        as the number stays pinned down. One of those that remain must be hidden.
        """
        model, of = self._of.model, self._of
        shown = {index for index, taken in zip(self.candidates, hidden, strict=True) if taken < _HALF}
        for index, item in enumerate(of.system.items):
            model.set_item(index, cost=0.0, free=not item.fixed and index not in shown)
        covered: set[int] = set()
        sound = True
        for number, side in self._sides:
            if time.monotonic() > self._until:
                return False
            support = self._pinning(number, side)
            if support is None:
                continue
            sound = False
            # Conditions that share items say much the same; the next round finds what is left of them.
            if support & shown & covered:
                continue
            cover = self._least_cover(number, side, support & shown, shown)
            covered |= cover
            self._cuts.append(frozenset(cover))
        return sound

    def _least_cover(self, number: int, side: Side, support: set[int], shown: set[int]) -> set[int]:
        """Return a set of shown items of which one must be hidden, as small and as dear as can be had."""
        model, items = self._of.model, self._of.system.items
        # Whatever the dual values do not rest on may be hidden and the number stays pinned down.
        for index in shown - support:
            model.set_item(index, cost=0.0, free=True)
        needed: set[int] = set()
        left = sorted(support, key=lambda each: (-items[each].cost, each))
        while left:
            index = left.pop()
            model.set_item(index, cost=0.0, free=True)
            still = self._pinning(number, side)
            if still is None:
                model.set_item(index, cost=0.0, free=False)
                needed.add(index)
                continue
            for other in left:
                if other not in still:
                    model.set_item(other, cost=0.0, free=True)
            left = [other for other in left if other in still]
        for index in shown:
            model.set_item(index, cost=0.0, free=False)
        return needed

    def _pinning(self, number: int, side: Side) -> set[int] | None:
        """Return the nailed items that keep a number from moving far enough; None where it moves."""
        of, each = self._of, self._of.requirements[number]
        if each.item is None:
            return None
        value = of.system.items[each.item].value or 0.0
        needed = each.high - value if side == HIGH else value - each.low
        of.model.aim(each.item, 1.0 if side == HIGH else -1.0, most=needed + 1.0)
        solution = of.model.solve()
        reduced = of.model.reduced_costs() if solution is not None else np.zeros(0)
        of.model.set_item(each.item, cost=0.0, free=True)
        if solution is None:
            raise CannotProtect("The counts contradict each other.")
        if -solution.objective >= needed - MOVED:
            return None
        half = of.model.deviations
        gains = np.maximum(-reduced[:half], -reduced[half:])
        return set(of.model.row_item[np.flatnonzero(gains > _GAIN)].tolist())

    def _take(self, hidden: Floats) -> None:
        self._restore(hidden.astype(np.bool_))

    def _restore(self, hidden: np.ndarray) -> None:
        """Make a choice the pattern, with fresh witnesses for every side."""
        of = self._of
        of.pattern.hidden[self.candidates] = hidden.astype(np.bool_)
        of.nail()
        sides, of.pattern.witnesses = list(of.pattern.witnesses), {}
        for number, side in sides:
            if (number, side) in of.pattern.witnesses:
                continue
            each = of.requirements[number]
            solution = of.at(number, each.high + of.pad(number) if side == HIGH else each.low)
            if solution is None and side == HIGH:
                solution = of.at(number, each.high)
            if solution is None:
                raise CannotProtect(f"{each.name} cannot be protected. Publish fewer or coarser tables.")
            witness = Witness(of.model.moved(solution), solution)
            of.note(witness, of.pattern.witnesses, replace=False)
            of.pattern.witnesses.setdefault((number, side), witness)
        of.reprice()
