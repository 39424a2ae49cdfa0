"""Forms: the base class, and everything that a form module imports to describe its fields.

Every text field of every form is stripped, refuses hidden characters and has a length limit, whether or
not its author thought of it. Messages are instructions.
"""

from functools import cached_property
from typing import Any

from flask import g
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto

from review_toolkit.web.choice_fields import ChecklistField, YesNoField, revealed_by
from review_toolkit.web.date_fields import DatePartsField, MonthField, TimeField
from review_toolkit.web.field_types import (
    BooleanField,
    Choice,
    EmailField,
    FieldList,
    FormField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    kind_of,
)
from review_toolkit.web.number_fields import MoneyField, PercentField, WholeNumberField
from review_toolkit.web.repeated_fields import RepeatedField
from review_toolkit.web.text_fields import (
    CountedTextField,
    EmailListField,
    OneTimeCodeField,
    TelephoneField,
)
from review_toolkit.web.upload_fields import UploadField, UploadsField
from review_toolkit.web.validators import (
    MaxLength,
    Optional,
    PlainText,
    Required,
    RequiredAnswer,
    RequiredNumber,
    ValidationError,
    tidy,
)

__all__ = [
    "BooleanField",
    "ChecklistField",
    "Choice",
    "CountedTextField",
    "DatePartsField",
    "EmailField",
    "EmailListField",
    "FieldList",
    "Form",
    "FormField",
    "HiddenField",
    "MaxLength",
    "MoneyField",
    "MonthField",
    "OneTimeCodeField",
    "Optional",
    "PasswordField",
    "PercentField",
    "PlainText",
    "RadioField",
    "RepeatedField",
    "Required",
    "RequiredAnswer",
    "RequiredNumber",
    "SelectField",
    "SelectMultipleField",
    "StringField",
    "TelephoneField",
    "TextAreaField",
    "TimeField",
    "UploadField",
    "UploadsField",
    "ValidationError",
    "WholeNumberField",
    "YesNoField",
]

LINE_LIMIT = 200
TEXT_LIMIT = 20_000

_TEXTS = ("text", "email", "textarea", "counted", "hidden")

_INSTRUCTIONS = {
    "This field is required.": "Fill in this field",
    "Not a valid choice.": "Choose one of the options in the list",
    "Invalid Choice: could not coerce.": "Choose one of the options in the list",
    "Invalid input.": "Enter this in the format shown",
    "Invalid email address.": "Enter an email address in the format name@example.org",
    "Not a valid integer value.": "Enter a whole number, such as 12",
    "CSRF token missing.": "Send the form again",
    "CSRF failed.": "Send the form again",
    "CSRF token expired.": "Send the form again",
    "Invalid CSRF Token.": "Send the form again",
}


class _Instructions:
    """Puts instructions in the place of WTForms' own messages."""

    def gettext(self, message: str) -> str:
        return _INSTRUCTIONS.get(message, message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        if "not valid choices" in plural:
            return "Choose only options in the list"
        return singular if number == 1 else plural


_INSTRUCT = _Instructions()


class Form(FlaskForm):  # type: ignore[misc]
    """The base of every form."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            """Hold every text field to the same rules, before those that its author chose."""
            field = super().bind_field(form, unbound_field, options)
            field.owner = form  # a choice may reveal another of its fields
            kind = kind_of(field)
            if kind in _TEXTS and isinstance(field, StringField):
                lines = kind in ("textarea", "counted")
                rules: list[Any] = [PlainText(lines=lines)]
                if not any(isinstance(validator, MaxLength) for validator in field.validators):
                    rules.append(MaxLength(TEXT_LIMIT if lines or kind == "hidden" else LINE_LIMIT))
                field.filters = (tidy, *field.filters)
                field.validators = (*rules, *field.validators)
            if (field.render_kw or {}).get("disabled"):
                _ignore_what_is_sent(field)
            return field

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Take what was sent, or the draft that is being shown again (`web/drafts.py`)."""
            draft = g.get("draft") if formdata is _Auto else None
            return super().wrap_formdata(form, formdata) if draft is None else draft

        def get_translations(self, _form: Any) -> _Instructions:
            return _INSTRUCT

    @cached_property
    def revealed_names(self) -> frozenset[str]:
        """The fields that are drawn below the choices that reveal them."""
        return frozenset(field.short_name for _, field, _ in revealed_by(self))

    def is_submitted(self) -> bool:
        """Say whether the form was sent; a draft that is shown again was not."""
        return g.get("draft") is None and bool(super().is_submitted())

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge what was sent. A form that was sent to add or remove a group is judged by nobody."""
        if _was_laid_out_anew(self):
            return False
        counting: dict[str, bool] = {}
        for _, field, chosen in revealed_by(self):
            counting[field.short_name] = chosen or counting.get(field.short_name, False)
        for name, counts in counting.items():
            if not counts:
                _empty(self[name])
        return bool(super().validate(extra_validators))


def _was_laid_out_anew(form: Any) -> bool:
    """Say whether a button of a repeated group was pressed, in this form or one inside it."""
    return any(
        field.was_laid_out_anew if kind == "repeated" else kind == "form" and _was_laid_out_anew(field.form)
        for field, kind in ((field, kind_of(field)) for field in form)
    )


def _empty(field: Any) -> None:
    """Take back what stands in a field that its choice does not reveal: it was not asked."""
    field.process(None, None)
    field.validators = ()


def _ignore_what_is_sent(field: Any) -> None:
    """Keep a disabled field at the value that it shows: browsers send nothing for it, others might."""
    process = field.process
    field.process = lambda _formdata, *args, **kwargs: process(None, *args, **kwargs)
