"""What a file really is, judged by its content and never by its name."""

from review_toolkit.files.kinds import FileKind
from review_toolkit.files.packages import ZIP_SIGNATURES, PackageFault, members_of

_SIGNATURES: tuple[tuple[bytes, FileKind], ...] = (
    (b"\x89PNG", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"GIF8", FileKind.GIF),
    (b"II*\x00", FileKind.TIFF),
    (b"MM\x00*", FileKind.TIFF),
    (b"RIFF", FileKind.MEDIA),
    (b"{\\rtf", FileKind.RICH_TEXT),
    (b"\x1f\x8b", FileKind.GZIP),
    (b"7z\xbc\xaf", FileKind.SEVEN_ZIP),
    (b"Rar!", FileKind.RAR),
    (b"PAR1", FileKind.PARQUET),
    (b"SQLite format 3\x00", FileKind.SQLITE),
    (b"\x7fELF", FileKind.PROGRAM),
    (b"#!/", FileKind.PROGRAM),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOS_PROGRAM = b"MZ"
_MARKUP = (b"<!doctype html", b"<html", b"<?xml", b"<table")
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CONTROL_BYTES = frozenset(range(32)) - {9, 10, 12, 13}
_LOOKED_AT = 4096


def recognise(content: bytes) -> FileKind:
    """Return what a file is; text of any kind and encoding is `TEXT`."""
    if not content.strip():
        return FileKind.EMPTY
    if b"%PDF-" in content[:1024]:
        return FileKind.PDF
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return kind
    if content.startswith(_OLE):
        return _recognise_ole(content)
    if content.startswith(ZIP_SIGNATURES):
        return _recognise_package(content)
    if content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        return FileKind.MARKUP
    if _is_text(content[:_LOOKED_AT]):
        return FileKind.TEXT
    return FileKind.PROGRAM if content.startswith(_DOS_PROGRAM) else FileKind.UNKNOWN


def _recognise_package(content: bytes) -> FileKind:
    try:
        names = {member.filename for member in members_of(content)}
    except PackageFault:
        return FileKind.DAMAGED_ARCHIVE
    macros = any(name.rpartition("/")[2].lower() == "vbaproject.bin" for name in names)
    if "xl/workbook.xml" in names:
        return FileKind.MACRO_WORKBOOK if macros else FileKind.WORKBOOK
    if "xl/workbook.bin" in names:
        return FileKind.BINARY_WORKBOOK
    if "word/document.xml" in names:
        return FileKind.MACRO_DOCUMENT if macros else FileKind.DOCUMENT
    return FileKind.OPEN_DOCUMENT if "content.xml" in names else FileKind.ARCHIVE


def _recognise_ole(content: bytes) -> FileKind:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return FileKind.PROTECTED_OFFICE
    if "WordDocument".encode("utf-16-le") in content:
        return FileKind.OLD_DOCUMENT
    return FileKind.OLD_OFFICE


def _is_text(start: bytes) -> bool:
    """Say whether a file begins as text does, in an encoding of one byte, UTF-8 or UTF-16."""
    if start.startswith(_UTF_16_MARKS):
        return True
    for half in (start[1:400:2], start[0:400:2]):
        if len(half) > 1 and half.count(0) > len(half) * 0.6:
            return start.count(0) < len(start) * 0.6
    return sum(byte in _CONTROL_BYTES for byte in start) <= max(2, len(start) * 0.05)
