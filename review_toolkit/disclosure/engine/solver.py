"""One kept linear programme over a system: how cheaply can a number be moved, and what moves with it?

The module that holds the engine's linear programme; `cutting_planes` has a small one of yes or no besides.
The model is built once; after that only bounds and costs change, so that each solve starts from where the
last one ended.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from review_toolkit.disclosure.engine.failures import CannotProtect, ProtectionTooSlow
from review_toolkit.disclosure.engine.programme import Division, lay_out
from review_toolkit.disclosure.engine.system import INFINITE, Bools, Floats, Row, System
from review_toolkit.disclosure.solvers import quiet_solver

if TYPE_CHECKING:
    from highspy import HighsLp, HighsModelStatus

MOVED = 1e-5
"""An item counts as moved when it deviates by more than this. The solver keeps rows to within 1e-7."""
_DUAL, _PRIMAL = 1, 4
"""What HiGHS calls the two ways of the simplex method."""
_MOST_STEPS = 50_000
"""A solve that takes more is begun again from scratch, and with more care (`_CAREFUL`)."""
_EACH_SOLVE = 20
"""A solve counts as so many steps beside its own, so that many short ones are not free."""
_TOO_SLOW = (
    "Protecting these figures took longer than allowed, so nothing is released. Publish fewer or coarser "
    "tables."
)
_CAREFUL: dict[str, bool | int | float | str] = {
    "presolve": "on",
    "dual_simplex_cost_perturbation_multiplier": 1.0,
    "primal_simplex_bound_perturbation_multiplier": 1.0,
    "simplex_iteration_limit": 2**31 - 1,
}
"""How a step is decided that was not decided at first."""


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
        self,
        system: System,
        watched: tuple[Row, ...] = (),
        divisions: tuple[Division, ...] = (),
        *,
        deadline: float,
        seed: int = 0,
    ) -> None:
        import highspy

        self._highspy = highspy
        self._deadline = deadline
        self.system, self.watched, self.divisions = system, watched, divisions
        self.row_item = np.array(
            [index for index, item in enumerate(system.items) for _ in item.rows], dtype=np.int64
        )
        self.first_row = np.searchsorted(self.row_item, np.arange(len(system.items))).tolist()
        self.deviations = len(self.row_item)
        self.size = system.size
        self._watched_first = self.size + 2 * self.deviations
        self.columns = self._watched_first + len(watched)
        self.solves = 0
        self.work = 0
        """What the solver did, counted: on every machine the same."""
        self._layout = lay_out(system, watched, divisions)
        self._stood_for = np.flatnonzero(self._layout.standing >= 0)
        self._moving = np.arange(self.size, self._watched_first, dtype=np.int32)
        self._most = np.concatenate([np.full(self.deviations, INFINITE), self._layout.most_down])
        self._options: dict[str, bool | int | float | str] = {
            "random_seed": seed,
            "presolve": "off",
            "solver": "simplex",
            # Started from the last solution, few steps are needed; shaking the numbers would add many.
            "dual_simplex_cost_perturbation_multiplier": 0.0,
            "primal_simplex_bound_perturbation_multiplier": 0.0,
            "simplex_iteration_limit": _MOST_STEPS,
        }
        self._solver = quiet_solver(**self._options)
        self._solver.passModel(self._linear_programme())

    def _linear_programme(self) -> "HighsLp":
        """Lay out unknowns, deviations up and down, and watched sums as columns."""
        rows = self._layout.rows
        programme = self._highspy.HighsLp()
        programme.num_col_, programme.num_row_ = self.columns, len(rows)
        programme.col_cost_ = np.zeros(self.columns)
        programme.col_lower_ = np.zeros(self.columns)
        upper = np.full(self.columns, INFINITE)
        upper[self._stood_for] = 0.0
        upper[self.size : self._watched_first] = self._most
        programme.col_upper_ = upper
        programme.row_lower_ = np.array([row.low for row in rows])
        programme.row_upper_ = np.array([row.high for row in rows])
        programme.a_matrix_.format_ = self._highspy.MatrixFormat.kRowwise
        programme.a_matrix_.start_ = np.cumsum([0, *(len(row.columns) for row in rows)])
        programme.a_matrix_.index_ = np.concatenate(
            [np.zeros(0, dtype=np.int64), *(row.columns for row in rows)]
        )
        programme.a_matrix_.value_ = np.concatenate([np.zeros(0), *(row.values for row in rows)])
        return programme

    def set_item(self, item: int, *, cost: float, free: bool) -> None:
        """Set what moving an item costs, or nail it down."""
        first = self.first_row[item]
        for row in range(first, first + len(self.system.items[item].rows)):
            for column in (self.size + row, self.size + self.deviations + row):
                self._solver.changeColCost(column, cost)
                self._bound(column, 0.0, INFINITE if free else 0.0)

    def nail(self, items: Iterable[int]) -> None:
        """Hold items at their numbers."""
        for item in items:
            self.set_item(item, cost=0.0, free=False)

    def loosen(self, items: Iterable[int]) -> None:
        """Let items move at no cost."""
        for item in items:
            self.set_item(item, cost=0.0, free=True)

    def set_items(self, costs: Floats, free: Bools) -> None:
        """Set what moving each item costs, and which of them are nailed down."""
        both = np.concatenate([self.row_item, self.row_item])
        upper = np.where(free[both], self._most, 0.0)
        count = len(self._moving)
        self._solver.changeColsCost(count, self._moving, costs[both].astype(np.float64))
        self._solver.changeColsBounds(count, self._moving, np.zeros(count), upper)

    def _bound(self, column: int, low: float, high: float) -> None:
        self._solver.changeColBounds(column, low, min(high, float(self._most[column - self.size])))

    def pin(self, item: int, deviation: float) -> None:
        """Hold an item with one row at a deviation from its number."""
        row = self.first_row[item]
        up, down = max(deviation, 0.0), max(-deviation, 0.0)
        self._bound(self.size + row, up, up)
        self._bound(self.size + self.deviations + row, down, down)

    def release(self, item: int) -> None:
        """Let an item move again that was pinned or held."""
        row = self.first_row[item]
        for column in (self.size + row, self.size + self.deviations + row):
            self._bound(column, 0.0, INFINITE)

    def aim(self, item: int, direction: float, most: float = INFINITE) -> None:
        """Make the solver raise an item (direction 1) or lower it (-1), by `most` at most."""
        row = self.first_row[item]
        for column, sign in ((self.size + row, -direction), (self.size + self.deviations + row, direction)):
            # A hair dearer backwards, so that going up and down at once never pays.
            self._solver.changeColCost(column, sign if sign < 0 else 1.01 * sign)
            self._bound(column, 0.0, most if sign < 0 else INFINITE)

    def move_together(self, aims: Sequence[tuple[int, float, float]]) -> Solution | None:
        """Aim at items all at once, each with its direction and how far at most; loosen them afterwards."""
        for item, direction, most in aims:
            self.aim(item, direction, most)
        solution = self.solve(aiming=True)
        self.loosen(item for item, _, _ in aims)
        return solution

    def hold(self, item: int, low: float, high: float) -> None:
        """Keep an item's number between two bounds, by way of its row."""
        row, value = self.first_row[item], self.system.items[item].value or 0.0
        self._bound(self.size + row, max(0.0, low - value), max(0.0, high - value))
        self._bound(self.size + self.deviations + row, max(0.0, value - high), max(0.0, value - low))

    def make_whole(self) -> None:
        """Ask for whole people."""
        whole = self._highspy.HighsVarType.kInteger
        for column in np.flatnonzero(self.system.of_people).tolist():
            row = int(self._layout.standing[column])
            stands = (self.size + row, self.size + self.deviations + row) if row >= 0 else (column,)
            for each in stands:
                self._solver.changeColIntegrality(each, whole)
        self._options |= {"presolve": "on", "solver": "choose"}
        for name in ("presolve", "solver"):
            self._solver.setOptionValue(name, self._options[name])

    def bound_watched(self, number: int, low: float, high: float) -> None:
        """Hold a watched sum between two bounds."""
        self._solver.changeColBounds(self._watched_first + number, low, high)

    def solve(self, *, aiming: bool = False) -> Solution | None:
        """Return the cheapest numbers that fit, or None where none do; raise when time is up.

        `aiming` says that only costs have changed, so that the last solution is one to start from.
        """
        self.solves += 1
        kinds = self._highspy.HighsModelStatus
        self._solver.setOptionValue("simplex_strategy", _PRIMAL if aiming else _DUAL)
        if self._run() == kinds.kOptimal:
            return self._solution()
        # Much follows from "nothing fits", so it is believed only when it is found again from scratch.
        self._solver.clearSolver()
        for name, value in _CAREFUL.items():
            self._solver.setOptionValue(name, value)
        status = self._run()
        if status not in (kinds.kOptimal, kinds.kInfeasible):
            status = self._run_anew()
        for name in _CAREFUL:
            self._solver.setOptionValue(name, self._options[name])
        if status == kinds.kOptimal:
            return self._solution()
        if status == kinds.kInfeasible:
            return None
        raise CannotProtect(
            f"The solver could not decide a step ({self._solver.modelStatusToString(status)}), so nothing is "
            "released. Publish fewer or coarser tables."
        )

    def left(self) -> float:
        """Return the seconds that are left; raise when there are none."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise ProtectionTooSlow(_TOO_SLOW)
        return left

    def _run(self) -> "HighsModelStatus":
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + self.left())
        self._solver.run()
        steps = self._solver.getInfo().simplex_iteration_count
        self.work += (max(steps, 0) + _EACH_SOLVE) * len(self._layout.rows)
        status = self._solver.getModelStatus()
        if status == self._highspy.HighsModelStatus.kTimeLimit:
            raise ProtectionTooSlow(_TOO_SLOW)
        return status

    def _run_anew(self) -> "HighsModelStatus":
        """Solve with a new solver, which nothing is left over in from earlier steps."""
        programme = self._solver.getLp()
        self._solver = quiet_solver(**{**self._options, **_CAREFUL})
        self._solver.passModel(programme)
        return self._run()

    def _solution(self) -> Solution:
        values = np.array(self._solver.getSolution().col_value)
        first, half = self.size, self.deviations
        unknowns, up, down = values[:first], values[first : first + half], values[first + half :][:half]
        standing = self._layout.standing[self._stood_for]
        unknowns[self._stood_for] = self._layout.base[self._stood_for] + up[standing] - down[standing]
        objective = float(self._solver.getInfo().objective_function_value)
        return Solution(unknowns, up, down, values[self._watched_first :], objective)

    def moved(self, solution: Solution) -> Bools:
        """Say of each item whether it deviates."""
        found = np.zeros(len(self.system.items), dtype=np.bool_)
        found[self.row_item[np.abs(solution.up - solution.down) > MOVED]] = True
        return found

    def reduced_costs(self) -> NDArray[np.float64]:
        """Return the reduced cost of each deviation (up, then down) at the last solution."""
        duals = np.array(self._solver.getSolution().col_dual)
        return duals[self.size : self.size + 2 * self.deviations]


class IntegerModel:
    """The same rows with whole unknowns and everything shown held, for tables in whole people."""

    def __init__(self, model: Model, hidden: Bools, *, deadline: float, seed: int) -> None:
        self._model = Model(model.system, model.watched, model.divisions, deadline=deadline, seed=seed)
        self._model.make_whole()
        self._model.set_items(np.zeros(len(hidden)), hidden)

    def at(
        self, item: int, side: str, target: float, *, small: tuple[int, float] | None = None
    ) -> Solution | None:
        """Return a table in which an item is at least (high) or at most (low) a target; None without one.

        `small` names another item that has to lie between one and a number.
        """
        held = [(item, target, INFINITE) if side == "high" else (item, -INFINITE, target)]
        if small is not None:
            held.append((small[0], 1.0, small[1]))
        for each, low, high in held:
            self._model.hold(each, low, high)
        solution = self._model.solve()
        for each, _, _ in held:
            self._model.release(each)
        return solution
