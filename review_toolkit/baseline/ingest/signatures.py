"""What a file really is, judged by its content and never by its name."""

import zipfile
from io import BytesIO
from typing import Literal

from review_toolkit.baseline.ingest.problems import MAX_BYTES, ExtractRefused, SourceFile

_SAVE_AS = "Open it in Excel and save it as an Excel workbook (.xlsx) or as CSV UTF-8, then use that file."
_EXPORT = "Ask for the data as an Excel workbook (.xlsx) or CSV, and use that file."

_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG", "a picture (PNG)", _EXPORT),
    (b"\xff\xd8\xff", "a picture (JPEG)", _EXPORT),
    (b"GIF8", "a picture (GIF)", _EXPORT),
    (b"II*\x00", "a picture (TIFF)", _EXPORT),
    (b"MM\x00*", "a picture (TIFF)", _EXPORT),
    (b"RIFF", "a picture, sound or film", _EXPORT),
    (b"{\\rtf", "a text document (RTF)", _EXPORT),
    (b"\x1f\x8b", "a compressed file (gzip)", "Unpack it and use the CSV or XLSX file inside."),
    (b"7z\xbc\xaf", "a compressed file (7z)", "Unpack it and use the CSV or XLSX file inside."),
    (b"Rar!", "a compressed file (RAR)", "Unpack it and use the CSV or XLSX file inside."),
    (b"PAR1", "a Parquet file", _EXPORT),
    (b"SQLite format 3\x00", "a database (SQLite)", _EXPORT),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


def kind_of(file: SourceFile) -> Literal["workbook", "text"]:
    """Return what to read a file as; raise `ExtractRefused` where it is neither workbook nor text."""
    content = file.content
    if len(content) > MAX_BYTES:
        raise ExtractRefused.because(
            file.name,
            f"The file is {len(content) / 1024 / 1024:.1f} MB; the limit is {MAX_BYTES // 1024 // 1024} MB.",
            "Export only the columns that are needed, or give counts with a 'count' column.",
        )
    if not content.strip():
        raise ExtractRefused.because(
            file.name, "The file is empty.", "Export it again and check that it holds rows."
        )
    if b"%PDF-" in content[:1024]:
        raise ExtractRefused.because(file.name, "This is a PDF, whatever its name says.", _EXPORT)
    for signature, what, remedy in _SIGNATURES:
        if content.startswith(signature):
            raise ExtractRefused.because(file.name, f"This is {what}, not a table.", remedy)
    if content.startswith(_OLE):
        raise _refused_ole(file)
    if content.startswith(_ZIP):
        return _kind_of_zip(file)
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<?xml", b"<table")):
        raise ExtractRefused.because(
            file.name, "This is a web page or XML, whatever its name says.", _SAVE_AS
        )
    return "text"


def _kind_of_zip(file: SourceFile) -> Literal["workbook"]:
    try:
        with zipfile.ZipFile(BytesIO(file.content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise ExtractRefused.because(
            file.name, f"The file is damaged or cut short ({error}).", "Save or download it again."
        ) from None
    if "xl/workbook.xml" in names:
        return "workbook"
    if "xl/workbook.bin" in names:
        raise ExtractRefused.because(file.name, "This is a binary Excel workbook (.xlsb).", _SAVE_AS)
    if "word/document.xml" in names:
        raise ExtractRefused.because(file.name, "This is a Word document, not a table.", _EXPORT)
    if "content.xml" in names:
        raise ExtractRefused.because(file.name, "This is an OpenDocument file.", _SAVE_AS)
    raise ExtractRefused.because(
        file.name,
        "This is a zip archive, not an Excel workbook.",
        "Unpack it and use the CSV or XLSX file inside.",
    )


def _refused_ole(file: SourceFile) -> ExtractRefused:
    if "EncryptedPackage".encode("utf-16-le") in file.content:
        return ExtractRefused.because(
            file.name,
            "This workbook is protected by a password.",
            "Open it in Excel, remove the password (File, Info, Protect Workbook) and save it again.",
        )
    if "WordDocument".encode("utf-16-le") in file.content:
        return ExtractRefused.because(file.name, "This is an old Word document (.doc), not a table.", _EXPORT)
    return ExtractRefused.because(file.name, "This is an old Office file (such as .xls).", _SAVE_AS)
