"""Choices: yes or no, several with "none of these", and choices that reveal another field.

A choice reveals a field of the same form when its `render_kw` says so: `Choice("other", "Another reason",
{"reveals": "reason"})`. The field is drawn below its choice, shown without JavaScript as well, and counts
only where its choice was chosen (`Form.validate`).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from review_toolkit.web.field_types import Choice, RadioField, SelectMultipleField, kind_of
from review_toolkit.web.validators import ValidationError

_YES_OR_NO = {"yes": True, "no": False}


class YesNoField(RadioField):  # type: ignore[misc]
    """Yes or no, side by side. Its data is True, False or None; `RequiredAnswer` takes "no" for an answer."""

    inline = True

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Any] | None = None,
        *,
        yes: str = "Yes",
        no: str = "No",
        **kwargs: Any,
    ) -> None:
        choices = [Choice("yes", yes), Choice("no", no)]
        super().__init__(label, validators, coerce=_yes_or_no, choices=choices, **kwargs)


class ChecklistField(SelectMultipleField):  # type: ignore[misc]
    """Several of some choices, or none of them: `none_of_these` words a choice that excludes the others."""

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Any] | None = None,
        *,
        choices: Mapping[str, str] | Sequence[Any],
        none_of_these: str = "None of these",
        **kwargs: Any,
    ) -> None:
        pairs = choices.items() if isinstance(choices, Mapping) else choices
        offered = [Choice.from_input(pair) for pair in pairs]
        self.none_of_these = none_of_these
        super().__init__(
            label,
            validators,
            choices=[*offered, Choice("none", none_of_these, {"exclusive": True})],
            **kwargs,
        )

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if "none" in (self.data or ()) and len(self.data) > 1:
            raise ValidationError(f"Choose either ‘{self.none_of_these}’ or the others, not both")


def revealed_by(form: Any) -> Iterator[tuple[Any, Any, bool]]:
    """Yield what choices reveal: the field that offers the choice, the field, and whether it was chosen."""
    for field in form:
        if kind_of(field) in ("radios", "checkboxes"):
            for choice in field.iter_choices():
                name = (choice.render_kw or {}).get("reveals")
                if name:
                    yield field, form[name], bool(choice.selected)


def _yes_or_no(value: Any) -> bool | None:
    return value if isinstance(value, bool) else _YES_OR_NO.get(value)
