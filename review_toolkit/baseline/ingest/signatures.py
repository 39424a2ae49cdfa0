"""Whether a file is a table at all, judged by its content: `files` says what it is, the words are here."""

from typing import Literal

from review_toolkit.baseline.ingest.problems import MAX_BYTES, ExtractRefused, SourceFile
from review_toolkit.files.kinds import FileKind
from review_toolkit.files.packages import PackageDamaged, members_of
from review_toolkit.files.recognition import recognise

_SAVE_AS = "Open it in Excel and save it as an Excel workbook (.xlsx) or as CSV UTF-8, then use that file."
_EXPORT = "Ask for the data as an Excel workbook (.xlsx) or CSV, and use that file."
_UNPACK = "Unpack it and use the CSV or XLSX file inside."

# What else is refused is called what `files` calls it, and had best be asked for in another format.
_REFUSED: dict[FileKind, tuple[str, str]] = {
    FileKind.EMPTY: ("The file is empty.", "Export it again and check that it holds rows."),
    FileKind.PDF: ("This is a PDF, whatever its name says.", _EXPORT),
    FileKind.GZIP: (f"This is {FileKind.GZIP.value}, not a table.", _UNPACK),
    FileKind.SEVEN_ZIP: (f"This is {FileKind.SEVEN_ZIP.value}, not a table.", _UNPACK),
    FileKind.RAR: (f"This is {FileKind.RAR.value}, not a table.", _UNPACK),
    FileKind.BINARY_WORKBOOK: (f"This is {FileKind.BINARY_WORKBOOK.value}.", _SAVE_AS),
    FileKind.OPEN_DOCUMENT: (f"This is {FileKind.OPEN_DOCUMENT.value}.", _SAVE_AS),
    FileKind.OLD_OFFICE: (f"This is {FileKind.OLD_OFFICE.value}.", _SAVE_AS),
    FileKind.MARKUP: (f"This is {FileKind.MARKUP.value}, whatever its name says.", _SAVE_AS),
    FileKind.ARCHIVE: ("This is a zip archive, not an Excel workbook.", _UNPACK),
    FileKind.PROTECTED_OFFICE: (
        "This workbook is protected by a password.",
        "Open it in Excel, remove the password (File, Info, Protect Workbook) and save it again.",
    ),
}
# Macros are never run here. What is no known file may still be text in an encoding that only its reader
# knows; it says so where it is not.
_READ_AS: dict[FileKind, Literal["workbook", "text"]] = {
    FileKind.WORKBOOK: "workbook",
    FileKind.MACRO_WORKBOOK: "workbook",
    FileKind.TEXT: "text",
    FileKind.UNKNOWN: "text",
    FileKind.PROGRAM: "text",
}


def kind_of(file: SourceFile) -> Literal["workbook", "text"]:
    """Return what to read a file as; raise `ExtractRefused` where it is neither workbook nor text."""
    size = len(file.content)
    if size > MAX_BYTES:
        raise ExtractRefused.because(
            file.name,
            f"The file is {size / 1024 / 1024:.1f} MB; the limit is {MAX_BYTES // 1024 // 1024} MB.",
            "Export only the columns that are needed, or give counts with a 'count' column.",
        )
    kind = recognise(file.content)
    if kind in _READ_AS:
        return _READ_AS[kind]
    if kind is FileKind.DAMAGED_ARCHIVE:
        raise ExtractRefused.because(
            file.name, f"The file is damaged or cut short ({_damage(file)}).", "Save or download it again."
        )
    message, remedy = _REFUSED.get(kind, (f"This is {kind.value}, not a table.", _EXPORT))
    raise ExtractRefused.because(file.name, message, remedy)


def _damage(file: SourceFile) -> str:
    try:
        members_of(file.content)
    except PackageDamaged as fault:
        return str(fault)
    return "its directory cannot be read"
