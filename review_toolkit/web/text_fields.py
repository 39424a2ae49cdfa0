"""Texts with rules of their own: counted, telephone numbers, lists of email addresses, one-time codes."""

import re
from collections.abc import Sequence
from typing import Any

from review_toolkit.web.field_types import Kind, ParsedField, TelField, TextAreaField
from review_toolkit.web.validators import MaxLength, ValidationError

MOST_ADDRESSES = 500
_NOT_DIALLED = re.compile(r"[\s().-]|\bext\.?\b|\bx(?=\d)", re.IGNORECASE)


class CountedTextField(TextAreaField):  # type: ignore[misc]
    """A long text that tells while one types how much room is left."""

    kind: Kind = "counted"

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Any] | None = None,
        *,
        most: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, [*(validators or ()), MaxLength(most)], **kwargs)
        self.most = most


class TelephoneField(TelField):  # type: ignore[misc]
    """A telephone number, kept as it was written."""

    def pre_validate(self, _form: Any) -> None:
        digits = _NOT_DIALLED.sub("", self.data or "").removeprefix("+")
        if self.data and not re.fullmatch(r"[0-9]{3,18}", digits):
            raise ValidationError("Enter a telephone number, like 01632 960 001 or +44 808 157 0192")


class EmailListField(TextAreaField):  # type: ignore[misc]
    """Email addresses, one on each line; commas and semicolons do as well. `addresses` are the sound ones."""

    addresses: tuple[str, ...] = ()

    def pre_validate(self, _form: Any) -> None:
        from email_validator import EmailNotValidError, validate_email

        found: dict[str, str] = {}
        for number, line in enumerate((self.data or "").split("\n"), start=1):
            for entry in filter(None, (part.strip() for part in re.split(r"[,;]", line))):
                try:
                    address = validate_email(entry, check_deliverability=False).normalized
                except EmailNotValidError:
                    raise ValidationError(
                        f"Correct line {number}: ‘{entry[:80]}’ is not an email address"
                    ) from None
                found.setdefault(address.lower(), address)
        if len(found) > MOST_ADDRESSES:
            raise ValidationError(f"Enter at most {MOST_ADDRESSES} email addresses. There are {len(found):,}")
        self.addresses = tuple(found.values())


class OneTimeCodeField(ParsedField):
    """A code of a few digits that was sent or shown. It is never written back into a page."""

    kind: Kind = "code"
    inputmode = "numeric"
    width = 10

    def __init__(self, *args: Any, digits: int = 6, called: str = "the code", **kwargs: Any) -> None:
        super().__init__(*args, called=called, **kwargs)
        self.digits = digits

    def read(self, text: str) -> str:
        plain = re.sub(r"[\s-]", "", text)
        if not re.fullmatch(rf"[0-9]{{{self.digits}}}", plain):
            raise ValueError(f"Enter {self.called} as {self.digits} digits")
        return plain

    def _value(self) -> str:
        return ""
