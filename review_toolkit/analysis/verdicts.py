"""What a headline figure may be called: gap, small gap, little or no gap, cannot tell (evidence.md 2)."""

from collections.abc import Mapping
from typing import TypeVar

from review_toolkit.figures import Verdict

LEVEL = 0.05
PAY_MARGIN = 3.0
"""Percentage points of pay gap, either way, that count as little or none."""
FEWEST_FOR_COMFORT = 10
"""People on both sides below which "little or no gap" is never said."""

Key = TypeVar("Key")


def holm(p_values: Mapping[Key, float]) -> dict[Key, float]:
    """Return p-values adjusted for the size of the family (Holm 1979), never above 1."""
    adjusted: dict[Key, float] = {}
    highest = 0.0
    for rank, (key, p_value) in enumerate(sorted(p_values.items(), key=lambda item: item[1])):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_value))
        adjusted[key] = highest
    return {key: adjusted[key] for key in p_values}


def comfort_level(family: int) -> float:
    """Return the level of the interval that must lie inside the margin, for a family of `family` figures."""
    return 1 - 2 * LEVEL / family


def pay_verdict(adjusted_p: float, interval: tuple[float, float], *, fewest: int) -> Verdict:
    """Judge a pay gap from its adjusted p-value and its interval at `comfort_level`, in points.

    `fewest` is the number of people on the smaller side.
    """
    gap = adjusted_p < LEVEL
    low, high = interval
    inside = fewest >= FEWEST_FOR_COMFORT and low > -PAY_MARGIN and high < PAY_MARGIN
    if gap:
        return "small gap" if inside else "gap"
    return "little or no gap" if inside else "cannot tell"
