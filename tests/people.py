"""Reviews with people in them, made through the services."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import Flask

from review_toolkit.access.actions import Role
from review_toolkit.access.actors import Actor
from review_toolkit.access.declarations import declare
from review_toolkit.access.service import create_account, grant
from review_toolkit.database import write_transaction
from review_toolkit.reviews.service import set_up_review
from review_toolkit.sign_in.hashing import hash_password

PASSWORD = "a long enough password"
ADMINISTRATOR = "administrator"
NEW_REVIEW = {
    "organisation": "Harbour Members",
    "title": "Review 2026",
    "snapshot_date-day": "31",
    "snapshot_date-month": "3",
    "snapshot_date-year": "2026",
    "threshold": "10",
    "hr_lead_name": "Ada Field",
    "hr_lead_email": "ada@harbour.example",
}
"""What an administrator sends to set up a review."""


@dataclass(frozen=True)
class ReviewWithPeople:
    """A review's id, and the email address and actor of somebody in each role."""

    id: UUID
    emails: dict[str, str]
    actors: dict[str, Actor]


_HASHED: dict[tuple[str, str], str] = {}


def hash_lightly(app: Flask) -> None:
    """Let an application hash passwords at the least cost: what is slow by design is slow in every test."""
    app.extensions["security"].pwd_context.update(argon2__memory_cost=8, argon2__time_cost=1)


def _hashed(app: Flask) -> str:
    """Return the password's hash, worked out once for all applications with the same secret and cost."""
    key = (str(app.config["SECURITY_PASSWORD_SALT"]), app.extensions["security"].pwd_context.to_string())
    if key not in _HASHED:
        _HASHED[key] = hash_password(PASSWORD)
    return _HASHED[key]


def make_review(
    app: Flask,
    *,
    prefix: str = "own",
    snapshot_date: date = date(2026, 3, 31),
    declared: bool = True,
) -> ReviewWithPeople:
    """Set up a review with an account for each role, and an administrator.

    The reviewer has made their declaration, unless a test is about that.
    """
    emails: dict[str, str] = {}
    actors: dict[str, Actor] = {}
    with app.app_context(), write_transaction():
        review = set_up_review(
            organisation=f"{prefix.title()} Organisation",
            title=f"{prefix.title()} review",
            snapshot_date=snapshot_date,
        )
        hashed = _hashed(app)
        for role in (*[role.value for role in Role], ADMINISTRATOR):
            email = f"{role}@{prefix}.example"
            user = create_account(
                email=email,
                name=f"{prefix.title()} {role.replace('_', ' ')}",
                password_hash=hashed,
                is_administrator=role == ADMINISTRATOR,
                actor=None,
            )
            emails[role] = email
            actors[role] = Actor(user_id=user.id, name=user.name)
            if role != ADMINISTRATOR:
                held = grant(user=user, review_id=review.id, role=Role(role), actor=None)
            if role == Role.REVIEWER and declared:
                declare(review.id, held.id, interests="", terms_version="1", actor=actors[role])
        return ReviewWithPeople(id=review.id, emails=emails, actors=actors)
