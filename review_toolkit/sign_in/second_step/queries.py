"""Reads: which second steps somebody has, whether they need one, and whether any is asked of anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from review_toolkit.access.actions import Role
from review_toolkit.access.models import User
from review_toolkit.access.queries import reviews_of
from review_toolkit.database import db
from review_toolkit.sign_in.models import Passkey, SecondStepRule

NEED_ONE = frozenset({Role.HR_LEAD, Role.REVIEWER, Role.SENIOR_LEADER})
"""What these see or decide is worth more than a password. Administrators need one as well."""


@dataclass(frozen=True, slots=True)
class Steps:
    """What somebody can show beside a password."""

    app: bool
    mail: bool
    passkeys: tuple[Passkey, ...]

    def __bool__(self) -> bool:
        return self.app or self.mail or bool(self.passkeys)

    @property
    def in_words(self) -> str:
        """Such as "a passkey or the code of an app"; "" for none."""
        ways = ["a passkey"] if self.passkeys else []
        ways += ["the code of an app"] if self.app else []
        ways += ["a code that is mailed"] if self.mail else []
        return " or ".join(ways)


@dataclass(frozen=True, slots=True)
class Rule:
    """Whether a second step is required, since when, by whom and why; the last three for what was changed."""

    is_required: bool = True
    since: datetime | None = None
    by: str = ""
    reason: str = ""


def steps_of(user: User) -> Steps:
    """Return the second steps of an account."""
    return Steps(
        app=user.second_step == "app", mail=user.second_step == "mail", passkeys=passkeys_of(user.id)
    )


def passkeys_of(user_id: UUID) -> tuple[Passkey, ...]:
    """Return somebody's passkeys, the oldest first."""
    rows: Sequence[Passkey] = db.session.scalars(
        select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.created_at)
    ).all()
    return tuple(rows)


def rule_in_force() -> Rule:
    """Return the newest rule; a second step is required until somebody switches it off."""
    row = db.session.scalar(select(SecondStepRule).order_by(SecondStepRule.number.desc()).limit(1))
    return Rule(row.is_required, row.set_at, row.actor_name, row.reason) if row else Rule()


def role_needs_one(user: User) -> bool:
    """Say whether an account can reach what asks for a second step."""
    if user.is_administrator:
        return True
    return any(role in NEED_ONE for roles in reviews_of(user.id).values() for role in roles)


def lacks_second_step(user: User) -> bool:
    """Say whether somebody has to choose a second step before anything else."""
    # The cheapest question first: nearly everybody has chosen.
    return (
        user.second_step is None
        and not passkeys_of(user.id)
        and role_needs_one(user)
        and (rule_in_force().is_required)
    )
