"""Forms about reviews."""

from wtforms.validators import Email, NumberRange  # type: ignore[import-untyped]

from review_toolkit.disclosure.rules import DEFAULT_THRESHOLD, HIGHEST_THRESHOLD, LOWEST_THRESHOLD
from review_toolkit.web.forms import (
    DatePartsField,
    EmailField,
    Form,
    Required,
    StringField,
    WholeNumberField,
)

_INVITED = "They are invited by mail and choose their own password."


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
        description=_INVITED,
        validators=[
            Required("Enter the HR lead’s email address"),
            Email("Enter an email address in the format name@example.org"),
        ],
    )


class LeadForm(Form):
    """Who is to lead a review for HR, when the first invitation came to nothing."""

    hr_lead_name = SetUpReviewForm.hr_lead_name
    hr_lead_email = SetUpReviewForm.hr_lead_email
