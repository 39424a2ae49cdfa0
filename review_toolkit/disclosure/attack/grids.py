"""Unknown numbers of people: one for each combination of the atoms of some dimensions.

Tables that share dimensions speak of the same people. Where the dimensions of the tables form no circle, one
grid for each table with equal shared margins says exactly as much as the one grid over all dimensions; where
they do, the one grid is made unless it would be too large.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod

import numpy as np

from review_toolkit.disclosure.attack.atoms import EVERYBODY, Atoms, Indices
from review_toolkit.disclosure.attack.failures import AttackTooSlow
from review_toolkit.disclosure.statements import Coordinates

MOST_JOINT = 30_000
"""Unknowns of one grid over all dimensions; beyond it tables are linked by their margins only."""
MOST_UNKNOWNS = 400_000

Shape = frozenset[str]


@dataclass
class Grid:
    """A block of unknowns; the number of the first is `first`."""

    names: tuple[str, ...]
    atoms: Mapping[str, Atoms]
    first: int
    _columns: dict[Coordinates, Indices] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self.atoms[name].size for name in self.names)

    @property
    def size(self) -> int:
        return prod(self.shape)

    def columns(self, at: Coordinates) -> Indices:
        """Return the unknowns that add up to a cell."""
        if at not in self._columns:
            where = dict(at)
            picked = [self.atoms[name].inside[where.get(name, EVERYBODY)] for name in self.names]
            self._columns[at] = self.crossing(picked)
        return self._columns[at]

    def crossing(self, picked: Sequence[Indices]) -> Indices:
        """Return the unknowns of a choice of atoms for each dimension."""
        if not self.names:
            return np.array([self.first], dtype=np.int64)
        found: Indices = np.ravel_multi_index(np.ix_(*picked), self.shape).reshape(-1) + self.first
        return found

    def margin(self, names: Sequence[str], atoms: Sequence[int]) -> Indices:
        """Return the unknowns with these atoms of these dimensions."""
        fixed = dict(zip(names, atoms, strict=True))
        return self.crossing(
            [
                np.array([fixed[name]]) if name in fixed else np.arange(self.atoms[name].size)
                for name in self.names
            ]
        )


def grid_shapes(shapes: Iterable[Shape], atoms: Mapping[str, Atoms]) -> tuple[list[Shape], bool]:
    """Return the dimensions of the grids that are needed, and whether something is lost by them."""
    largest = _maximal(shapes)
    found: list[Shape] = []
    relaxed = False
    for together in _connected(largest):
        whole = frozenset().union(*together)
        if len(together) == 1 or _has_no_circle(together):
            found.extend(together)
        elif _size(whole, atoms) <= MOST_JOINT:
            found.append(whole)
        else:
            found.extend(together)
            relaxed = True
    if sum(_size(shape, atoms) for shape in found) > MOST_UNKNOWNS:
        raise AttackTooSlow(
            f"The tables have more than {MOST_UNKNOWNS:,} finest cells. Publish fewer dimensions together."
        )
    return sorted(found, key=sorted), relaxed


def _size(shape: Shape, atoms: Mapping[str, Atoms]) -> int:
    return prod(atoms[name].size for name in shape)


def _maximal(shapes: Iterable[Shape]) -> list[Shape]:
    distinct = sorted(set(shapes), key=lambda shape: (-len(shape), sorted(shape)))
    kept: list[Shape] = []
    for shape in distinct:
        if not any(shape <= larger for larger in kept):
            kept.append(shape)
    return kept


def _connected(shapes: Collection[Shape]) -> list[list[Shape]]:
    groups: list[list[Shape]] = []
    for shape in shapes:
        touching = [group for group in groups if any(shape & other for other in group)]
        groups = [group for group in groups if group not in touching]
        groups.append([shape, *(other for group in touching for other in group)])
    return groups


def _has_no_circle(shapes: Sequence[Shape]) -> bool:
    """Say whether shapes can be taken away one after the other, each by its link to one that stays (GYO)."""
    left = list(shapes)
    while len(left) > 1:
        for shape in left:
            others = [other for other in left if other is not shape]
            shared = shape & frozenset().union(*others)
            if any(shared <= other for other in others):
                left.remove(shape)
                break
        else:
            return False
    return True
