"""What an attacker asks about: hidden cells, cells that no table lists, hidden sums, and people who moved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import Literal

import numpy as np

from review_toolkit.disclosure.attack.atoms import Indices
from review_toolkit.disclosure.attack.bounds import Split
from review_toolkit.disclosure.attack.equations import DateSystem
from review_toolkit.disclosure.attack.publications import Block
from review_toolkit.disclosure.statements import (
    UNPUBLISHED,
    Coordinates,
    Dimension,
    Hierarchy,
    Statement,
    Table,
)

Kind = Literal["hidden", "instead", "unlisted", "moved", "sum"]
MOST_UNLISTED = 200_000
"""Of a table with a larger full crossing, the cells that it does not list are not asked about; it is told."""


@dataclass
class Target:
    """One thing to ask about. `instead` is a cell that is shown as something coarser than a count.

    `beside` are the unknowns of everybody at the same place with another outcome, where it matters whether
    there are any. `reach` is how many people there must be able to be: as many as the threshold, or for a
    count that no table prints, everybody in its public line where those are known to be fewer.
    """

    kind: Kind
    table: str
    at: Coordinates
    block: Block
    columns: Indices
    sensitive: bool
    zero_is_told: bool = False
    beside: Indices | None = None
    unit: float = 1.0
    reach: float = 0.0
    split: Split = field(default_factory=lambda: Split(0.0, ()))
    beside_split: Split | None = None


def is_sensitive(at: Coordinates, dimensions: Mapping[str, Dimension], block: Block) -> bool:
    """Say whether a cell is about an outcome or about a group that somebody belongs to.

    Where everybody in it is of no known group, there is no group that something could follow about.
    """
    touched = False
    for name, category in at:
        dimension = dimensions[name]
        kinds = [block.atoms[name].kinds[atom] for atom in block.atoms[name].inside[category]]
        if kinds and all(kind & dimension.never_primary for kind in kinds):
            return False
        touched = touched or dimension.role != "public"
    return touched


def cell_targets(date: DateSystem, dimensions: Mapping[str, Dimension]) -> Iterator[Target]:
    """Yield the hidden cells of a date, and those that are shown as something coarser."""
    block = date.block
    for at in sorted(block.hidden):
        yield _cell("hidden", block.hidden[at], at, date, dimensions)
    for at in sorted(block.shown_as):
        if at not in block.hidden and at not in block.counts:
            yield _cell("instead", block.tables[at], at, date, dimensions)


def _cell(
    kind: Kind, table: str, at: Coordinates, date: DateSystem, dimensions: Mapping[str, Dimension]
) -> Target:
    columns = date.columns(at)
    told = [dimensions[name] for name, _ in at if dimensions[name].zero == "protect"]
    protects = date.block.protect_zeros or bool(told)
    outcomes = [name for name, _ in at if dimensions[name].role == "outcome"]
    beside = None
    if protects and outcomes:
        whole = tuple(each for each in at if each[0] not in outcomes)
        shape = {name for name, _ in at}
        grid = min((g for g in date.grids if shape <= set(g.names)), key=lambda each: each.size)
        beside = np.setdiff1d(grid.columns(whole), grid.columns(at))
    return Target(
        kind,
        table,
        at,
        date.block,
        columns,
        is_sensitive(at, dimensions, date.block),
        protects,
        beside,
        reach=_reach(table, at, date.block, dimensions),
    )


def _reach(table: str, at: Coordinates, block: Block, dimensions: Mapping[str, Dimension]) -> float:
    if table != UNPUBLISHED:
        return block.threshold
    line = tuple(pair for pair in at if dimensions[pair[0]].role == "public")
    return min(block.threshold, block.counts.get(line, block.threshold))


def unlisted_targets(date: DateSystem, dimensions: Mapping[str, Dimension]) -> Iterator[Target]:
    """Yield the sensitive cells of the tables' full crossings that no table lists.

    Leaving a cell out protects nobody if subtracting its neighbours gives it away.
    """
    block = date.block
    seen = {*block.counts, *block.hidden, *block.shown_as}
    for statement in block.statements:
        for table in statement.tables:
            for at in _crossing(table, statement):
                if at not in seen and is_sensitive(at, dimensions, block):
                    seen.add(at)
                    yield Target("unlisted", "not listed", at, block, date.columns(at), sensitive=True)


def tables_left_out(date: DateSystem) -> int:
    """Return how many tables are too large for that."""
    return sum(
        _is_too_large(table, statement) for statement in date.block.statements for table in statement.tables
    )


def _is_too_large(table: Table, statement: Statement) -> bool:
    sizes = (len(statement.hierarchies[name].categories) for name in table.dimensions)
    return prod(sizes) > MOST_UNLISTED


def _crossing(table: Table, statement: Statement) -> Iterator[Coordinates]:
    if _is_too_large(table, statement):
        return
    axes: list[list[Coordinates]] = []
    for name in sorted(table.dimensions):
        hierarchy: Hierarchy = statement.hierarchies[name]
        axes.append([() if each == hierarchy.top else ((name, each),) for each in hierarchy.categories])
    for chosen in product(*axes):
        yield tuple(pair for part in chosen for pair in part)


def innermost(targets: Sequence[Target]) -> list[Target]:
    """Return the hidden cells inside of which no other listed cell lies."""
    holders: dict[int, list[int]] = {}
    sets = [frozenset(target.columns.tolist()) for target in targets]
    for number, columns in enumerate(sets):
        for column in columns:
            holders.setdefault(column, []).append(number)
    found = []
    for number, columns in enumerate(sets):
        inside = {each for column in columns for each in holders[column] if sets[each] < columns}
        if not inside and targets[number].kind == "hidden":
            found.append(targets[number])
    return found
