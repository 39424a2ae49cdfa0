"""The same counts give the same publication: in whatever order they come, and in whatever process."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest

from review_toolkit.disclosure.engine import protect
from review_toolkit.disclosure.statements import Hierarchy, Statement
from review_toolkit.disclosure.writing import write
from tests.disclosure.systems import KINDS, years

T = TypeVar("T")
SYSTEMS = {
    "18 groups": ("18 groups in 5 in 2, by grade and band", 295, 2, 10),
    "an outcome": ("an outcome by group and grade", 184, 4, 5),
    "linked tables": ("three linked tables", 400, 8, 10),
}

HOW_MUCH_WORK = ("seconds", "programmes")
"""The order of the questions decides how many the attacker must ask, not what it finds."""

IN_A_PROCESS = """
import sys
from tests.disclosure.test_determinism import SYSTEMS, digest_of
from tests.disclosure.systems import KINDS
for name in sys.argv[1:]:
    kind, staff, seed, threshold = SYSTEMS[name]
    print(digest_of(KINDS[kind](staff, seed, threshold)))
"""


def made(name: str) -> Statement:
    kind, staff, seed, threshold = SYSTEMS[name]
    return KINDS[kind](staff, seed, threshold)


def digest_of(statement: Statement) -> str:
    """Return a digest of everything that is decided about a publication."""
    found = protect(statement)
    manifest = {name: each for name, each in found.manifest.items() if name != "audit"}
    audit = {name: each for name, each in found.audit.summary.items() if name not in HOW_MUCH_WORK}
    ranges = [(each.at, each.lower, each.upper) for each in found.audit.cells]
    told = (sorted(found.hidden), sorted(manifest.items()), sorted(audit.items()), sorted(ranges, key=str))
    return hashlib.sha256(repr(told).encode()).hexdigest()


def shuffled(statement: Statement, seed: int) -> Statement:
    """Return the same publication with everything in another order that may be."""
    chance = Random(seed)

    def mixed(each: Iterable[T]) -> list[T]:
        every = list(each)
        return chance.sample(every, len(every))

    return replace(
        statement,
        dimensions=dict(mixed(statement.dimensions.items())),
        hierarchies={
            name: Hierarchy(
                tree.top,
                {
                    part: tuple(tuple(mixed(way)) for way in mixed(ways))
                    for part, ways in mixed(tree.children.items())
                },
            )
            for name, tree in mixed(statement.hierarchies.items())
        },
        tables=tuple(
            replace(table, dimensions=tuple(mixed(table.dimensions)), cells=tuple(mixed(table.cells)))
            for table in mixed(statement.tables)
        ),
        sums=tuple(mixed(statement.sums)),
    )


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_order_of_the_input_does_not_matter(name: str) -> None:
    statement = made(name)
    assert write(shuffled(statement, 1)) != write(statement)
    assert {digest_of(shuffled(statement, seed)) for seed in (1, 2)} == {digest_of(statement)}


def test_the_process_does_not_matter() -> None:
    here = [digest_of(made(name)) for name in SYSTEMS]
    root = str(Path(__file__).resolve().parents[2])
    for seed in ("1", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": root}
        command = [sys.executable, "-c", IN_A_PROCESS, *SYSTEMS]
        told = subprocess.run(command, env=environment, cwd=root, check=True, capture_output=True, text=True)
        assert told.stdout.split() == here


def test_the_order_of_earlier_years_cells_does_not_matter() -> None:
    first, second = years(4, staff=184, threshold=10)[:2]
    before = protect(first).statement
    plain = protect(second, against=[before]).hidden
    assert protect(shuffled(second, 3), against=[shuffled(before, 4)]).hidden == plain
