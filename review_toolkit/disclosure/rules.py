"""The numbers that disclosure control goes by (privacy.md 3)."""

DEFAULT_THRESHOLD = 10
LOWEST_THRESHOLD = 5
HIGHEST_THRESHOLD = 1000
"""Above it nearly everything would be withheld; more is a slip of the hand."""

DOMINANCE_PEOPLE = 2
DOMINANCE_SHARE = 0.85
"""A mean is unsafe where the two best-paid people earn more than this share of the sum."""
P_PERCENT = 0.10
"""A mean is unsafe where the second-best paid could estimate the best-paid person's pay this closely."""

WHOLE_PERCENT_BELOW = 50
"""With fewer people than this on either side, a pay gap is given in whole percent."""
MEDIAN_ROUNDING = {"year": 500.0, "hour": 0.25}
"""Medians are rounded to this many pounds before a gap is taken, where a side is that small."""


class ThresholdTooLow(ValueError):
    """A threshold under the lowest that the toolkit accepts."""


def check_threshold(threshold: int) -> int:
    """Return the threshold; raise `ThresholdTooLow` where it protects too little."""
    if threshold < LOWEST_THRESHOLD:
        raise ThresholdTooLow(
            f"A threshold of {threshold} protects too little. Choose {LOWEST_THRESHOLD} or more; "
            f"{DEFAULT_THRESHOLD} is usual."
        )
    return threshold
