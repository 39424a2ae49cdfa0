"""Forms about reviews."""

from wtforms.validators import Email, Length, NumberRange  # type: ignore[import-untyped]

from review_toolkit.disclosure.rules import DEFAULT_THRESHOLD, HIGHEST_THRESHOLD, LOWEST_THRESHOLD
from review_toolkit.sign_in.passwords import FEWEST_PASSWORD_CHARACTERS
from review_toolkit.web.forms import (
    DatePartsField,
    EmailField,
    Form,
    PasswordField,
    Required,
    StringField,
    WholeNumberField,
)


class SetUpReviewForm(Form):
    """What an administrator enters to open a review for an organisation."""

    organisation = StringField(
        "Name of the organisation", validators=[Required("Enter the name of the organisation")]
    )
    title = StringField(
        "Title of the review",
        description="For example: Internal anti-racism review 2026",
        validators=[Required("Enter a title for the review")],
    )
    snapshot_date = DatePartsField(
        "Snapshot date",
        description="The day on which staff are counted. For example: 31 3 2026",
        called="the snapshot date",
        validators=[Required("Enter the snapshot date")],
    )
    threshold = WholeNumberField(
        "Smallest ethnic group that a breakdown may show",
        description=f"In people. At least {LOWEST_THRESHOLD}; {DEFAULT_THRESHOLD} is usual.",
        default=DEFAULT_THRESHOLD,
        validators=[
            Required("Enter the smallest ethnic group that a breakdown may show"),
            NumberRange(
                LOWEST_THRESHOLD,
                HIGHEST_THRESHOLD,
                "Enter the smallest ethnic group that a breakdown may show as a whole number from "
                f"{LOWEST_THRESHOLD} to {HIGHEST_THRESHOLD}",
            ),
        ],
    )
    hr_lead_name = StringField("HR lead’s name", validators=[Required("Enter the HR lead’s name")])
    hr_lead_email = EmailField(
        "HR lead’s email address",
        validators=[
            Required("Enter the HR lead’s email address"),
            Email("Enter an email address in the format name@example.org"),
        ],
    )
    hr_lead_password = PasswordField(
        "First password",
        description=(
            f"At least {FEWEST_PASSWORD_CHARACTERS} characters. Hand it over in person, not by email. "
            "Somebody who has an account already keeps their own."
        ),
        validators=[
            Required("Enter a first password"),
            Length(
                FEWEST_PASSWORD_CHARACTERS,
                128,
                f"Enter a first password of {FEWEST_PASSWORD_CHARACTERS} to 128 characters",
            ),
        ],
    )
