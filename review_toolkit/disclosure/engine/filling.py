"""Counts that the input leaves out but that follow from what it gives.

A small number is not protected by leaving it out of a table whose other numbers give it away by plain
subtraction. So whatever can be worked out that way takes part as a count that is not printed.
"""

from collections import deque
from collections.abc import Iterator
from itertools import product
from math import prod

from review_toolkit.disclosure.statements import Coordinates, Statement, Table
from review_toolkit.disclosure.wording import cell_name

MOST_CELLS = 200_000
"""A table whose full grid is larger is not searched for omissions; what it gives still takes part in full."""

Counts = dict[Coordinates, int]
"""Counts by cell."""


def worked_out(statement: Statement) -> Counts:
    """Return the counts of cells that no table prints and that divisions give."""
    given = counts_given(statement)
    found = dict(given)
    for table in statement.tables:
        if not _is_complete(table, statement, found):
            _fill(table, statement, found)
    return {at: count for at, count in found.items() if at not in given}


def counts_given(statement: Statement) -> Counts:
    """Return the counts that the input states, in its tables and as known."""
    given: Counts = {known.at: known.count for known in statement.known}
    for table in statement.tables:
        given |= {cell.at: cell.count for cell in table.cells if cell.count is not None}
    return given


def _cells_of(table: Table, statement: Statement) -> Iterator[Coordinates]:
    axes = []
    for name in sorted(table.dimensions):
        hierarchy = statement.hierarchies[name]
        axes.append([() if each == hierarchy.top else ((name, each),) for each in hierarchy.categories])
    for parts in product(*axes):
        yield tuple(pair for part in parts for pair in part)


def _is_complete(table: Table, statement: Statement, found: Counts) -> bool:
    return _is_too_large(table, statement) or all(at in found for at in _cells_of(table, statement))


def _is_too_large(table: Table, statement: Statement) -> bool:
    return prod(len(statement.hierarchies[name].categories) for name in table.dimensions) > MOST_CELLS


def _fill(table: Table, statement: Statement, found: Counts) -> None:
    """Work out one unknown after the other wherever a division has a single one left."""
    divisions: list[tuple[Coordinates, tuple[Coordinates, ...]]] = []
    touching: dict[Coordinates, list[int]] = {}
    for at in _cells_of(table, statement):
        for whole, parts in _divisions(at, table, statement):
            for each in (whole, *parts):
                touching.setdefault(each, []).append(len(divisions))
            divisions.append((whole, parts))
    left = deque(range(len(divisions)))
    while left:
        whole, parts = divisions[left.popleft()]
        unknown = [each for each in (whole, *parts) if each not in found]
        if len(unknown) != 1:
            continue
        at = unknown[0]
        if at == whole:
            found[at] = sum(found[part] for part in parts)
        else:
            found[at] = found[whole] - sum(found[part] for part in parts if part != at)
        left.extend(touching[at])


def _divisions(
    at: Coordinates, table: Table, statement: Statement
) -> Iterator[tuple[Coordinates, tuple[Coordinates, ...]]]:
    held = dict(at)
    for name in table.dimensions:
        hierarchy = statement.hierarchies[name]
        others = {key: value for key, value in held.items() if key != name}
        for way in hierarchy.children.get(held.get(name, hierarchy.top), ()):
            yield at, tuple(tuple(sorted({**others, name: member}.items())) for member in way)


def divisions_of(statement: Statement) -> Iterator[tuple[Coordinates, ...]]:
    """Yield the cells of every division of every table: a whole and its parts."""
    for table in statement.tables:
        if not _is_too_large(table, statement):
            for at in _cells_of(table, statement):
                for whole, parts in _divisions(at, table, statement):
                    yield (whole, *parts)


def contradiction(statement: Statement, found: Counts) -> str | None:
    """Return a sentence about the first sum that does not add up, or None.

    `found` are the counts given and worked out. None is quoted: they may be hidden in the end, and the
    sentence may be kept and logged.
    """
    given: Counts = {known.at: known.count for known in statement.known}
    for table in statement.tables:
        for cell in table.cells:
            if cell.count is None:
                continue
            if cell.count < 0:
                return f"{cell_name(cell.at)} in table '{table.name}' is below zero. Counts are whole people."
            if given.setdefault(cell.at, cell.count) != cell.count:
                return f"{cell_name(cell.at)} has two counts on one date (table '{table.name}'). Give it one."
    below = [at for at, count in found.items() if count < 0]
    if below:
        return f"The counts around {cell_name(min(below))} do not fit: what is left for it is below zero."
    for table in statement.tables:
        for at in sorted({at for cell in table.cells for at in (cell.at, *_outward(cell.at))}):
            for whole, parts in _divisions(at, table, statement):
                if whole not in found or any(part not in found for part in parts):
                    continue
                if sum(found[part] for part in parts) != found[whole]:
                    return (
                        f"Table '{table.name}' does not add up: {cell_name(whole)} is not the sum of "
                        f"{' + '.join(cell_name(part) for part in parts)}. Correct one of them."
                    )
    return None


def _outward(at: Coordinates) -> Iterator[Coordinates]:
    for pair in at:
        yield tuple(other for other in at if other != pair)
