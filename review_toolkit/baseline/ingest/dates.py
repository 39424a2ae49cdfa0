"""Dates as people and systems write them, day first as in the United Kingdom unless the column proves
otherwise.

A two-digit year is read only where nothing else in the date could be the year: "31-Mar-26" and "31/03/85",
never "01/02/03". The century is the one that lies within 70 years before and 10 years after the snapshot.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from review_toolkit.baseline.ingest.problems import Unreadable
from review_toolkit.baseline.ingest.readings import Findings, all_rows
from review_toolkit.baseline.ingest.tables import Cell, Column, ErrorCell, as_text

_REMEDY = "Write dates as 2026-03-31 or 31/03/2026, or leave the cell blank."
_BLANKS = frozenset(("", "-", "--", "–", "—", "n/a", "na", "none", "null", "not applicable"))
_NO_END_YEARS = (4712, 9999)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
            "aug august", "sep sept september", "oct october", "nov november", "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_TIME = r"(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?(?:Z|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})" + _TIME)
_EIGHT_DIGITS = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})" + _TIME)
_DAY_NAME = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? +", re.IGNORECASE)
_DAY_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[-/ ]+(?:of )?([A-Za-z]{3,9})\.?,?[-/ ]+(\d{4}|\d{2})" + _TIME
)
_MONTH_DAY = re.compile(r"([A-Za-z]{3,9})\.? +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})" + _TIME)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class _Written:
    """A date as written. `first` and `second` are day and month in an order that the column must tell."""

    form: str
    day: date | None = None
    first: int = 0
    second: int = 0
    year: int = 0


def read_dates(
    column: Column, findings: Findings, *, snapshot_date: date, from_workbook: bool
) -> list[date | None]:
    """Return the date of each of the column's values, None for blank."""
    written: list[_Written | None] = []
    for code, cell in enumerate(column.values):
        try:
            written.append(_parse(cell, snapshot_date, from_workbook=from_workbook))
        except Unreadable as error:
            findings.refuse_value(column, code, error)
            written.append(None)
    month_first = _month_first(column, written, findings)
    if month_first is None:
        return [None] * len(written)
    dates: list[date | None] = []
    forms: dict[str, list[int]] = {}
    for code, item in enumerate(written):
        if item is None:
            dates.append(None)
            continue
        forms.setdefault(item.form, []).append(code)
        if item.day is not None or item.form == "no end date":
            dates.append(item.day)
            continue
        month, day = (item.first, item.second) if month_first else (item.second, item.first)
        try:
            dates.append(date(item.year, month, day))
        except ValueError:
            findings.refuse_value(column, code, _impossible(column.values[code]))
            dates.append(None)
    _note_forms(column, forms, dates, findings, month_first=month_first)
    return dates


def _parse(cell: Cell, snapshot_date: date, *, from_workbook: bool) -> _Written | None:
    if isinstance(cell, ErrorCell):
        raise Unreadable(
            f"'{cell.text}' is a formula error.", "Correct the formula, or write the date itself."
        )
    if isinstance(cell, datetime):
        return _checked(cell.date(), cell, "Excel dates")
    if isinstance(cell, date):
        return _checked(cell, cell, "Excel dates")
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if from_workbook and 14_000 <= cell <= 80_000:
            return _Written("Excel day numbers", _EPOCH + timedelta(days=int(cell)))
        raise Unreadable(f"'{as_text(cell)}' is not a date.", _REMEDY)
    if not isinstance(cell, str):
        raise Unreadable(f"'{as_text(cell)}' is not a date.", _REMEDY)
    if cell.casefold() in _BLANKS:
        return None
    return _parse_text(cell, snapshot_date, from_workbook=from_workbook)


def _parse_text(cell: str, snapshot_date: date, *, from_workbook: bool) -> _Written:
    text = _DAY_NAME.sub("", cell)
    if found := _YEAR_FIRST.fullmatch(text):
        return _known(cell, f"year{found[2]}month{found[2]}day", int(found[1]), int(found[3]), int(found[4]))
    if found := _EIGHT_DIGITS.fullmatch(text):
        return _known(cell, "yearmonthday", int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_MONTH.fullmatch(text):
        month = _month(found[2], cell)
        year = _century(found[3], snapshot_date, cell, other=None)
        return _known(cell, "day month-name year", year, month, int(found[1]))
    if found := _MONTH_DAY.fullmatch(text):
        return _known(cell, "month-name day year", int(found[3]), _month(found[1], cell), int(found[2]))
    if found := _YEAR_LAST.fullmatch(text):
        year = _century(found[4], snapshot_date, cell, other=31)
        first, second = int(found[1]), int(found[3])
        if year in _NO_END_YEARS:
            return _Written("no end date")
        if (
            max(first, second) > 31
            or min(first, second) > 12
            or not min(first, second)
            or not 1900 <= year <= 2100
        ):
            raise _impossible(cell)
        separator = found[2]
        return _Written(f"numbers with '{separator}'", None, first, second, year)
    if _SERIAL.fullmatch(text):
        if from_workbook and 14_000 <= float(text) <= 80_000:
            return _Written("Excel day numbers", _EPOCH + timedelta(days=int(float(text))))
        raise Unreadable(
            f"'{cell}' looks like Excel's inner number for a date.",
            "Format the column as dates in Excel and export it again, or write 2026-03-31.",
        )
    raise Unreadable(f"'{cell}' is not a date.", _REMEDY)


def _month(name: str, cell: str) -> int:
    if name.casefold() not in _MONTHS:
        raise Unreadable(f"'{cell}' is not a date: '{name}' is not a month.", _REMEDY)
    return _MONTHS[name.casefold()]


def _century(digits: str, snapshot_date: date, cell: str, *, other: int | None) -> int:
    """Return a four-digit year; refuse two digits that could be a day, or that fit no century."""
    year = int(digits)
    if len(digits) == 4:
        return year
    fitting = [
        century + year
        for century in (1900, 2000)
        if snapshot_date.year - 70 <= century + year <= snapshot_date.year + 10
    ]
    if len(fitting) != 1 or (other is not None and year <= other):
        raise Unreadable(
            f"'{cell}' has a year of two digits.", "Write the year with four digits, such as 31/03/2026."
        )
    return fitting[0]


def _known(cell: str, form: str, year: int, month: int, day: int) -> _Written:
    if year in _NO_END_YEARS:
        return _Written("no end date")
    try:
        return _checked(date(year, month, day), cell, form)
    except ValueError:
        raise _impossible(cell) from None


def _checked(day: date, cell: Cell, form: str) -> _Written:
    if day.year in _NO_END_YEARS:
        return _Written("no end date")
    if not 1900 <= day.year <= 2100:
        raise _impossible(cell)
    return _Written(form, day)


def _impossible(cell: Cell) -> Unreadable:
    return Unreadable(f"'{as_text(cell)}' is not a day that exists.", _REMEDY)


def _month_first(column: Column, written: list[_Written | None], findings: Findings) -> bool | None:
    """Say whether numbers stand as month/day/year, as the column proves; None where it proves both."""
    numeric = [(code, item) for code, item in enumerate(written) if item and item.day is None and item.year]
    day_first = next((code for code, item in numeric if item.first > 12), None)
    month_first = next((code for code, item in numeric if item.second > 12), None)
    if day_first is not None and month_first is not None:
        rows = sorted((column.rows_of(day_first)[0], column.rows_of(month_first)[0]))
        findings.refuse(
            f"'{as_text(column.values[day_first])}' (row {column.rows_of(day_first)[0]}) has the day first, "
            f"'{as_text(column.values[month_first])}' (row {column.rows_of(month_first)[0]}) the month.",
            row=rows[0],
            column=column.header,
            remedy="Write all dates of the column in one order, best as 2026-03-31.",
        )
        return None
    return month_first is not None


def _note_forms(
    column: Column,
    forms: dict[str, list[int]],
    dates: list[date | None],
    findings: Findings,
    *,
    month_first: bool,
) -> None:
    """Tell about several ways of writing, about month first, day numbers and dates that mean no end."""
    no_end = forms.pop("no end date", None)
    if no_end:
        rows = all_rows(column, no_end)
        findings.note(
            f"'{as_text(column.values[no_end[0]])}' stands for no end date and was read as blank.",
            row=rows[0],
            column=column.header,
        )
    examples = []
    for codes in forms.values():
        day = dates[codes[0]]
        if day is not None:
            shown = f"{day.day} {day:%B %Y}"
            row = column.rows_of(codes[0])[0]
            examples.append((row, f"'{as_text(column.values[codes[0]])}' (row {row}) as {shown}"))
    if examples and (len(examples) > 1 or month_first or "Excel day numbers" in forms):
        how = "with the month before the day" if month_first else "with the day before the month"
        count = f"in {len(examples)} formats" if len(examples) > 1 else ""
        findings.note(
            f"Dates {count + ', ' if count else ''}numbers read {how}: "
            f"{', '.join(text for _, text in sorted(examples))}.",
            row=min(row for row, _ in examples),
            column=column.header,
            remedy="Check that these are the days that were meant.",
        )
