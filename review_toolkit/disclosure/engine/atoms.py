"""The finest groups of people that a set of hierarchies can tell apart.

A category may be divided in several ways, and bands may overlap: then the finest groups ("atoms") are the
combinations of categories that one person can be in at once. All counts are sums over atoms.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import prod

import numpy as np
from numpy.typing import NDArray

from review_toolkit.disclosure.engine.failures import CannotProtect
from review_toolkit.disclosure.statements import Coordinates, Hierarchy

Atom = frozenset[str]
Indices = NDArray[np.int64]

MOST_ATOMS = 30_000
"""Beyond it, dimensions are not crossed all at once; see `frames_of`."""


def atoms_of(hierarchy: Hierarchy) -> tuple[Atom, ...]:
    """Return every set of categories that one person can be in, in the order of the categories.

    Whoever is in a category is in exactly one member of each of its divisions, and in everything above it.
    """
    parents: dict[str, list[str]] = {}
    for parent, ways in hierarchy.children.items():
        for member in {member for way in ways for member in way}:
            parents.setdefault(member, []).append(parent)
    order = {category: index for index, category in enumerate(hierarchy.categories)}

    def above(category: str, held: Atom) -> Atom:
        found, left = set(held), [category]
        while left:
            here = left.pop()
            if here not in found:
                found.add(here)
                left.extend(parents.get(here, ()))
        return frozenset(found)

    complete: dict[Atom, None] = {}
    seen: set[Atom] = set()
    left = [above(hierarchy.top, frozenset())]
    while left:
        held = left.pop()
        if held in seen:
            continue
        seen.add(held)
        way = _undecided(held, hierarchy)
        if way is None:
            complete[held] = None
        elif len(held.intersection(way)) == 0:
            left.extend(above(member, held) for member in way)
    if not complete:
        raise CannotProtect(f"The divisions of '{hierarchy.top}' contradict each other: nobody fits them.")
    return tuple(sorted(complete, key=lambda atom: sorted(order[category] for category in atom)))


def _undecided(held: Atom, hierarchy: Hierarchy) -> tuple[str, ...] | None:
    """Return a division of a held category of which not exactly one member is held."""
    for category in hierarchy.children:
        if category in held:
            for way in hierarchy.children[category]:
                if len(held.intersection(way)) != 1:
                    return way
    return None


def merged(hierarchies: Iterable[Hierarchy], dimension: str) -> Hierarchy:
    """Return one hierarchy that holds every division of several, as earlier publications may use coarser."""
    found = tuple(hierarchies)
    tops = sorted({hierarchy.top for hierarchy in found})
    if len(tops) > 1:
        raise CannotProtect(
            f"'{dimension}' has different tops in different publications: {' and '.join(tops)}. Use one name."
        )
    children: dict[str, dict[tuple[str, ...], None]] = {}
    for hierarchy in found:
        for category, ways in hierarchy.children.items():
            kept = children.setdefault(category, {})
            known = {frozenset(way) for way in kept}
            kept.update(dict.fromkeys(way for way in ways if frozenset(way) not in known))
    return Hierarchy(tops[0], {category: tuple(ways) for category, ways in children.items()})


@dataclass(frozen=True, slots=True)
class Crossing:
    """Some dimensions crossed with each other: one unknown count for each combination of their atoms.

    `members` gives, for each dimension and category, the positions of the dimension's atoms inside it.
    """

    dimensions: tuple[str, ...]
    atoms: Mapping[str, tuple[Atom, ...]]
    members: Mapping[str, Mapping[str, Indices]]

    @property
    def size(self) -> int:
        return prod(len(self.atoms[name]) for name in self.dimensions)

    def holds(self, names: Iterable[str]) -> bool:
        return set(names) <= set(self.dimensions)

    def inside(self, at: Coordinates) -> Indices:
        """Return the positions of all combinations inside a cell."""
        wanted = dict(at)
        axes = [
            self.members[name][wanted[name]] if name in wanted else np.arange(len(self.atoms[name]))
            for name in self.dimensions
        ]
        return self._flat(axes)

    def at_atoms(self, names: tuple[str, ...], positions: tuple[int, ...]) -> Indices:
        """Return the positions of all combinations with these atoms in these dimensions."""
        wanted = dict(zip(names, positions, strict=True))
        axes = [
            np.array([wanted[name]]) if name in wanted else np.arange(len(self.atoms[name]))
            for name in self.dimensions
        ]
        return self._flat(axes)

    def _flat(self, axes: list[Indices]) -> Indices:
        if not axes:
            return np.zeros(1, dtype=np.int64)
        shape = tuple(len(self.atoms[name]) for name in self.dimensions)
        return np.ravel_multi_index(np.ix_(*axes), shape).ravel().astype(np.int64)


class Crossings:
    """The atoms of every dimension, made once, and the crossings that a set of cells needs."""

    def __init__(self, hierarchies: Mapping[str, Hierarchy]) -> None:
        self._atoms = {name: atoms_of(hierarchy) for name, hierarchy in hierarchies.items()}
        self._members: dict[str, dict[str, Indices]] = {}
        for name, hierarchy in hierarchies.items():
            found: dict[str, list[int]] = {category: [] for category in hierarchy.categories}
            for position, atom in enumerate(self._atoms[name]):
                for category in atom:
                    found[category].append(position)
            self._members[name] = {key: np.array(value, dtype=np.int64) for key, value in found.items()}

    def atoms(self, name: str) -> tuple[Atom, ...]:
        return self._atoms[name]

    def positions(self, name: str, category: str) -> frozenset[int]:
        """Return the positions of a category's atoms within its dimension."""
        return frozenset(self._members[name][category].tolist())

    def of(self, shapes: Iterable[frozenset[str]]) -> tuple[Crossing, ...]:
        """Return the crossings for cells with these sets of dimensions.

        Dimensions that meet in some cell are crossed all together where that stays below `MOST_ATOMS`: a
        joint table then exists behind all of them, which is what an attacker knows. Beyond it each largest
        set of dimensions is a crossing of its own, and what crossings share is made equal.
        """
        found: list[Crossing] = []
        for connected, members in _connected(shapes):
            whole = self._crossing(connected)
            if whole.size <= MOST_ATOMS:
                found.append(whole)
                continue
            largest = [shape for shape in members if not any(shape < other for other in members)]
            found.extend(self._crossing(shape) for shape in sorted(largest, key=sorted))
        return tuple(found)

    def _crossing(self, names: Iterable[str]) -> Crossing:
        return Crossing(tuple(sorted(names)), self._atoms, self._members)


def _connected(
    shapes: Iterable[frozenset[str]],
) -> Iterator[tuple[frozenset[str], tuple[frozenset[str], ...]]]:
    """Yield each connected set of dimensions with the shapes inside it; () first where nothing is crossed."""
    distinct = sorted(set(shapes), key=sorted)
    groups: list[set[str]] = []
    for shape in distinct:
        touching = [group for group in groups if group & shape]
        for group in touching:
            groups.remove(group)
        if shape:
            groups.append(set(shape).union(*touching))
    if not groups:
        yield frozenset(), ()
    for group in sorted(groups, key=sorted):
        yield frozenset(group), tuple(shape for shape in distinct if shape and shape <= group)


def shared(crossings: tuple[Crossing, ...]) -> Iterator[tuple[Crossing, Crossing, tuple[str, ...]]]:
    """Yield pairs of crossings with the dimensions that both hold: their margins there are equal."""
    for one, other in combinations(crossings, 2):
        yield one, other, tuple(name for name in one.dimensions if name in other.dimensions)
