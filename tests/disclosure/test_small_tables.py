"""Small tables that may shrink: among all organisations that fit, one has nobody there and one the threshold.

Every organisation of whole people is tried, so nothing here rests on a solver. Headcounts of public lines
are known; within each line all ways of dividing its people are laid side by side.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from hypothesis import event, given, reject, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from review_toolkit.disclosure.engine import CannotProtect, Protected, protect
from review_toolkit.disclosure.statements import (
    Cell,
    Coordinates,
    Dimension,
    Hierarchy,
    Statement,
    Table,
)
from tests.disclosure.judging import is_small, tells_of_each

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


def _counts(ways: int, most: int, lines: int, last: int) -> st.SearchStrategy[Counts]:
    """Draw people by line and group; the last group makes every line large enough to be published."""
    line = st.lists(st.integers(0, most), min_size=ways - 1, max_size=ways - 1).flatmap(
        lambda few: st.integers(
            max(0, 2 * THRESHOLD - sum(few)), max(0, 2 * THRESHOLD - sum(few)) + last
        ).map(lambda rest: [*few, rest])
    )
    return st.lists(line, min_size=lines, max_size=lines).map(lambda rows: np.array(rows).T.reshape(-1))


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


def every_organisation(small: Small, printed: Statement, lines: int) -> Counts:
    """Return all organisations that agree with what is printed, one in each row."""
    groups = len(small.truth) // lines
    ways = [
        _divisions(int(small.truth[line::lines].sum()), groups) for line in range(lines)
    ]  # every line's headcount is known
    index = np.indices([len(each) for each in ways]).reshape(lines, -1)
    worlds = np.zeros((index.shape[1], len(small.truth)), dtype=np.int64)
    for line in range(lines):
        worlds[:, line::lines] = ways[line][index[line]]
    for cell in printed.tables[0].cells:
        if cell.count is not None:
            worlds = worlds[worlds[:, small.members[cell.at]].sum(axis=1) == cell.count]
    return worlds


def _divisions(people: int, groups: int) -> Counts:
    every: list[tuple[int, ...]] = [()]
    for _ in range(groups - 1):
        every = [(*row, n) for row in every for n in range(people - sum(row) + 1)]
    return np.array([(*row, people - sum(row)) for row in every])


def _protected(statement: Statement) -> Protected:
    """Protect a statement, or set it aside where the engine refuses it."""
    try:
        return protect(statement)
    except CannotProtect:
        event("refused")
        reject()


def check(small: Small, lines: int) -> None:
    """Hold a protected table to what privacy.md 1 promises, by every organisation that there could be."""
    made = _protected(small.statement)
    worlds = every_organisation(small, made.statement, lines)
    assert (worlds == small.truth).all(axis=1).any(), "every shown number is exact"
    counts = {cell.at: cell.count or 0 for cell in small.statement.tables[0].cells}
    small_ones = [at for at, count in counts.items() if is_small(small.statement, at, count)]
    sums = {at: worlds[:, small.members[at]].sum(axis=1) for at in counts}
    for at in small_ones:
        assert made.is_hidden(at)
        assert sums[at].min() == 0, at
        assert sums[at].max() >= THRESHOLD, at
    for at in counts:
        if tells_of_each(small.statement, at, counts):
            assert made.is_hidden(at)
            assert sums[at].max() > 0, at
    for own in small_ones:
        if counts[own] in (1, 2) and len(small.members[own]) == 1:
            seen = sums[own] == counts[own]
            for at in small_ones:
                if not set(small.members[own]) & set(small.members[at]):
                    assert sums[at][seen].max() >= THRESHOLD, (own, at)


@settings(max_examples=60)
@given(_counts(3, 9, lines=2, last=4))
def test_groups_in_groups_by_grade(truth: Counts) -> None:
    check(groups_by_grade(truth), 2)


@settings(max_examples=60)
@given(_counts(2, 12, lines=4, last=3))
def test_two_groups_by_grade_and_site(truth: Counts) -> None:
    check(groups_by_grade_and_site(truth), 4)


@settings(max_examples=40)
@given(_counts(3, 9, lines=2, last=4))
def test_groups_with_some_not_known(truth: Counts) -> None:
    check(groups_with_not_known(truth), 2)


@settings(max_examples=30)
@given(_counts(4, 5, lines=2, last=1))
def test_an_outcome_of_which_none_is_a_fact_about_each(truth: Counts) -> None:
    check(outcome_by_group(truth), 2)
