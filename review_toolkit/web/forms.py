"""Forms: the base class, and everything that a form module imports to describe its fields.

Every text field of every form is stripped, refuses hidden characters and has a length limit, whether or
not its author thought of it. Messages are instructions.
"""

from typing import Any

from flask_wtf import FlaskForm

from review_toolkit.web.field_types import (
    BooleanField,
    Choice,
    DatePartsField,
    EmailField,
    FieldList,
    FileField,
    FormField,
    HiddenField,
    MultipleFileField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    WholeNumberField,
    kind_of,
)
from review_toolkit.web.validators import (
    MaxLength,
    Optional,
    PlainText,
    Required,
    RequiredNumber,
    ValidationError,
    tidy,
)

__all__ = [
    "BooleanField",
    "Choice",
    "DatePartsField",
    "EmailField",
    "FieldList",
    "FileField",
    "Form",
    "FormField",
    "HiddenField",
    "MaxLength",
    "MultipleFileField",
    "Optional",
    "PasswordField",
    "PlainText",
    "RadioField",
    "Required",
    "RequiredNumber",
    "SelectField",
    "SelectMultipleField",
    "StringField",
    "TextAreaField",
    "ValidationError",
    "WholeNumberField",
]

LINE_LIMIT = 200
TEXT_LIMIT = 20_000

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
            kind = kind_of(field)
            if kind in ("text", "email", "textarea", "hidden") and isinstance(field, StringField):
                lines = kind == "textarea"
                rules: list[Any] = [PlainText(lines=lines)]
                if not any(isinstance(validator, MaxLength) for validator in field.validators):
                    rules.append(MaxLength(TEXT_LIMIT if lines or kind == "hidden" else LINE_LIMIT))
                field.filters = (tidy, *field.filters)
                field.validators = (*rules, *field.validators)
            return field

        def get_translations(self, _form: Any) -> _Instructions:
            return _INSTRUCT
