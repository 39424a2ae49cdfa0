"""Which roles one person may hold together in a review: the table of design and governance. Pure.

In a small body people wear several hats. Some pairs take away what a reader relies on, and may never be; some
may be if readers are told; the rest are nobody's concern.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from types import MappingProxyType

from review_toolkit.access.actions import Role


class Together(StrEnum):
    """Whether two roles may be held by one person."""

    ALLOWED = "allowed"
    WITH_NOTICE = "allowed with printed notice"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Pair:
    """What holds for two roles. `why` is a sentence for readers; "" where the pair is nobody's concern."""

    together: Together
    why: str = ""


_ALLOWED = Pair(Together.ALLOWED)
PAIRS: Mapping[frozenset[Role], Pair] = MappingProxyType(
    {
        frozenset({Role.HR_LEAD, Role.REVIEWER}): Pair(
            Together.NEVER, "A reviewer never reaches a row of HR data, and the HR lead holds the file."
        ),
        frozenset({Role.HR_LEAD, Role.SENIOR_LEADER}): Pair(
            Together.WITH_NOTICE,
            "Whoever runs this review also answers for it. Nobody signs off what they sent for sign-off.",
        ),
        frozenset({Role.HR_LEAD, Role.ACTION_OWNER}): _ALLOWED,
        frozenset({Role.HR_LEAD, Role.NETWORK_MEMBER}): Pair(
            Together.WITH_NOTICE, "Whoever runs this review also speaks for the staff network in it."
        ),
        frozenset({Role.REVIEWER, Role.SENIOR_LEADER}): Pair(
            Together.NEVER, "A reviewer is independent of those who sign off the review."
        ),
        frozenset({Role.REVIEWER, Role.ACTION_OWNER}): Pair(
            Together.NEVER, "A reviewer would judge work of their own."
        ),
        frozenset({Role.REVIEWER, Role.NETWORK_MEMBER}): Pair(
            Together.WITH_NOTICE, "A reviewer also speaks for the staff network in this review."
        ),
        frozenset({Role.SENIOR_LEADER, Role.ACTION_OWNER}): _ALLOWED,
        frozenset({Role.SENIOR_LEADER, Role.NETWORK_MEMBER}): Pair(
            Together.WITH_NOTICE, "A senior leader who signs off also speaks for the staff network."
        ),
        frozenset({Role.ACTION_OWNER, Role.NETWORK_MEMBER}): _ALLOWED,
    }
)
"""Every two roles. A new role needs a line for each of the others."""


def why_never(held: Iterable[Role], added: Role) -> str | None:
    """Return in a sentence why somebody with these roles may not hold a further one; None where they may."""
    for role in sorted(held):
        pair = PAIRS.get(frozenset({role, added}))
        if pair is not None and pair.together is Together.NEVER:
            return pair.why
    return None


def notices(held: Iterable[Role]) -> tuple[str, ...]:
    """Return what readers are told of roles that one person holds together."""
    pairs = (PAIRS[frozenset(pair)] for pair in combinations(sorted(held), 2))
    return tuple(pair.why for pair in pairs if pair.together is Together.WITH_NOTICE)
