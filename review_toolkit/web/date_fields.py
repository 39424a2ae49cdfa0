"""Dates and times as people write them: a date in boxes, a month and year, a time of day."""

import re
from collections.abc import Sequence
from datetime import date, time
from typing import Any, ClassVar

from review_toolkit.web.field_types import Field, Kind, ParsedField, keep_what_reading_said

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
_TIME = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?(?:\s*([ap])\.?m\.?)?", re.IGNORECASE)
_WORDS_FOR_TIMES = {"midday": time(12), "noon": time(12), "midnight": time(0)}


class DatePartsField(Field):  # type: ignore[misc]
    """A date in three boxes: `<name>-day`, `<name>-month`, `<name>-year`. Its data is a date or None.

    `called` is how its messages name it, with its article ("the snapshot date"). What was typed stays in
    `parts`, and `wrong_parts` names the boxes to mend.
    """

    kind: Kind = "date"
    PARTS: ClassVar[tuple[str, ...]] = ("day", "month", "year")
    EXAMPLE: ClassVar[str] = "as a real date, such as 31 3 2026"

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
        self.parts: dict[str, str] = dict.fromkeys(self.PARTS, "")
        self.wrong_parts: frozenset[str] = frozenset()

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        super().process(None, *args, **kwargs)
        if formdata is not None and any(self._box(part) in formdata for part in self.PARTS):
            self.parts = {part: (formdata.get(self._box(part)) or "").strip() for part in self.PARTS}
            self.raw_data = [text for text in self.parts.values() if text]
            try:
                self.data = self._read()
            except ValueError as error:
                self.data = None
                self.process_errors = [str(error)]

    def process_data(self, value: date | None) -> None:
        self.data = value
        if value is not None:
            self.parts = {part: str(getattr(value, part)) for part in self.PARTS}

    def pre_validate(self, _form: Any) -> None:
        keep_what_reading_said(self)

    @property
    def first_wrong_part(self) -> str:
        """The box that the error summary leads to."""
        return next((part for part in self.PARTS if part in self.wrong_parts), self.PARTS[0])

    def _box(self, part: str) -> str:
        return f"{self.name}-{part}"

    def _read(self) -> date | None:
        missing = [part for part in self.PARTS if not self.parts[part]]
        if len(missing) == len(self.PARTS):
            return None
        if missing:
            self.wrong_parts = frozenset(missing)
            raise ValueError(f"Enter the {' and '.join(missing)} of {self.called}")
        month = _month_number(self.parts["month"])
        if not re.fullmatch(r"[0-9]{4}", self.parts["year"]):
            self.wrong_parts = frozenset({"year"})
            raise ValueError(f"Enter the year of {self.called} with 4 digits, such as 2026")
        day = self.parts.get("day", "1")
        try:
            if month is None or not re.fullmatch(r"[0-9]{1,2}", day):
                raise ValueError
            return date(int(self.parts["year"]), month, int(day))
        except ValueError:
            self.wrong_parts = frozenset(self.PARTS if month is not None else {"month"})
            raise ValueError(f"Enter {self.called} {self.EXAMPLE}") from None


class MonthField(DatePartsField):
    """A month and year in two boxes. Its data is the month's first day."""

    PARTS = ("month", "year")
    EXAMPLE = "as a month and a year, such as 3 2026"


class TimeField(ParsedField):
    """A time of day in one box: "2:05pm", "14.05", "9am", "midday". Its data is a time or None."""

    width = 10

    def read(self, text: str) -> time:
        words = _WORDS_FOR_TIMES.get(text.lower())
        if words is not None:
            return words
        found = _TIME.fullmatch(text)
        if found and (found[2] or found[3]):
            hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
            if half and not 1 <= hour <= 12:
                hour = 24  # refused below: there is no 14pm
            elif half:
                hour = hour % 12 + (12 if half == "p" else 0)
            if hour < 24 and minute < 60:
                return time(hour, minute)
        raise ValueError(f"Enter {self.called} like 2:05pm or 14:05")

    def written(self, value: time) -> str:
        return f"{value.hour % 12 or 12}:{value:%M}{'am' if value.hour < 12 else 'pm'}"


def _month_number(text: str) -> int | None:
    """Read a month from its number or its name in English, whole or its first three letters or more."""
    if re.fullmatch(r"[0-9]{1,2}", text):
        return int(text)
    name = text.lower()
    if len(name) < 3:
        return None
    return next((number for number, month in enumerate(_MONTHS, 1) if month.startswith(name)), None)
