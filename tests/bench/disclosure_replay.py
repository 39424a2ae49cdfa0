"""What somebody learns who knows how the engine chooses: `make bench ARGS=replay`, or `"replay 40"` for 40.

The engine hides as little as it can, so what is hidden tells something of what is not small. This reader
tries every organisation of whole people that fits a published table, runs the engine on each, and keeps those
of which exactly the same would have been printed. It is a limit, not a promise (privacy.md 1): it is
measured.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from review_toolkit.disclosure.engine import CannotProtect, find_pattern
from review_toolkit.disclosure.statements import Coordinates
from tests.disclosure.judging import is_small
from tests.disclosure.small_tables import (
    THRESHOLD,
    Counts,
    Small,
    every_organisation,
    groups_by_grade,
    groups_by_grade_and_site,
    groups_with_not_known,
)

TABLES = 20
MOST_ORGANISATIONS = 1_500
"""Tables that more organisations fit are left out, and counted: each takes an engine's run."""
SHAPES: dict[str, tuple[Callable[[Counts], Small], int, int]] = {
    "3 groups in 2, by 2 grades": (groups_by_grade, 3, 2),
    "2 groups, by 2 grades and 2 sites": (groups_by_grade_and_site, 2, 4),
    "2 groups and not known, by 2 grades": (groups_with_not_known, 3, 2),
}


@dataclass
class Learnt:
    """Small numbers of the tables tried, and what became of their ranges."""

    tables: int = 0
    left_out: int = 0
    organisations: int = 0
    kept: int = 0
    small: int = 0
    narrower: int = 0
    plain_below: int = 0
    below: int = 0
    within_2: int = 0
    exact: int = 0


def pattern_of(small: Small) -> frozenset[Coordinates] | None:
    """Return what the engine hides of a table; None where it refuses it."""
    try:
        return find_pattern(small.statement).hidden
    except CannotProtect:
        return None


def drawn(seed: int, groups: int, lines: int) -> Counts:
    """Draw a table in which small numbers are usual and each line is large enough."""
    rng = np.random.default_rng([seed, groups, lines])
    found = rng.integers(0, 7, (groups, lines))
    found[-1] = rng.integers(3, 9, lines)
    found[-1] += np.maximum(0, 2 * THRESHOLD - found.sum(axis=0))
    return np.asarray(found.reshape(-1), dtype=np.int64)


def replay(learnt: Learnt, make: Callable[[Counts], Small], truth: Counts, lines: int) -> None:
    """Add what this reader learns of one table."""
    small = make(truth)
    hidden = pattern_of(small)
    counts = {cell.at: cell.count or 0 for cell in small.statement.tables[0].cells}
    primary = [at for at, count in counts.items() if is_small(small.statement, at, count)]
    if hidden is None or not primary:
        return
    worlds = every_organisation(small, hidden, lines)
    if len(worlds) > MOST_ORGANISATIONS:
        learnt.left_out += 1
        return
    same = worlds[np.array([pattern_of(make(world)) == hidden for world in worlds])]
    learnt.tables += 1
    learnt.organisations += len(worlds)
    learnt.kept += len(same)
    for at in primary:
        before, after = (each[:, small.members[at]].sum(axis=1) for each in (worlds, same))
        low, high = int(after.min()), int(after.max())
        learnt.small += 1
        learnt.narrower += (low, high) != (before.min(), before.max())
        learnt.plain_below += bool(before.max() < THRESHOLD and before.min() > 0)
        learnt.below += high < THRESHOLD and low > 0
        learnt.within_2 += low >= counts[at] - 2 and high <= counts[at] + 2
        learnt.exact += low == high


def main(arguments: Sequence[str] = ()) -> int:
    tables = int(arguments[0]) if arguments else TABLES
    print(f"{tables} tables of each shape, T = {THRESHOLD}, all organisations tried\n")
    names = (
        "tables",
        "left out",
        "organisations",
        "kept",
        "small",
        "narrower",
        "below T",
        "within 2",
        "exact",
    )
    print(f"| shape | {' | '.join(names)} | seconds |")
    print(f"|---{'|---' * (len(names) + 1)}|")
    for name, (make, groups, lines) in SHAPES.items():
        began, learnt = perf_counter(), Learnt()
        for seed in range(tables):
            replay(learnt, make, drawn(seed, groups, lines), lines)
        told = (learnt.tables, learnt.left_out, learnt.organisations, learnt.kept, learnt.small)
        found = (learnt.narrower, learnt.below, learnt.within_2, learnt.exact)
        row = " | ".join(f"{each:,}" for each in (*told, *found))
        print(f"| {name} | {row} | {perf_counter() - began:.0f} |", flush=True)
        assert not learnt.plain_below, "the plain reader already knows"
    return 0
