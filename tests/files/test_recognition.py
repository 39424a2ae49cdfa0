"""What a file is, whatever it is called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_toolkit.files import FileKind, recognise
from tests.files.samples import OLE, PDF_FILE, document, jpeg, package, png, workbook

KNOWN = [
    (b"", FileKind.EMPTY),
    (b" \r\n\t", FileKind.EMPTY),
    (b"employee_id,ethnicity\n1,A\n", FileKind.TEXT),
    ("columns:\n  ethnicity: Ethnicité\n".encode(), FileKind.TEXT),
    ("naïve".encode("cp1252"), FileKind.TEXT),
    ("employee_id,ethnicity".encode("utf-16"), FileKind.TEXT),
    ("employee_id,ethnicity".encode("utf-16-le"), FileKind.TEXT),
    ("employee_id,ethnicity".encode("utf-16-be"), FileKind.TEXT),
    (b"MZ,code\n1,2\n", FileKind.TEXT),
    (b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0" + b"\0" * 60, FileKind.PROGRAM),
    (b"\x7fELF\2\1\1", FileKind.PROGRAM),
    (b"<!DOCTYPE html><p>", FileKind.MARKUP),
    (b'\xef\xbb\xbf<?xml version="1.0"?>', FileKind.MARKUP),
    (PDF_FILE, FileKind.PDF),
    (png(), FileKind.PNG),
    (jpeg(), FileKind.JPEG),
    (workbook(), FileKind.WORKBOOK),
    (workbook(xl__vbaProject_dot_bin=b"\0"), FileKind.MACRO_WORKBOOK),
    (document(), FileKind.DOCUMENT),
    (document(word__vbaProject_dot_bin=b"\0"), FileKind.MACRO_DOCUMENT),
    (package({"xl/workbook.bin": b""}), FileKind.BINARY_WORKBOOK),
    (package({"content.xml": b""}), FileKind.OPEN_DOCUMENT),
    (package({"readme.txt": b"hello"}), FileKind.ARCHIVE),
    (package({}), FileKind.ARCHIVE),
    (workbook()[:-30], FileKind.DAMAGED_ARCHIVE),
    (OLE, FileKind.OLD_OFFICE),
    (OLE + "WordDocument".encode("utf-16-le"), FileKind.OLD_DOCUMENT),
    (OLE + "EncryptedPackage".encode("utf-16-le"), FileKind.PROTECTED_OFFICE),
    (bytes(range(256)) * 20, FileKind.UNKNOWN),
]


@pytest.mark.parametrize(("content", "kind"), KNOWN, ids=[kind.name for _, kind in KNOWN])
def test_a_file_is_what_it_holds(content: bytes, kind: FileKind) -> None:
    assert recognise(content) is kind


@given(st.binary(max_size=3000))
def test_any_bytes_are_called_something(content: bytes) -> None:
    assert isinstance(recognise(content), FileKind)


@given(st.sampled_from([workbook(), document(), png(), PDF_FILE]), st.data())
def test_a_damaged_file_is_called_something_too(content: bytes, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(content)))
    position = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.binary(min_size=1, max_size=1))
    spoilt = (content[:position] + byte + content[position + 1 :])[:cut]
    assert isinstance(recognise(spoilt), FileKind)
