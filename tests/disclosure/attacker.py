"""Somebody who works out what is hidden from what is shown. Shares no code with the product.

The attacker knows every public headcount and every shown number, and asks of one hidden count: what is the
least and the most that it could be? A table with known margins is a network: starting from the true table,
which fits, a cell is pushed up or down along chains of other cells until no chain is left. What fits comes
in whole people, and everything between the two ends fits as well.
"""

from collections import deque
from collections.abc import Mapping

Cell = tuple[str, str]
"""A line and a group."""
ANYTHING = 10**6
_FREE = "(any line)"


def range_of(
    cell: Cell, truth: Mapping[Cell, int], *, free_groups: frozenset[str] = frozenset()
) -> tuple[int, int]:
    """Return the least and the most that a cell of a two-way table could be.

    Lines' totals are known, and so are groups' totals but for `free_groups`.
    """
    count = truth[cell]
    up, down = _push(cell, truth, free_groups, up=True), _push(cell, truth, free_groups, up=False)
    return count - down, count + up


def _push(cell: Cell, truth: Mapping[Cell, int], free_groups: frozenset[str], *, up: bool) -> int:
    """Return how far a cell can be moved while every margin stays."""
    line, group = cell
    room: dict[tuple[str, str], int] = {}

    def edge(a: str, b: str, capacity: int) -> None:
        room[a, b] = room.get((a, b), 0) + capacity
        room.setdefault((b, a), 0)

    for (each_line, each_group), count in truth.items():
        if (each_line, each_group) != cell:
            # From a line to a group: one more in that cell. Back: one fewer.
            edge(f"l:{each_line}", f"g:{each_group}", ANYTHING)
            edge(f"g:{each_group}", f"l:{each_line}", count)
    for free in free_groups:
        edge(_FREE, f"g:{free}", ANYTHING)
        edge(f"g:{free}", _FREE, ANYTHING)
    # One more in the cell makes its group one too many and its line one too many: undo both elsewhere.
    source, target = (f"g:{group}", f"l:{line}") if up else (f"l:{line}", f"g:{group}")
    limit = ANYTHING if up else truth[cell]
    return min(limit, _most_flow(room, source, target, limit))


def _most_flow(room: dict[tuple[str, str], int], source: str, target: str, limit: int) -> int:
    neighbours: dict[str, set[str]] = {}
    for a, b in room:
        neighbours.setdefault(a, set()).add(b)
    total = 0
    while total < limit:
        came_from = {source: source}
        queue = deque([source])
        while queue and target not in came_from:
            here = queue.popleft()
            for there in neighbours.get(here, ()):
                if there not in came_from and room[here, there] > 0:
                    came_from[there] = here
                    queue.append(there)
        if target not in came_from:
            return total
        path, here = [], target
        while here != source:
            path.append((came_from[here], here))
            here = came_from[here]
        amount = min(limit - total, *(room[step] for step in path))
        for a, b in path:
            room[a, b] -= amount
            room[b, a] += amount
        total += amount
    return total


def range_by_enumeration(cell: Cell, truth: Mapping[Cell, int]) -> tuple[int, int]:
    """Return the same by trying every table there is; for tiny tables, to check the attacker."""
    lines = sorted({line for line, _ in truth})
    groups = sorted({group for _, group in truth})
    of_line = {line: sum(truth[line, group] for group in groups) for line in lines}
    of_group = [sum(truth[line, group] for line in lines) for group in groups]
    found: set[int] = set()

    def fill(index: int, left: list[int], value: int | None) -> None:
        if index == len(lines):
            if not any(left) and value is not None:
                found.add(value)
            return
        line = lines[index]
        for parts in _ways(of_line[line], left):
            told = parts[groups.index(cell[1])] if line == cell[0] else value
            fill(index + 1, [have - part for have, part in zip(left, parts, strict=True)], told)

    fill(0, of_group, None)
    return min(found), max(found)


def _ways(total: int, limits: list[int]) -> list[tuple[int, ...]]:
    if len(limits) == 1:
        return [(total,)] if total <= limits[0] else []
    return [
        (first, *rest)
        for first in range(min(total, limits[0]) + 1)
        for rest in _ways(total - first, limits[1:])
    ]
