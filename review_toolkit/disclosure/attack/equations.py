"""From what is shown and known at one date to rows over unknown people.

A total whose parts are shown says nothing of its own, and one with a few hidden parts speaks of these only:
each row is written over as few unknowns as its own divisions allow, which keeps the programmes small.
"""

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from review_toolkit.disclosure.attack.atoms import EVERYBODY, Atoms, Indices
from review_toolkit.disclosure.attack.failures import Contradiction
from review_toolkit.disclosure.attack.grids import Grid, Shape, grid_shapes
from review_toolkit.disclosure.attack.publications import Block
from review_toolkit.disclosure.attack.system import INFINITE, ROUNDING, System
from review_toolkit.disclosure.statements import Coordinates, Dimension, ShownAs, Sum
from review_toolkit.disclosure.wording import cell_name

_NOBODY: Indices = np.array([], dtype=np.int64)


class DateSystem:
    """The grids of one date, and what is known of them. `lost` says that the grids are linked loosely."""

    def __init__(self, system: System, block: Block, dimensions: Mapping[str, Dimension]) -> None:
        self.system = system
        self.block = block
        self.dimensions = dimensions
        shapes = {shape_of(at) for at in block.coordinates()}
        shapes |= {frozenset(table.dimensions) for each in block.statements for table in each.tables}
        self.grids, self.lost = lay_out(system, shapes, block.atoms)
        for at in sorted(block.counts):
            self._add_count(at)
        for at, ways in sorted(block.shown_as.items()):
            for shown in ways:
                self._add_shown_as(at, shown)
        for statement in block.statements:
            for relation in statement.relations:
                parts = [(self.columns(at), 1.0) for at in relation.parts]
                what = f"the relation of {cell_name(relation.whole)}"
                system.balance([*parts, (self.columns(relation.whole), -1.0)], 0.0, 0.0, what)
            for bound in statement.bounds:
                terms = [(self.columns(at), times) for at, times in bound.terms]
                low = -INFINITE if bound.low is None else bound.low
                high = INFINITE if bound.high is None else bound.high
                system.balance(terms, low, high, "what is told of several cells together")

    def columns(self, at: Coordinates) -> Indices:
        """Return the unknowns that add up to a cell, in the smallest grid that has its dimensions."""
        return min(self._holding(at), key=lambda grid: grid.size).columns(at)

    def _holding(self, at: Coordinates) -> list[Grid]:
        shape = shape_of(at)
        return [grid for grid in self.grids if shape <= set(grid.names)]

    def _add_count(self, at: Coordinates) -> None:
        count = self.block.counts[at]
        for grid in self._holding(at):
            best: tuple[int, Indices] | None = None
            for known, unknown in self._divisions(at, grid):
                rest = count - known
                columns = np.concatenate([_NOBODY, *(grid.columns(part) for part in unknown)])
                if rest < 0 or (rest and not len(columns)):
                    raise Contradiction(
                        f"The figures of {cell_name(at)} do not add up: the parts that are shown come to "
                        f"{'more' if rest < 0 else 'less'}. Correct them."
                    )
                if best is None or len(columns) < len(best[1]):
                    best = rest, columns
            rest, columns = best or (count, grid.columns(at))
            if best is None or len(columns):
                self.system.total(columns, rest, rest, cell_name(at))

    def _divisions(self, at: Coordinates, grid: Grid) -> Iterator[tuple[int, list[Coordinates]]]:
        """Yield, for each way of dividing a cell, the sum of the shown parts, and the other parts."""
        where = dict(at)
        for name in grid.names:
            for way in grid.atoms[name].ways.get(where.get(name, EVERYBODY), ()):
                beside = [(other, each) for other, each in at if other != name]
                parts = [tuple(sorted((*beside, (name, member)))) for member in way]
                counts = [self.block.counts.get(part) for part in parts]
                unknown = [part for part, count in zip(parts, counts, strict=True) if count is None]
                if len(unknown) < len(parts):
                    yield sum(count for count in counts if count is not None), unknown

    def _add_shown_as(self, at: Coordinates, shown: ShownAs) -> None:
        columns, what = self.columns(at), cell_name(at)
        if shown.percent is None:
            low = 0.0 if shown.low is None else math.ceil(shown.low - ROUNDING)
            high = INFINITE if shown.high is None else math.floor(shown.high + ROUNDING)
            self.system.total(columns, low, high, what)
            return
        of = shown.of
        if of is None:
            of = tuple(each for each in at if self.dimensions[each[0]].role != "sensitive")
        least = max(0.0, shown.percent - shown.round / 2) / 100
        most = (shown.percent + shown.round / 2) / 100
        if of in self.block.counts:
            whole = self.block.counts[of]
            low, high = math.ceil(least * whole - ROUNDING), math.floor(most * whole + ROUNDING)
            if low > high:
                raise Contradiction(
                    f"No number of people is the percentage that is shown for {what}. Correct it."
                )
            self.system.total(columns, low, high, what)
            return
        holding = [grid for grid in self.grids if shape_of(at) | shape_of(of) <= set(grid.names)]
        grid = holding[0] if holding else None
        part = grid.columns(at) if grid else columns
        base = grid.columns(of) if grid else self.columns(of)
        self.system.balance([(part, 1.0), (base, -least)], 0.0, INFINITE, what)
        self.system.balance([(part, 1.0), (base, -most)], -INFINITE, 0.0, what)


def shape_of(at: Coordinates) -> Shape:
    return frozenset(name for name, _ in at)


def lay_out(system: System, shapes: set[Shape], atoms: Mapping[str, Atoms]) -> tuple[list[Grid], bool]:
    """Make grids for cells of these dimensions, with equal shared margins."""
    found, lost = grid_shapes(shapes or {frozenset()}, atoms)
    grids = []
    for shape in found:
        grid = Grid(tuple(sorted(shape)), atoms, 0)
        grid.first = system.unknowns(grid.size)
        grids.append(grid)
    link_margins(system, grids)
    return grids, lost


def link_margins(system: System, grids: Sequence[Grid]) -> None:
    """Say that two grids count the same people wherever they share dimensions, and altogether."""
    for number, one in enumerate(grids):
        for other in grids[number + 1 :]:
            shared = sorted(set(one.names) & set(other.names))
            for atoms in np.ndindex(*(one.atoms[name].size for name in shared)):
                system.balance(
                    [(one.margin(shared, atoms), 1.0), (other.margin(shared, atoms), -1.0)],
                    0.0,
                    0.0,
                    "a margin",
                )


def add_sums(
    system: System, sums: Sequence[Sum], atoms: Mapping[str, Atoms]
) -> tuple[dict[Coordinates, Indices], float]:
    """Add the sums of one measure of one date over unknowns of their own, in units of about a person's size.

    Returns the unknowns of each hidden sum, and the unit.
    """
    grids, _ = lay_out(system, {shape_of(each.at) for each in sums}, atoms)
    unit = max([1.0, *(each.total / 1000 for each in sums if each.total)])
    hidden: dict[Coordinates, Indices] = {}
    told: dict[Coordinates, float] = {}
    for each in sums:
        columns = next(grid for grid in grids if shape_of(each.at) <= set(grid.names)).columns(each.at)
        if each.total is None:
            hidden[each.at] = columns
        elif abs(told.setdefault(each.at, each.total) - each.total) > ROUNDING * max(1.0, each.total):
            raise Contradiction(
                f"The sum of {each.measure} of {cell_name(each.at)} is given twice and differs. Correct one."
            )
        else:
            # Sums are printed in whole units at the finest; halves are rounded away.
            slack = 1e-9 * each.total / unit
            value = each.total / unit
            system.total(columns, max(0.0, value - slack), value + slack, f"a sum of {each.measure}")
    return hidden, unit
