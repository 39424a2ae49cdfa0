"""The gate before a review: a delegated reviewer who has declared nothing yet is led to the declaration."""

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from review_toolkit.access.actions import Role
from review_toolkit.access.declarations import has_declared
from review_toolkit.access.guards import current_holdings
from review_toolkit.access.queries import Holding

_ITSELF = frozenset({"declaring.ask", "declaring.declare"})


def role_as_reviewer(review_id: UUID) -> Holding | None:
    """Return the role in which the person acts here as delegated reviewer, if they do."""
    return next((held for held in current_holdings(review_id) if held.role is Role.REVIEWER), None)


def ask_for_declaration() -> ResponseReturnValue | None:
    """Lead to the declaration, from any page or form of the review; None where it is made."""
    review_id = (request.view_args or {}).get("review_id")
    if review_id is None or request.endpoint in _ITSELF:
        return None
    held = role_as_reviewer(review_id)
    if held is None or has_declared(held.membership_id):
        return None
    return redirect(url_for("declaring.ask", review_id=review_id))
