"""How long protection takes and how much it hides for nothing: `make bench ARGS=speed`.

The floor is the plainest attack there is: the range of every small number, one programme each way, on a
solver that is kept. On 704 cells the best bound is looked for with ten times the work that a release gets,
with a hundred times by `"speed 100"`.
"""

from collections.abc import Sequence
from time import perf_counter

from review_toolkit.disclosure.attack import attack
from review_toolkit.disclosure.engine import CannotProtect, Options, find_pattern, protect
from review_toolkit.disclosure.statements import Statement
from tests.disclosure.judging import is_small
from tests.disclosure.populations import count_by_cell, sector, wide_grid
from tests.disclosure.systems import KINDS, THRESHOLDS, staff_of
from tests.disclosure.worlds import Worlds

STAFF = (150, 3_000, 30_000)
WORK_ON_BOUND = 10
SMALL_SYSTEMS = 200
SEEDS = range(10)
RELEASE_SECONDS, PATTERN_SECONDS, AUDIT_SECONDS = 120, 30, 5
MOST_EXCESS, MOST_SMALL_EXCESS = 0.10, 0.02


def main(arguments: Sequence[str] = ()) -> int:
    return _large(int(arguments[0]) if arguments else WORK_ON_BOUND) + _small() + _sector()


def _large(times_work: int) -> int:
    print(f"704 cells, T = 10; the bound is the best found with {times_work} times the work of a release\n")
    names = (
        "staff",
        "pattern",
        "release",
        "audit",
        "ranges alone",
        "release / ranges",
        "cost",
        "bound",
        "excess",
    )
    print(f"| {' | '.join(names)} | seconds for the bound |")
    print(f"|---{'|---' * len(names)}|")
    missed = 0
    for staff in STAFF:
        truth = wide_grid(staff)
        began = perf_counter()
        pattern = find_pattern(truth)
        patterned = perf_counter() - began
        made = protect(truth)
        audit = float(made.audit.summary["seconds"])
        floor = _ranges(truth, made.statement)
        began = perf_counter()
        options = Options(seconds=7_200, work=times_work * Options().work, whole_people=False, insiders=False)
        bound = find_pattern(truth, options=options).proof.bound
        bounding = perf_counter() - began
        excess = pattern.proof.cost / bound - 1
        missed += made.seconds > RELEASE_SECONDS or patterned > PATTERN_SECONDS or audit > AUDIT_SECONDS
        missed += excess > MOST_EXCESS
        times = (
            f"{patterned:.1f} | {made.seconds:.1f} | {audit:.1f} | {floor:.2f} | {made.seconds / floor:.1f}"
        )
        print(
            f"| {staff} | {times} | {pattern.proof.cost:.1f} | {bound:.1f} | {excess:.1%} | {bounding:.0f} |",
            flush=True,
        )
    return missed


def _ranges(truth: Statement, printed: Statement) -> float:
    began = perf_counter()
    worlds = Worlds([printed])
    for at, count in count_by_cell(truth).items():
        if is_small(truth, at, count):
            columns = worlds.days[0].of(at)
            worlds.least(columns)
            worlds.most(columns)
    return perf_counter() - began


def _small() -> int:
    excesses, times = [], []
    for name in KINDS:
        for seed in SEEDS:
            for threshold in THRESHOLDS:
                truth = KINDS[name](staff_of(seed), seed, threshold)
                if len(count_by_cell(truth)) > SMALL_SYSTEMS:
                    continue
                began = perf_counter()
                try:
                    excesses.append(find_pattern(truth).proof.excess)
                except CannotProtect:
                    continue
                times.append(perf_counter() - began)
    proved = sum(each <= 0 for each in excesses) / len(excesses)
    print(
        f"\n{len(excesses)} systems of up to {SMALL_SYSTEMS} cells: {proved:.1%} proved to hide as little as"
    )
    print(f"can be, the worst {max(excesses):.1%} above the bound; {max(times):.1f} seconds at most")
    return max(excesses) > MOST_SMALL_EXCESS


def _sector() -> int:
    truth = sector()
    steps: list[str] = []
    options = Options(whole_people=False, insiders=False)
    began = perf_counter()
    pattern = find_pattern(truth, options=options, progress=lambda *step: steps.append(step[2]))
    first = perf_counter() - began
    began = perf_counter()
    made = protect(truth, options=Options(seconds=1_800))
    whole = perf_counter() - began
    audit = attack([made.statement]).summary["seconds"]
    print(f"\n{len(count_by_cell(truth)):,} cells, 60 organisations: pattern {first:.0f} s, with")
    print(f"{len(steps)} reports of progress; release with insiders and whole people {whole:.0f} s,")
    print(f"audit {audit} s; {len(pattern.primary)} small, {len(made.hidden)} hidden")
    return first > RELEASE_SECONDS
