"""Pages of a long list: which rows a page shows, and which numbers stand below it. Pure.

A page that is not there is answered like anything else that is not there (404).
"""

import re
from dataclasses import dataclass

AROUND = 1
"""How many neighbours of the current page are named."""
_NUMBER = re.compile(r"[1-9][0-9]{0,6}")


class NoSuchPage(LookupError):
    """A page beyond the last, or a number that is none."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of `total` rows, `size` at a time. Pages are counted from 1; an empty list has one page."""

    number: int
    size: int
    total: int

    def __post_init__(self) -> None:
        if self.size < 1 or self.total < 0:
            raise ValueError(f"A page of {self.size} out of {self.total} rows cannot be.")
        if not 1 <= self.number <= self.pages:
            raise NoSuchPage(f"There is no page {self.number} of {self.pages}.")

    @classmethod
    def asked_for(cls, text: str | None, *, size: int, total: int) -> "Page":
        """Return the page that an address asks for ("page=3"), the first where it asks for none."""
        if text is None:
            return cls(1, size, total)
        if not _NUMBER.fullmatch(text):
            raise NoSuchPage("The number of the page is none.")
        return cls(int(text), size, total)

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def offset(self) -> int:
        """How many rows come before this page's first."""
        return (self.number - 1) * self.size

    @property
    def shown(self) -> range:
        """The rows of this page, counted from 1."""
        return range(self.offset + 1, min(self.offset + self.size, self.total) + 1)

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None

    @property
    def numbers(self) -> tuple[int | None, ...]:
        """The pages to name: the first, the last, the current one and its neighbours; None is a gap.

        A gap stands for two pages or more: one page takes no more room than a gap would.
        """
        named = {1, self.pages}
        named |= {n for n in range(self.number - AROUND, self.number + AROUND + 1) if 1 <= n <= self.pages}
        shown: list[int | None] = []
        before = 0
        for number in sorted(named):
            if number - before == 2:
                shown.append(number - 1)
            elif number - before > 2:
                shown.append(None)
            shown.append(number)
            before = number
        return tuple(shown)
