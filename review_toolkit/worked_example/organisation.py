"""Facts about the organisation of the worked example: its name, people in roles, structure, ladder.

Everything is invented. Nobody here is a real person, and no place or body called Quennerby is meant.
"""

from datetime import date
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

ORGANISATION: Final = "Quennerby Federation of Health Charities"
SHORT_NAME: Final = "Quennerby Federation"
DESCRIPTION: Final = (
    "A fictional membership body for health charities in England, with about 150 staff, "
    "who work in one office and from home."
)
EMAIL_DOMAIN: Final = "quennerby.example"
REVIEW_TITLE: Final = "Review of race equality 2026"
SNAPSHOT_DATE: Final = date(2026, 3, 31)

Role = Literal["hr_lead", "reviewer", "senior_leader", "action_owner", "network_member", "administrator"]


class Account(NamedTuple):
    """Somebody who signs in to the worked example, in the one role that they hold there."""

    role: Role
    name: str
    email: str


ACCOUNTS: Final = (
    Account("hr_lead", "Robin Hartsedge", f"robin.hartsedge@{EMAIL_DOMAIN}"),
    # The reviewer is external, so the address is not the organisation's.
    Account("reviewer", "Sade Merridown", "sade@merridown-reviews.example"),
    Account("senior_leader", "Alex Thornmarsh", f"alex.thornmarsh@{EMAIL_DOMAIN}"),
    Account("action_owner", "Meera Langwater", f"meera.langwater@{EMAIL_DOMAIN}"),
    Account("network_member", "Kofi Bellbrook", f"kofi.bellbrook@{EMAIL_DOMAIN}"),
    Account("administrator", "Jo Dellcroft", f"jo.dellcroft@{EMAIL_DOMAIN}"),
)

SPONSOR: Final = next(account for account in ACCOUNTS if account.role == "senior_leader")

CHIEF_EXECUTIVES_OFFICE: Final = "Chief Executive's Office"
DIRECTORATES: Final = MappingProxyType(
    {
        # How many people each has in post at the snapshot date. The first has fewer than twice the usual
        # threshold, so that it has to be merged with a neighbour before anything is broken down by it.
        CHIEF_EXECUTIVES_OFFICE: 11,
        "Communications and Events": 27,
        "Finance, People and Digital": 35,
        "Member Services": 43,
        "Policy and Influence": 37,
    }
)

SPINE: Final = MappingProxyType(
    {
        # Full-time-equivalent pounds a year. No point of a grade reaches the next grade's first, so that the
        # two halves of the pay range part between grades and never within a tie (see composition.py).
        "Grade A": (24_180, 24_665, 25_160, 25_665),
        "Grade B": (26_450, 27_110, 27_790, 28_485, 29_195),
        "Grade C": (30_250, 31_250, 32_190, 33_155, 34_150, 35_175),
        "Grade D": (36_750, 37_850, 38_985, 40_155, 41_360, 42_600),
        "Grade E": (44_300, 45_630, 47_000, 48_410, 49_860, 51_355),
        "Grade F": (53_200, 55_060, 56_985, 58_980, 61_045),
        "Grade G": (64_250, 66_820, 69_490, 72_270),
        "Grade H": (77_500, 80_600, 83_825),
        "Executive": (96_500, 98_000, 101_250, 104_500, 128_400),
    }
)
GRADES: Final = tuple(SPINE)
"""The grade ladder, from low to high. It is the organisation's own; Agenda for Change is not used."""

CLUSTERS: Final = MappingProxyType(
    {
        "Lower and middle": ("Grade A", "Grade B", "Grade C", "Grade D"),
        "Upper": ("Grade E", "Grade F", "Grade G", "Grade H", "Executive"),
    }
)
"""Two clusters, not three: at this size a third would leave cells below the threshold."""

LEADERSHIP: Final = ("Grade G", "Grade H", "Executive")
WEEKLY_HOURS: Final = 36
