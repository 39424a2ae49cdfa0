"""What is wrong with a file, or worth knowing about it: where, what, and what to do."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from review_toolkit.failures import CannotBeDone
from review_toolkit.files.kinds import MAX_BYTES

__all__ = [
    "MAX_BYTES",
    "MAX_LISTED",
    "ExtractRefused",
    "MappingRefused",
    "Problem",
    "SourceFile",
    "Unreadable",
    "listed_rows",
]

MAX_LISTED = 20


@dataclass(frozen=True)
class SourceFile:
    """A file as it was handed in: its name without folder, and its bytes."""

    name: str
    content: bytes

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the bytes, in hex."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Problem:
    """One thing about one place in a file, with its remedy.

    `row` counts as the spreadsheet does, title rows included. Messages may quote cells and name rows: they
    are for the person who holds the file, never for a release.
    """

    file: str
    message: str
    row: int | None = None
    column: str | None = None
    remedy: str = ""

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", column '{self.column}'"
        return f"{place}: {self.message}" + (f" {self.remedy}" if self.remedy else "")


class ExtractRefused(CannotBeDone):
    """A file that was not read, with every reason (at most 20, and how many more)."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        found = sorted(problems, key=lambda problem: (problem.row is not None, problem.row or 0))
        shown = found[:MAX_LISTED]
        if len(found) > MAX_LISTED:
            more = len(found) - MAX_LISTED
            shown.append(
                Problem(found[0].file, f"and {more} more.", remedy="Put the ones above right first.")
            )
        self.problems: tuple[Problem, ...] = tuple(shown)
        super().__init__("\n".join(str(problem) for problem in shown))

    @classmethod
    def because(
        cls, file: str, message: str, remedy: str, *, row: int | None = None, column: str | None = None
    ) -> Self:
        """Return the error for a single reason."""
        return cls([Problem(file, message, row, column, remedy)])


class MappingRefused(ExtractRefused):
    """A mapping that cannot be used."""


class Unreadable(Exception):
    """One value that cannot be read, without its place: `message` and `remedy` are sentences."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = _shortened(message)
        self.remedy = _shortened(remedy)


def listed_rows(rows: Iterable[int], *, limit: int = 5) -> str:
    """Return "row 7", "rows 7 and 9" or "rows 7, 8, 9, 12, 15 and 3 more"."""
    found = list(rows)
    if len(found) == 1:
        return f"row {found[0]}"
    shown = [str(row) for row in found[:limit]]
    if len(found) > limit:
        return f"rows {', '.join(shown)} and {len(found) - limit} more"
    return f"rows {', '.join(shown[:-1])} and {shown[-1]}"


def _shortened(text: str, most: int = 400) -> str:
    """Return a sentence that quotes a cell, without the middle of a very long one."""
    return text if len(text) <= most else f"{text[: most // 2]} ... {text[-most // 2 :]}"
