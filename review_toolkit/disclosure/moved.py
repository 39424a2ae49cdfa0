"""How many people joined and left between two dates, and what colleagues know of it in published lines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from review_toolkit.disclosure.statements import Coordinates, KnownCount, Movers


@dataclass(frozen=True, slots=True)
class Moved:
    """How many people joined and left between two dates, by grade; a whole number for each side in `total`.

    `by_grade` is empty where a file has no grades. Of figures that replace others of their own date nothing
    is known: how many rows were wrong, and in which lines, nobody outside can say (`is_correction`).
    """

    earlier: date
    later: date
    joined: int = 0
    left: int = 0
    joined_by_grade: Mapping[str, int] = field(default_factory=dict)
    left_by_grade: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_correction(self) -> bool:
        return self.earlier == self.later

    def told(self, places: Mapping[str, Coordinates], everybody: Coordinates = ()) -> Movers:
        """Return what colleagues know of it, in the published lines.

        `places` gives the published line of each grade that has one. A line where nobody came or went is told
        too: colleagues know that as well.
        """
        if self.is_correction:
            return Movers(self.earlier, self.later)
        return Movers(
            self.earlier,
            self.later,
            joined=_known(self.joined, self.joined_by_grade, places, everybody),
            left=_known(self.left, self.left_by_grade, places, everybody),
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
