"""The attack from beginning to end: what a reader of these publications can work out."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from review_toolkit.disclosure.attack.bounds import Finder, Splitter, sum_up
from review_toolkit.disclosure.attack.equations import DateSystem, add_sums
from review_toolkit.disclosure.attack.insiders import InsiderAttack, InsiderFindings
from review_toolkit.disclosure.attack.movement import MoverTarget, link_dates
from review_toolkit.disclosure.attack.publications import Block, blocks_of, dimensions_of
from review_toolkit.disclosure.attack.reduction import reduce_system
from review_toolkit.disclosure.attack.report import AttackReport
from review_toolkit.disclosure.attack.solver import Clock
from review_toolkit.disclosure.attack.system import System
from review_toolkit.disclosure.attack.targets import Target, cell_targets, tables_left_out, unlisted_targets
from review_toolkit.disclosure.attack.verdict import Facts, Found, TrueCounts, judge
from review_toolkit.disclosure.statements import Dimension, Statement
from review_toolkit.failures import CannotBeDone

SECONDS = 600.0
_IN_FULL = ("hidden", "instead", "sum")
_HALF_A_PERSON = 0.5
"""People are whole: below half a person is nobody, and within half a person of a number is that number."""


def attack(
    statements: Sequence[Statement],
    *,
    insiders: bool = False,
    truth: Statement | None = None,
    seconds: float = SECONDS,
) -> AttackReport:
    """Work out how low and how high every hidden cell of all publications together could be.

    Reads what is published only: a count on a hidden cell is dropped first. `truth` adds to the verdict what
    only somebody who knows the counts can judge; it never enters the equations. Raises `AttackTooSlow` after
    `seconds`, and `Contradiction` where nothing fits the figures; both mean that the figures are not safe.
    """
    if not statements:
        raise CannotBeDone("There is no publication to attack. Name at least one.")
    if truth is not None and truth.as_of not in {each.as_of for each in statements}:
        raise CannotBeDone(
            "The true counts are of another date than every publication. Name those of one date."
        )
    started = time.monotonic()
    blocks = blocks_of(statements)
    assault = _Assault(blocks, dimensions_of(blocks), Clock.of(seconds))
    assault.find_ranges()
    true_counts = TrueCounts.of(truth, blocks)
    found = assault.found()
    told = InsiderFindings()
    if insiders:
        ranges = {id(each.target): (each.least, each.most) for each in found}
        inside = InsiderAttack(assault.targets, assault.finders, ranges, true_counts.of_target, assault.clock)
        told = inside.run(blocks, has_truth=truth is not None)
    facts = Facts(
        shown=sum(len(block.shown - set(block.hidden)) for block in blocks),
        dates=len(blocks),
        unlinked_dates=assault.unlinked,
        loosely_linked=assault.lost,
        tables_left_out=assault.tables_left_out,
        programmes=sum(each.programme.solves for each in assault.finders if each is not None),
        insiders=told,
        seconds=time.monotonic() - started,
    )
    return judge(found, facts, true_counts)


@dataclass
class _Assault:
    """The equations, what is asked, and the programmes that answer."""

    blocks: Sequence[Block]
    dimensions: dict[str, Dimension]
    clock: Clock

    def __post_init__(self) -> None:
        system = System()
        dates = [DateSystem(system, block, self.dimensions) for block in self.blocks]
        self.targets: list[Target] = []
        for date in dates:
            self.targets.extend(cell_targets(date, self.dimensions))
            self.targets.extend(unlisted_targets(date, self.dimensions))
            self.targets.extend(_sum_targets(system, date))
        movers, self.unlinked = link_dates(system, dates, self.dimensions)
        by_day = {block.as_of: block for block in self.blocks}
        self.targets.extend(_mover_target(each, by_day[each.movers.later]) for each in movers)
        self.tables_left_out = sum(map(tables_left_out, dates))
        self.lost = any(date.lost for date in dates)
        self.reduced = reduce_system(system)
        self.splitter = Splitter(self.reduced)
        for target in self.targets:
            target.split = self.splitter.split(target.columns)
            if target.beside is not None:
                target.beside_split = self.splitter.split(target.beside)
        self.finders: list[Finder | None] = [None] * len(self.reduced.parts)

    def find_ranges(self) -> None:
        """Ask every part; of what is neither hidden nor a sum, only whether it stays open."""
        in_full = [target for target in self.targets if target.kind in _IN_FULL]
        quick = [target for target in self.targets if target.kind not in _IN_FULL]
        for number, rest in enumerate(self.reduced.parts):
            if rest.rows:
                self.clock.left()
                self.finders[number] = Finder(rest, self.splitter.members[number], self.clock)
        for number, finder in enumerate(self.finders):
            if finder is None:
                continue
            wanted = self._pieces(number, in_full)
            finder.lower_all(wanted)
            finder.raise_all(wanted)
            needed = np.zeros(len(wanted))
            for target in quick:
                for part, piece in target.split.pieces:
                    if part == number:
                        needed[piece] = max(needed[piece], target.block.threshold)
            finder.open_all(needed > 0, needed)
        self._in_full([target for target in quick if not self._is_open(target)])
        self._raise_beside(in_full)

    def found(self) -> list[Found]:
        """Return each target with its range."""
        return [
            Found(target, *sum_up(target.split, self.finders), all_alike=self._all_alike(target))
            for target in self.targets
        ]

    def _all_alike(self, target: Target) -> bool:
        return (
            target.beside_split is not None and sum_up(target.beside_split, self.finders)[1] < _HALF_A_PERSON
        )

    def _pieces(self, number: int, targets: Iterable[Target]) -> NDArray[np.bool_]:
        wanted = np.zeros(len(self.splitter.members[number]), dtype=bool)
        for target in targets:
            for part, piece in target.split.pieces:
                if part == number:
                    wanted[piece] = True
        return wanted

    def _is_open(self, target: Target) -> bool:
        least, most = sum_up(target.split, self.finders)
        return least < _HALF_A_PERSON or most > target.block.threshold - _HALF_A_PERSON

    def _in_full(self, targets: Sequence[Target]) -> None:
        for number, finder in enumerate(self.finders):
            if finder is not None and (wanted := self._pieces(number, targets)).any():
                finder.lower_all(wanted)
                finder.raise_all(wanted)

    def _raise_beside(self, targets: Sequence[Target]) -> None:
        """See whether there can be anybody with another outcome, where no witness has shown one."""
        for target in targets:
            split = target.beside_split
            if split is None or split.certain or sum_up(split, self.finders)[1] > _HALF_A_PERSON:
                continue
            for part, piece in split.pieces:
                finder = self.finders[part]
                if finder is not None:
                    finder.raise_one(piece)


def _sum_targets(system: System, date: DateSystem) -> list[Target]:
    found: list[Target] = []
    block = date.block
    for measure in dict.fromkeys(each.measure for each in block.sums):
        sums = [each for each in block.sums if each.measure == measure]
        hidden, unit = add_sums(system, sums, block.atoms)
        found.extend(
            Target("sum", measure, at, block, columns, sensitive=True, unit=unit)
            for at, columns in sorted(hidden.items())
        )
    return found


def _mover_target(each: MoverTarget, block: Block) -> Target:
    between = f"{each.side} between {each.movers.earlier} and {each.movers.later}"
    return Target("moved", between, each.at, block, each.columns, sensitive=True)
