"""What every page of a review tells its delegated reviewer: on whose behalf, for what, where, until when."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from flask import Flask, request
from flask_login import current_user

from review_toolkit.access.actions import Role
from review_toolkit.access.queries import people_in
from review_toolkit.access.terms import today
from review_toolkit.people.declaring.gate import role_as_reviewer
from review_toolkit.reviews.queries import review_of
from review_toolkit.reviews.stages import titles_of


@dataclass(frozen=True, slots=True)
class ActingHere:
    """How somebody acts in a review as its delegated reviewer.

    `stages` are titles, none for all. `days_left` counts the days after today, and is None until the last
    week; only then `leads` names those who can extend the role.
    """

    review_id: UUID
    organisation: str
    purpose: str
    stages: tuple[str, ...]
    ends_on: date | None
    days_left: int | None
    leads: tuple[str, ...]

    @property
    def when(self) -> str:
        """When the role ends, in the last week: "today", "tomorrow", "in 5 days"."""
        return {0: "today", 1: "tomorrow"}.get(self.days_left or 0, f"in {self.days_left} days")


def init_banner(app: Flask) -> None:
    """Let the frame of every page ask."""
    app.jinja_env.globals["acting_here"] = acting_here


def acting_here() -> ActingHere | None:
    """Return how the person acts as delegated reviewer in the review that is asked about; None otherwise."""
    review_id = (request.view_args or {}).get("review_id")
    if review_id is None or not current_user.is_authenticated:
        return None
    held = role_as_reviewer(review_id)
    if held is None:
        return None
    terms, day = held.terms, today(datetime.now(UTC))
    days_left = (terms.ends_on - day).days if terms.ends_on and terms.ends_soon(day) else None
    return ActingHere(
        review_id=review_id,
        organisation=review_of(review_id).organisation.name,
        purpose=terms.purpose,
        stages=titles_of(terms.stages),
        ends_on=terms.ends_on,
        days_left=days_left,
        leads=people_in(review_id, role=Role.HR_LEAD) if days_left is not None else (),
    )
