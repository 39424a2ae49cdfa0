"""A form with every kind of field, for the tests of this folder."""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from review_toolkit.files import CSV, XLSX
from review_toolkit.web.forms import (
    BooleanField,
    Choice,
    DatePartsField,
    EmailField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    MaxLength,
    PasswordField,
    RadioField,
    Required,
    RequiredNumber,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    UploadField,
    WholeNumberField,
)

GRADES = {"lower": "Lower", "upper": "Upper & above"}


class Everything(Form):
    name = StringField(
        "Name of the organisation",
        [Required("Enter the name of the organisation"), MaxLength(40)],
        description="As it stands in your <accounts>",
        render_kw={"autocomplete": "organization"},
    )
    email = EmailField("Email address", [Required("Enter an email address")])
    password = PasswordField("Password", [Required("Enter a password")])
    leavers = WholeNumberField("Leavers", [RequiredNumber("Enter the number of staff who left")])
    purpose = TextAreaField("Purpose", [Required("Enter the purpose of the review")], description="In brief")
    snapshot = DatePartsField(
        "Snapshot date",
        [Required("Enter the snapshot date")],
        called="the snapshot date",
        description="For example, 31 3 2026",
    )
    grade = SelectField("Grade", choices=GRADES)
    scope = RadioField(
        "Scope",
        [Required("Choose who the review covers")],
        choices=[Choice("staff", "Staff", {"hint": "On the payroll"}), Choice("board", "The board")],
        description="Choose one",
    )
    groups = SelectMultipleField("Groups", [Required("Choose at least one group")], choices=GRADES)
    agreed = BooleanField("We agree", [Required("Tick the box to agree")], description="Both of us")
    extract = UploadField(
        "Extract", formats=(CSV, XLSX), validators=[Required("Choose a file")], description="CSV or XLSX"
    )
    token = HiddenField(default="t-1")


class Owner(Form):
    class Meta(Form.Meta):
        csrf = False

    name = StringField("Owner", [Required("Enter the owner")])


class Nested(Form):
    lead = FormField(Owner)
    others = FieldList(FormField(Owner), min_entries=2)


FILLED = {
    "name": "Harbour & Vale",
    "email": "ama@example.org",
    "leavers": "1,204",
    "purpose": "First line\r\n\r\n\tSecond <line>",
    "snapshot-day": "31",
    "snapshot-month": "3",
    "snapshot-year": "2026",
    "grade": "upper",
    "scope": "board",
    "groups": "upper",
    "agreed": "y",
}


def filled(**changes: str) -> Everything:
    """Return the form as it would be after somebody sent these values."""
    return sent({**FILLED, **changes})


def sent(values: Mapping[str, Any]) -> Everything:
    form = Everything(formdata=MultiDict(values), meta={"csrf": False})
    form.validate()
    return form
