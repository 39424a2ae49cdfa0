"""Publications for the sweeps: seeded systems of one date, and histories with movers and withdrawals."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from review_toolkit.disclosure.statements import KnownCount, Movers, Statement
from tests.disclosure.populations import (
    Change,
    Population,
    history,
    later,
    make_population,
    merged,
    pay_sums,
    statement_of,
)

THRESHOLDS = (5, 10)


def _one(population: Population, threshold: int, tables: Sequence[Sequence[str]] | None = None) -> Statement:
    return statement_of(merged(population, 2 * threshold), tables, threshold=threshold)


def _with_pay(population: Population, threshold: int) -> Statement:
    population = merged(population, 2 * threshold)
    counts = statement_of(population, [("ethnicity", "grade")], threshold=threshold)
    return replace(counts, sums=pay_sums(population, "ethnicity"))


KINDS: dict[str, Callable[[int, int, int], Statement]] = {
    "18 groups in 5 in 2, by grade and band": lambda staff, seed, t: _one(
        make_population(staff, seed, groups=18, grades=4), t
    ),
    "5 groups by 6 grades and band": lambda staff, seed, t: _one(
        make_population(staff, seed, groups=5, grades=6), t
    ),
    "5 groups by grade by directorate": lambda staff, seed, t: _one(
        make_population(staff, seed, groups=5, grades=3, directorates=3), t
    ),
    "three linked tables": lambda staff, seed, t: _one(
        make_population(staff, seed, groups=5, grades=4, directorates=3),
        t,
        [("ethnicity", "grade"), ("directorate", "ethnicity"), ("directorate", "grade")],
    ),
    "an outcome by group and grade": lambda staff, seed, t: _one(
        make_population(staff, seed, groups=5, grades=2, outcome="publish", not_known=False), t
    ),
    "an outcome with protected zeros": lambda staff, seed, t: _one(
        make_population(staff, seed, groups=2, grades=3, outcome="protect", not_known=False), t
    ),
    "sums of pay beside counts": lambda staff, seed, t: _with_pay(
        make_population(staff, seed, groups=18, grades=2), t
    ),
}


def staff_of(seed: int, *, least: int = 50, most: int = 30_000) -> int:
    """Return a number of staff, small ones as often as large ones."""
    return int(np.exp(np.random.default_rng([7, seed]).uniform(np.log(least), np.log(most))))


def with_withdrawn(statements: Sequence[Statement], number: int) -> list[Statement]:
    """Publish one date first by ethnic group only; that is withdrawn later, and stays in the attack."""
    one = statements[number]
    (table,) = one.tables
    cells = tuple(cell for cell in table.cells if not any(name == "grade" for name, _ in cell.at))
    movers = tuple(replace(each, joined=_of_all(each.joined), left=_of_all(each.left)) for each in one.movers)
    by_group = replace(table, name="by group", dimensions=("ethnicity",), cells=cells)
    first = replace(one, tables=(by_group,), movers=movers)
    return [*statements[:number], first, *statements[number:]]


def _of_all(lines: Sequence[KnownCount]) -> tuple[KnownCount, ...]:
    return tuple(line for line in lines if line.at == ())


def corrected(seed: int, *, staff: int, threshold: int) -> list[Statement]:
    """Publish a date, then the same date again from a corrected file: a few people more and fewer."""
    day = date(2025, 3, 31)
    population = merged(make_population(staff, seed, groups=5, grades=4), 2 * threshold)
    change = Change(joining=3.0, leaving=3.0, moving=2.0, declaring=10.0)
    after, movers, _ = later(population, change, seed=seed, dates=(day, day))
    told = Movers(day, day, joined=movers.joined, left=movers.left)
    return [
        statement_of(population, threshold=threshold, as_of=day),
        statement_of(after, threshold=threshold, as_of=day, movers=[told]),
    ]


def years(seed: int, *, staff: int, threshold: int) -> list[Statement]:
    """Return up to four dates, one of them published twice in every other history."""
    found = history(seed, staff=staff, threshold=threshold, dates=2 + seed % 3)
    return with_withdrawn(found, seed % len(found)) if seed % 2 else found
