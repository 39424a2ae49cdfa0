"""What two usual rules give away, beside this engine (privacy.md 5): `make bench ARGS=rules`.

"Threshold only" hides what is small. "One more per row and column" also hides, wherever a line of a table
has a single hidden number, the smallest of the others that are not nought, until no line has one alone.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from time import perf_counter

from review_toolkit.disclosure.attack import attack
from review_toolkit.disclosure.engine import protect
from review_toolkit.disclosure.statements import Cell, Coordinates, Statement
from tests.disclosure.judging import is_small
from tests.disclosure.populations import count_by_cell, wide_grid

STAFF = (150, 3_000, 30_000)
Rule = Callable[[Statement], Statement]


def threshold_only(truth: Statement) -> Statement:
    return _hiding(truth, _small(truth))


def one_more_per_line(truth: Statement) -> Statement:
    counts, hidden = count_by_cell(truth), _small(truth)
    lines = list(_lines(truth, counts))
    alone = True
    while alone:
        alone = False
        for line in lines:
            others = [at for at in line if at not in hidden and counts[at]]
            if others and sum(at in hidden for at in line) == 1:
                hidden.add(min(others, key=lambda at: (counts[at], at)))
                alone = True
    return _hiding(truth, hidden)


def _small(truth: Statement) -> set[Coordinates]:
    return {at for at, count in count_by_cell(truth).items() if is_small(truth, at, count)}


def _lines(truth: Statement, counts: Mapping[Coordinates, int]) -> Iterator[list[Coordinates]]:
    """Yield every sum of the tables as the cells in it, its total first."""
    for at in counts:
        for name, tree in truth.hierarchies.items():
            beside = tuple(pair for pair in at if pair[0] != name)
            for way in tree.children.get(dict(at).get(name, tree.top), ()):
                parts = [tuple(sorted((*beside, (name, each)))) for each in way]
                if all(part in counts for part in parts):
                    yield [at, *parts]


def _hiding(truth: Statement, hidden: set[Coordinates]) -> Statement:
    tables = tuple(
        replace(table, cells=tuple(Cell(c.at, hidden=True) if c.at in hidden else c for c in table.cells))
        for table in truth.tables
    )
    return replace(truth, tables=tables)


def main() -> int:
    print("Recovered exactly / within 2 / provably below T, of 704 cells (6 x 10 x 8 and a band), T = 10:\n")
    print("| staff | small cells | rule | exactly / within 2 / below T | hidden | seconds |")
    print("|---|---|---|---|---|---|")
    leaks = 0
    for staff in STAFF:
        truth = wide_grid(staff)
        for name, rule in (
            ("threshold only", threshold_only),
            ("one more per row and column", one_more_per_line),
            ("this engine", lambda truth: protect(truth).statement),
        ):
            began = perf_counter()
            printed = rule(truth)
            seconds = perf_counter() - began
            found = attack([printed], truth=truth).summary
            hidden = sum(cell.hidden for table in printed.tables for cell in table.cells)
            told = [int(found[each]) for each in ("exact_small", "within_2", "below_threshold")]
            leaks += sum(told) if name == "this engine" else 0
            cells = (staff, len(_small(truth)), name, " / ".join(map(str, told)), f"{hidden / 704:.0%}")
            print(f"| {' | '.join(map(str, cells))} | {seconds:.1f} |", flush=True)
    return 1 if leaks else 0
