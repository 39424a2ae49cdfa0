"""One value of a document that came from outside, with the place where it stands.

Every wrong value ends in `InvalidStatement`, which says where, what, and what to do. Counts are never quoted:
a cell that is shown in this document may be hidden in the next, and messages end up in logs.
"""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NoReturn

from review_toolkit.failures import CannotBeDone

LARGEST_COUNT = 100_000_000
"""More people than any employer has; above it a solver's tolerance would reach whole people."""
LARGEST_SUM = 1e13
LONGEST_NAME = 200
LONGEST_LIST = 500_000

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class InvalidStatement(CannotBeDone):
    """A document is not what `interfaces.md` 4 describes. The message says where and what to do."""


def quoted(name: str) -> str:
    """Return a name from outside in quotation marks, on one line, and shortened where it is long."""
    short = name if len(name) <= 60 else f"{name[:57]}..."
    return json.dumps(short, ensure_ascii=not short.isprintable())


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its place: `Node(document, "The document")["tables"]`."""

    value: object
    place: str

    def refuse(self, problem: str, remedy: str) -> NoReturn:
        """Raise, with the place before the problem and the remedy after it."""
        raise InvalidStatement(f"{self.place}: {problem}. {remedy}.")

    def _wrong(self, wanted: str) -> NoReturn:
        found = "nothing (null)" if self.value is None else _KINDS.get(type(self.value), "something else")
        self.refuse(f"{found} stands where {wanted} belongs", f"Write {wanted}")

    def fields(self) -> dict[str, "Node"]:
        """Return the values of an object by name."""
        if not isinstance(self.value, dict):
            self._wrong("an object in braces")
        return {str(key): Node(each, f"{self.place}, {quoted(str(key))}") for key, each in self.value.items()}

    def known_fields(self, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, "Node"]:
        """Return the values of an object that has these names and no others."""
        found = self.fields()
        for name in required:
            if name not in found:
                self.refuse(f"{quoted(name)} is missing", "Add it")
        for name in found:
            if name not in required and name not in optional:
                named = ", ".join((*required, *optional))
                self.refuse(f"{quoted(name)} is not expected here", f"Use these names only: {named}")
        return found

    def items(self, what: str = "entry") -> Iterator["Node"]:
        """Yield the values of a list, each with its number."""
        if not isinstance(self.value, list):
            self._wrong("a list in square brackets")
        if len(self.value) > LONGEST_LIST:
            self.refuse(f"the list has more than {LONGEST_LIST:,} entries", "Divide the document")
        for number, each in enumerate(self.value, start=1):
            yield Node(each, f"{self.place}, {what} {number}")

    def text(self) -> str:
        """Return a name: not empty, not very long, and one that can be written to a file."""
        if not isinstance(self.value, str):
            self._wrong("a text in quotation marks")
        if not self.value.strip():
            self.refuse("the text is empty", "Write a name")
        if len(self.value) > LONGEST_NAME:
            self.refuse(f"the text is longer than {LONGEST_NAME} characters", "Shorten it")
        if any("\ud800" <= character <= "\udfff" for character in self.value):
            self.refuse("the text holds half a character (a lone surrogate)", "Write it again")
        return self.value

    def texts(self) -> tuple[str, ...]:
        """Return a list of names."""
        return tuple(each.text() for each in self.items())

    def one_of(self, *choices: str) -> str:
        if self.value not in choices:
            self.refuse("the value is none of those that are allowed", f"Choose one of: {', '.join(choices)}")
        return str(self.value)

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            self._wrong("true or false")
        return self.value

    def number(self, *, least: float = 0.0, most: float = LARGEST_SUM) -> float:
        """Return a finite number in the range."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            self._wrong("a number")
        if isinstance(self.value, float) and not math.isfinite(self.value):
            self.refuse("the value is not a number, or is infinite", "Write a finite number")
        if self.value < least:
            too_low = "is negative" if least == 0 else f"is under {least:g}"
            self.refuse(f"the number {too_low}", f"Write {least:g} or more")
        if self.value > most:
            self.refuse(f"the number is above {most:,.0f}", f"Write {most:,.0f} or less")
        return float(self.value)

    def count(self) -> int:
        """Return a number of people."""
        people = self.number(most=LARGEST_COUNT)
        if not people.is_integer():
            self.refuse("the count is a fraction", "Count whole people")
        return int(people)

    def date(self) -> date:
        try:
            if isinstance(self.value, str) and _DATE.fullmatch(self.value):
                return date.fromisoformat(self.value)
        except ValueError:
            pass
        return self.refuse("this is not a date", "Write a day that exists as YYYY-MM-DD, such as 2026-03-31")


_KINDS: dict[type, str] = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "a text",
    list: "a list",
    dict: "an object",
}
