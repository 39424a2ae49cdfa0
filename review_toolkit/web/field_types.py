"""The kinds of form field, and the one place that touches WTForms' untyped classes.

Forms import their fields from `web.forms`. Ours stand in modules by noun (`date_fields`, `number_fields`) and
each says of what kind it is: `kind` names the macro that draws it (`templates/macros/`).
"""

from collections.abc import Iterator
from typing import Any, Literal, cast

from flask_wtf.file import FileField, MultipleFileField
from jinja2 import Undefined
from wtforms import (  # type: ignore[import-untyped]
    BooleanField,
    EmailField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TelField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice as Choice  # type: ignore[import-untyped]
from wtforms.validators import StopValidation  # type: ignore[import-untyped]
from wtforms.widgets import TextInput  # type: ignore[import-untyped]

__all__ = [
    "BooleanField",
    "Choice",
    "EmailField",
    "Field",
    "FieldList",
    "FileField",
    "FormField",
    "HiddenField",
    "Kind",
    "MultipleFileField",
    "ParsedField",
    "PasswordField",
    "RadioField",
    "SelectField",
    "SelectMultipleField",
    "StringField",
    "SubmitField",
    "TelField",
    "TextAreaField",
    "UnknownKindOfField",
    "input_names",
    "is_multipart",
    "keep_what_reading_said",
    "kind_of",
]

Kind = Literal[
    "text",
    "email",
    "password",
    "number",
    "code",
    "textarea",
    "counted",
    "date",
    "select",
    "radios",
    "checkbox",
    "checkboxes",
    "file",
    "hidden",
    "submit",
    "form",
    "matrix",
    "list",
    "repeated",
]

NEVER_KEPT = frozenset({"password", "code", "file", "submit"})
"""Kinds whose content is in no draft of a form (`web/drafts.py`)."""


class UnknownKindOfField(TypeError):
    """A form has a field that our macros cannot draw."""


class ParsedField(Field):  # type: ignore[misc]
    """A text input whose data is what `read` makes of the text, None where it is empty.

    `called` is how its messages name it, with its article ("the number of staff who left"). What was typed
    comes back as it was.
    """

    widget = TextInput()
    kind: Kind = "text"

    def __init__(
        self, label: str | None = None, validators: Any = None, *, called: str = "this", **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.called = called

    def read(self, text: str) -> Any:
        """Return the value of a text that is not empty; raise ValueError with an instruction."""
        raise NotImplementedError

    def written(self, value: Any) -> str:
        """Return a value as somebody would type it."""
        return str(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if text:
            self.data = self.read(text)

    def pre_validate(self, _form: Any) -> None:
        keep_what_reading_said(self)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.written(self.data)


# From the particular to the general: the first that fits decides.
_KINDS: tuple[tuple[type[Any], Kind], ...] = (
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
    (FileField, "file"),
    (MultipleFileField, "file"),
)
_PLAIN_INPUTS = {"text", "tel", "url", "search"}
_known: dict[type[Any], Kind] = {}


def kind_of(field: Any) -> Kind:
    """Say how a field is drawn; raise `UnknownKindOfField` for one that our macros do not know."""
    field_type = type(field)
    if field_type not in _known:
        if isinstance(field, Undefined):
            str(field)  # fails by the misspelt name
        _known[field_type] = _kind_of_type(field_type)
    return _known[field_type]


def is_multipart(form: Any) -> bool:
    """Say whether a form carries files."""
    return any(kind_of(field) == "file" for field in form)


def input_names(form: Any) -> Iterator[str]:
    """Yield the names of the inputs of a form whose content may be kept: no password, no code, no file."""
    for field in form:
        if field.short_name != "csrf_token":
            yield from _names_of(field)


def keep_what_reading_said(field: Any) -> None:
    """Stop where a value could not be read: "Enter the date" would hide what is wrong with the date."""
    if field.process_errors:
        raise StopValidation


def _names_of(field: Any) -> Iterator[str]:
    kind = kind_of(field)
    if kind in NEVER_KEPT:
        return
    if kind in ("form", "matrix"):
        yield from input_names(field.form)
    elif kind in ("list", "repeated"):
        for entry in field.entries:
            yield f"{entry.name}-kept"
            yield from _names_of(entry)
    elif kind == "date":
        yield from (f"{field.name}-{part}" for part in field.parts)
    else:
        yield str(field.name)


def _kind_of_type(field_type: type[Any]) -> Kind:
    own = getattr(field_type, "kind", None)
    if own is not None:
        return cast(Kind, own)
    for known, kind in _KINDS:
        if issubclass(field_type, known):
            return kind
    if issubclass(field_type, StringField) and field_type.widget.input_type in _PLAIN_INPUTS:
        return "text"
    if field_type.__name__ == "CSRFTokenField":
        return "hidden"
    raise UnknownKindOfField(
        f"{field_type.__name__} has no macro in templates/macros: use DatePartsField for a date, "
        "WholeNumberField for a number, or add a macro."
    )
