"""The zip package of an Excel workbook, looked at before a parser may open it.

It is unpacked in pieces and counted, because the sizes that a zip file states about itself prove nothing;
and cells whose formula failed are listed, because the parser reads them as blank.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from io import BytesIO

from review_toolkit.baseline.ingest.problems import ExtractRefused, SourceFile

MAX_UNPACKED = 500 * 1024 * 1024
MAX_RATIO = 200
RATIO_MATTERS_FROM = 20 * 1024 * 1024
MAX_CELLS = 20_000_000
_PIECE = 1024 * 1024
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

    Raises `ExtractRefused` for a package that is damaged, protected, or would unpack to more than 500 MB,
    and for a sheet that spans more cells than can be held.
    """
    try:
        with zipfile.ZipFile(BytesIO(file.content)) as archive:
            members = archive.infolist()
            places: dict[str, list[ErrorPlace]] = {}
            texts: dict[str, str] = {}
            total = 0
            for member in members:
                if member.flag_bits & 0x1:
                    raise ExtractRefused.because(
                        file.name,
                        "This workbook is protected by a password.",
                        "Remove the password and save it again.",
                    )
                pieces = _counted(file, _unpacked(file, member), before=total)
                if member.filename in _CONTENTS:
                    content = b"".join(pieces)
                    texts[member.filename] = content.decode("utf-8", "replace")
                    size = len(content)
                else:
                    # Any other part may turn out to be a sheet, wherever it stands.
                    places[member.filename], size = _scan_sheet(file, pieces)
                total += size
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, OSError) as error:
        raise ExtractRefused.because(
            file.name, f"The workbook is damaged ({error}).", "Save or download it again."
        ) from None
    return {position: places.get(path, []) for position, path in enumerate(_sheet_paths(texts))}


def _unpacked(file: SourceFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack one member from its compressed bytes, believing no stated size but the compressed one."""
    header = file.content[member.header_offset : member.header_offset + 30]
    if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
        raise zipfile.BadZipFile("a part of the zip archive is missing")
    names = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    start = member.header_offset + 30 + names
    packed = file.content[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile("an unusual kind of compression")
    unpacker = zlib.decompressobj(-15)
    while packed and not unpacker.eof:
        yield unpacker.decompress(packed, _PIECE)
        packed = unpacker.unconsumed_tail
    if not unpacker.eof and member.compress_size:
        yield unpacker.flush()


def _counted(file: SourceFile, pieces: Iterator[bytes], *, before: int) -> Iterator[bytes]:
    total = before
    for piece in pieces:
        total += len(piece)
        if total > MAX_UNPACKED or (total > RATIO_MATTERS_FROM and total > MAX_RATIO * len(file.content)):
            raise ExtractRefused.because(
                file.name,
                "The workbook unpacks to far more data than a staff list holds.",
                "Copy the table as values into a new workbook and use that file.",
            )
        yield piece


def _scan_sheet(file: SourceFile, pieces: Iterator[bytes]) -> tuple[list[ErrorPlace], int]:
    """Return a sheet's failed formulas and its unpacked size; refuse a sheet that spans too much."""
    found: dict[tuple[int, int], ErrorPlace] = {}
    size = widest = deepest = 0
    tail = b""
    for piece in pieces:
        size += len(piece)
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
    return list(found.values()), size


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
