"""What the groups and lines of a release are made of, as its manifest keeps it (decision 19).

A name in a table is worth what is counted under it. So each release keeps which recorded values it counted in
which group, which groups in which larger one, which grades in which cluster, and what decided who is counted
at all. It follows from the mapping and from public names alone: which values occur in a file is not in it.
What stands in a file is kept as a keyed fingerprint, for it may be in nobody else's words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class MadeOf:
    """What a release counted, and where.

    `groups` gives for each category the larger groups that it is counted in, from fine to coarse; `compared`
    is the coarsest group that holds the comparator. `values` gives what the mapping itself says of recorded
    values, by keyed fingerprint; `key` tells under which key. What else was recognised follows from `scheme`
    and `british_sub_codes`. `grades` gives each grade's cluster ("" for none), from low to high where
    `ranked`; somebody was in post on those of `occupied`. `together` gives the groups and lines that were
    merged to be shown. `pay` is the basis of pay ("" for none); by the columns of `counted_by` it was decided
    which rows are people in post.
    """

    groups: Mapping[str, tuple[str, ...]]
    compared: str
    scheme: str
    british_sub_codes: str
    values: Mapping[str, str]
    key: str
    grades: Mapping[str, str] = field(default_factory=dict)
    ranked: bool = False
    occupied: tuple[str, ...] = ()
    together: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pay: str = ""
    counted_by: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Every category, group, grade and cluster."""
        above = (name for groups in self.groups.values() for name in groups)
        return frozenset((*self.groups, *above, *self.grades, *self.grades.values())) - {""}

    @property
    def lines(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each group, cluster and merged line that is made of several, with its direct members."""
        members: dict[str, dict[str, None]] = {}
        for category, groups in self.groups.items():
            for part, whole in zip((category, *groups), groups, strict=False):
                members.setdefault(whole, {})[part] = None
        for grade, cluster in self.grades.items():
            if cluster:
                members.setdefault(f"{cluster} (cluster)", {})[grade] = None
        yield from ((name, tuple(parts)) for name, parts in members.items())
        yield from self.together.items()


def to_document(made: MadeOf) -> dict[str, object]:
    """Return what a manifest keeps: lists where the order counts, for a manifest's names are sorted."""
    return {
        "groups": [[name, list(above)] for name, above in made.groups.items()],
        "compared": made.compared,
        "scheme": made.scheme,
        "british_sub_codes": made.british_sub_codes,
        "values": dict(made.values),
        "key": made.key,
        "grades": [[grade, cluster] for grade, cluster in made.grades.items()],
        "ranked": made.ranked,
        "occupied": list(made.occupied),
        "together": {name: list(members) for name, members in made.together.items()},
        "pay": made.pay,
        "counted_by": list(made.counted_by),
    }


def from_document(document: Mapping[str, Any]) -> MadeOf:
    """Return what `to_document` wrote."""
    return MadeOf(
        groups={name: tuple(above) for name, above in document["groups"]},
        compared=document["compared"],
        scheme=document["scheme"],
        british_sub_codes=document["british_sub_codes"],
        values=dict(document["values"]),
        key=document["key"],
        grades={grade: cluster for grade, cluster in document["grades"]},  # noqa: C416 (pairs are lists)
        ranked=document["ranked"],
        occupied=tuple(document["occupied"]),
        together={name: tuple(members) for name, members in document["together"].items()},
        pay=document["pay"],
        counted_by=tuple(document["counted_by"]),
    )
