"""Publications for the sweeps: seeded systems of one date, and histories with movers and withdrawals."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from review_toolkit.disclosure.statements import KnownCount, Movers, Statement
from tests.disclosure.populations import (
    Population,
    history,
    make_population,
    merged,
    pay_sums,
    public_counts,
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


def corrected(seed: int, *, staff: int, threshold: int, percent: float = 12.0) -> list[Statement]:
    """Publish a date, then the same date again from a corrected file.

    So many rows in a hundred were missing, as many should not have been there, as many stood on another
    grade and as many under another group. By public line everybody knows of each row whether it was.
    """
    day, share = date(2025, 3, 31), percent / 100
    rng = np.random.default_rng([11, seed, staff])
    wrong = merged(make_population(staff, seed, groups=5, grades=4), 2 * threshold)
    goes = rng.random(wrong.staff) < share
    before, left = wrong.taken(~goes), wrong.taken(goes)
    codes = {name: each.copy() for name, each in before.codes.items()}
    for name in codes:
        chosen = rng.random(before.staff) < share
        codes[name][chosen] = rng.integers(0, len(wrong.finest[name]), int(chosen.sum()))
    now = replace(before, codes=codes)
    moves, anew = ((codes[name] != before.codes[name]) for name in ("grade", "ethnicity"))
    joined = wrong.taken(rng.integers(0, wrong.staff, round(wrong.staff * share)))
    together = {name: np.concatenate([codes[name], joined.codes[name]]) for name in codes}
    right = replace(wrong, codes=together, pay=np.concatenate([now.pay, joined.pay]))
    told = Movers(
        day,
        day,
        joined=public_counts(joined),
        left=public_counts(left),
        went=public_counts(before.taken(moves)),
        came=public_counts(now.taken(moves)),
        regrouped=public_counts(now.taken(anew)),
    )
    return [
        statement_of(wrong, threshold=threshold, as_of=day),
        statement_of(right, threshold=threshold, as_of=day, movers=[told]),
    ]


def years(seed: int, *, staff: int, threshold: int) -> list[Statement]:
    """Return up to four dates, one of them published twice in every other history."""
    found = history(seed, staff=staff, threshold=threshold, dates=2 + seed % 3)
    return with_withdrawn(found, seed % len(found)) if seed % 2 else found
