"""The smallest kinds of people that the categories of one dimension can tell apart.

Where a category is divided in one way only, these are its finest categories. Where it is divided in several
ways, as grades into single grades and into clusters that another publication used, an atom is a consistent
choice: one member of each way, and a member of an outer category wherever an inner one is chosen.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from review_toolkit.disclosure.attack.failures import AttackTooSlow
from review_toolkit.disclosure.statements import Hierarchy

Indices = NDArray[np.int64]
Ways = Mapping[str, tuple[tuple[str, ...], ...]]

EVERYBODY = ""
"""The top, whatever a hierarchy calls it; no category from outside has an empty name."""
MOST_ATOMS = 5_000


@dataclass(frozen=True)
class Atoms:
    """How many atoms a dimension has, and which of them each category holds."""

    size: int
    inside: Mapping[str, Indices]
    ways: Ways
    kinds: tuple[frozenset[str], ...]
    """Each atom as the categories that hold it."""

    def empty_categories(self) -> list[str]:
        return [category for category, atoms in self.inside.items() if not len(atoms)]


def joined_ways(hierarchies: Iterable[Hierarchy]) -> Ways:
    """Return every way of dividing every category that any of the hierarchies knows."""
    found: dict[str, dict[frozenset[str], tuple[str, ...]]] = {}
    for hierarchy in hierarchies:
        for category, ways in hierarchy.children.items():
            name = EVERYBODY if category == hierarchy.top else category
            for way in ways:
                found.setdefault(name, {}).setdefault(frozenset(way), way)
    return {name: tuple(ways.values()) for name, ways in found.items()}


def atoms_of(hierarchies: Sequence[Hierarchy], name: str) -> Atoms:
    """Return the atoms of a dimension; `name` is for the message where there are too many."""
    ways = joined_ways(hierarchies)
    kinds: list[frozenset[str]] = []
    for tried, (chosen, excluded) in enumerate(_choices(ways)):
        held = _holders(ways, chosen)
        if held is not None and chosen <= held and not held & excluded:
            kinds.append(held)
        if max(len(kinds), tried // 20) > MOST_ATOMS:
            raise AttackTooSlow(
                f"The categories of '{name}' overlap in more than {MOST_ATOMS:,} ways. "
                "Publish fewer groupings."
            )
    every = dict.fromkeys(each for ways_of in ways.values() for way in ways_of for each in way)
    every |= dict.fromkeys(ways)
    every[EVERYBODY] = None
    inside: dict[str, list[int]] = {category: [] for category in every}
    for index, held in enumerate(kinds):
        for category in held:
            inside[category].append(index)
    return Atoms(
        len(kinds),
        {category: np.array(found, dtype=np.int64) for category, found in inside.items()},
        ways,
        tuple(kinds),
    )


def _choices(ways: Ways) -> Iterator[tuple[set[str], set[str]]]:
    """Yield every choice of one member for each way of each chosen category, from the top down."""
    stack: list[tuple[set[str], set[str], list[tuple[str, ...]]]] = [
        ({EVERYBODY}, set(), list(ways.get(EVERYBODY, ())))
    ]
    while stack:
        chosen, excluded, open_ways = stack.pop()
        if not open_ways:
            yield chosen, excluded
            continue
        way, *later = open_ways
        already = [member for member in way if member in chosen]
        for member in reversed(already or way):
            if member in excluded or len(already) > 1:
                continue
            more = () if member in chosen else ways.get(member, ())
            stack.append(
                (chosen | {member}, excluded | {each for each in way if each != member}, [*later, *more])
            )


def _holders(ways: Ways, chosen: set[str]) -> frozenset[str] | None:
    """Return all categories that hold a person of the chosen finest ones; None where two ways disagree."""
    known: dict[str, bool] = {}

    def holds(category: str) -> bool | None:
        if category not in ways:
            return category in chosen
        if category not in known:
            counts = set()
            for way in ways[category]:
                answers = [holds(member) for member in way]
                if None in answers:
                    return None
                counts.add(sum(map(bool, answers)))
            if len(counts) > 1 or not counts <= {0, 1}:
                return None
            known[category] = counts == {1}
        return known[category]

    answers = {category: holds(category) for category in ways}
    if None in answers.values():
        return None
    finest = {category for category in chosen if category not in ways}
    return frozenset({EVERYBODY} | finest | {category for category, held in answers.items() if held})
