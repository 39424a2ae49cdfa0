"""How the figures of two dates hang together: who joined, left, moved and declared a group in between.

A reader knows some of the joiners and leavers by public line. Anybody may have moved within the organisation,
and anybody whose group was not known may have declared it: these are unknowns of their own, limited only by
how many people were there. Of a correction it is known whose row was added, taken out or changed, by public
line, and that all others are as they were.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from review_toolkit.disclosure.attack.atoms import Indices
from review_toolkit.disclosure.attack.equations import DateSystem, link_margins, shape_of
from review_toolkit.disclosure.attack.grids import Grid
from review_toolkit.disclosure.attack.system import INFINITE, System
from review_toolkit.disclosure.statements import Coordinates, Dimension, KnownCount, Movers
from review_toolkit.failures import CannotBeDone

_PEOPLE = {
    "joined": "people who joined",
    "left": "people who left",
    "formerly": "people whose group was changed",
    "newly": "people whose group was changed",
}


@dataclass(frozen=True, slots=True)
class MoverTarget:
    """The people of one group among those who joined or left by one public line."""

    side: str
    at: Coordinates
    columns: Indices
    movers: Movers


def link_dates(
    system: System, dates: Sequence[DateSystem], dimensions: Mapping[str, Dimension]
) -> tuple[list[MoverTarget], int]:
    """Link all dates that movers name; return the movers to ask about, and how many dates stay unlinked."""
    targets: list[MoverTarget] = []
    linked: dict[int, int] = {number: number for number in range(len(dates))}
    for later, after in enumerate(dates):
        for movers in after.block.movers:
            if movers.later != after.block.as_of:
                continue
            earlier = [n for n, before in enumerate(dates[:later]) if before.block.as_of == movers.earlier]
            if not earlier:
                # Figures need not come in the order of their dates.
                earlier = [
                    n
                    for n, each in enumerate(dates)
                    if each.block.as_of == movers.earlier and movers.earlier != movers.later
                ]
            if earlier:
                before = dates[earlier[-1]]
                targets.extend(_Link(system, before, after, movers, dimensions).targets())
                one, other = linked[earlier[-1]], linked[later]
                linked = {number: one if root == other else root for number, root in linked.items()}
    return targets, len(set(linked.values())) - 1


class _Link:
    """The flows between two dates: for each pair of grids with dimensions in common, by these dimensions."""

    def __init__(
        self,
        system: System,
        before: DateSystem,
        after: DateSystem,
        movers: Movers,
        dimensions: Mapping[str, Dimension],
    ) -> None:
        self.system, self.before, self.after = system, before, after
        self.movers, self.dimensions = movers, dimensions
        self.known = {"joined": movers.joined, "left": movers.left, "in": movers.came, "out": movers.went}
        if movers.regrouped:
            self.known |= {"formerly": movers.regrouped, "newly": movers.regrouped}
        self.flows: dict[str, list[Grid]] = {side: [] for side in self.known}
        for shape in self._shapes():
            grids = {side: self._grid(shape) for side in self.flows}
            for side, grid in grids.items():
                self.flows[side].append(grid)
            self._conserve(grids)
            self._keep_groups(grids)
            self._keep_places(grids)
        self.asked = tuple(self.known) if movers.is_correction else ("joined", "left")
        for side in self.asked:
            link_margins(system, self.flows[side])
        for side, lines in self.known.items():
            for known in lines:
                for grid in self._holding(side, known.at):
                    what = _PEOPLE.get(side, "people who moved")
                    system.total(grid.columns(known.at), known.count, known.count, what)
        for move in movers.moved:
            for side, at in (("out", move.source), ("in", move.target)):
                for grid in self._holding(side, at):
                    system.total(grid.columns(at), move.count, INFINITE, "people who moved")

    def _shapes(self) -> list[frozenset[str]]:
        def stable(grid: Grid) -> frozenset[str]:
            kept = (
                name
                for name in grid.names
                if self.dimensions[name].role != "outcome"
                and name in self.before.block.atoms
                and name in self.after.block.atoms
                and self.before.block.atoms[name].kinds == self.after.block.atoms[name].kinds
            )
            return frozenset(kept)

        pairs = {stable(one) & stable(other) for one in self.before.grids for other in self.after.grids}
        return sorted((one for one in pairs if not any(one < other for other in pairs)), key=sorted)

    def _grid(self, shape: frozenset[str]) -> Grid:
        grid = Grid(tuple(sorted(shape)), self.after.block.atoms, 0)
        grid.first = self.system.unknowns(grid.size)
        return grid

    def _holding(self, side: str, at: Coordinates) -> list[Grid]:
        found = [grid for grid in self.flows[side] if shape_of(at) <= set(grid.names)]
        if not found:
            raise CannotBeDone(
                f"{_PEOPLE.get(side, 'people who moved').capitalize()} are counted by "
                f"{', '.join(sorted(shape_of(at)))}, which the figures of both dates do not divide alike. "
                "Count them by what both dates have."
            )
        return found

    def _conserve(self, grids: Mapping[str, Grid]) -> None:
        names = grids["joined"].names
        for atoms in np.ndindex(*grids["joined"].shape):
            flow = {side: grid.margin(names, atoms) for side, grid in grids.items()}
            for grid in self._with(self.before, names):
                stay = [(grid.margin(names, atoms), 1.0), (flow["left"], -1.0), (flow["out"], -1.0)]
                self.system.balance(stay, 0.0, INFINITE, "people who stayed")
                came = [(flow["joined"], 1.0), (flow["in"], 1.0)]
                if "newly" in flow:
                    kept = [*stay, (flow["in"], 1.0), (flow["formerly"], -1.0)]
                    self.system.balance(kept, 0.0, INFINITE, "people whose group was not changed")
                    came += [(flow["newly"], 1.0), (flow["formerly"], -1.0)]
                for later in self._with(self.after, names):
                    self.system.balance(
                        [*stay, *came, (later.margin(names, atoms), -1.0)], 0.0, 0.0, "two dates"
                    )

    @staticmethod
    def _with(date: DateSystem, names: Sequence[str]) -> list[Grid]:
        return [grid for grid in date.grids if set(names) <= set(grid.names)][:1]

    def _keep_groups(self, grids: Mapping[str, Grid]) -> None:
        into, out = grids["in"], grids["out"]
        groups = [name for name in into.names if self.dimensions[name].role == "sensitive"]
        if self.movers.is_correction and self.movers.regrouped:
            # Whoever's group was filled in is among those whose group was changed.
            for atoms in np.ndindex(*(into.atoms[name].size for name in groups)):
                moves = [(into.margin(groups, atoms), 1.0), (out.margin(groups, atoms), -1.0)]
                self.system.balance(moves, 0.0, 0.0, "moves within a group")
            return
        declared: list[tuple[Indices, float]] = []
        for atoms in np.ndindex(*(into.atoms[name].size for name in groups)):
            newly = np.array([self.system.unknowns(1)], dtype=np.int64)
            unknown = any(
                into.atoms[name].kinds[atom] & self.dimensions[name].never_primary
                for name, atom in zip(groups, atoms, strict=True)
            )
            sign = -1.0 if unknown else 1.0
            self.system.balance(
                [(into.margin(groups, atoms), 1.0), (out.margin(groups, atoms), -1.0), (newly, -sign)],
                0.0,
                0.0,
                "moves within a group",
            )
            declared.append((newly, sign))
        self.system.balance(declared, 0.0, 0.0, "people who declared their group")

    def _keep_places(self, grids: Mapping[str, Grid]) -> None:
        """A group that is recorded anew moves nobody to another line."""
        if "newly" not in grids:
            return
        newly, formerly = grids["newly"], grids["formerly"]
        places = [name for name in newly.names if self.dimensions[name].role != "sensitive"]
        for atoms in np.ndindex(*(newly.atoms[name].size for name in places)):
            both = [(newly.margin(places, atoms), 1.0), (formerly.margin(places, atoms), -1.0)]
            self.system.balance(both, 0.0, 0.0, "groups that were changed")

    def targets(self) -> Iterator[MoverTarget]:
        """Yield every group of those who joined or left by a line that is known, or whose row was changed."""
        for side in self.asked:
            for line in self.known[side]:
                if line.count:
                    yield from self._of_line(side, line)

    def _of_line(self, side: str, line: KnownCount) -> Iterator[MoverTarget]:
        told = shape_of(line.at)
        for name, dimension in self.dimensions.items():
            if dimension.role != "sensitive" or name in told:
                continue
            grid = next((each for each in self.flows[side] if told | {name} <= set(each.names)), None)
            if grid is None:
                continue
            for category, inside in grid.atoms[name].inside.items():
                kinds = [grid.atoms[name].kinds[atom] for atom in inside]
                if len(inside) == grid.atoms[name].size or all(k & dimension.never_primary for k in kinds):
                    continue
                at = tuple(sorted((*line.at, (name, category))))
                yield MoverTarget(side, at, grid.columns(at), self.movers)
