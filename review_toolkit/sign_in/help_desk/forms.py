"""Forms of the help desk."""

from wtforms.validators import Length  # type: ignore[import-untyped]

from review_toolkit.access.reasons import FEWEST_REASON_CHARACTERS, MOST_REASON_CHARACTERS
from review_toolkit.web.forms import CountedTextField, Form, Required


def _reason(label: str) -> CountedTextField:
    return CountedTextField(
        label,
        description=(
            f"{FEWEST_REASON_CHARACTERS} to {MOST_REASON_CHARACTERS:,} characters. It stands in the audit "
            "trail of the service."
        ),
        most=MOST_REASON_CHARACTERS,
        validators=[
            Required("Enter why"),
            Length(
                min=FEWEST_REASON_CHARACTERS,
                message=f"Enter why in at least {FEWEST_REASON_CHARACTERS} characters",
            ),
        ],
    )


class ReasonForm(Form):
    """Why something is done to how somebody signs in."""

    reason = _reason("Why, and how you made sure who asked")


class RuleForm(Form):
    """Why the rule on second steps is changed."""

    reason = _reason("Why")
