"""Tables so small that every organisation which fits them can be tried, and all those organisations.

Headcounts of public lines are known; within each line all ways of dividing its people are laid side by side.
Nothing here rests on a solver.
"""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from review_toolkit.disclosure.statements import (
    Cell,
    Coordinates,
    Dimension,
    Hierarchy,
    Statement,
    Table,
)

THRESHOLD = 5
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Small:
    """A truth, its cells as sets of columns (line by line, the groups of each), and its publication."""

    truth: Counts
    members: dict[Coordinates, list[int]]
    statement: Statement


def _small(truth: Counts, names: tuple[str, ...], trees: dict[str, Hierarchy], **roles: Dimension) -> Small:
    """Lay out all cells of all dimensions; the last ones of `names` are public, and go by line."""
    finest: dict[str, dict[str | None, set[int]]] = {}
    shape = []
    for name in names:
        tree = trees[name]
        leaves = [each for each in tree.categories if each not in tree.children]
        shape.append(len(leaves))

        def below(category: str, tree: Hierarchy = tree, leaves: list[str] = leaves) -> set[int]:
            ways = tree.children.get(category)
            return set().union(*map(below, ways[0])) if ways else {leaves.index(category)}

        finest[name] = {None if each == tree.top else each: below(each) for each in tree.categories}
    members = {}
    for chosen in product(*(finest[name] for name in names)):
        at = tuple(sorted((name, each) for name, each in zip(names, chosen, strict=True) if each is not None))
        places = product(*(sorted(finest[name][each]) for name, each in zip(names, chosen, strict=True)))
        members[at] = sorted(int(np.ravel_multi_index(place, shape)) for place in places)
    cells = tuple(Cell(at, int(truth[columns].sum())) for at, columns in members.items())
    table = Table("t", names, cells)
    return Small(truth, members, Statement(THRESHOLD, roles, trees, (table,)))


def _tree(*parts: str, **more: tuple[str, ...]) -> Hierarchy:
    return Hierarchy("All", {"All": (parts,), **{name: (inner,) for name, inner in more.items()}})


ETHNICITY = Dimension("ethnicity", "sensitive", frozenset({"Not known"}))
GRADE, SITE = Dimension("grade", "public"), Dimension("site", "public")


def groups_by_grade(truth: Counts) -> Small:
    trees = {"ethnicity": _tree("Minority", "White", Minority=("Asian", "Black")), "grade": _tree("G1", "G2")}
    # Finest categories in the order in which the tree names them: White, Asian, Black.
    return _small(truth, ("ethnicity", "grade"), trees, ethnicity=ETHNICITY, grade=GRADE)


def groups_by_grade_and_site(truth: Counts) -> Small:
    trees = {"ethnicity": _tree("Minority", "White"), "grade": _tree("G1", "G2"), "site": _tree("N", "S")}
    roles = {"ethnicity": ETHNICITY, "grade": GRADE, "site": SITE}
    return _small(truth, ("ethnicity", "grade", "site"), trees, **roles)


def groups_with_not_known(truth: Counts) -> Small:
    trees = {"ethnicity": _tree("Asian", "Not known", "White"), "grade": _tree("G1", "G2")}
    return _small(truth, ("ethnicity", "grade"), trees, ethnicity=ETHNICITY, grade=GRADE)


def outcome_by_group(truth: Counts) -> Small:
    trees = {"ethnicity": _tree("Asian", "White"), "outcome": _tree("Yes", "No"), "grade": _tree("G1", "G2")}
    outcome = Dimension("outcome", "outcome", zero="protect")
    roles = {"ethnicity": ETHNICITY, "outcome": outcome, "grade": GRADE}
    return _small(truth, ("ethnicity", "outcome", "grade"), trees, **roles)


def every_organisation(small: Small, hidden: Collection[Coordinates], lines: int) -> Counts:
    """Return all organisations that agree with everything but what is hidden, one in each row."""
    groups = len(small.truth) // lines
    ways = [
        _divisions(int(small.truth[line::lines].sum()), groups) for line in range(lines)
    ]  # every line's headcount is known
    index = np.indices([len(each) for each in ways]).reshape(lines, -1)
    worlds = np.zeros((index.shape[1], len(small.truth)), dtype=np.int64)
    for line in range(lines):
        worlds[:, line::lines] = ways[line][index[line]]
    for cell in small.statement.tables[0].cells:
        if cell.at not in hidden:
            worlds = worlds[worlds[:, small.members[cell.at]].sum(axis=1) == cell.count]
    return worlds


def _divisions(people: int, groups: int) -> Counts:
    every: list[tuple[int, ...]] = [()]
    for _ in range(groups - 1):
        every = [(*row, n) for row in every for n in range(people - sum(row) + 1)]
    return np.array([(*row, people - sum(row)) for row in every])
