"""What is published, or is to be: tables of counts with their structure, as frozen values (interfaces.md 4).

A `Statement` is one publication of one date. It goes into `protect` with counts and comes out with some of
them hidden; `attack` reads what came out. The two build their own systems of equations from it and share
nothing but these values.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

UNPUBLISHED = "not published"
"""The name of a table of counts that are not printed and are kept open all the same."""

Role = Literal["sensitive", "outcome", "public"]
Zero = Literal["publish", "protect"]

EVERYBODY = "everybody"
"""The top of every dimension of what the toolkit publishes itself: figures of all dates name it alike."""
NO_PAY = "no recorded pay"
"""Whoever is in none of the bands of pay, likewise."""

Coordinates = tuple[tuple[str, str], ...]
"""Where a cell lies: (dimension, category) pairs in the order of the dimensions' names. A dimension that is
left out stands at its top, so `()` is everybody."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A question that people are counted by.

    `never_primary` names categories that are nobody's ethnicity ("not known"). `zero` says whether a count
    of nobody may be read off (`publish`), or is a fact about each member of a group (`protect`).
    """

    name: str
    role: Role
    never_primary: frozenset[str] = frozenset()
    zero: Zero = "publish"


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """The categories of a dimension. `children` maps a category to one or more ways of dividing it up.

    Each way is a complete division: everyone in the category is in exactly one of its members. `top` holds
    everybody. Categories without children are the finest.
    """

    top: str
    children: Mapping[str, tuple[tuple[str, ...], ...]]

    @property
    def categories(self) -> tuple[str, ...]:
        """Every category once, the top first, in the order in which they are named."""
        members = (member for ways in self.children.values() for way in ways for member in way)
        return tuple(dict.fromkeys((self.top, *self.children, *members)))


@dataclass(frozen=True, slots=True)
class ShownAs:
    """What a reader sees in place of a count: a range of people, or a rounded percentage.

    `percent` is within `round` / 2 of the cell's share of the people at `of`, which is everybody at the same
    coordinates but for the sensitive dimensions unless another cell is named.
    """

    low: float | None = None
    high: float | None = None
    percent: float | None = None
    round: float = 0.0
    of: Coordinates | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One count of people. `count` is None where it is hidden or shown as something coarser."""

    at: Coordinates
    count: int | None = None
    hidden: bool = False
    shown_as: ShownAs | None = None


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    dimensions: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class KnownCount:
    """A count that is published elsewhere or common knowledge."""

    at: Coordinates
    count: int


@dataclass(frozen=True, slots=True)
class KnownBy:
    """People who know the members of some cells, as a staff network knows its own."""

    group: str
    cells: tuple[Coordinates, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """People known to have moved from one public cell to another between two dates."""

    source: Coordinates
    target: Coordinates
    count: int


@dataclass(frozen=True, slots=True)
class Movers:
    """Who is known to have joined and left between two dates, by public cells.

    With equal dates, in whom a corrected file differs from the one that it corrects. `went` and `came` count
    those who moved out of and into a cell, `regrouped` those whose recorded group was changed: of a
    correction all of them, between two dates only those who did not just declare it.
    """

    earlier: date
    later: date
    joined: tuple[KnownCount, ...] = ()
    left: tuple[KnownCount, ...] = ()
    moved: tuple[Move, ...] = ()
    went: tuple[KnownCount, ...] = ()
    came: tuple[KnownCount, ...] = ()
    regrouped: tuple[KnownCount, ...] = ()

    @property
    def is_correction(self) -> bool:
        return self.earlier == self.later


@dataclass(frozen=True, slots=True)
class Sum:
    """A total of a measure (pay, say) over a cell's `count` people.

    `top` holds the largest contributions, largest first; it is read when protecting and never written.
    """

    measure: str
    at: Coordinates
    count: int | None = None
    total: float | None = None
    top: tuple[float, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """An equation between cells that no hierarchy says: `parts` add up to `whole`."""

    parts: tuple[Coordinates, ...]
    whole: Coordinates


@dataclass(frozen=True, slots=True)
class Bound:
    """What a reader learns of several cells together: the sum of count times weight lies between two numbers.

    So much is told, for example, by a median of pay to whoever knows the pay scales: how many of a group are
    at least on which grades.
    """

    terms: tuple[tuple[Coordinates, float], ...]
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One publication of one date. Every dimension has an entry in `dimensions` and in `hierarchies`."""

    threshold: int
    dimensions: Mapping[str, Dimension]
    hierarchies: Mapping[str, Hierarchy]
    tables: tuple[Table, ...]
    as_of: date | None = None
    zero: Zero = "publish"
    known: tuple[KnownCount, ...] = ()
    known_by: tuple[KnownBy, ...] = ()
    movers: tuple[Movers, ...] = ()
    sums: tuple[Sum, ...] = ()
    relations: tuple[Relation, ...] = ()
    bounds: tuple[Bound, ...] = ()
    notes: Mapping[str, object] = field(default_factory=dict)
    """What else the document carries ("audit", "manifest"), written back as it was read."""
