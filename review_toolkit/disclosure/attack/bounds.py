"""The least and the most of many sums of unknowns, with as few programmes as will do.

Every solution of a programme is a witness for all sums at once. A sum that some witness shows at nothing
needs no programme for its least, and one that a witness shows at a limit that is plain to see needs none
for its most.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from review_toolkit.disclosure.attack.atoms import Indices
from review_toolkit.disclosure.attack.failures import Contradiction
from review_toolkit.disclosure.attack.reduction import Part, Reduced
from review_toolkit.disclosure.attack.solver import Clock, Programme
from review_toolkit.disclosure.attack.system import INFINITE, Floats

NEARLY = 1e-4
"""What the solver's tolerance may add up to, far under the smallest difference that a figure makes."""
MOST_WITNESSES = 4_000
"""So many are kept for mixing; without the later ones more programmes are solved, and nothing is missed."""
_STILL_WORTH_IT = 0.9
"""All sums are lowered at once as long as no more than this share of them is left each time."""


@dataclass
class Sums:
    """Sums of unknowns of one part, with what witnesses say of each."""

    members: list[Indices]
    least: Floats
    most: Floats
    limit: Floats
    witnesses: list[Floats] = field(default_factory=list)

    @classmethod
    def of(cls, members: list[Indices], part: Part) -> "Sums":
        limits = [_limit(each, part) for each in members]
        size = len(members)
        return cls(members, np.full(size, INFINITE), np.full(size, -INFINITE), np.array(limits))

    def values(self, unknowns: Floats) -> Floats:
        if not self.members:
            return np.array([])
        starts = np.cumsum([0, *(len(each) for each in self.members[:-1])])
        return np.asarray(np.add.reduceat(unknowns[np.concatenate(self.members)], starts))

    def note(self, unknowns: Floats) -> Floats:
        """Keep a witness; return the sums that it shows."""
        values = self.values(unknowns)
        self.least, self.most = np.minimum(self.least, values), np.maximum(self.most, values)
        if len(self.witnesses) < MOST_WITNESSES:
            self.witnesses.append(values)
        return values


class Finder:
    """Finds ranges within one part."""

    def __init__(self, part: Part, members: list[Indices], clock: Clock) -> None:
        self.part = part
        self.sums = Sums.of(members, part)
        self.programme = Programme(part, clock)
        first = self.programme.feasible()
        if first is None:
            raise Contradiction(
                "What is published contradicts itself: no organisation fits all figures. Check them against "
                "the same file, the dates, and who joined and left."
            )
        self.sums.note(first)
        self._weights = np.random.default_rng(1)

    def lower_all(self, wanted: NDArray[np.bool_]) -> None:
        """Find the least of each wanted sum: all at once as long as that shows new zeros, then one by one."""
        sums = self.sums
        while (left := wanted & (sums.least > NEARLY)).any():
            before = int(left.sum())
            self._lower_at_once(left)
            if int((wanted & (sums.least > NEARLY)).sum()) > before * _STILL_WORTH_IT:
                break
        for index in np.flatnonzero(wanted & (sums.least > NEARLY)).tolist():
            if sums.least[index] > NEARLY:
                found = self.programme.least(sums.members[index], np.ones(len(sums.members[index])))
                if found is not None:
                    sums.note(found)

    def raise_all(self, wanted: NDArray[np.bool_]) -> None:
        """Find the most of each wanted sum."""
        sums = self.sums
        for index in np.flatnonzero(wanted).tolist():
            if sums.most[index] < sums.limit[index] - NEARLY:
                self.raise_one(index)

    def raise_one(self, index: int) -> None:
        members = self.sums.members[index]
        found = self.programme.most(members, np.ones(len(members)))
        if found is None:
            self.sums.most[index] = self.sums.limit[index] = INFINITE
        else:
            self.sums.note(found)

    def open_all(self, wanted: NDArray[np.bool_], needed: Floats) -> None:
        """Look for a witness that each wanted sum can be nothing, or as many as needed: one will do.

        What is not shown open has its exact least and most afterwards.
        """
        self.lower_all(wanted)
        left = wanted & (self.sums.least > NEARLY)
        for index in np.flatnonzero(left).tolist():
            if self.sums.most[index] < needed[index] - NEARLY:
                self.raise_one(index)

    def _lower_at_once(self, chosen: NDArray[np.bool_]) -> None:
        costs = np.zeros(self.programme.size)
        for index in np.flatnonzero(chosen).tolist():
            costs[self.sums.members[index]] += self._weights.uniform(0.5, 1.5)
        columns = np.flatnonzero(costs)
        found = self.programme.least(columns, costs[columns])
        if found is not None:
            self.sums.note(found)


def _limit(members: Indices, part: Part) -> float:
    """Return the most that a sum can be by what single rows say."""
    return float(part.most[members].sum())


@dataclass(frozen=True, slots=True)
class Split:
    """A sum of unknowns as a number that is certain and its pieces, as (part, number of the sum there)."""

    certain: float
    pieces: tuple[tuple[int, int], ...]


class Splitter:
    """Divides sums over the parts, each different piece once."""

    def __init__(self, reduced: Reduced) -> None:
        self.reduced = reduced
        self.members: list[list[Indices]] = [[] for _ in reduced.parts]
        self._numbers: list[dict[bytes, int]] = [{} for _ in reduced.parts]

    def split(self, columns: Indices) -> Split:
        values = self.reduced.fixed[columns]
        is_open = np.isnan(values)
        pieces = []
        still = columns[is_open]
        owners = self.reduced.part_of[still]
        for part in np.unique(owners).tolist():
            members = np.sort(self.reduced.place[still[owners == part]])
            number = self._numbers[part].setdefault(members.tobytes(), len(self.members[part]))
            if number == len(self.members[part]):
                self.members[part].append(members)
            pieces.append((part, number))
        return Split(float(values[~is_open].sum()), tuple(pieces))


def sum_up(split: Split, finders: Sequence[Finder | None]) -> tuple[float, float]:
    """Return the least and the most of a sum from its pieces."""
    least = most = split.certain
    for part, number in split.pieces:
        finder = finders[part]
        if finder is None:
            return split.certain, INFINITE
        least += float(finder.sums.least[number])
        most += float(finder.sums.most[number])
    return least, most
