"""The cheapest pattern there is, proved; or, where the work allowed does not reach, a cheaper one than the
first pass finds, and what none can cost less than.

Which items to hide is a yes-or-no programme. Its conditions are too many to write down, so they are found as
they are broken: where a pattern leaves a number pinned down, the solver's dual values say which items hold
it, and one of those must be hidden. (Fischetti and Salazar, "Models and algorithms for optimizing cell
suppression in tabular data with linear constraints", JASA 2000.)
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from review_toolkit.disclosure.engine.failures import CannotProtect
from review_toolkit.disclosure.engine.solver import MOVED
from review_toolkit.disclosure.engine.suppression import Suppressor
from review_toolkit.disclosure.engine.system import INFINITE, Bools, Floats
from review_toolkit.disclosure.engine.witnesses import HIGH, LOW, Opened, Pattern, Side
from review_toolkit.disclosure.solvers import quiet_solver

_SLACK = 1e-6
"""Costs are sums of square roots: what differs by less is rounding."""
_GAIN = 1e-9
"""What has a higher dual value counts as holding a number. `_least_cover` leaves out what need not."""
_HALF = 0.5
"""Yes or no as the solver gives it: above it, yes."""
_MOST_NODES = 2_000
"""So many branches a programme of yes or no may grow, counted so that it repeats itself. What it has by then
is a choice to mend, and a bound."""
_MEND_EACH_ROUND_ABOVE = 200
"""With so many candidates the programme is not solved to the end; each of its choices is worth mending."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a pattern costs, and what no pattern can cost less than."""

    cost: float
    bound: float

    @property
    def excess(self) -> float:
        """By which share the pattern lies above the bound."""
        return 0.0 if self.cost <= self.bound + _SLACK else self.cost / max(self.bound, _SLACK) - 1


@dataclass(frozen=True, slots=True)
class _Company:
    """If `item` is hidden (None: it is), one of `others` is hidden too."""

    item: int | None
    others: frozenset[int]


class CuttingPlanes:
    """Improves a suppressor's pattern to the cheapest one, or until the work allowed is done.

    Work is counted and not timed, so that a slow machine finds the same pattern as a fast one.
    """

    def __init__(self, suppressor: Suppressor, *, work: int) -> None:
        self._of = suppressor
        self._work_until = suppressor.model.work + work
        items = suppressor.system.items
        self.candidates = [
            index
            for index, item in enumerate(items)
            if not item.fixed and not item.unprinted and index not in suppressor.primary
        ]
        self._costs = np.array([items[index].cost for index in self.candidates])
        self._cuts: list[frozenset[int]] = []
        self._column = {index: column for column, index in enumerate(self.candidates)}
        self._company = list(self._in_company())
        self._goals = {side: self._goal_of(*side) for side in sorted(suppressor.pattern.witnesses)}

    def _goal_of(self, number: int, side: Side) -> float:
        """Return how far a number has to go: to where it was pushed, or else to what was asked."""
        numbers = self._of.numbers
        if side == LOW:
            return float(numbers.low[number])
        witness = self._of.pattern.witnesses[number, side]
        padded = numbers.target(number, side)
        reached = float(numbers.values(witness.solution)[number]) >= padded - MOVED
        return padded if reached else float(numbers.high[number])

    def _is_spent(self) -> bool:
        return self._of.model.work >= self._work_until

    def _in_company(self) -> Iterator[_Company]:
        """Yield, for each division and each item in it, who has to be hidden with it.

        An item that is the only hidden one in a division follows from the rest of it. Hiding it is for
        nothing, so among the cheapest patterns there is one without such items.
        """
        items = self._of.system.items
        for division in self._of.divisions.each:
            if any(items[index].unprinted for index in division):
                continue
            for index in division:
                others = frozenset(division) - {index}
                if index in self._of.primary:
                    if others.isdisjoint(self._of.primary):
                        yield _Company(None, others.intersection(self._column))
                elif index in self._column and others.isdisjoint(self._of.primary):
                    yield _Company(index, others.intersection(self._column))

    def improve(self) -> Proof:
        """Find the cheapest pattern, or the cheapest that the work allows, and what none can cost less than.

        When the work allowed is done, the last choice of the programme breaks few conditions only. Mending
        it by the first pass's own means usually gives a cheaper pattern than the first pass alone.
        """
        bound = 0.0
        while not self._is_spent():
            hidden, bound = self._cheapest()
            cost = self._of.cost()
            if bound >= cost - _SLACK:
                return Proof(cost, cost)
            if self._separate(hidden):
                self._take(hidden)
                return Proof(self._of.cost(), bound)
            if len(self.candidates) > _MEND_EACH_ROUND_ABOVE or self._is_spent():
                self._take(hidden)
        return Proof(self._of.cost(), bound)

    def _cheapest(self) -> tuple[Floats, float]:
        """Return the cheapest choice that meets every condition found so far."""
        import highspy

        solver = quiet_solver(mip_rel_gap=0.0, mip_max_nodes=_MOST_NODES, time_limit=self._of.model.left())
        count = len(self.candidates)
        programme = highspy.HighsLp()
        rows = [
            *(_Company(None, cut) for cut in self._cuts),
            *self._company,
        ]
        programme.num_col_, programme.num_row_ = count, len(rows)
        programme.col_cost_, programme.col_lower_ = self._costs, np.zeros(count)
        programme.col_upper_ = np.ones(count)
        programme.integrality_ = [highspy.HighsVarType.kInteger] * count
        programme.row_lower_ = np.array([1.0 if row.item is None else 0.0 for row in rows])
        programme.row_upper_ = np.full(len(rows), np.inf)
        entries = [
            [
                *((self._column[row.item], -1.0) for _ in [0] if row.item is not None),
                *((self._column[index], 1.0) for index in sorted(row.others)),
            ]
            for row in rows
        ]
        flat = [entry for row in entries for entry in row]
        programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        programme.a_matrix_.start_ = np.cumsum([0, *(len(entry) for entry in entries)])
        programme.a_matrix_.index_ = np.array([column for column, _ in flat], dtype=np.int64)
        programme.a_matrix_.value_ = np.array([value for _, value in flat], dtype=np.float64)
        solver.passModel(programme)
        solver.run()
        self._of.model.left()
        info = solver.getInfo()
        self._work_until -= max(info.simplex_iteration_count, 0) * len(rows)
        if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            raise CannotProtect(
                "No choice of hidden figures protects every small number. Publish fewer tables."
            )
        bound = float(info.mip_dual_bound) if np.isfinite(info.mip_dual_bound) else 0.0
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return np.ones(count), bound
        return np.round(np.array(solver.getSolution().col_value)), bound

    def _separate(self, hidden: Floats) -> bool:
        """Find the numbers that a pattern pins down and add the conditions it breaks; say if it is sound.

        Each condition is made as strong as it gets: items are hidden as well, one after the other, as long
        as the number stays pinned down. One of those that remain must be hidden.
        """
        model, of = self._of.model, self._of
        shown = {index for index, taken in zip(self.candidates, hidden, strict=True) if taken < _HALF}
        free = np.array([not item.fixed for item in of.system.items], dtype=np.bool_)
        free[sorted(shown)] = False
        model.set_items(np.zeros(len(free)), free)
        opened = self._opened(free)
        sound, large = True, len(self.candidates) > _MEND_EACH_ROUND_ABOVE
        covered: set[int] = set()
        for number, side in self._goals:
            if (number, side) in opened:
                continue
            if self._is_spent():
                return False
            support = self._pinning(number, side)
            if support is None:
                continue
            sound = False
            # Conditions that share items say much the same. Where each takes long to find, the next round
            # finds what is left of them.
            if large and support & shown & covered:
                continue
            cover = self._least_cover(number, side, support & shown, shown)
            covered |= cover
            self._cuts.append(frozenset(cover))
        return sound

    def _opened(self, free: Bools) -> Opened:
        """Return what kept witnesses and a few new ones prove to be open in a pattern."""
        opened: Opened = {}
        for witness in self._of.pool.fitting(free):
            self._of.numbers.enter(witness, opened)
        self._of.widen([side for side in self._goals if side not in opened], opened)
        return opened

    def _least_cover(self, number: int, side: Side, support: set[int], shown: set[int]) -> set[int]:
        """Return a set of shown items of which one must be hidden, as small and as dear as can be had."""
        model, items = self._of.model, self._of.system.items
        # Whatever the dual values do not rest on may be hidden and the number stays pinned down.
        model.loosen(shown - support)
        needed: set[int] = set()
        left = sorted(support, key=lambda each: (-items[each].cost, each))
        while left:
            index = left.pop()
            model.loosen([index])
            still = self._pinning(number, side)
            if still is None:
                model.nail([index])
                needed.add(index)
                continue
            model.loosen(other for other in left if other not in still)
            left = [other for other in left if other in still]
        model.nail(shown)
        return needed

    def _pinning(self, number: int, side: Side) -> set[int] | None:
        """Return the nailed items that keep a number from moving far enough; None where it moves."""
        of, item = self._of, self._of.requirements[number].item
        if item is None:
            return None
        goal, value = self._goals[number, side], float(of.numbers.base[number])
        # A number that earlier publications hid is not known here: it may have to stand beyond its goal.
        known = of.system.items[item].value is not None
        of.model.aim(item, 1.0 if side == HIGH else -1.0, most=abs(goal - value) + 1.0 if known else INFINITE)
        solution = of.model.solve(aiming=True)
        reduced = of.model.reduced_costs() if solution is not None else np.zeros(0)
        of.model.loosen([item])
        if solution is None:
            raise CannotProtect(
                "The solver found no numbers that fit what is shown, though the true ones do, so nothing is "
                "released. Publish fewer or coarser tables."
            )
        reached = float(of.numbers.values(solution)[number])
        if reached >= goal - MOVED if side == HIGH else reached <= goal + MOVED:
            return None
        half = of.model.deviations
        gains = np.maximum(-reduced[:half], -reduced[half:])
        return set(of.model.row_item[np.flatnonzero(gains > _GAIN)].tolist())

    def _take(self, hidden: Floats) -> None:
        """Make a choice the pattern, hide what it still lacks, and keep it if it is cheaper than before."""
        pattern = self._of.pattern
        before, cost = Pattern(pattern.hidden.copy(), dict(pattern.witnesses)), self._of.cost()
        pattern.hidden[self.candidates] = hidden > _HALF
        pattern.witnesses.clear()
        self._of.reprice()
        self._of.suppress()
        if self._of.cost() > cost - _SLACK:
            pattern.hidden[:] = before.hidden
            pattern.witnesses.clear()
            pattern.witnesses.update(before.witnesses)
            self._of.reprice()
