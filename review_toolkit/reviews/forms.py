"""Forms about reviews."""

from wtforms import EmailField, IntegerField, PasswordField, StringField
from wtforms.validators import Email, InputRequired, Length, NumberRange

from review_toolkit.disclosure.rules import DEFAULT_THRESHOLD, LOWEST_THRESHOLD
from review_toolkit.web.forms import DatePartsField, Form, PlainText


class SetUpReviewForm(Form):
    """What an administrator enters to open a review for an organisation."""

    organisation = StringField(
        "Name of the organisation",
        validators=[InputRequired("Enter the name of the organisation"), Length(max=200), PlainText()],
    )
    title = StringField(
        "Title of the review",
        description="For example: Internal anti-racism review 2026",
        validators=[InputRequired("Enter a title for the review"), Length(max=200), PlainText()],
    )
    snapshot_date = DatePartsField(
        "Snapshot date",
        description="The day on which staff are counted. For example: 31 3 2026",
        validators=[InputRequired("Enter the snapshot date")],
    )
    threshold = IntegerField(
        "Smallest number of people that may be shown",
        description=f"At least {LOWEST_THRESHOLD}; {DEFAULT_THRESHOLD} is usual.",
        default=DEFAULT_THRESHOLD,
        validators=[
            InputRequired("Enter the smallest number of people that may be shown"),
            NumberRange(LOWEST_THRESHOLD, 1000, f"Enter a whole number of {LOWEST_THRESHOLD} or more"),
        ],
    )
    hr_lead_name = StringField(
        "HR lead’s name",
        validators=[InputRequired("Enter the HR lead’s name"), Length(max=200), PlainText()],
    )
    hr_lead_email = EmailField(
        "HR lead’s e-mail address",
        validators=[
            InputRequired("Enter the HR lead’s e-mail address"),
            Email("Enter an e-mail address in full, such as name@organisation.org"),
            Length(max=254),
        ],
    )
    hr_lead_password = PasswordField(
        "First password",
        description="At least 12 characters. Hand it over in person.",
        validators=[
            InputRequired("Enter a first password"),
            Length(12, 128, "Enter a first password of at least 12 characters"),
        ],
    )
