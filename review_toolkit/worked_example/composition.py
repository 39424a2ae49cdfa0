"""How many people of each group stand on each grade at the snapshot date.

The numbers are set, not drawn, because the worked example has to show what may and what may not be
published at 150 staff with a threshold of 10, whatever the seed:

- White and Minority ethnic counts are at least 10 in the organisation, in both clusters and in both halves
  of the pay range, and also in every difference between those tables. The lower half ends exactly where
  Grade C ends, and the lower cluster where Grade D ends, so that subtracting one table from the other gives
  Grade D: it therefore holds at least 10 of either group as well.
- Most single grades, and most of the sixteen categories, hold between 1 and 9 people of a group, so that the
  finer tables are withheld.
- Everybody whose group is recorded has recorded pay. Otherwise the difference between a headcount and the
  number of people behind a pay figure would be a small number in its own right.
"""

from types import MappingProxyType
from typing import Final, NamedTuple

DECLINED: Final = "declined"
NOT_KNOWN: Final = "not known"
NOT_ASKED: Final = "not asked"

WHITE: Final = MappingProxyType({"A": 84, "B": 5, "C": 12})
"""White people in post by NHS 16+1 category."""

MINORITY: Final = MappingProxyType(
    {"D": 3, "E": 2, "F": 2, "G": 1, "H": 7, "J": 4, "K": 2, "L": 3, "M": 5, "N": 6, "P": 2, "R": 2, "S": 3}
)
"""People from minority ethnic groups in post by NHS 16+1 category."""

UNRECORDED: Final = MappingProxyType({DECLINED: 6, NOT_KNOWN: 3, NOT_ASKED: 1})
"""People in post whose group is not recorded, by why."""


class Places(NamedTuple):
    """The people in post on one grade. `unpaid` counts those of `unrecorded` whose pay is missing."""

    white: int
    minority: int
    unrecorded: int
    unpaid: int = 0


PLACES: Final = MappingProxyType(
    {
        "Grade A": Places(8, 4, 1),
        "Grade B": Places(17, 8, 2, unpaid=1),
        "Grade C": Places(25, 10, 2),
        "Grade D": Places(15, 10, 2, unpaid=1),
        "Grade E": Places(13, 5, 2),
        "Grade F": Places(10, 3, 1),
        "Grade G": Places(5, 1, 0),
        "Grade H": Places(3, 1, 0),
        "Executive": Places(5, 0, 0),
    }
)

LEFT_IN_THE_YEAR: Final = 16
"""People who left in the twelve months before the snapshot date."""
LEFT_EARLIER: Final = 3
"""People who left before that, whom the HR system has not yet archived."""
STILL_TO_JOIN: Final = 2
"""People who have signed a contract and start after the snapshot date."""
BONUSES: Final = 6
"""People in post with a recognition payment in the year."""
ENDING_SOON: Final = 2
"""People in post whose recorded leaving date lies after the snapshot date."""
