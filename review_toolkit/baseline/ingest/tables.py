"""A table as it stands in a file: columns of codes into their distinct values, so that work is done once
for each value and not once for each row."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import numpy as np
import numpy.typing as npt

from review_toolkit.baseline.ingest.problems import Problem, listed_rows

Codes = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ErrorCell:
    """A cell whose formula failed, such as #N/A."""

    text: str


Cell = str | float | int | bool | date | datetime | time | timedelta | ErrorCell

_ERRORS = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA")
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u0080-\u0084\u0086-\u009f\ud800-\udfff]")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_UNTIDY = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u205f-\u2060\u3000\ufeff\ud800-\udfff#]"
    r"|^ | $|  |[^\x00-\u02ff]",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column: `values[codes[i]]` is what stands in row `rows[i]` of the spreadsheet."""

    header: str
    codes: Codes
    values: Sequence[Cell]
    rows: Codes

    def rows_of(self, code: int) -> list[int]:
        """The spreadsheet rows in which a value stands."""
        return [int(row) for row in self.rows[self.codes == code]]

    def taken(self, keep: Flags) -> "Column":
        """Return the column with only the rows to keep and only the values that still occur."""
        if keep.all():
            return self
        codes = self.codes[keep]
        used = np.zeros(len(self.values), dtype=bool)
        used[codes] = True
        renumbered = np.cumsum(used, dtype=np.int32) - np.int32(1)
        values = [value for value, occurs in zip(self.values, used, strict=True) if occurs]
        return replace(self, codes=renumbered[codes].astype(np.int32), values=values, rows=self.rows[keep])

    def is_filled(self) -> Flags:
        """Say for each row whether anything but blanks stands there."""
        blank = [type(value) is str and (not value or value.isspace()) for value in self.values]
        return ~np.asarray(blank, dtype=bool)[self.codes]

    def text_at(self, position: int) -> str:
        """Return one cell as text."""
        return as_text(self.values[self.codes[position]])


@dataclass(frozen=True, slots=True, eq=False)
class RawTable:
    """A file's table below its headers. `place` says where it stands ("sheet 'Staff'")."""

    file: str
    headers: tuple[str, ...]
    header_row: int
    columns: tuple[Column, ...]
    rows: Codes
    place: str
    from_workbook: bool
    notes: tuple[Problem, ...]


def as_text(value: Cell) -> str:
    """Return a cell as a person would type it: 1001.0 is "1001", a date "2026-03-31"."""
    if isinstance(value, str):
        return value
    if isinstance(value, ErrorCell):
        return value.text
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def pack_rows(
    headers: Sequence[str], records: Sequence[Sequence[Cell]], rows: Sequence[int]
) -> tuple[tuple[Column, ...], Codes]:
    """Turn rows of cells into columns. A value's type counts: 1, 1.0, True and "1" stay apart."""
    numbers = np.asarray(rows, dtype=np.int32)
    columns = []
    for position, header in enumerate(headers):
        seen: dict[tuple[type, Cell], int] = {}
        codes = [
            seen.setdefault((type(cell), cell), len(seen))
            for cell in (record[position] if position < len(record) else "" for record in records)
        ]
        columns.append(Column(header, np.asarray(codes, dtype=np.int32), [cell for _, cell in seen], numbers))
    return tuple(columns), numbers


def tidied(column: Column, file: str) -> tuple[Column, list[Problem]]:
    """Return the column with outer blanks and unprintable characters taken out, and what was done.

    Formula errors that stand as text become `ErrorCell`.
    """
    values = column.values
    texts = [value for value in values if isinstance(value, str)]
    joined = "\n".join(texts)
    if not _UNTIDY.search(joined) and joined.count("\n") <= max(0, len(texts) - 1):
        return column, []
    notes: list[Problem] = []
    cleaned: list[Cell] = []
    hurt: list[int] = []
    for code, value in enumerate(values):
        if not isinstance(value, str):
            cleaned.append(value)
            continue
        text = _INVISIBLE.sub("", unicodedata.normalize("NFC", value))
        plain = _CONTROL.sub("", text)
        if plain != text:
            hurt.append(code)
        plain = " ".join(plain.split())
        cleaned.append(ErrorCell(plain.upper()) if plain.upper() in _ERRORS else plain)
    if hurt:
        rows = sorted(row for code in hurt for row in column.rows_of(code))
        notes.append(
            Problem(
                file,
                f"Control characters, which cannot be printed, were taken out in {listed_rows(rows)}.",
                row=rows[0],
                column=column.header,
                remedy="Check that the text still reads as it should.",
            )
        )
    return merged(column, cleaned), notes


def merged(column: Column, values: Sequence[Cell]) -> Column:
    """Return the column with new values in place of the old, each distinct one once."""
    seen: dict[tuple[type, Cell], int] = {}
    codes = np.asarray([seen.setdefault((type(value), value), len(seen)) for value in values], dtype=np.int32)
    return replace(column, codes=codes[column.codes], values=[value for _, value in seen])


def texts_of(column: Column) -> Column:
    """Return the column with every value as text, so that 1001.0 and "1001" are one."""
    if all(type(value) is str for value in column.values):
        return column
    return merged(column, [as_text(value) for value in column.values])
