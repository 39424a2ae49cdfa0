"""The kinds of form field, the one place that touches WTForms' untyped classes.

Forms import their fields from here through `web.forms`. Two kinds are ours: a date in three boxes, as
people write dates, and a whole number that explains itself.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from flask_wtf.file import FileField, MultipleFileField
from wtforms import (  # type: ignore[import-untyped]
    BooleanField,
    EmailField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice as Choice  # type: ignore[import-untyped]
from wtforms.validators import StopValidation  # type: ignore[import-untyped]

__all__ = [
    "BooleanField",
    "Choice",
    "DatePartsField",
    "EmailField",
    "Field",
    "FieldList",
    "FileField",
    "FormField",
    "HiddenField",
    "Kind",
    "MultipleFileField",
    "PasswordField",
    "RadioField",
    "SelectField",
    "SelectMultipleField",
    "StringField",
    "SubmitField",
    "TextAreaField",
    "UnknownKindOfField",
    "WholeNumberField",
    "is_multipart",
    "kind_of",
]

Kind = Literal[
    "text",
    "email",
    "password",
    "number",
    "textarea",
    "date",
    "select",
    "radios",
    "checkbox",
    "checkboxes",
    "file",
    "hidden",
    "submit",
    "form",
    "list",
]

_PARTS = ("day", "month", "year")
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


class UnknownKindOfField(TypeError):
    """A form has a field that our macros cannot draw."""


class DatePartsField(Field):  # type: ignore[misc]
    """A date in three boxes: `<name>-day`, `<name>-month`, `<name>-year`. Its data is a date or None.

    `called` is how its messages name it, with its article ("the snapshot date"). What was typed stays in
    `parts`, and `wrong_parts` names the boxes to mend.
    """

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Any] | None = None,
        *,
        called: str = "the date",
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.called = called
        self.parts: dict[str, str] = dict.fromkeys(_PARTS, "")
        self.wrong_parts: frozenset[str] = frozenset()

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        super().process(None, *args, **kwargs)
        if formdata is not None and any(self._box(part) in formdata for part in _PARTS):
            self.parts = {part: (formdata.get(self._box(part)) or "").strip() for part in _PARTS}
            self.raw_data = [text for text in self.parts.values() if text]
            try:
                self.data = self._read()
            except ValueError as error:
                self.data = None
                self.process_errors = [str(error)]

    def process_data(self, value: date | None) -> None:
        self.data = value
        if value is not None:
            self.parts = {"day": str(value.day), "month": str(value.month), "year": str(value.year)}

    def pre_validate(self, _form: Any) -> None:
        _keep_what_reading_said(self)

    @property
    def first_wrong_part(self) -> str:
        """The box that the error summary leads to."""
        return next((part for part in _PARTS if part in self.wrong_parts), _PARTS[0])

    def _box(self, part: str) -> str:
        return f"{self.name}-{part}"

    def _read(self) -> date | None:
        missing = [part for part in _PARTS if not self.parts[part]]
        if len(missing) == len(_PARTS):
            return None
        if missing:
            self.wrong_parts = frozenset(missing)
            raise ValueError(f"Enter the {' and '.join(missing)} of {self.called}")
        month = _month_number(self.parts["month"])
        if not re.fullmatch(r"[0-9]{4}", self.parts["year"]):
            self.wrong_parts = frozenset({"year"})
            raise ValueError(f"Enter the year of {self.called} with 4 digits, such as 2026")
        try:
            if month is None or not re.fullmatch(r"[0-9]{1,2}", self.parts["day"]):
                raise ValueError
            return date(int(self.parts["year"]), month, int(self.parts["day"]))
        except ValueError:
            self.wrong_parts = frozenset(_PARTS if month is not None else {"month"})
            raise ValueError(f"Enter {self.called} as a real date, such as 31 3 2026") from None


class WholeNumberField(IntegerField):  # type: ignore[misc]
    """A whole number. `called` names it in its message ("the number of staff who left")."""

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Any] | None = None,
        *,
        called: str = "the number",
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.called = called

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = valuelist[0].strip().replace(",", "") if valuelist else ""
        if not text:
            self.data = None
        elif re.fullmatch(r"-?[0-9]{1,15}", text):
            self.data = int(text)
        else:
            self.data = None
            raise ValueError(f"Enter {self.called} as a whole number, such as 12")

    def pre_validate(self, _form: Any) -> None:
        _keep_what_reading_said(self)


# From the particular to the general: the first that fits decides.
_KINDS: tuple[tuple[type[Any], Kind], ...] = (
    (DatePartsField, "date"),
    (FormField, "form"),
    (FieldList, "list"),
    (HiddenField, "hidden"),
    (SubmitField, "submit"),
    (BooleanField, "checkbox"),
    (RadioField, "radios"),
    (SelectMultipleField, "checkboxes"),
    (SelectField, "select"),
    (TextAreaField, "textarea"),
    (PasswordField, "password"),
    (EmailField, "email"),
    (WholeNumberField, "number"),
    (FileField, "file"),
    (MultipleFileField, "file"),
)
_PLAIN_INPUTS = {"text", "tel", "url", "search"}
_known: dict[type[Any], Kind] = {}


def kind_of(field: Any) -> Kind:
    """Say how a field is drawn; raise `UnknownKindOfField` for one that our macros do not know."""
    field_type = type(field)
    if field_type not in _known:
        _known[field_type] = _kind_of_type(field_type)
    return _known[field_type]


def is_multipart(form: Any) -> bool:
    """Say whether a form carries files."""
    return any(kind_of(field) == "file" for field in form)


def _kind_of_type(field_type: type[Any]) -> Kind:
    for known, kind in _KINDS:
        if issubclass(field_type, known):
            return kind
    if issubclass(field_type, StringField) and field_type.widget.input_type in _PLAIN_INPUTS:
        return "text"
    if field_type.__name__ == "CSRFTokenField":
        return "hidden"
    raise UnknownKindOfField(
        f"{field_type.__name__} has no macro in macros/fields.html: use DatePartsField for a date, "
        "WholeNumberField for a number, or add a macro."
    )


def _keep_what_reading_said(field: Any) -> None:
    """Stop where a value could not be read: "Enter the date" would hide what is wrong with the date."""
    if field.process_errors:
        raise StopValidation


def _month_number(text: str) -> int | None:
    """Read a month from its number or its name in English, whole or its first three letters or more."""
    if re.fullmatch(r"[0-9]{1,2}", text):
        return int(text)
    name = text.lower()
    if len(name) < 3:
        return None
    return next((number for number, month in enumerate(_MONTHS, 1) if month.startswith(name)), None)
