"""Numbers as people type them: whole ones, money in pounds, percentages. Exact: nothing becomes a float."""

import re
from decimal import Decimal

from review_toolkit.web.field_types import Kind, ParsedField

_DECIMAL = re.compile(r"-?[0-9]{1,13}(?:\.[0-9]{1,2})?")


class WholeNumberField(ParsedField):
    """A whole number. `called` names it in its message ("the number of staff who left")."""

    kind: Kind = "number"
    inputmode = "numeric"

    def __init__(self, *args: object, called: str = "the number", **kwargs: object) -> None:
        super().__init__(*args, called=called, **kwargs)  # type: ignore[arg-type]

    def read(self, text: str) -> int:
        plain = text.replace(",", "")
        if not re.fullmatch(r"-?[0-9]{1,15}", plain):
            raise ValueError(f"Enter {self.called} as a whole number, such as 12")
        return int(plain)


class MoneyField(ParsedField):
    """An amount in pounds and pence, nought or more. Its data is a Decimal of at most two places."""

    kind: Kind = "number"
    inputmode = "decimal"
    prefix = "£"
    width = 10

    def read(self, text: str) -> Decimal:
        plain = text.replace(",", "").removeprefix("£").strip()
        if not _DECIMAL.fullmatch(plain) or plain.startswith("-"):
            raise ValueError(f"Enter {self.called} in pounds, such as 31250 or 31250.50")
        return Decimal(plain)

    def written(self, value: Decimal) -> str:
        return f"{value:.2f}" if value % 1 else f"{value:.0f}"


class PercentField(ParsedField):
    """A percentage from 0 to 100. Its data is a Decimal of at most two places: 12.5 for 12.5%."""

    kind: Kind = "number"
    inputmode = "decimal"
    suffix = "%"
    width = 5

    def read(self, text: str) -> Decimal:
        plain = text.removesuffix("%").strip()
        if not _DECIMAL.fullmatch(plain) or not 0 <= Decimal(plain) <= 100:
            raise ValueError(f"Enter {self.called} as a percentage from 0 to 100, such as 12.5")
        return Decimal(plain)
