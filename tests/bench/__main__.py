"""`make bench`: what the product takes, as a ratio to a floor measured in the same run; what it withstands.

`make bench ARGS=floors` and so on run one part: see `PARTS`.

Absolute seconds differ from machine to machine; a ratio is worth keeping. Each measure alternates the
product and its floor and keeps the fastest of each, after one run of both to warm up.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

from tests.bench import (
    answers_alike,
    disclosure_profile,
    disclosure_replay,
    disclosure_rules,
    disclosure_speed,
    disclosure_sweep,
    exports,
    files,
    forms,
    pages,
    reports,
)


@dataclass(frozen=True)
class Bench:
    """A piece of work, its floor, what the floor is, and the highest ratio that is good enough, if set."""

    name: str
    work: Callable[[], object]
    floor: Callable[[], object]
    floor_name: str
    goal: float | None
    rounds: int = 5


def benches() -> Iterator[Bench]:
    yield Bench("read XLSX, 30,000 x 13", *files.workbook(), "pandas + openpyxl", 0.3, rounds=2)
    yield Bench("read XLSX, 30,000 x 13", *files.workbook_floor(), "calamine alone", 4.0, rounds=3)
    yield Bench(
        "CSV to indicators, 1,500,000 rows",
        *files.large_csv(),
        "the same counts by hand, no checks",
        None,
        rounds=2,
    )
    yield Bench(
        "fill the worked example's report", *reports.filling(), "bare docxtpl in a child process", 1.5
    )
    yield Bench("Word tables, 5,000 rows", *exports.word_tables(), "the same with 500 rows", 5.0)
    yield Bench("task list, warm", *pages.task_list(), "bare Flask page with the same statements", 5.0)
    bare = "bare Flask page with the same statements"
    yield Bench("frozen release of 3,000 staff, 50 requests", *pages.frozen_release(), bare, None, rounds=2)
    plain = "the same fields by a plain macro, bare Flask"
    yield Bench("form of 40 fields", *forms.against_plain(), plain, 3.0, rounds=10)
    yield Bench("the same by the NHS macros", *forms.theirs_against_plain(), plain, None, rounds=3)


def fastest(work: Callable[[], object], floor: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Return the fastest seconds of each, taken in turn."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 1):
        for index, run in enumerate((work, floor)):
            start = perf_counter()
            run()
            if number:
                times[index].append(perf_counter() - start)
    return min(times[0]), min(times[1])


def floors() -> int:
    print("| work | seconds | floor | seconds | ratio | goal |")
    print("|---|---|---|---|---|---|")
    missed = 0
    for bench in benches():
        work, floor = fastest(bench.work, bench.floor, bench.rounds)
        ratio = work / floor
        late = bench.goal is not None and ratio > bench.goal
        missed += late
        said = f"{ratio:.2f} (missed)" if late else f"{ratio:.2f}"
        cells = (bench.name, f"{work:.3f}", bench.floor_name, f"{floor:.3f}", said, str(bench.goal or "–"))
        print(f"| {' | '.join(cells)} |", flush=True)
    return 1 if missed else 0


PARTS: Mapping[str, Callable[[Sequence[str]], int]] = {
    "floors": lambda _: floors(),
    "rules": lambda _: disclosure_rules.main(),
    "speed": lambda _: disclosure_speed.main(),
    "profile": lambda _: disclosure_profile.main(),
    "replay": disclosure_replay.main,
    "sweep": disclosure_sweep.main,
    "alike": answers_alike.main,
}


def main(arguments: Sequence[str]) -> int:
    """Run the named part with what follows its name, or all."""
    chosen = {arguments[0]: PARTS[arguments[0]]} if arguments else PARTS
    missed = 0
    for name, part in chosen.items():
        print(f"\n## {name}\n")
        missed += part(arguments[1:])
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
