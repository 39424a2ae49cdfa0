"""Which pay figures may be shown, and how finely."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from heapq import nlargest
from typing import Literal

from review_toolkit.disclosure.rules import (
    DOMINANCE_PEOPLE,
    DOMINANCE_SHARE,
    MEDIAN_ROUNDING,
    P_PERCENT,
    WHOLE_PERCENT_BELOW,
)

PayUnit = Literal["year", "hour"]


def is_dominated(pay: Sequence[float]) -> bool:
    """Say whether a few people's pay makes up so much of a sum that the sum gives it away.

    Two rules (privacy.md 3): the two best-paid hold more than 85% of it; or what is left beside them is
    under 10% of the best-paid person's own, so that the second could work out the first.
    """
    largest = nlargest(DOMINANCE_PEOPLE, pay)
    total = sum(pay)
    if sum(largest) > DOMINANCE_SHARE * total:
        return True
    return total - sum(largest) < P_PERCENT * largest[0]


def is_coarse(group_size: int, comparator_size: int) -> bool:
    """Say whether a gap between sides of these sizes is given in whole percent."""
    return min(group_size, comparator_size) < WHOLE_PERCENT_BELOW


def rounded_median(median: float, unit: PayUnit) -> float:
    """Return a median as it may be published where a side is small: to 500 pounds a year, 25p an hour."""
    step = MEDIAN_ROUNDING[unit]
    return step * _half_up(median / step)


def in_whole_percent(gap: float) -> float:
    """Return a gap in whole percent, half away from nought, as the printed figure is rounded."""
    return float(_half_up(gap))


def _half_up(value: float) -> int:
    return int(Decimal(repr(value)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
