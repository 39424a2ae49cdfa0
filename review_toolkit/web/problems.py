"""What is wrong with the forms of a page, in order, for the error summary."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from review_toolkit.web.date_fields import DatePartsField
from review_toolkit.web.field_types import kind_of


@dataclass(frozen=True, slots=True)
class Problem:
    """A message and the id of what to mend, or None where nothing on the page can be led to."""

    message: str
    target: str | None


def problems_of(forms: Iterable[Any]) -> list[Problem]:
    """Return each form's problems: those of the form as a whole, then those of its fields."""
    return [problem for form in forms for problem in _of_form(form)]


def _of_form(form: Any) -> Iterator[Problem]:
    for message in dict.fromkeys(form.form_errors):
        yield Problem(str(message), None)
    for field in form:
        yield from _of_field(field)


def _of_field(field: Any) -> Iterator[Problem]:
    kind = kind_of(field)
    if kind in ("form", "matrix"):
        yield from _of_form(field.form)
    elif kind in ("list", "repeated"):
        for entry in field.entries:
            yield from _of_field(entry)
        for message in field.errors:
            if isinstance(message, str):
                yield Problem(message, None)
    elif field.errors:
        # One thing at a time: the first message of a field is the one to act on.
        yield Problem(str(field.errors[0]), _target(field, kind))


def _target(field: Any, kind: str) -> str | None:
    if kind in ("hidden", "submit"):
        return None
    if isinstance(field, DatePartsField):
        return f"{field.id}-{field.first_wrong_part}"
    return str(field.id)
