"""The form that ends a role."""

from wtforms.validators import Length  # type: ignore[import-untyped]

from review_toolkit.access.reasons import FEWEST_REASON_CHARACTERS, MOST_REASON_CHARACTERS
from review_toolkit.web.forms import CountedTextField, Form, Required


class EndRoleForm(Form):
    """Why a role ends. It stands in the audit trail."""

    reason = CountedTextField(
        "Why this role ends",
        description=(
            f"{FEWEST_REASON_CHARACTERS} to {MOST_REASON_CHARACTERS:,} characters. HR leads and senior "
            "leaders can read it in the audit trail."
        ),
        most=MOST_REASON_CHARACTERS,
        validators=[
            Required("Enter why this role ends"),
            Length(
                min=FEWEST_REASON_CHARACTERS,
                message=f"Enter why this role ends in at least {FEWEST_REASON_CHARACTERS} characters",
            ),
        ],
    )
