"""What is taken and what is refused, in words that name the file and say what to do."""

import random
import zipfile

import pytest

from review_toolkit.files import (
    CSV,
    DOCX,
    JPEG,
    MAX_BYTES,
    PDF,
    PNG,
    XLSX,
    YAML,
    ZIP,
    FileKind,
    FileRefused,
    Format,
    accept_attribute,
    inspect_file,
    listed,
    packages,
)
from tests.files.samples import OLE, PDF_FILE, claiming, document, jpeg, package, png, workbook

EVERYTHING = (CSV, YAML, XLSX, DOCX, PDF, PNG, JPEG, ZIP)
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    b'<!ENTITY lol1 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]><workbook>&lol1;</workbook>'
)
OUTSIDE = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w>&x;</w>'


def refusal(content: bytes, *formats: Format, name: str = "plan.xlsx") -> str:
    with pytest.raises(FileRefused) as refused:
        inspect_file(name, content, formats or EVERYTHING)
    message = str(refused.value)
    assert message.startswith("‘")
    assert not message.endswith(".")
    return message


@pytest.mark.parametrize(
    "content",
    [b"a,b\n1,2\n", workbook(), document(), PDF_FILE, png(), jpeg(), package({"release.json": b"{}"})],
)
def test_a_sound_file_is_taken(content: bytes) -> None:
    assert isinstance(inspect_file("x", content, EVERYTHING), FileKind)


def test_content_counts_and_not_the_name() -> None:
    assert inspect_file("staff.pdf", workbook(), (CSV, XLSX)) is FileKind.WORKBOOK
    assert refusal(PDF_FILE, CSV, XLSX, name="staff.csv") == (
        "‘staff.csv’ is a PDF. Choose a CSV or Excel (.xlsx) file"
    )


@pytest.mark.parametrize(
    ("content", "formats", "said"),
    [
        (b" \n", (CSV,), "is empty. Choose a file with something in it"),
        (workbook(), (DOCX,), "is an Excel workbook. Choose a Word (.docx) file"),
        (document(), (CSV, XLSX, PDF), "is a Word document. Choose a CSV, Excel (.xlsx) or PDF file"),
        (workbook(xl__vbaProject_dot_bin=b"0"), (XLSX,), "with macros. Save it as an Excel workbook (.xlsx)"),
        (document(word__vbaProject_dot_bin=b"0"), (DOCX,), "with macros. Save it as a Word document (.docx)"),
        (workbook(xl__vbaProject_dot_bin=b"0"), (PDF,), "with macros. Choose a PDF file"),
        (
            OLE + "EncryptedPackage".encode("utf-16-le"),
            (XLSX,),
            "protected by a password. Remove the password",
        ),
        (workbook()[:-40], (XLSX,), "damaged or cut short. Save or download it again"),
        (
            bytes(range(256)) * 20,
            (CSV,),
            "is neither text nor any file that is known here. Choose a CSV file",
        ),
        (PDF_FILE[:-7], (PDF,), "is cut short"),
        (PDF_FILE.replace(b"/Root", b"/Encrypt 5 0 R /Root"), (PDF,), "is encrypted. Remove the password"),
        (b"MZ" + PDF_FILE, (PDF,), "begins with something that is no PDF"),
        (png()[:-5], (PNG,), "is damaged or cut short"),
        (png() + b"more", (PNG,), "is damaged or cut short"),
        (png(60_000, 60_000), (PNG,), "has more than 50 million pixels"),
        (jpeg()[:-1], (JPEG,), "is damaged or cut short"),
        (jpeg(60_000, 60_000), (JPEG,), "has more than 50 million pixels"),
    ],
)
def test_what_is_wrong_is_said(content: bytes, formats: tuple[Format, ...], said: str) -> None:
    assert said in refusal(content, *formats)


def test_a_file_over_the_limit_is_refused_by_what_was_sent_even_if_only_its_beginning_was_kept() -> None:
    with pytest.raises(FileRefused, match=r"is 60\.0 MB\. Choose a file of at most 50 MB"):
        inspect_file("hr.csv", b"a,b\n", (CSV,), size=60 * 1024 * 1024)
    assert inspect_file("hr.csv", b"1,A\n" * (MAX_BYTES // 4), (CSV,)) is FileKind.TEXT


@pytest.mark.parametrize("start", [PDF_FILE, png(), b"a,b\n1,2\n" * 600])
def test_a_file_that_is_an_archive_as_well_is_refused(start: bytes) -> None:
    both = start + package({"run.exe": b"MZ"})
    assert "zip archive" in refusal(both) or "cut short" in refusal(both)
    innocent = start[:-6] + b"PK\x05\x06 stands here by chance" + start[-6:]
    if start == PDF_FILE:
        assert inspect_file("x.pdf", innocent, (PDF,)) is FileKind.PDF


def test_an_archive_with_something_before_it_is_refused() -> None:
    hidden = package({"first.txt": b"1"}) + package({"second.txt": b"2"})
    assert "stands before its beginning" in refusal(hidden, ZIP)


def test_a_bomb_is_refused_whatever_size_it_claims() -> None:
    bomb = workbook(xl__worksheets__sheet1_dot_xml=b"\n" * 60_000_000)
    for content in (bomb, claiming(bomb, 60_000_000, 10)):
        assert "unpacks to far more" in refusal(content)


def test_a_bomb_inside_an_archive_inside_a_document_is_refused() -> None:
    bomb = package({"zeros": b"\0" * 60_000_000})
    assert "unpacks to far more" in refusal(document(word__embeddings__book_dot_xlsx=bomb))
    nest = package({"leaf.txt": b"x"})
    for _ in range(packages.MAX_MEMBERS.bit_length()):
        nest = package({"inside.zip": nest}, method=zipfile.ZIP_STORED)
    assert "unpacks to far more" in refusal(nest)


def test_members_that_share_their_bytes_are_counted_each() -> None:
    content = bytearray(package({f"{number:04}": b"\0" * 1_000_000 for number in range(60)}))
    directory = content.rfind(b"PK\x05\x06")
    assert directory > 0
    position = content.find(b"PK\x01\x02")
    while position >= 0:  # every entry of the directory leads to the first member
        content[position + 42 : position + 46] = bytes(4)
        position = content.find(b"PK\x01\x02", position + 1)
    assert "unpacks to far more" in refusal(bytes(content), ZIP)


def test_a_document_may_hold_the_workbook_of_a_chart() -> None:
    assert inspect_file("r.docx", document(word__embeddings__b_dot_xlsx=workbook()), (DOCX,))


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "docProps/app.xml", "xl/media/a.svg"]
)
@pytest.mark.parametrize("declared", [LAUGHS, OUTSIDE, b" \n<!DOCTYPE html><p/>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_entities_are_refused_in_every_part_and_encoding(part: str, declared: bytes, encoding: str) -> None:
    words = declared.decode().lstrip() if "16" in encoding else declared.decode()
    content = package({"xl/workbook.xml": b"<workbook/>", part: words.encode(encoding)} | {"z": b""})
    assert "declares XML entities" in refusal(content)


@pytest.mark.parametrize("encoding", ["utf-7", "cp037", "shift_jis", "utf-32"])
def test_xml_in_an_encoding_that_hides_its_words_is_refused(encoding: str) -> None:
    words = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a><a/>'
    assert "declares XML entities" in refusal(package({"word/document.xml": words.encode(encoding)}))


def test_a_declaration_far_into_a_part_and_across_pieces_is_found() -> None:
    rng = random.Random(7)  # so that it does not compress to a bomb
    for before in (2_000_000, 1024 * 1024 - 4 - len(b"<w>")):
        filler = bytes(rng.choices(b"abcdefghijklmnopqrstuvwxyz ", k=before))
        content = package({"word/document.xml": b"<w>" + filler + OUTSIDE})
        assert "declares XML entities" in refusal(content)


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/x", "C:/x", "a\\x"])
def test_a_part_that_leads_out_of_the_archive_is_refused(name: str) -> None:
    content = package({"aa" + "x" * (len(name) - 2): b"1"}).replace(
        b"aa" + b"x" * (len(name) - 2), name.encode()
    )
    assert "leads out of the archive" in refusal(content, ZIP)


def test_two_parts_of_one_name_are_refused() -> None:
    content = package({"one.xml": b"<a/>", "two.xml": b"<b/>"}).replace(b"two.xml", b"one.xml")
    assert "two of its parts have one name" in refusal(content, ZIP)


def test_an_encrypted_part_is_refused_as_protected() -> None:
    content = bytearray(workbook())
    entry = content.find(b"PK\x01\x02")
    content[entry + 8] |= 1
    assert "protected by a password" in refusal(bytes(content), XLSX)


def test_a_part_that_claims_more_bytes_than_there_are_is_refused() -> None:
    content = bytearray(package({"a.txt": b"1,A"}, method=zipfile.ZIP_STORED))
    entry = content.find(b"PK\x01\x02")
    content[entry + 20 : entry + 24] = (1_000_000).to_bytes(4, "little")
    assert "a part of the zip archive is cut short" in refusal(bytes(content), ZIP)


def test_too_many_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from review_toolkit.files import archives

    monkeypatch.setattr(archives, "MAX_MEMBERS", 2)
    assert "unpacks to far more" in refusal(package({"a": b"", "b": b"", "c": b""}), ZIP)


def test_what_a_page_says_it_takes() -> None:
    assert accept_attribute((CSV, PDF)) == ".csv,.pdf,text/csv,application/pdf"
    assert listed((CSV,)) == "CSV"
    assert listed((CSV, PDF, PNG)) == "CSV, PDF or PNG"


def test_every_cut_of_a_workbook_is_refused_with_words() -> None:
    content = workbook(xl__worksheets__sheet1_dot_xml=b"<worksheet/>" * 50)
    for end in range(1, len(content), 7):
        assert refusal(content[:end], XLSX)
