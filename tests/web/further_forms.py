"""A form with the kinds of field that later stages need, for the tests of this folder."""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from review_toolkit.files import CSV, PDF
from review_toolkit.web.forms import (
    ChecklistField,
    Choice,
    CountedTextField,
    EmailField,
    EmailListField,
    Form,
    FormField,
    MoneyField,
    MonthField,
    OneTimeCodeField,
    PercentField,
    RadioField,
    RepeatedField,
    Required,
    RequiredAnswer,
    RequiredNumber,
    SelectField,
    StringField,
    TelephoneField,
    TimeField,
    UploadsField,
    WholeNumberField,
    YesNoField,
)
from review_toolkit.web.matrix_fields import MatrixField

MANY = {"": "Choose a directorate", **{f"d{number}": f"Directorate {number}" for number in range(1, 301)}}
NETWORKS = {"race": "Race equality network", "carers": "Carers’ network"}
SCALE = {"1": "Strongly disagree", "2": "Disagree", "3": "Neither", "4": "Agree", "5": "Strongly agree"}
ROWS = {"fair": "I am treated fairly at work", "safe": "I can speak up & be heard"}


class Person(Form):
    class Meta(Form.Meta):
        csrf = False

    name = StringField("Name", [Required("Enter the person’s name")])
    email = EmailField("Email address")


class Further(Form):
    telephone = TelephoneField(
        "Telephone number", description="With the code", render_kw={"autocomplete": "tel"}
    )
    pay = MoneyField("Annual pay", [RequiredNumber("Enter the annual pay")], called="the annual pay")
    share = PercentField("Share of staff", [RequiredNumber("Enter the share of staff")], called="the share")
    story = CountedTextField(
        "What happened", [Required("Say what happened")], most=50, description="In brief"
    )
    started = MonthField("When it began", [Required("Enter the month")], called="the month when it began")
    meeting = TimeField("Time of the meeting", [Required("Enter the time")], called="the time of the meeting")
    told = YesNoField("Did you tell anybody?", [RequiredAnswer("Choose whether you told anybody")])
    reason = RadioField(
        "Why did you not?",
        [Required("Choose a reason")],
        choices=[
            Choice("fear", "I was afraid"),
            Choice("other", "Another reason", {"reveals": "other_reason", "hint": "Say which"}),
        ],
    )
    other_reason = StringField("Which other reason?", [Required("Enter the other reason")])
    networks = ChecklistField("Networks", [Required("Choose a network or none")], choices=NETWORKS)
    directorate = SelectField("Directorate", [Required("Choose a directorate")], choices=MANY)
    invited = EmailListField("Whom to invite", [Required("Enter an email address")], description="One a line")
    code = OneTimeCodeField("Code", [Required("Enter the code")], description="We sent it to you")
    evidence = UploadsField(
        "Evidence", [Required("Choose a file")], formats=(CSV, PDF), description="CSV or PDF"
    )


class Grouped(Form):
    people = RepeatedField(FormField(Person), "Steering group", called="person", min_entries=1, max_entries=3)
    statements = MatrixField(
        "How far do you agree?", rows=ROWS, scale=SCALE, required=True, description="All of them"
    )


class Disabled(Form):
    name = StringField("Name", default="Kept", render_kw={"disabled": True})
    scope = RadioField("Scope", choices=["a", "b"], default="a", render_kw={"disabled": True})
    day = MonthField("Month", render_kw={"disabled": True})
    number = WholeNumberField("Number", default=3, render_kw={"disabled": True})


FILLED = {
    "telephone": "+44 808 157 0192",
    "pay": "£31,250.50",
    "share": "12.5%",
    "story": "A <story>",
    "started-month": "March",
    "started-year": "2026",
    "meeting": "2.05 pm",
    "told": "no",
    "reason": "other",
    "other_reason": "No time",
    "networks": "carers",
    "directorate": "d7",
    "invited": "ada@example.org; Grace@Example.org\n\nada@example.org",
    "code": "123 456",
}


def further(**changes: str) -> Further:
    return sent_further({**FILLED, **changes})


def sent_further(values: Mapping[str, Any]) -> Further:
    form = Further(formdata=MultiDict(values), meta={"csrf": False})
    form.validate()
    return form


def grouped(values: Mapping[str, Any]) -> Grouped:
    form = Grouped(formdata=MultiDict(values), meta={"csrf": False})
    form.validate()
    return form
