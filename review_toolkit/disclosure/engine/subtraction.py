"""What follows by plain subtraction, without a solver: a number that is the only hidden one in a division.

Most attempts to show an item again fail for this simplest of reasons, and finding that out by counting saves
the solver most of its work.
"""

from collections.abc import Iterable

from review_toolkit.disclosure.engine.programme import Division
from review_toolkit.disclosure.engine.system import Bools


class Divisions:
    """The divisions of publications, each different one once."""

    def __init__(self, divisions: Iterable[Division]) -> None:
        self.each = tuple(dict.fromkeys(divisions))
        self._touching: dict[int, list[int]] = {}
        for number, division in enumerate(self.each):
            for index in division:
                self._touching.setdefault(index, []).append(number)

    def following(self, index: int, hidden: Bools) -> list[int]:
        """Return the hidden items that would follow by subtraction if an item were shown."""
        told, left, found = {index}, [index], []
        while left:
            for number in self._touching.get(left.pop(), ()):
                unknown = [other for other in self.each[number] if hidden[other] and other not in told]
                if len(unknown) == 1:
                    told.add(unknown[0])
                    found.append(unknown[0])
                    left.append(unknown[0])
        return found

    def beside(self, index: int) -> set[int]:
        """Return the items that share a division with an item."""
        return {other for number in self._touching.get(index, ()) for other in self.each[number]}
