"""What a pay gap tells of the grades that a group is on, to whoever knows the pay scales.

A median says that half of the group is paid at least so much, so at least half of it is on grades that pay as
much; a mean is one equation about how many are on which grade. Both go into the audit as bounds, as if the
two sides of a gap were known and not only their ratio.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Ranges = Mapping[str, tuple[float, float]]
"""The lowest and the highest pay on each grade."""
_HAIR = 1e-6
_NO_DIFFERENCE = 0.99


@dataclass(frozen=True, slots=True)
class Told:
    """The people of a group, times a weight by grade, add up to between `low` and `high`."""

    weights: tuple[tuple[str, float], ...]
    low: float | None = None
    high: float | None = None


def told_by_median(pay: Sequence[float], ranges: Ranges) -> tuple[Told, ...]:
    """Return what somebody's own pay in the middle of a group tells: at least so many are paid like that.

    `pay` is that of the group's members with recorded pay, by the same unit as the ranges.
    """
    if not len(pay):
        return ()
    middle = (len(pay) - 1) // 2
    median = _median(pay)
    no_more = [grade for grade, (lowest, _) in ranges.items() if lowest <= median]
    no_less = [grade for grade, (_, highest) in ranges.items() if highest >= median]
    return tuple(
        Told(tuple((grade, 1.0) for grade in grades), low=float(people))
        for grades, people in ((no_more, middle + 1), (no_less, len(pay) - middle))
        if len(grades) < len(ranges)
    )


@dataclass(frozen=True, slots=True)
class Order:
    """Whether a group's median pay is lower than another's, and what that tells of its grades."""

    is_lower: bool
    told: tuple[Told, ...]


def told_by_order(pay: Sequence[float], others: Sequence[float], ranges: Ranges) -> Order | None:
    """Return which of two medians is lower, and what that alone tells; None where a side has no pay.

    A difference of less than a percent is none.
    """
    if not len(pay) or not len(others):
        return None
    middle, least = (len(pay) - 1) // 2, _NO_DIFFERENCE * _median(others)
    is_lower = _median(pay) < least
    # As lenient as the sentence: whoever reads "lower" knows no more than that.
    grades = [
        grade
        for grade, (lowest, highest) in ranges.items()
        if (lowest < _median(others) if is_lower else highest >= least)
    ]
    people = middle + 1 if is_lower else len(pay) - middle
    told = (Told(tuple((grade, 1.0) for grade in grades), low=float(people)),)
    return Order(is_lower, told if len(grades) < len(ranges) else ())


def _median(pay: Sequence[float]) -> float:
    return sorted(pay)[(len(pay) - 1) // 2]


def told_by_mean(
    pay: Sequence[float], ranges: Ranges, *, within: float, without_pay: int = 0
) -> tuple[Told, ...]:
    """Return what a group's mean tells, known to `within` of itself (0.005: half a percent).

    `without_pay` members of the group are on some grade as well and in no mean.
    """
    total = float(sum(pay))
    if total <= 0:
        return ()
    mean, most = total / len(pay), max(lowest for lowest, _ in ranges.values())
    reach = total * (within + _HAIR)
    lows = tuple((grade, lowest / mean) for grade, (lowest, _) in ranges.items())
    highs = tuple((grade, highest / mean) for grade, (_, highest) in ranges.items())
    return (
        Told(lows, high=(total + reach + without_pay * most) / mean),
        Told(highs, low=(total - reach) / mean),
    )
