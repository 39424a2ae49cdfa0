"""What people inside small groups could work out about others.

The one or two members of a hidden innermost cell know how many they are; a declared group knows all its
cells. With that they read what everybody reads. Published figures do not say which cells have one or two
members: without the truth each hidden innermost cell is tried as if it had. What follows from that is
reported as possible and does not decide, for nobody can tell whether such a person exists.
"""

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from review_toolkit.disclosure.attack.atoms import Indices
from review_toolkit.disclosure.attack.bounds import NEARLY, Finder
from review_toolkit.disclosure.attack.publications import Block
from review_toolkit.disclosure.attack.solver import Clock, Programme
from review_toolkit.disclosure.attack.system import Floats, Row
from review_toolkit.disclosure.attack.targets import Target, innermost
from review_toolkit.disclosure.statements import Coordinates

MOST_TRIED = 2_000
"""Assumptions that are tried; how many are left out is told."""
KNOWN_WITHIN = 2.5
"""A number that can only lie nearer to the truth than this is known to within two people."""
_PAIRS = 8
"""So many of the best witnesses on either side are mixed; a mixture that is missed costs a programme only."""

Truth = Callable[[Target], int | None]


@dataclass(frozen=True, slots=True)
class Insider:
    """Somebody who knows these cells; `certain` says that such people exist."""

    cells: tuple[Target, ...]
    values: tuple[float, ...]
    certain: bool


@dataclass
class InsiderFindings:
    """What insiders pin down: `pinned` by people who exist, `possible` by people who may."""

    pinned: set[tuple[int, Coordinates]] = field(default_factory=set)
    possible: set[tuple[int, Coordinates]] = field(default_factory=set)
    tried: int = 0
    left_out: int = 0


class InsiderAttack:
    """Asks, for one insider after the other, what becomes of other people's hidden cells."""

    def __init__(
        self,
        targets: Sequence[Target],
        finders: Sequence[Finder | None],
        ranges: Mapping[int, tuple[float, float]],
        truth: Truth,
        clock: Clock,
    ) -> None:
        self.targets, self.finders, self.ranges = targets, finders, ranges
        self.truth, self.clock = truth, clock
        self.by_part: dict[int, list[tuple[Target, int]]] = {}
        for target in targets:
            if target.kind == "hidden" and target.sensitive:
                for part, number in target.split.pieces:
                    self.by_part.setdefault(part, []).append((target, number))

    def run(self, blocks: Sequence[Block], *, has_truth: bool) -> InsiderFindings:
        findings = InsiderFindings()
        for insider in self._insiders(blocks, has_truth, findings):
            if findings.tried == MOST_TRIED:
                findings.left_out += 1
                continue
            findings.tried += 1
            found = findings.pinned if insider.certain else findings.possible
            for part in {part for cell in insider.cells for part, _ in cell.split.pieces}:
                for target in self._closed(insider, part):
                    found.add((id(target.block), target.at))
        return findings

    def _insiders(
        self, blocks: Sequence[Block], has_truth: bool, findings: InsiderFindings
    ) -> Iterator[Insider]:
        by_place = {(id(each.block), each.at): each for each in self.targets}
        for block in blocks:
            for statement in block.statements:
                for group in statement.known_by:
                    cells = [by_place[id(block), at] for at in group.cells if (id(block), at) in by_place]
                    values = [self.truth(cell) for cell in cells]
                    in_no_table = any(
                        (id(block), at) not in by_place and at not in block.counts for at in group.cells
                    )
                    if None in values or in_no_table:
                        findings.left_out += 1
                    if cells and None not in values:
                        yield Insider(tuple(cells), tuple(float(each or 0) for each in values), certain=True)
        listed = [target for target in self.targets if target.kind in ("hidden", "instead")]
        for cell in innermost(listed):
            count = self.truth(cell)
            if count is None and not has_truth:
                least, most = self.ranges[id(cell)]
                for value in (1, 2):
                    if least - NEARLY <= value <= most + NEARLY:
                        yield Insider((cell,), (float(value),), certain=False)
            elif count in (1, 2):
                yield Insider((cell,), (float(count),), certain=True)

    def _closed(self, insider: Insider, part: int) -> list[Target]:
        """Return the cells of others that the insider can tell too closely."""
        finder = self.finders[part]
        if finder is None:
            return []
        # A cell may be listed by several names; whoever is inside knows it by each, and in each version of a
        # date that was corrected.
        own = {(id(cell.block), tuple(cell.columns.tolist())) for cell in insider.cells}
        places = {(cell.block.as_of, cell.at) for cell in insider.cells}
        rows = [
            (target, number)
            for target, number in self.by_part.get(part, ())
            if (id(target.block), tuple(target.columns.tolist())) not in own
            and (target.block.as_of, target.at) not in places
        ]
        asked = [(target, number, self._needed(target)) for target, number in rows]
        asked = [each for each in asked if each[2] is not None]
        if not asked:
            return []
        numbers = np.array([number for _, number, _ in asked])
        # What the target's other pieces may add is open to the insider as to everybody.
        needed = np.array([(need or 0.0) - self._elsewhere(target, part) for target, _, need in asked])
        shown = _shown_by_witnesses(finder, insider, part, numbers, needed)
        left = np.flatnonzero(~shown).tolist()
        return self._asked_one_by_one(insider, part, [(asked[i][0], asked[i][1], needed[i]) for i in left])

    def _needed(self, target: Target) -> float | None:
        """Return the number that must stay possible; None where the cell is not to be protected."""
        count = self.truth(target)
        if count is None:
            return target.reach
        if 0 < count < target.block.threshold:
            return float(max(target.block.threshold, count + 3))
        return None

    def _elsewhere(self, target: Target, part: int) -> float:
        most = target.split.certain
        for other, number in target.split.pieces:
            finder = self.finders[other]
            if other != part and finder is not None:
                most += float(finder.sums.most[number])
        return most

    def _asked_one_by_one(
        self, insider: Insider, part: int, asked: list[tuple[Target, int, float]]
    ) -> list[Target]:
        finder = self.finders[part]
        if finder is None or not asked:
            return []
        programme, release = self._informed(insider, part, finder)
        closed, shown = [], np.full(len(finder.sums.members), -np.inf)
        try:
            for target, number, needed in asked:
                members = finder.sums.members[number]
                if shown[number] < needed - NEARLY and len(members):
                    found = programme.most(members, np.ones(len(members)))
                    if found is None:
                        shown[number] = np.inf
                        continue
                    shown = np.maximum(shown, finder.sums.note(found))
                if shown[number] >= needed - NEARLY:
                    continue
                most = shown[number] + self._elsewhere(target, part)
                if self._is_close(target, members, float(most), programme):
                    closed.append(target)
        finally:
            release()
        return closed

    def _is_close(self, target: Target, members: Indices, most: float, programme: Programme) -> bool:
        """Say whether a cell that cannot reach the number needed is told too closely all the same.

        With the truth, the number needed also covers "within 2": a cell that can reach the threshold passes
        if it can be far enough below.
        """
        count = self.truth(target)
        if count is None:
            return most > 1 - NEARLY
        if most < target.reach - NEARLY:
            return True
        found = programme.least(members, np.ones(len(members)))
        least = target.split.certain + (0.0 if found is None else float(found[members].sum()))
        return least > count - KNOWN_WITHIN

    def _informed(self, insider: Insider, part: int, finder: Finder) -> tuple[Programme, Callable[[], None]]:
        """Return a programme that knows what the insider knows, and what undoes it."""
        known = _known_in(insider, part)
        members = [finder.sums.members[number] for number, _ in known]
        if len(known) == 1 and len(members[0]) == 1:
            column = int(members[0][0])
            finder.programme.hold(column, known[0][1])
            return finder.programme, lambda: finder.programme.release(column)
        rows = [
            Row(each, np.ones(len(each)), value, value, "what an insider knows")
            for each, (_, value) in zip(members, known, strict=True)
        ]
        more = dataclasses.replace(finder.part, rows=[*finder.part.rows, *rows])
        return Programme(more, self.clock), lambda: None


def _known_in(insider: Insider, part: int) -> list[tuple[int, float]]:
    """Return the sums of a part that an insider knows; one that reaches into other parts tells less."""
    found = []
    for cell, value in zip(insider.cells, insider.values, strict=True):
        if len(cell.split.pieces) == 1 and cell.split.pieces[0][0] == part:
            found.append((cell.split.pieces[0][1], value - cell.split.certain))
    return found


def _shown_by_witnesses(
    finder: Finder, insider: Insider, part: int, numbers: NDArray[np.int64], needed: Floats
) -> NDArray[np.bool_]:
    """Say which sums reach what is needed in some mixture of two witnesses that agrees with the insider."""
    shown: NDArray[np.bool_] = np.zeros(len(numbers), dtype=bool)
    known = _known_in(insider, part)
    if not known:
        return ~shown
    seen = np.array(finder.sums.witnesses)
    own, values = seen[:, [number for number, _ in known]], np.array([value for _, value in known])
    agreeing = (np.abs(own - values) < NEARLY).all(axis=1)
    if agreeing.any():
        shown = seen[agreeing][:, numbers].max(axis=0) >= needed - NEARLY
    if len(known) > 1:
        return shown
    distance = own[:, 0] - values[0]
    below, above = np.flatnonzero(distance <= 0), np.flatnonzero(distance >= 0)
    if not len(below) or not len(above):
        return shown
    for index in np.flatnonzero(~shown).tolist():
        column = seen[:, numbers[index]]
        low = below[np.argsort(column[below])[-_PAIRS:]]
        high = above[np.argsort(column[above])[-_PAIRS:]]
        gap = distance[high][None, :] - distance[low][:, None]
        share = np.where(gap > NEARLY, -distance[low][:, None] / np.maximum(gap, NEARLY), 0.0)
        mixed = (1 - share) * column[low][:, None] + share * column[high][None, :]
        shown[index] = bool((mixed >= needed[index] - NEARLY).any())
    return shown
