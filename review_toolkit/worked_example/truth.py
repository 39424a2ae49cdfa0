"""What a good reading of the files should find, counted from the records themselves.

This shares nothing with the product's own reader and sums, nor with export.py's grid, so that tests can
hold one against the other. Everything here is exact and therefore never for release.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from review_toolkit.worked_example.composition import MINORITY, UNRECORDED, WHITE
from review_toolkit.worked_example.export import CONFLICTING_REPEATS, IDENTICAL_REPEATS
from review_toolkit.worked_example.mapping import GROUPS, MINORITY_ETHNIC
from review_toolkit.worked_example.organisation import CLUSTERS, SNAPSHOT_DATE
from review_toolkit.worked_example.people import Person, draw_population

WHITE_GROUP = "White"
NOT_RECORDED = "Not recorded"
"""Everybody whose group is declined, not known or not asked."""
LOWER_HALF = "Lower half"
UPPER_HALF = "Upper half"

Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Truth:
    """The exact counts that the files should yield.

    `rows_in` counts every row below the headers. `by_category` is keyed by NHS 16+1 letter or reserved word,
    `by_five_groups` by the five groups. In the crossed counts the second part of the key is White, Minority
    ethnic or Not recorded. `pay` holds full-time-equivalent pounds, ascending, by the same three groups.
    Gaps are White less Minority ethnic over White, in percent.
    """

    rows_in: int
    rows_used: int
    set_aside: Mapping[str, int]
    by_category: Mapping[str, int]
    by_five_groups: Mapping[str, int]
    by_group: Mapping[str, int]
    by_grade: Mapping[Line, int]
    by_cluster: Mapping[Line, int]
    by_directorate: Mapping[Line, int]
    by_half: Mapping[Line, int]
    by_cluster_and_half: Mapping[tuple[str, str, str], int]
    declared: int
    pay: Mapping[str, tuple[int, ...]]
    mean_pay_gap: float
    median_pay_gap: float
    bonuses: int


def truth(seed: int = 2026) -> Truth:
    """Count what the files of a seed should yield at the snapshot date."""
    people = draw_population(seed)
    staff = [person for person in people if person.in_post()]
    paid = sorted((person for person in staff if person.annual_pay is not None), key=_pay_of)
    half_of = pay_halves(paid)
    pay = {
        group: tuple(_pay_of(person) for person in paid if group_of(person) == group)
        for group in (WHITE_GROUP, MINORITY_ETHNIC, NOT_RECORDED)
    }
    set_aside = _set_aside(people)
    five = {letter: name for name, members in GROUPS.items() for letter in members}
    by_group = Counter(group_of(person) for person in staff)
    return Truth(
        rows_in=len(staff) + sum(set_aside.values()),
        rows_used=len(staff),
        set_aside=set_aside,
        by_category=Counter(person.ethnicity for person in staff),
        by_five_groups=Counter(five[person.ethnicity] for person in staff if person.ethnicity in five),
        by_group=by_group,
        by_grade=Counter((person.grade, group_of(person)) for person in staff),
        by_cluster=Counter((cluster_of(person), group_of(person)) for person in staff),
        by_directorate=Counter((person.directorate, group_of(person)) for person in staff),
        by_half=Counter((half_of[person.employee_id], group_of(person)) for person in paid),
        by_cluster_and_half=Counter(
            (cluster_of(person), half_of[person.employee_id], group_of(person)) for person in paid
        ),
        declared=by_group[WHITE_GROUP] + by_group[MINORITY_ETHNIC],
        pay=pay,
        mean_pay_gap=_gap(fmean(pay[WHITE_GROUP]), fmean(pay[MINORITY_ETHNIC])),
        median_pay_gap=_gap(median(pay[WHITE_GROUP]), median(pay[MINORITY_ETHNIC])),
        bonuses=sum(person.bonus is not None for person in staff),
    )


def group_of(person: Person) -> str:
    """Give White, Minority ethnic, or Not recorded."""
    if person.ethnicity in WHITE:
        return WHITE_GROUP
    if person.ethnicity in MINORITY:
        return MINORITY_ETHNIC
    if person.ethnicity in UNRECORDED:
        return NOT_RECORDED
    raise ValueError(f"'{person.ethnicity}' is neither a category nor a reserved word.")


def cluster_of(person: Person) -> str:
    """Give the cluster of somebody's grade."""
    return next(cluster for cluster, grades in CLUSTERS.items() if person.grade in grades)


def pay_halves(paid: Sequence[Person]) -> dict[str, str]:
    """Part people into two halves by pay, the odd one to the lower, by employee number.

    Refuses a tie across the boundary: the worked example is made without one (composition.py).
    """
    ranked = sorted(paid, key=_pay_of)
    lower = (len(ranked) + 1) // 2
    if _pay_of(ranked[lower - 1]) == _pay_of(ranked[lower]):
        raise ValueError("The two people at the boundary of the halves are paid alike.")
    return {
        person.employee_id: LOWER_HALF if place < lower else UPPER_HALF for place, person in enumerate(ranked)
    }


def _set_aside(people: Sequence[Person]) -> dict[str, int]:
    return {
        "repeated employee id": IDENTICAL_REPEATS + CONFLICTING_REPEATS,
        "joined after the snapshot date": sum(person.started_on > SNAPSHOT_DATE for person in people),
        "left before the snapshot date": sum(
            person.left_on is not None and person.left_on < SNAPSHOT_DATE for person in people
        ),
        "blank row": 1,
        "total row": 1,
    }


def _pay_of(person: Person) -> int:
    if person.annual_pay is None:
        raise ValueError(f"{person.employee_id} has no recorded pay.")
    return person.annual_pay


def _gap(comparator: float, group: float) -> float:
    return (comparator - group) / comparator * 100
