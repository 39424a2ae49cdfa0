"""Ethnic groups as a tree: categories, roll-ups from fine to coarse, and a comparator."""

from collections.abc import Mapping
from dataclasses import dataclass

ALL_STAFF = "All staff"
NO_LINE = "Not recorded"
"""The line of people for whom a dimension (grade, directorate) is blank."""
NOT_IN_CLUSTER = "Not in a cluster"
"""The line of people whose grade is in no cluster."""
NOT_KNOWN = "not known"
DECLINED = "declined"
NOT_ASKED = "not asked"
UNKNOWN = (NOT_KNOWN, DECLINED, NOT_ASKED)
"""What is recorded for people whose group is not recorded. Nobody's ethnicity (privacy.md 2)."""


class InvalidGrouping(ValueError):
    """A grouping whose roll-ups do not form a tree, or that lacks its comparator."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """The ethnic groups of one analysis.

    `categories` are the finest groups, in printing order, without the reserved words of `UNKNOWN`.
    `roll_ups` maps a coarser group to its members, which are categories or earlier roll-ups, in order from
    fine to coarse. `comparator` is a category or a roll-up; every likelihood and gap is measured against it.
    """

    categories: tuple[str, ...]
    roll_ups: Mapping[str, tuple[str, ...]]
    comparator: str

    def __post_init__(self) -> None:
        defined = set(self.categories)
        if len(defined) != len(self.categories):
            raise InvalidGrouping("A category is named twice.")
        taken: dict[str, str] = {}
        for label in (*self.categories, *self.roll_ups):
            if label in UNKNOWN:
                raise InvalidGrouping(f"'{label}' is reserved for people whose group is not recorded.")
        for label, members in self.roll_ups.items():
            if label in defined:
                raise InvalidGrouping(f"'{label}' is both a roll-up and a group that was named before.")
            if not members:
                raise InvalidGrouping(f"The roll-up '{label}' has no members.")
            for member in members:
                if member not in defined:
                    raise InvalidGrouping(
                        f"The roll-up '{label}' names '{member}', which is neither a category nor an "
                        "earlier roll-up. List roll-ups from fine to coarse."
                    )
                if member in taken:
                    raise InvalidGrouping(f"'{member}' is in both '{taken[member]}' and '{label}'.")
                taken[member] = label
            defined.add(label)
        if self.comparator not in defined:
            raise InvalidGrouping(f"The comparator '{self.comparator}' is neither a category nor a roll-up.")

    @property
    def roots(self) -> tuple[str, ...]:
        """The coarsest groups that together hold everyone with a recorded group."""
        inside = {member for members in self.roll_ups.values() for member in members}
        labels = (*self.categories, *self.roll_ups)
        return tuple(label for label in labels if label not in inside)

    def children(self, label: str) -> tuple[str, ...]:
        """The next finer groups inside a group; empty for a category. "" stands for everybody."""
        return self.roll_ups.get(label, ()) if label else self.roots

    def parent(self, label: str) -> str:
        """The roll-up that a group is a direct member of; "" for the coarsest groups and for `UNKNOWN`."""
        return next((above for above, members in self.roll_ups.items() if label in members), "")

    def leaves(self, label: str) -> tuple[str, ...]:
        """The categories inside a group, in printing order."""
        if label in self.roll_ups:
            found = {leaf for member in self.roll_ups[label] for leaf in self.leaves(member)}
            return tuple(category for category in self.categories if category in found)
        if label not in self.categories:
            raise InvalidGrouping(f"There is no group called '{label}'.")
        return (label,)


@dataclass(frozen=True, slots=True)
class Ladder:
    """Grades from low to high, the clusters that bundle them, and the grades that count as leadership.

    `clusters` maps a cluster to its grades, from low to high; a grade is in one cluster at most.
    """

    grades: tuple[str, ...]
    clusters: Mapping[str, tuple[str, ...]]
    leadership: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(set(self.grades)) != len(self.grades):
            raise InvalidGrouping("A grade stands on the ladder twice.")
        seen: dict[str, str] = {}
        for cluster, grades in self.clusters.items():
            for grade in grades:
                if grade not in self.grades:
                    raise InvalidGrouping(f"The cluster '{cluster}' names '{grade}', not on the ladder.")
                if grade in seen:
                    raise InvalidGrouping(f"'{grade}' is in the clusters '{seen[grade]}' and '{cluster}'.")
                seen[grade] = cluster
        for grade in self.leadership:
            if grade not in self.grades:
                raise InvalidGrouping(f"Leadership names '{grade}', which is not on the ladder.")
