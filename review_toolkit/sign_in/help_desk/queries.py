"""Reads of accounts for administrators: how people sign in, and in no case what is in their reviews."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from review_toolkit.access.models import AuditEvent, User
from review_toolkit.database import Absent, db
from review_toolkit.sign_in.second_step.queries import steps_of


@dataclass(frozen=True, slots=True)
class Account:
    """An account as the help desk sees it. `steps` is "" where it has no second step."""

    id: UUID
    name: str
    email: str
    is_open: bool
    is_administrator: bool
    steps: str
    signed_in_at: datetime | None


def accounts(*, offset: int, size: int) -> tuple[Account, ...]:
    """Return some accounts in the order of their names."""
    users = db.session.scalars(select(User).order_by(User.name, User.email).offset(offset).limit(size)).all()
    rows = db.session.execute(
        select(AuditEvent.subject, func.max(AuditEvent.happened_at).label("at"))
        .where(
            AuditEvent.kind == "signed_in",
            AuditEvent.subject.in_([f"account {user.id}" for user in users]),
        )
        .group_by(AuditEvent.subject)
    )
    last = {row[0]: row[1] for row in rows}
    return tuple(_told(user, last.get(f"account {user.id}")) for user in users)


def count_of_accounts() -> int:
    """Return how many accounts there are."""
    return db.session.scalar(select(func.count()).select_from(User)) or 0


def account(account_id: UUID) -> Account:
    """Return one account; raise `Absent` where there is none of that id."""
    return _told(user_of(account_id), None)


def user_of(account_id: UUID) -> User:
    """Return an account to change; raise `Absent` where there is none of that id."""
    user = db.session.get(User, account_id)
    if user is None:
        raise Absent("There is no such account.")
    return user


def _told(user: User, signed_in_at: datetime | None) -> Account:
    return Account(
        id=user.id,
        name=user.name,
        email=user.email,
        is_open=user.active,
        is_administrator=user.is_administrator,
        steps=steps_of(user).in_words,
        signed_in_at=signed_in_at,
    )
