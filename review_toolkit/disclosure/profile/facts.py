"""What the small-organisation profile is made from: counts, never people. Exact, and not for release."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from review_toolkit.disclosure.moved import Moved
from review_toolkit.disclosure.pay import PayUnit
from review_toolkit.disclosure.pay_scales import Order, Told

Event = Literal["appointment", "leaving", "training", "promotion"]
Half = Literal["lower half", "upper half"]
LOWER, UPPER = "lower grades", "upper grades"
HALVES: tuple[Half, ...] = ("lower half", "upper half")


class UnconfirmedFact(ValueError):
    """A small number about a public body that nobody has agreed to publish."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many of the people of each side met an event in a fixed block of years.

    `of` maps the comparator and the minority group to (met the event, could have met it). For leaving, those
    who could are the staff in post at the end of the block and those who left during it.
    """

    event: Event
    first_year: int
    last_year: int
    of: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class PublicFact:
    """How many of a public body (board, executive) are from minority ethnic groups, as everybody can see.

    Nobody is a fact that the person responsible confirms to be publicly known; a small number also needs the
    recorded consent of everyone counted (privacy.md 3). `grade` is the grade that the body's members are on,
    where they are staff, so that the audit knows what a reader knows.
    """

    body: str
    members: int
    count: int
    confirmed_by: str
    consent: bool = False
    grade: str | None = None

    def __post_init__(self) -> None:
        if not self.confirmed_by:
            raise UnconfirmedFact(f"Say who confirms that the make-up of the {self.body} is publicly known.")
        if self.count and not self.consent:
            raise UnconfirmedFact(
                f"A number of members of the {self.body} is published only with the recorded consent of "
                "everyone counted."
            )


@dataclass(frozen=True, slots=True)
class PayFacts:
    """Pay, as counts and medians.

    `medians` are pounds by `unit`, each somebody's own pay. `crossed` counts people with recorded pay by
    (group, grade, half); `with_pay` counts them by group. `split` says that the boundary between the halves
    falls among people who are paid alike. `sums` hold the total of each side and its largest amounts, where
    means are to be told as well. `by_median` and `by_mean` say what a group's median or mean tells of its
    grades to whoever knows the pay scales; "" stands for people on no grade of the ladder. `order` says which
    side's median is lower.
    """

    medians: Mapping[str, float]
    with_pay: Mapping[str, int]
    crossed: Mapping[tuple[str, str, Half], int]
    split: bool = False
    unit: PayUnit = "year"
    sums: Mapping[str, tuple[float, tuple[float, ...]]] = field(default_factory=dict)
    by_median: Mapping[str, tuple[Told, ...]] = field(default_factory=dict)
    by_mean: Mapping[str, tuple[Told, ...]] = field(default_factory=dict)
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class Casework:
    """What can be said of discipline and grievance without a number of cases. `reviewed_by` is a function."""

    reviewed_by: str
    process: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Cut:
    """A ladder parted in two."""

    lower: tuple[str, ...]
    upper: tuple[str, ...]

    def grades(self, level: str) -> tuple[str, ...]:
        return self.upper if level == UPPER else self.lower

    def name(self, level: str) -> str:
        """Name a side in a statement, with its grades: another year may part the ladder elsewhere."""
        grades = self.grades(level)
        return f"{level} ({grades[0]} to {grades[-1]})"

    @property
    def words(self) -> str:
        """Name the upper grades: "Grade E to Executive"."""
        return self.upper[0] if len(self.upper) == 1 else f"{self.upper[0]} to {self.upper[-1]}"


@dataclass(frozen=True, slots=True)
class Kept:
    """How an earlier cycle parted grades and groups, which later ones keep to."""

    cut: Cut | None = None
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProfileFacts:
    """Everything that is known of a small organisation on a date.

    `staff` counts people by (group, grade), the groups being `comparator`, `minority_groups` and `unknown`;
    `grades` run from low to high. `clusters` are the organisation's own, low to high; without them every step
    of the ladder may part upper from lower grades. `moved` says who came and went since earlier figures.
    """

    threshold: int
    as_of: date
    comparator: str
    minority: str
    minority_groups: tuple[str, ...]
    unknown: tuple[str, ...]
    grades: tuple[str, ...]
    staff: Mapping[tuple[str, str], int]
    clusters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    outcomes: tuple[Outcome, ...] = ()
    pay: PayFacts | None = None
    casework: Casework | None = None
    public_facts: tuple[PublicFact, ...] = ()
    moved: tuple[Moved, ...] = ()
    kept: Kept = field(default_factory=Kept)

    @property
    def total(self) -> int:
        return sum(self.staff.values())

    def members(self, group: str) -> tuple[str, ...]:
        """Return the counted groups inside a group."""
        return self.minority_groups if group == self.minority else (group,)

    def count(self, group: str, grades: Sequence[str] | None = None) -> int:
        """Return how many people of a group stand on some grades; of all of them, with or without a grade."""
        members = self.members(group)
        return sum(
            count
            for (one, grade), count in self.staff.items()
            if one in members and (grades is None or grade in grades)
        )

    def people(self, grades: Sequence[str]) -> int:
        """Return how many people stand on some grades: public knowledge."""
        return sum(count for (_, grade), count in self.staff.items() if grade in grades)

    def without_grade(self, group: str) -> int:
        """Return how many people of a group stand on no grade of the ladder."""
        return self.count(group) - self.count(group, self.grades)

    def sides(self) -> tuple[str, str]:
        """Return the two groups that are compared, the minority first."""
        return self.minority, self.comparator
