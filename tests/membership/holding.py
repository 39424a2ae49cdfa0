"""Roles in states that the services would take days to reach: written past them, in the tests' database."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from review_toolkit.access.models import Membership
from review_toolkit.access.terms import today
from review_toolkit.database import db, now, write_transaction
from tests.people import ReviewWithPeople
from tests.web.page_checks import parse_page, text_of

STATES = ("ended", "expired", "not begun")
"""Ways in which a role is on record and opens nothing."""


def day(after: int = 0) -> date:
    """Today where the organisations are, or so many days later."""
    return today(now()) + timedelta(days=after)


def membership_id(app: Flask, review: ReviewWithPeople, role: str) -> UUID:
    """Return the role that somebody has held in a review from the beginning."""
    with app.app_context():
        found = db.session.scalars(
            select(Membership.id)
            .where(Membership.review_id == review.id, Membership.role == str(role))
            .order_by(Membership.created_at)
        ).first()
        assert found is not None
        return found


def alter(app: Flask, review: ReviewWithPeople, role: str, **values: Any) -> dict[str, Any]:
    """Write values into a role's row; return those that stood there."""
    found = membership_id(app, review, role)
    with app.app_context(), write_transaction():
        row = db.session.get_one(Membership, found)
        before = {name: getattr(row, name) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
        return before


def state(name: str) -> dict[str, Any]:
    """Return the values of a role's row in one of `STATES`."""
    values: dict[str, dict[str, date | datetime]] = {
        "ended": {"ended_at": now()},
        "expired": {"starts_on": day(-30), "ends_on": day(-1)},
        "not begun": {"starts_on": day(1), "ends_on": day(30)},
    }
    return values[name]


def words(page: str) -> str:
    """Return what a page says, without its markup."""
    return text_of(parse_page(page))
