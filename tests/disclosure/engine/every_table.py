"""Every table there could be, tried one after the other. Shares no code with the engine.

For small two-way tables of groups by public lines, whose headcounts everybody knows.
"""

from itertools import product

Table = dict[tuple[str, str], int]
"""People by group and line."""


def ranges(truth: Table, hidden: set[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, int]]:
    """Return the least and the most of each hidden cell; ("White", "") is a group's total."""
    groups = sorted({group for group, _ in truth})
    lines = sorted({line for _, line in truth})
    per_line = [
        [
            parts
            for parts in _divisions(sum(truth[group, line] for group in groups), len(groups))
            if all(
                (group, line) in hidden or part == truth[group, line]
                for group, part in zip(groups, parts, strict=True)
            )
        ]
        for line in lines
    ]
    totals = {group: sum(truth[group, line] for line in lines) for group in groups}
    found: dict[tuple[str, str], list[int]] = {cell: [] for cell in hidden}
    for choice in product(*per_line):
        sums = [sum(column) for column in zip(*choice, strict=True)]
        if any(
            (group, "") not in hidden and added != totals[group]
            for group, added in zip(groups, sums, strict=True)
        ):
            continue
        for group, added, *parts in zip(groups, sums, *choice, strict=True):
            for line, part in zip(("", *lines), (added, *parts), strict=True):
                if (group, line) in hidden:
                    found[group, line].append(part)
    return {cell: (min(values), max(values)) for cell, values in found.items()}


def _divisions(total: int, parts: int) -> list[tuple[int, ...]]:
    if parts == 1:
        return [(total,)]
    return [(first, *rest) for first in range(total + 1) for rest in _divisions(total - first, parts - 1)]
