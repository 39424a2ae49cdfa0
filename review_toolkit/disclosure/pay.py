"""How finely pay may be shown. Whether a sum of it may be is for the engine to say (`engine.pay_sums`)."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from review_toolkit.disclosure.rules import MEDIAN_ROUNDING, WHOLE_PERCENT_BELOW

PayUnit = Literal["year", "hour"]


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
