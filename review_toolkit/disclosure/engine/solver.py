"""One kept linear programme over a system: how cheaply can a number be moved, and what moves with it?

The only module of the engine that talks to HiGHS. The model is built once; after that only bounds and costs
change, so that each solve starts from where the last one ended.
"""

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from review_toolkit.disclosure.engine.failures import CannotProtect, ProtectionTooSlow
from review_toolkit.disclosure.engine.system import INFINITE, Floats, Row, System

Bools = NDArray[np.bool_]

MOVED = 1e-5
"""An item counts as moved when it deviates by more than this. The solver keeps rows to within 1e-7."""
_NEVER = 1e30


@dataclass(frozen=True, slots=True)
class Solution:
    """Numbers that fit: the unknowns, and how far each item deviates from what is printed (up, then down)."""

    unknowns: Floats
    up: Floats
    down: Floats
    watched: Floats
    objective: float


class Model:
    """`minimise costs . deviations` over everything that fits, with some items pushed to a number."""

    def __init__(
        self, system: System, watched: tuple[Row, ...] = (), *, deadline: float, seed: int = 0
    ) -> None:
        import highspy

        self._highspy = highspy
        self._deadline = deadline
        self.system = system
        rows = [row for item in system.items for row in item.rows]
        self.row_item = np.array(
            [index for index, item in enumerate(system.items) for _ in item.rows], dtype=np.int64
        )
        self.first_row = np.searchsorted(self.row_item, np.arange(len(system.items))).tolist()
        self.deviations = len(rows)
        self.size = system.size
        self._watched_first = self.size + 2 * self.deviations
        self.watched = len(watched)
        self.watched_rows = watched
        self.columns = self._watched_first + self.watched
        self.solves = 0
        self._solver = highspy.Highs()
        for name, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", seed),
            ("presolve", "off"),
            ("solver", "simplex"),
        ):
            self._solver.setOptionValue(name, value)
        self._solver.passModel(self._linear_programme([*rows, *system.facts], watched))

    def _linear_programme(self, rows: list[Row], watched: tuple[Row, ...]) -> object:
        """Lay out unknowns, deviations up and down, and watched sums as columns."""
        starts, indices, values, low, high = [0], [], [], [], []
        for number, row in enumerate([*rows, *watched]):
            columns, factors = [row.columns], [row.values]
            if number < self.deviations:
                columns.append(np.array([self.size + number, self.size + self.deviations + number]))
                factors.append(np.array([-1.0, 1.0]))
            elif number >= len(rows):
                columns.append(np.array([self._watched_first + number - len(rows)]))
                factors.append(np.array([-1.0]))
            indices.append(np.concatenate(columns))
            values.append(np.concatenate(factors))
            starts.append(starts[-1] + len(indices[-1]))
            low.append(0.0 if number >= len(rows) else row.low)
            high.append(0.0 if number >= len(rows) else row.high)
        programme = self._highspy.HighsLp()
        programme.num_col_, programme.num_row_ = self.columns, len(low)
        programme.col_cost_ = np.zeros(self.columns)
        programme.col_lower_ = np.zeros(self.columns)
        upper = np.full(self.columns, INFINITE)
        for column, bound in self.system.upper.items():
            upper[column] = bound
        programme.col_upper_ = upper
        programme.row_lower_ = np.array(low)
        programme.row_upper_ = np.array(high)
        programme.a_matrix_.format_ = self._highspy.MatrixFormat.kRowwise
        programme.a_matrix_.start_ = np.array(starts)
        programme.a_matrix_.index_ = np.concatenate(indices)
        programme.a_matrix_.value_ = np.concatenate(values)
        return programme

    def set_item(self, item: int, *, cost: float, free: bool) -> None:
        """Set what moving an item costs, or nail it down."""
        first = self.first_row[item]
        for row in range(first, first + len(self.system.items[item].rows)):
            for column in (self.size + row, self.size + self.deviations + row):
                self._solver.changeColCost(column, cost)
                self._solver.changeColBounds(column, 0.0, INFINITE if free else 0.0)

    def pin(self, item: int, deviation: float) -> None:
        """Hold an item with one row at a deviation from its number."""
        row = self.first_row[item]
        up, down = max(deviation, 0.0), max(-deviation, 0.0)
        self._solver.changeColBounds(self.size + row, up, up)
        self._solver.changeColBounds(self.size + self.deviations + row, down, down)

    def release(self, item: int) -> None:
        """Let a pinned item move again."""
        row = self.first_row[item]
        for column in (self.size + row, self.size + self.deviations + row):
            self._solver.changeColBounds(column, 0.0, INFINITE)

    def aim(self, item: int, direction: float, most: float = INFINITE) -> None:
        """Make the solver raise an item (direction 1) or lower it (-1), by `most` at most."""
        row = self.first_row[item]
        for column, sign in ((self.size + row, -direction), (self.size + self.deviations + row, direction)):
            # A hair dearer backwards, so that going up and down at once never pays.
            self._solver.changeColCost(column, sign if sign < 0 else 1.01 * sign)
            self._solver.changeColBounds(column, 0.0, most if sign < 0 else INFINITE)

    def hold(self, item: int, low: float, high: float) -> None:
        """Keep an item's number between two bounds, by way of its row."""
        row, value = self.first_row[item], self.system.items[item].value or 0.0
        up, down = self.size + row, self.size + self.deviations + row
        self._solver.changeColBounds(up, max(0.0, low - value), max(0.0, high - value))
        self._solver.changeColBounds(down, max(0.0, value - high), max(0.0, value - low))

    def hold_no_more(self, item: int) -> None:
        self.release(item)

    def make_whole(self) -> None:
        """Ask for whole unknowns."""
        for column in range(self.size):
            self._solver.changeColIntegrality(column, self._highspy.HighsVarType.kInteger)
        self._solver.setOptionValue("presolve", "on")
        self._solver.setOptionValue("solver", "choose")

    def bound_watched(self, number: int, low: float, high: float) -> None:
        """Hold a watched sum between two bounds."""
        self._solver.changeColBounds(self._watched_first + number, low, high)

    def solve(self) -> Solution | None:
        """Return the cheapest numbers that fit, or None where none do; raise when time is up."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise ProtectionTooSlow(_TOO_SLOW)
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + left)
        self._solver.run()
        self.solves += 1
        status = self._solver.getModelStatus()
        kinds = self._highspy.HighsModelStatus
        if status == kinds.kOptimal:
            return self._solution()
        if status == kinds.kInfeasible:
            return None
        if status == kinds.kTimeLimit:
            raise ProtectionTooSlow(_TOO_SLOW)
        return self._from_scratch()

    def _from_scratch(self) -> Solution | None:
        """Solve again without the earlier basis, with the solver's own preparations."""
        kinds = self._highspy.HighsModelStatus
        self._solver.clearSolver()
        self._solver.setOptionValue("presolve", "on")
        self._solver.run()
        self._solver.setOptionValue("presolve", "off")
        status = self._solver.getModelStatus()
        if status == kinds.kOptimal:
            return self._solution()
        if status == kinds.kInfeasible:
            return None
        if status == kinds.kTimeLimit:
            raise ProtectionTooSlow(_TOO_SLOW)
        raise CannotProtect(
            f"The solver could not decide a step ({self._solver.modelStatusToString(status)}), so nothing is "
            "released. Publish fewer or coarser tables."
        )

    def _solution(self) -> Solution:
        values = np.array(self._solver.getSolution().col_value)
        first = self.size
        return Solution(
            values[:first],
            values[first : first + self.deviations],
            values[first + self.deviations : first + 2 * self.deviations],
            values[first + 2 * self.deviations :],
            float(self._solver.getInfo().objective_function_value),
        )

    def moved(self, solution: Solution) -> Bools:
        """Say of each item whether it deviates."""
        found = np.zeros(len(self.system.items), dtype=np.bool_)
        found[self.row_item[(solution.up + solution.down) > MOVED]] = True
        return found

    def reduced_costs(self) -> NDArray[np.float64]:
        """Return the reduced cost of each deviation (up, then down) at the last solution."""
        duals = np.array(self._solver.getSolution().col_dual)
        return duals[self.size : self.size + 2 * self.deviations]


_TOO_SLOW = "Protecting these figures took longer than allowed, so nothing is released. Publish fewer or coarser tables."


class IntegerModel:
    """The same rows with whole unknowns and everything shown held, for tables in whole people."""

    def __init__(self, model: Model, hidden: Bools, *, deadline: float, seed: int) -> None:
        self._model = Model(model.system, model.watched_rows, deadline=deadline, seed=seed)
        self._model.make_whole()
        for index in range(len(model.system.items)):
            self._model.set_item(index, cost=0.0, free=bool(hidden[index]))
        self._system = model.system

    def at(
        self, item: int, side: str, target: float, *, small: tuple[int, float] | None = None
    ) -> Solution | None:
        """Return a table in which an item is at least (high) or at most (low) a target; None if there is none.

        `small` names another item that has to lie between one and a number.
        """
        held = [(item, target, INFINITE) if side == "high" else (item, -INFINITE, target)]
        if small is not None:
            held.append((small[0], 1.0, small[1]))
        for each, low, high in held:
            self._model.hold(each, low, high)
        solution = self._model.solve()
        for each, _, _ in held:
            self._model.hold_no_more(each)
        return solution
