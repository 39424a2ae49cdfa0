"""What a file that somebody handed in really is, judged by what it holds; what may come in; and its name.

Pure: bytes in, a verdict out. Nothing is stored, nothing is parsed for its meaning: that is for whoever asked
for the file. Archives are unpacked in pieces and counted, never to the disk.
"""

from review_toolkit.files.inspection import FileRefused, inspect_file
from review_toolkit.files.kinds import (
    CSV,
    DOCX,
    JPEG,
    MAX_BYTES,
    PDF,
    PNG,
    TEXT,
    XLSX,
    YAML,
    ZIP,
    FileKind,
    Format,
    accept_attribute,
    listed,
)
from review_toolkit.files.names import safe_name
from review_toolkit.files.recognition import recognise

__all__ = [
    "CSV",
    "DOCX",
    "JPEG",
    "MAX_BYTES",
    "PDF",
    "PNG",
    "TEXT",
    "XLSX",
    "YAML",
    "ZIP",
    "FileKind",
    "FileRefused",
    "Format",
    "accept_attribute",
    "inspect_file",
    "listed",
    "recognise",
    "safe_name",
]
