"""The kinds of file that content shows, and the formats that a page may ask for.

A kind is what the bytes are; a format is what people call it. CSV and YAML are both text: which of them a
text is, only its reader can tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

MAX_BYTES = 50 * 1024 * 1024
"""The largest file that anybody may hand in, on a page or by a command."""

_OFFICE = "application/vnd.openxmlformats-officedocument"


class FileKind(Enum):
    """What the bytes of a file are. The value completes "This is ..."."""

    EMPTY = "empty"
    TEXT = "a text file"
    MARKUP = "a web page or XML"
    WORKBOOK = "an Excel workbook"
    MACRO_WORKBOOK = "an Excel workbook with macros"
    BINARY_WORKBOOK = "a binary Excel workbook (.xlsb)"
    DOCUMENT = "a Word document"
    MACRO_DOCUMENT = "a Word document with macros"
    PROTECTED_OFFICE = "an Office file that is protected by a password"
    OLD_DOCUMENT = "an old Word document (.doc)"
    OLD_OFFICE = "an old Office file (such as .xls)"
    OPEN_DOCUMENT = "an OpenDocument file"
    ARCHIVE = "a zip archive"
    DAMAGED_ARCHIVE = "a zip archive or Office file that is damaged or cut short"
    PDF = "a PDF"
    PNG = "a picture (PNG)"
    JPEG = "a picture (JPEG)"
    GIF = "a picture (GIF)"
    TIFF = "a picture (TIFF)"
    MEDIA = "a picture, sound or film"
    RICH_TEXT = "a text document (RTF)"
    GZIP = "a compressed file (gzip)"
    SEVEN_ZIP = "a compressed file (7z)"
    RAR = "a compressed file (RAR)"
    PARQUET = "a Parquet file"
    SQLITE = "a database (SQLite)"
    PROGRAM = "a program"
    UNKNOWN = "neither text nor any file that is known here"


@dataclass(frozen=True, slots=True)
class Format:
    """A format that a page asks for: its name in a sentence, its kind, its endings and media types."""

    name: str
    kind: FileKind
    endings: tuple[str, ...]
    media_types: tuple[str, ...]


CSV = Format("CSV", FileKind.TEXT, (".csv",), ("text/csv",))
YAML = Format("YAML", FileKind.TEXT, (".yaml", ".yml"), ("application/yaml",))
TEXT = Format("text", FileKind.TEXT, (".txt",), ("text/plain",))
XLSX = Format("Excel (.xlsx)", FileKind.WORKBOOK, (".xlsx",), (f"{_OFFICE}.spreadsheetml.sheet",))
DOCX = Format("Word (.docx)", FileKind.DOCUMENT, (".docx",), (f"{_OFFICE}.wordprocessingml.document",))
PDF = Format("PDF", FileKind.PDF, (".pdf",), ("application/pdf",))
PNG = Format("PNG", FileKind.PNG, (".png",), ("image/png",))
JPEG = Format("JPEG", FileKind.JPEG, (".jpg", ".jpeg"), ("image/jpeg",))
ZIP = Format("ZIP", FileKind.ARCHIVE, (".zip",), ("application/zip",))


def accept_attribute(formats: Sequence[Format]) -> str:
    """Return what a file input says it takes, so that a browser offers the right files first."""
    return ",".join(
        [ending for one in formats for ending in one.endings]
        + [media_type for one in formats for media_type in one.media_types]
    )


def listed(formats: Sequence[Format]) -> str:
    """Return "CSV", "CSV or Excel (.xlsx)" or "CSV, PDF or PNG"."""
    names = [one.name for one in formats]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
