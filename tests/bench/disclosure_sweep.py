"""Hundreds of made-up organisations against two attackers: `make bench ARGS=sweep`, or `"sweep 9"` for 9."""

from collections.abc import Callable, Iterator, Sequence

from review_toolkit.disclosure.statements import Statement
from tests.disclosure.judging import FAULTS, Tally, judge, publish
from tests.disclosure.populations import history, random_statement
from tests.disclosure.systems import KINDS, corrected, staff_of, years

SEEDS = 100
INSIDERS = 10
MOST_CELLS = 400
"""Larger random systems take minutes each; 704 cells are measured by `rules` and `speed`."""


def _of_kind(name: str, seed: int) -> list[Statement]:
    return [KINDS[name](staff_of(seed), seed, 5 if seed % 2 else 10)]


def _random(seed: int) -> list[Statement]:
    found = random_statement(seed)
    return [found] if sum(len(table.cells) for table in found.tables) <= MOST_CELLS else []


def sweeps() -> Iterator[tuple[str, Callable[[int], list[Statement]]]]:
    """Yield what is swept: a name, and the publications of a seed."""
    for name in KINDS:
        yield name, lambda seed, name=name: _of_kind(name, seed)  # type: ignore[misc]
    yield f"random dimensions, up to {MOST_CELLS} cells", _random
    yield (
        "up to four dates, some withdrawn",
        lambda seed: years(seed, staff=staff_of(seed, least=60, most=3_000), threshold=5 if seed % 2 else 10),
    )
    yield "four dates", lambda seed: history(seed, staff=staff_of(seed, least=100), threshold=10)
    yield (
        "a corrected file",
        lambda seed: corrected(
            seed, staff=staff_of(seed, least=100, most=3_000), threshold=5 if seed % 2 else 10
        ),
    )


COLUMNS = (
    "publications",
    "refused",
    "cells",
    "small",
    "hidden",
    "insiders",
    "movers",
    "exact",
    "within_2",
    "below",
)
OTHERS = [name for name in FAULTS if name not in COLUMNS]


def main(arguments: Sequence[str] = ()) -> int:
    seeds = int(arguments[0]) if arguments else SEEDS
    print(f"{seeds} seeds of each, 50 to 30,000 staff, T = 5 and 10\n")
    print(f"| what | {' | '.join(COLUMNS)} | other faults |")
    print(f"|---{'|---' * (len(COLUMNS) + 1)}|")
    everything, why = Tally(), set()
    for name, make in sweeps():
        tally = Tally()
        for seed in range(seeds):
            done, refused = publish(make(seed))
            one = judge(done, insiders=INSIDERS, whole=len(done) == 1)
            one.refused = len(refused)
            why.update(refused)
            tally.add(one)
            if one.faults:
                print(f"{name}, seed {seed}: {one.faults}", flush=True)
        print(_row(name, tally), flush=True)
        everything.add(tally)
    print(_row("all", everything))
    print("\nRefused:", *sorted(why), sep="\n- ")
    return 1 if everything.faults else 0


def _row(name: str, tally: Tally) -> str:
    others = sum(getattr(tally, each) for each in OTHERS)
    return f"| {name} | {' | '.join(f'{getattr(tally, each):,}' for each in COLUMNS)} | {others} |"
