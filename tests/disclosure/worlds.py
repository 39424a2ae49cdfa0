"""A reader with a solver: the least and the most that any number could be, by every figure in print.

The oracle of the sweeps, for publications too large to try every table. It shares no code with the product
but how a solver is started, and is as plain as can be: one unknown for each crossing of finest categories and
date, one row for each printed figure, each question put to the solver on its own. It gets no hidden count.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product

import highspy
import numpy as np
from numpy.typing import NDArray

from review_toolkit.disclosure.solvers import quiet_solver
from review_toolkit.disclosure.statements import Coordinates, Hierarchy, KnownCount, Movers, Statement

Columns = NDArray[np.int64]


def finest_below(tree: Hierarchy, category: str) -> tuple[str, ...]:
    """Return the finest categories of a category, by its first division."""
    ways = tree.children.get(category, ())
    return tuple(each for part in ways[0] for each in finest_below(tree, part)) if ways else (category,)


@dataclass
class Day:
    """The unknown people of one date (or of a movement), as an array over the finest categories."""

    trees: Mapping[str, Hierarchy]
    first: int
    columns: Columns = field(init=False)

    def __post_init__(self) -> None:
        self.names = sorted(self.trees)
        self.finest = {name: finest_below(tree, tree.top) for name, tree in self.trees.items()}
        shape = [len(self.finest[name]) for name in self.names]
        self.columns = self.first + np.arange(int(np.prod(shape)), dtype=np.int64).reshape(shape)

    def of(self, at: Coordinates) -> Columns:
        """Return the unknowns of a cell."""
        told = dict(at)
        places = [
            [
                self.finest[n].index(each)
                for each in finest_below(self.trees[n], told.get(n, self.trees[n].top))
            ]
            for n in self.names
        ]
        return np.asarray(self.columns[np.ix_(*places)].reshape(-1))


class Worlds:
    """Every organisation that agrees with what these publications print."""

    def __init__(self, printed: Sequence[Statement]) -> None:
        self._rows: list[tuple[Columns, NDArray[np.float64], float, float]] = []
        self._size = 0
        self.days: list[Day] = []
        self.flows: list[tuple[tuple[KnownCount, ...], Day, frozenset[str]]] = []
        for number, one in enumerate(printed):
            corrects = any(each.earlier == each.later == one.as_of for each in one.movers)
            same = [n for n, other in enumerate(printed[:number]) if other.as_of == one.as_of]
            day = self.days[same[-1]] if same and not corrects else self._day(one.hierarchies)
            self.days.append(day)
            self._print(one, day)
            for movers in one.movers:
                before = [n for n, other in enumerate(printed[:number]) if other.as_of == movers.earlier]
                if before:
                    self._move(movers, printed[before[-1]], self.days[before[-1]], day)
        self._solver = self._load()

    def _day(self, trees: Mapping[str, Hierarchy]) -> Day:
        day = Day(trees, self._size)
        self._size += day.columns.size
        return day

    def _row(self, parts: Sequence[tuple[Columns, float]], low: float, high: float) -> None:
        columns = np.concatenate([each for each, _ in parts])
        signs = np.concatenate([np.full(len(each), sign) for each, sign in parts])
        self._rows.append((columns, signs, low, high))

    def _print(self, one: Statement, day: Day) -> None:
        cells = [cell for table in one.tables for cell in table.cells if not cell.hidden]
        told = {cell.at: cell.count for cell in cells if cell.count is not None}
        for at, count in {**told, **{known.at: known.count for known in one.known}}.items():
            self._row([(day.of(at), 1.0)], count, count)

    def _move(self, movers: Movers, statement: Statement, before: Day, after: Day) -> None:
        """Those who left were there, joiners are there, and nobody's group changes but by declaring it."""
        roles = {name: each.role for name, each in statement.dimensions.items()}
        trees = {name: tree for name, tree in before.trees.items() if roles[name] != "outcome"}
        left, joined = self._day(trees), self._day(trees)
        for flow, day, known in ((left, before, movers.left), (joined, after, movers.joined)):
            for chosen in np.ndindex(*flow.columns.shape):
                at = tuple((name, flow.finest[name][n]) for name, n in zip(flow.names, chosen, strict=True))
                self._row([(day.of(at), 1.0), (flow.of(at), -1.0)], 0.0, math.inf)
            for line in known:
                self._row([(flow.of(line.at), 1.0)], line.count, line.count)
            never = statement.dimensions["ethnicity"].never_primary
            self.flows.append((known, flow, never))
        everybody = [(after.of(()), 1.0), (joined.of(()), -1.0), (before.of(()), -1.0), (left.of(()), 1.0)]
        self._row(everybody, 0.0, 0.0)
        declares, corrected = bool(never), bool(movers.regrouped)
        for group in left.finest["ethnicity"]:
            at = (("ethnicity", group),)
            parts = [(after.of(at), 1.0), (joined.of(at), -1.0), (before.of(at), -1.0), (left.of(at), 1.0)]
            if group not in never and not corrected:
                self._row(parts, 0.0, math.inf if declares else 0.0)
        if corrected:
            self._correct(movers, (before, after), (left, joined), trees)

    def _correct(
        self,
        movers: Movers,
        days: tuple[Day, Day],
        flows: tuple[Day, Day],
        trees: Mapping[str, Hierarchy],
    ) -> None:
        """Each row of a corrected file is as it was, or known to stand elsewhere or under another group."""
        (before, after), (left, joined) = days, flows
        went, came, was, became = (self._day(trees) for _ in range(4))
        known = (movers.went, movers.came, movers.regrouped, movers.regrouped)
        for flow, lines in zip((went, came, was, became), known, strict=True):
            self.flows.append((lines, flow, self.flows[-1][2]))
            for line in lines:
                self._row([(flow.of(line.at), 1.0)], line.count, line.count)
        for chosen in np.ndindex(*left.columns.shape):
            at = tuple((name, left.finest[name][n]) for name, n in zip(left.names, chosen, strict=True))
            same = [(before.of(at), 1.0), (left.of(at), -1.0), (went.of(at), -1.0)]
            self._row(same, 0.0, math.inf)
            same += [(came.of(at), 1.0), (was.of(at), -1.0)]
            self._row(same, 0.0, math.inf)
            self._row([*same, (became.of(at), 1.0), (joined.of(at), 1.0), (after.of(at), -1.0)], 0.0, 0.0)
        for group in left.finest["ethnicity"]:
            self._row(
                [(went.of((("ethnicity", group),)), 1.0), (came.of((("ethnicity", group),)), -1.0)], 0.0, 0.0
            )
        others = [name for name in left.names if name != "ethnicity"]
        for line in product(*(left.finest[name] for name in others)):
            place = tuple(zip(others, line, strict=True))
            self._row([(was.of(place), 1.0), (became.of(place), -1.0)], 0.0, 0.0)

    def _load(self) -> highspy.Highs:
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self._size, len(self._rows)
        model.col_cost_, model.col_lower_ = np.zeros(self._size), np.zeros(self._size)
        model.col_upper_ = np.full(self._size, np.inf)
        model.row_lower_ = np.array([low for _, _, low, _ in self._rows], dtype=np.float64)
        model.row_upper_ = np.array([high for _, _, _, high in self._rows], dtype=np.float64)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *(len(columns) for columns, _, _, _ in self._rows)])
        model.a_matrix_.index_ = np.concatenate([columns for columns, _, _, _ in self._rows])
        model.a_matrix_.value_ = np.concatenate([signs for _, signs, _, _ in self._rows])
        solver = quiet_solver()
        solver.passModel(model)
        return solver

    def most(self, columns: Columns) -> float:
        """Return the most that these unknowns can add up to."""
        return self._end(columns, highspy.ObjSense.kMaximize)

    def least(self, columns: Columns) -> float:
        return self._end(columns, highspy.ObjSense.kMinimize)

    def _end(self, columns: Columns, sense: highspy.ObjSense) -> float:
        for column in columns.tolist():
            self._solver.changeColCost(column, 1.0)
        self._solver.changeObjectiveSense(sense)
        self._solver.run()
        status, found = self._solver.getModelStatus(), self._solver.getInfo().objective_function_value
        for column in columns.tolist():
            self._solver.changeColCost(column, 0.0)
        unbounded = (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible)
        if status in unbounded:
            return math.inf
        assert status == highspy.HighsModelStatus.kOptimal, f"no organisation fits what is printed: {status}"
        return float(found)

    @contextmanager
    def knowing(self, columns: Columns, people: int) -> Iterator[None]:
        """Let the reader know how many people these are, as those inside do."""
        self._solver.addRow(people, people, len(columns), columns, np.ones(len(columns)))
        yield
        self._solver.deleteRows(1, np.array([self._solver.getNumRow() - 1], dtype=np.int32))

    def has_whole_people(self, columns: Columns, low: float, high: float) -> bool:
        """Say whether some organisation of whole people fits in which these are between `low` and `high`."""
        solver = self._load()
        every = np.arange(self._size, dtype=np.int32)
        kinds = np.full(self._size, highspy.HighsVarType.kInteger)
        solver.changeColsIntegrality(self._size, every, kinds)
        solver.addRow(low, high, len(columns), columns, np.ones(len(columns)))
        solver.run()
        return bool(solver.getModelStatus() == highspy.HighsModelStatus.kOptimal)
