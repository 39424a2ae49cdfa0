"""Reading what a command wrote, in any format, as a stranger would: every text and every number in it."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

NUMBERS = (
    re.compile(r"(?<![\w.#])\d+(?:\.\d+)?(?!\w)"),
    re.compile(r"(?<![\w.#])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\w)"),
)
"""A number, and one with its thousands apart; in a CSV file a comma may be either, so both readings count."""


def texts_of(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    """Yield (part, text) of a file: a whole text file, or every part of a package."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        text = data.decode("utf-8-sig")
        if name.endswith("csv"):
            # Cell by cell: a comma between two counts is no thousands separator.
            text = " ; ".join(cell for row in csv.reader(io.StringIO(text)) for cell in row)
        yield name, text
        return
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for part in package.namelist():
            if part.endswith((".xml", ".rels")):
                yield part, package.read(part).decode("utf-8")


def numbers_told(part: str, text: str) -> set[float]:
    """Every number of a file's part; in XML, whole numbers only where a reader sees them.

    There, attributes and references to shared strings count styles, rows and texts.
    """
    found = numbers_in(text)
    if not part.endswith((".xml", ".rels")):
        return found
    visible = re.sub(r"<[^>]*>", " ", re.sub(r'<c [^>]*t="s"[^>]*>.*?</c>', " ", text))
    return {number for number in found if not number.is_integer()} | numbers_in(visible)


def numbers_in(text: str) -> set[float]:
    return {
        _ten_digits(float(found.replace(",", ""))) for pattern in NUMBERS for found in pattern.findall(text)
    }


def numbers_of(entry: Mapping[str, Any]) -> set[float]:
    """Every number that a figure's entry holds, the text's and the rounded ones included."""
    found = numbers_in(str(entry.get("text", "")))
    for key in (
        "value",
        "numerator",
        "denominator",
        "comparator_numerator",
        "comparator_denominator",
        "p_value",
    ):
        if entry.get(key) is not None:
            found.add(_ten_digits(abs(float(entry[key]))))
    for end in entry.get("interval") or ():
        found.add(_ten_digits(abs(float(end))))
    return found


def hidden_numbers(exact: Mapping[str, Any], protected: Mapping[str, Any]) -> set[float]:
    """Return the numbers of the figures that the protected document hides and nowhere shows.

    Only telling numbers: those with four decimals or more, and counts above 100. Small whole ones and rounded
    ones stand everywhere (thresholds, margins of a page); whether a figure's own are told is a question of
    structure, which the tests ask entry by entry.
    """
    shown = _all_numbers(entry for entry in protected["figures"] if entry["status"] == "shown")
    ids = {entry["id"] for entry in protected["figures"] if entry["status"] == "hidden"}
    hidden = _all_numbers(entry for entry in exact["figures"] if entry["id"] in ids)
    return {n for n in hidden - shown if (n.is_integer() and n > 100) or round(n, 3) != n}


def _all_numbers(entries: Iterable[Mapping[str, Any]]) -> set[float]:
    return set().union(*(numbers_of(entry) for entry in entries))


def _ten_digits(number: float) -> float:
    """Round to ten digits, since formats write the last digits of a number differently."""
    return float(f"{number:.10g}")
