"""One kept linear programme for each part of the system: new aims, a start from where the last one ended.

The attacker's only module that talks to HiGHS.
"""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from review_toolkit.disclosure.attack.atoms import Indices
from review_toolkit.disclosure.attack.failures import AttackTooSlow, Contradiction, too_slow
from review_toolkit.disclosure.attack.reduction import Part
from review_toolkit.disclosure.attack.system import INFINITE, Floats

if TYPE_CHECKING:
    from highspy import Highs


def _quiet_solver() -> "Highs":
    """Return a solver that prints nothing; it would announce itself before it can be asked not to."""
    import highspy

    class Quiet(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802 (the solver's name; called first while it is made)
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    return Quiet()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Clock:
    """How long an attack may take."""

    seconds: float
    ends_at: float

    @classmethod
    def of(cls, seconds: float) -> "Clock":
        return cls(seconds, time.monotonic() + seconds)

    def left(self) -> float:
        """Return the seconds that are left; raise when there are none."""
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise too_slow(self.seconds)
        return left


class Programme:
    """Asks for the most or the least of sums of unknowns of one part."""

    def __init__(self, part: Part, clock: Clock) -> None:
        import highspy

        self._part, self._clock = part, clock
        self._kinds = highspy.HighsModelStatus
        self.size = len(part.columns)
        self.solves = 0
        self._highs = _quiet_solver()
        for name, value in (
            ("output_flag", False),
            ("log_to_console", False),
            ("threads", 1),
            ("random_seed", 0),
            ("presolve", "off"),
            ("solver", "simplex"),
            ("simplex_strategy", 4),
            ("primal_feasibility_tolerance", 1e-8),
        ):
            self._highs.setOptionValue(name, value)
        programme = highspy.HighsLp()
        programme.num_col_, programme.num_row_ = self.size, len(part.rows)
        programme.col_cost_ = np.zeros(self.size)
        programme.col_lower_ = np.zeros(self.size)
        programme.col_upper_ = np.full(self.size, INFINITE)
        programme.row_lower_ = np.array([row.low for row in part.rows])
        programme.row_upper_ = np.array([row.high for row in part.rows])
        programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lengths = [len(row.columns) for row in part.rows]
        programme.a_matrix_.start_ = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        empty: Indices = np.array([], dtype=np.int64)
        programme.a_matrix_.index_ = np.concatenate([empty, *(row.columns for row in part.rows)]).astype(
            np.int32
        )
        programme.a_matrix_.value_ = np.concatenate([np.array([]), *(row.factors for row in part.rows)])
        self._highs.passModel(programme)
        self._aimed: Indices = empty

    def most(self, columns: Indices, factors: Floats) -> Floats | None:
        """Return unknowns that make a sum as large as it can be, or None where nothing limits it."""
        return self._solve(columns, -factors)

    def least(self, columns: Indices, factors: Floats) -> Floats | None:
        """Return unknowns that make a sum as small as it can be."""
        return self._solve(columns, factors)

    def hold(self, column: int, value: float) -> None:
        """Take one unknown as known."""
        self._highs.changeColBounds(column, value, value)

    def release(self, column: int) -> None:
        self._highs.changeColBounds(column, 0.0, INFINITE)

    def feasible(self) -> Floats | None:
        """Return any unknowns that fit, or None."""
        try:
            return self._solve(np.array([], dtype=np.int64), np.array([]))
        except Contradiction:
            return None

    def _solve(self, columns: Indices, costs: Floats) -> Floats | None:
        self._aim(self._aimed, np.zeros(len(self._aimed)))
        self._aim(columns, costs)
        self._aimed = columns
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + self._clock.left())
        status = self._run()
        if status in (self._kinds.kOptimal,):
            return np.array(self._highs.getSolution().col_value)
        if status == self._kinds.kInfeasible:
            raise Contradiction(
                "What is published contradicts itself: no organisation fits all figures. Check them against "
                "the same file, the dates, and who joined and left."
            )
        if status in (self._kinds.kUnbounded, self._kinds.kUnboundedOrInfeasible):
            return None
        if status == self._kinds.kTimeLimit:
            raise too_slow(self._clock.seconds)
        raise AttackTooSlow(
            "The solver gave up on the figures, so they count as unsafe. Publish coarser tables."
        )

    def _run(self) -> object:
        self._highs.run()
        self.solves += 1
        status = self._highs.getModelStatus()
        settled = (self._kinds.kOptimal, self._kinds.kTimeLimit, self._kinds.kUnbounded)
        if status not in settled:
            # A start from the last basis can go astray; a fresh one decides.
            self._highs.clearSolver()
            self._highs.setOptionValue("simplex_strategy", 1)
            self._highs.run()
            self._highs.setOptionValue("simplex_strategy", 4)
            status = self._highs.getModelStatus()
        return status

    def _aim(self, columns: Indices, costs: Floats) -> None:
        if len(columns):
            self._highs.changeColsCost(len(columns), columns.astype(np.int32), costs)
