"""How often figures may be refreshed (privacy.md 6). Pure.

The fewer people join and leave between two dates, the more a comparison of both says about each of them. The
joint audit decides on every refresh; a cadence keeps an organisation from asking until something slips by.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Cadence:
    """Every so many months; `words` completes "figures are refreshed …"."""

    months: int
    words: str
    size: str


YEARLY = Cadence(12, "once a year", "fewer than 500 staff")
HALF_YEARLY = Cadence(6, "twice a year", "500 to 3,000 staff")
QUARTERLY = Cadence(3, "four times a year", "more than 3,000 staff")


def cadence_of(staff: int) -> Cadence:
    """Return how often an organisation of this size may refresh its figures."""
    if staff < 500:
        return YEARLY
    return HALF_YEARLY if staff <= 3_000 else QUARTERLY


def next_refresh(last: date, *, staff: int) -> date:
    """Return the first date whose figures may follow those of `last`."""
    return months_later(last, cadence_of(staff).months)


def months_later(day: date, months: int) -> date:
    """Return the same day some months later. The last day of a month stays the last day."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = divmod(whole, 12)
    longest = monthrange(year, month + 1)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, longest if is_last else min(day.day, longest))
