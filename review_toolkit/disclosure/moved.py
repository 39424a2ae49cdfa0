"""How many people joined and left between two dates, and what colleagues know of it in published lines."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from review_toolkit.disclosure.statements import Coordinates, KnownCount, Movers


@dataclass(frozen=True, slots=True)
class Moved:
    """How many people joined and left between two dates, by grade; a whole number for each side in `total`.

    `by_grade` is empty where a file has no grades. `moved_by_grades` counts who stands on another grade, by
    both grades; None where nobody can tell. `regrouped` counts those whose recorded group was changed
    otherwise than by declaring one.

    With equal dates it says in whom a corrected file differs from the withdrawn one: who was missing
    (`joined`), who should not have been there (`left`), who stood on another grade, and whose group was
    recorded anew, a missing one that was filled in included.
    """

    earlier: date
    later: date
    joined: int = 0
    left: int = 0
    joined_by_grade: Mapping[str, int] = field(default_factory=dict)
    left_by_grade: Mapping[str, int] = field(default_factory=dict)
    regrouped: int = 0
    regrouped_by_grade: Mapping[str, int] = field(default_factory=dict)
    moved_by_grades: Mapping[tuple[str, str], int] | None = None

    @property
    def is_correction(self) -> bool:
        return self.earlier == self.later

    @property
    def _may_move(self) -> bool:
        """Whether anybody may have changed grade, for all that is known."""
        return self.moved_by_grades is None and not self.is_correction

    @property
    def people(self) -> int:
        """How many rows differ. Whoever has another grade and another group counts for both."""
        return self.joined + self.left + self.regrouped + sum((self.moved_by_grades or {}).values())

    def told(self, places: Mapping[str, Coordinates], everybody: Coordinates = ()) -> Movers:
        """Return what colleagues know of it, in the published lines.

        `places` gives the published line of each grade that has one. A line where nobody came or went is told
        too: colleagues know that as well, and who changed grade within the organisation. Of a correction they
        are taken to know also whose group was recorded anew, as they know of somebody who joins; of another
        date they know only how many there are.
        """
        known = self._told_of_rows(places, everybody)
        if self.is_correction:
            return known
        return replace(known, regrouped=(KnownCount(everybody, self.regrouped),) if self.regrouped else ())

    def _told_of_rows(self, places: Mapping[str, Coordinates], everybody: Coordinates) -> Movers:
        joined, left = Counter(self.joined_by_grade), Counter(self.left_by_grade)
        went: Counter[str] = Counter()
        came: Counter[str] = Counter()
        off_the_lines = 0
        for (before, now), count in (self.moved_by_grades or {}).items():
            source, target = places.get(before), places.get(now)
            if source == target:
                continue
            if source is None or target is None:
                # From or to where nothing is published by line, it looks like joining or leaving a line.
                left[before] += count
                joined[now] += count
                off_the_lines += count
            else:
                went[before] += count
                came[now] += count
        return Movers(
            self.earlier,
            self.later,
            joined=_known(self.joined + off_the_lines, joined, places, everybody),
            left=_known(self.left + off_the_lines, left, places, everybody),
            went=() if self._may_move else _known(went.total(), went, places, everybody),
            came=() if self._may_move else _known(came.total(), came, places, everybody),
            regrouped=_known(self.regrouped, self.regrouped_by_grade, places, everybody),
        )


def _known(
    total: int, by_grade: Mapping[str, int], places: Mapping[str, Coordinates], everybody: Coordinates
) -> tuple[KnownCount, ...]:
    """Count people by published line and altogether; altogether alone where they cannot be told apart."""
    if total and not by_grade:
        return (KnownCount(everybody, total),)
    lines = dict.fromkeys(sorted(set(places.values())), 0)
    for grade, count in by_grade.items():
        if grade in places:
            lines[places[grade]] += count
    return (KnownCount(everybody, total), *(KnownCount(at, count) for at, count in lines.items()))
