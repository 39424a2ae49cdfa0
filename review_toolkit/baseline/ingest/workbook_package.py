"""The zip package of an Excel workbook, looked at before a parser may open it.

`files` unpacks it in pieces and counts; here the cells whose formula failed are listed, because the parser
reads them as blank, and the refusals have their words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from review_toolkit.baseline.ingest.problems import ExtractRefused, SourceFile
from review_toolkit.files.markup import XmlDeclares, without_declarations
from review_toolkit.files.packages import (
    Budget,
    PackageDamaged,
    PackageProtected,
    PackageTooLarge,
    members_of,
    unpacked,
)

MAX_CELLS = 20_000_000
_OVERLAP = 4096
_CONTENTS = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")

# Attributes as any writer may put them: in either kind of quotes, a row's number without letters.
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,3})(\d{1,7})["']""")
_ERROR_TYPE = re.compile(rb"""\bt\s*=\s*["']e["']""")
_ERROR_CELL = re.compile(
    rb"""<(?:\w+:)?c\b(?=[^>]*\bt\s*=\s*["']e["'])[^>]*\br\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["'][^>]*>"""
    rb"(?:(?!</(?:\w+:)?c>).){0,3000}?<(?:\w+:)?v>([^<]{1,40})<",
    re.DOTALL,
)
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*\"([^\"]*)\"|([\w:]+)\s*=\s*'([^']*)'")


@dataclass(frozen=True, slots=True)
class ErrorPlace:
    """A failed formula: its text, and its row and column, counted from 1."""

    text: str
    row: int
    column: int


def inspect_package(file: SourceFile) -> dict[int, list[ErrorPlace]]:
    """Return the failed formulas of each sheet, by the sheet's position in the workbook.

    Raises `ExtractRefused` for a package that is damaged, protected, would unpack to more than 500 MB or
    declares XML entities, and for a sheet that spans more cells than can be held.
    """
    try:
        return _failed_formulas(file)
    except PackageProtected:
        raise ExtractRefused.because(
            file.name,
            "This workbook is protected by a password.",
            "Remove the password and save it again.",
        ) from None
    except PackageTooLarge:
        raise ExtractRefused.because(
            file.name,
            "The workbook unpacks to far more data than a staff list holds.",
            "Copy the table as values into a new workbook and use that file.",
        ) from None
    except XmlDeclares:
        raise ExtractRefused.because(
            file.name,
            "The workbook declares XML entities, which Excel never writes and which could do harm.",
            "Copy the table as values into a new workbook and use that file.",
        ) from None
    except PackageDamaged as fault:
        raise ExtractRefused.because(
            file.name, f"The workbook is damaged ({fault}).", "Save or download it again."
        ) from None


def _failed_formulas(file: SourceFile) -> dict[int, list[ErrorPlace]]:
    budget = Budget(len(file.content))
    places: dict[str, list[ErrorPlace]] = {}
    texts: dict[str, str] = {}
    for member in members_of(file.content):
        pieces = without_declarations(unpacked(file.content, member, budget))
        if member.filename in _CONTENTS:
            texts[member.filename] = b"".join(pieces).decode("utf-8", "replace")
        else:
            # Any other part may turn out to be a sheet, wherever it stands.
            places[member.filename] = _scan_sheet(file, pieces)
    return {position: places.get(path, []) for position, path in enumerate(_sheet_paths(texts))}


def _scan_sheet(file: SourceFile, pieces: Iterator[bytes]) -> list[ErrorPlace]:
    """Return a sheet's failed formulas; refuse a sheet that spans too much."""
    found: dict[tuple[int, int], ErrorPlace] = {}
    widest = deepest = 0
    tail = b""
    for piece in pieces:
        chunk = tail + piece
        references = _REFERENCE.findall(chunk)
        for letters in {letters for letters, _ in references}:
            widest = max(widest, _column_number(letters))
        deepest = max(deepest, max((int(row) for row in {row for _, row in references}), default=0))
        if _ERROR_TYPE.search(chunk):
            for letters, row, text in _ERROR_CELL.findall(chunk):
                place = ErrorPlace(
                    unescape(text.decode("utf-8", "replace")), int(row), _column_number(letters)
                )
                found[place.row, place.column] = place
        if widest * deepest > MAX_CELLS:
            raise ExtractRefused.because(
                file.name,
                f"A sheet reaches to row {deepest} and column {widest}, far beyond any table.",
                "Copy only the table into a new workbook and use that file.",
            )
        tail = chunk[-_OVERLAP:]
    return list(found.values())


def _sheet_paths(texts: dict[str, str]) -> list[str]:
    """Return the path of each sheet, in the workbook's order."""
    targets = {}
    for tag in _RELATION.findall(texts.get("xl/_rels/workbook.xml.rels", "")):
        attributes = _attributes(tag)
        target = attributes.get("Target", "")
        targets[attributes.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    sheets = _SHEET.findall(texts.get("xl/workbook.xml", ""))
    return [targets.get(_attributes(tag).get("id", ""), "") for tag in sheets]


def _attributes(tag: str) -> dict[str, str]:
    """Return a tag's attributes; "r:id" is found as "id"."""
    return {
        (name or other).split(":")[-1]: unescape(value or text)
        for name, value, other, text in _ATTRIBUTE.findall(tag)
    }


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
