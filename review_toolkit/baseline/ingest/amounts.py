"""Amounts and numbers: pay, bonus, full-time equivalents, ages and counts of people.

A number that could mean two things is refused with the way to write it, never guessed.
"""

import math
import re
from functools import partial

from review_toolkit.baseline.ingest.mapping import Basis
from review_toolkit.baseline.ingest.problems import Unreadable
from review_toolkit.baseline.ingest.readings import Findings, Reading, read_column
from review_toolkit.baseline.ingest.tables import Cell, Column, as_text

BLANK = math.nan
_BLANKS = frozenset(
    ("", "-", "--", "–", "—", "n/a", "na", "n.a.", "n/k", "none", "null", "nil", "not applicable")
)
_MOST = 100_000_000.0

_CURRENCY = re.compile(r"^(?:£|€|\$|gbp|eur|usd)\s*|\s*(?:£|€|gbp|eur|usd)$", re.IGNORECASE)
_A_YEAR = re.compile(r"\s*(?:p\.?\s?a\.?|p/a|per annum|per year|a year|annually)$", re.IGNORECASE)
_AN_HOUR = re.compile(r"\s*(?:p\.?h\.?|p/h|per hour|an hour|hourly|/hour|/hr)$", re.IGNORECASE)
_PLAIN = re.compile(r"\d+(?:\.\d+)?(?:e[+-]?\d{1,3})?|\.\d+", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:[ '’]\d{3})+(?:\.\d+)?")
_POINT_AND_THREE = re.compile(r"\d{1,3}(?:\.\d{3})+")
_EUROPEAN = re.compile(r"\d{1,3}(?:[. ]\d{3})*,\d{1,2}|\d+,\d+|\d{1,3}(?:\.\d{3})+,\d+")
_IN_THOUSANDS = re.compile(r"\d+(?:\.\d+)?\s*k", re.IGNORECASE)

_WRITE_AMOUNT = "Write a number such as 31250, or leave the cell blank."
_AMOUNT_TRAITS = {
    "currency": ("Amounts with a currency sign were read as plain numbers: '{raw}' as {shown} ({rows}).", ""),
    "per": ("Words after amounts were taken out: '{raw}' was read as {shown} ({rows}).", ""),
    "spaced": ("Thousands were set apart: '{raw}' was read as {shown} ({rows}).", ""),
    "not positive": (
        "Amounts of zero or less, such as '{raw}', were read as blank ({rows}).",
        "If these people were paid, write what they were paid.",
    ),
    "marker": ("'{raw}' was read as blank ({rows}).", ""),
}


def read_pay(column: Column, findings: Findings, *, basis: Basis | None) -> list[float]:
    """Read pay, a year or (basis hourly) an hour; blank, zero and less are not a number (NaN)."""
    values = read_column(column, partial(_pay, basis=basis), findings, traits=_AMOUNT_TRAITS, default=BLANK)
    paid = sorted(value for value in values if not math.isnan(value))
    if basis in ("actual", "full_time_equivalent") and paid and paid[len(paid) // 2] < 1000:
        findings.note(
            f"Most amounts are below 1000 although the pay basis is {basis}.",
            column=column.header,
            remedy="If the column holds pay by the hour, write pay: {basis: hourly} in the mapping file.",
        )
    return values


def read_bonus(column: Column, findings: Findings) -> list[float]:
    """Read bonuses; blank is NaN, a zero stays a zero."""
    return read_column(column, _bonus, findings, traits=_AMOUNT_TRAITS, default=BLANK)


def read_fte(column: Column, findings: Findings) -> list[float]:
    """Read full-time equivalents, above 0 and at most 1.5; "60%" is 0.6."""
    traits = {
        "percent": ("Percentages were read as parts of one: '{raw}' as {shown} ({rows}).", ""),
        "marker": _AMOUNT_TRAITS["marker"],
    }
    return read_column(column, _fte, findings, traits=traits, default=BLANK)


def read_age(column: Column, findings: Findings) -> list[float]:
    """Read ages in years, from 14 to 100."""
    traits = {"marker": _AMOUNT_TRAITS["marker"]}
    return read_column(column, _age, findings, traits=traits, default=BLANK)


def read_count(column: Column, findings: Findings) -> list[int]:
    """Read numbers of people: whole and not negative, never blank."""
    return read_column(column, _count, findings, traits={}, default=0)


def parse_amount(cell: Cell, *, hourly: bool = False) -> Reading[float]:
    """Read an amount of money. Raises `Unreadable` for what is none, or could be two."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise Unreadable(f"'{as_text(cell)}' is not an amount.", _WRITE_AMOUNT)
    if not isinstance(cell, str):
        return _bounded(float(cell), as_text(cell), "")
    if cell.casefold() in _BLANKS:
        return Reading(BLANK, "marker" if cell else "")
    text, trait = cell, ""
    without_period = (_AN_HOUR if hourly else _A_YEAR).sub("", text)
    if without_period != text:
        text, trait = without_period, "per"
    negative = text.startswith("(") and text.endswith(")")
    text = text[1:-1].strip() if negative else text
    if text[:1] in "-−–" and len(text) > 1:
        negative, text = True, text[1:].strip()
    plain = _CURRENCY.sub("", _CURRENCY.sub("", text)).strip()
    if plain != text:
        text, trait = plain, "currency"
    if text[:1] in "-−" and len(text) > 1:
        negative, text = True, text[1:].strip()
    if _POINT_AND_THREE.fullmatch(text) and not hourly:
        raise Unreadable(
            f"'{cell}' could mean {text.replace('.', '')} or {text.replace('.', '', text.count('.') - 1)}.",
            "Write the amount without a thousands separator, such as 31250 or 31250.00.",
        )
    if _THOUSANDS.fullmatch(text):
        trait = trait or ("spaced" if "," not in text else "")
        text = re.sub(r"[, '’]", "", text)
    elif _EUROPEAN.fullmatch(text):
        raise Unreadable(
            f"'{cell}' has a comma where pence begin, or thousands that are not three digits.",
            "Write a point before pence and no thousands separator, such as 31250.00.",
        )
    elif _IN_THOUSANDS.fullmatch(text):
        raise Unreadable(f"'{cell}' is short for an amount.", "Write it in full, such as 31000.")
    if not _PLAIN.fullmatch(text):
        raise Unreadable(f"'{cell}' is not an amount.", _WRITE_AMOUNT)
    return _bounded(-float(text) if negative else float(text), cell, trait)


def _bounded(value: float, raw: str, trait: str) -> Reading[float]:
    if not math.isfinite(value) or abs(value) > _MOST:
        raise Unreadable(f"'{raw}' is not an amount that anyone is paid.", _WRITE_AMOUNT)
    return Reading(value, trait, f"{value:.2f}")


def _pay(cell: Cell, *, basis: Basis | None) -> Reading[float]:
    reading = parse_amount(cell, hourly=basis == "hourly")
    return Reading(BLANK, "not positive") if reading.value <= 0 else reading


def _bonus(cell: Cell) -> Reading[float]:
    reading = parse_amount(cell)
    return Reading(BLANK, "not positive") if reading.value < 0 else reading


def _fte(cell: Cell) -> Reading[float]:
    remedy = "Write a part of full time above 0 and at most 1.5, such as 0.6, or leave the cell blank."
    percent = isinstance(cell, str) and cell.endswith("%")
    value = _number(cell[:-1].strip() if isinstance(cell, str) and percent else cell, remedy, raw=cell)
    if value is None:
        return Reading(BLANK, "marker" if cell != "" else "")
    value = value / 100 if percent else value
    if not 0 < value <= 1.5:
        raise Unreadable(f"'{as_text(cell)}' is not a full-time equivalent.", remedy)
    return Reading(value, "percent" if percent else "", f"{value:g}")


def _age(cell: Cell) -> Reading[float]:
    remedy = "Write an age in years from 14 to 100, or leave the cell blank."
    value = _number(cell, remedy, raw=cell)
    if value is None:
        return Reading(BLANK, "marker" if cell != "" else "")
    if not 14 <= value <= 100:
        raise Unreadable(f"'{as_text(cell)}' is not the age of anyone in work.", remedy)
    return Reading(value)


def _count(cell: Cell) -> Reading[int]:
    remedy = "Write a whole number of people, such as 12; write 0 where there are none."
    value = _number(cell, remedy, raw=cell)
    if value is None or value < 0 or not value.is_integer() or value > 10_000_000:
        raise Unreadable(f"'{as_text(cell)}' is not a number of people.", remedy)
    return Reading(int(value))


def _number(cell: Cell, remedy: str, *, raw: Cell) -> float | None:
    """Return a plain number, or None where the cell is blank."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise Unreadable(f"'{as_text(raw)}' is not a number.", remedy)
    if not isinstance(cell, str):
        return float(cell)
    if cell.casefold() in _BLANKS:
        return None
    text = cell.replace(",", "") if _THOUSANDS.fullmatch(cell) else cell
    if not _PLAIN.fullmatch(text):
        raise Unreadable(f"'{as_text(raw)}' is not a number.", remedy)
    return float(text)
