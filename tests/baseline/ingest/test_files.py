"""Files that are no extract: refused by what they hold, whatever they are called."""

import io
import zipfile

import pytest

from review_toolkit.baseline.ingest import MAX_BYTES
from review_toolkit.files import packages

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def _zip(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return stream.getvalue()


@pytest.mark.parametrize("name", ["hr.csv", "hr.xlsx"])
@pytest.mark.parametrize(
    ("content", "said", "remedy"),
    [
        (b"", "empty", "Export"),
        (b" \r\n\t\n", "empty", "Export"),
        (b"\xef\xbb\xbf", "no data", "Export"),
        (b"%PDF-1.7\n1 0 obj", "a PDF", "Excel workbook"),
        (b"\x89PNG\r\n\x1a\n\0\0", "picture", "Excel workbook"),
        (b"\xff\xd8\xff\xe0\0", "picture", "Excel workbook"),
        (OLE, "old Office file", "save it as"),
        (OLE + "WordDocument".encode("utf-16-le"), "Word document", "Excel workbook"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password", "remove the password"),
        (b"<html><table><tr><td>ethnicity", "web page", "save it as"),
        (b'<?xml version="1.0"?><Workbook>', "XML", "save it as"),
        (b"{\\rtf1 ethnicity}", "RTF", "Excel workbook"),
        (b"\x1f\x8b\x08", "gzip", "Unpack"),
        (bytes(range(256)) * 20, "neither text nor", "CSV UTF-8"),
        (_zip(readme_dot_txt=b"hello"), "zip archive", "Unpack"),
        (_zip(word__document_dot_xml=b"<w/>"), "Word document", "Excel workbook"),
        (_zip(xl__workbook_dot_bin=b""), "binary", "save it as"),
        (b"PK\x03\x04" + b"cut short", "damaged", "again"),
        (_zip(xl__workbook_dot_xml=b"<workbook/>"), "damaged", "again"),
    ],
)
def test_a_file_that_is_no_table_is_refused_by_its_content(refused, content, said, remedy, name):
    (problem,) = refused(content, name=name)
    assert said in problem.message
    assert remedy in problem.remedy


def test_a_file_over_the_limit_is_refused(refused):
    (problem,) = refused(b"employee_id,ethnicity\n" + b"1,A\n" * (MAX_BYTES // 4))
    assert "50.0 MB; the limit is 50 MB" in problem.message


def test_a_file_with_headers_only_is_refused(refused, workbook):
    (problem,) = refused("Title\nemployee_id,ethnicity\n")
    assert (problem.row, problem.message) == (2, "There are no rows of data below the headers.")
    (problem,) = refused("employee_id,ethnicity\n,\n,\n")
    assert "no rows of data" in problem.message
    (problem,) = refused(workbook(Staff=[["employee_id", "ethnicity"]]), name="hr.xlsx")
    assert "no rows of data" in problem.message


def test_a_file_without_ethnicity_is_refused_with_the_headers_that_it_has(refused):
    (problem,) = refused("Title\nEmp No,Salary\n1,20000\n", "columns: {ethnicity: RACE}")
    assert problem.row == 2
    assert "'Emp No', 'Salary'" in problem.message
    assert "'RACE'" in problem.message
    assert "columns: {ethnicity: ...}" in problem.remedy


def test_two_headers_for_one_column_are_refused(refused, read):
    table = "Emp No,Ethnicity,Ethnic origin\n1,A,B\n"
    (problem,) = refused(table)
    assert (problem.row, problem.column) == (1, "Ethnic origin")
    assert "both stand for ethnicity" in problem.message
    chosen = read(table, "columns: {ethnicity: Ethnic origin}")
    assert chosen.people["ethnicity"].tolist() == ["White Irish"]


def test_no_more_than_twenty_reasons_are_listed(refused):
    rows = "".join(f"{number},Planet {number}\n" for number in range(33))
    problems = refused("employee_id,ethnicity\n" + rows)
    assert len(problems) == 21
    assert problems[-1].message == "and 13 more."
    assert [problem.row for problem in problems[:20]] == list(range(2, 22))


def test_a_workbook_that_would_unpack_to_far_too_much_is_refused(refused, workbook, monkeypatch):
    content = workbook(Staff=[["employee_id", "ethnicity"], *[["1", "A"]] * 2000])
    monkeypatch.setattr(packages, "MAX_UNPACKED", 50_000)
    (problem,) = refused(content, name="hr.xlsx")
    assert "unpacks to far more" in problem.message


def test_a_zip_bomb_is_refused_whatever_size_it_claims(refused):
    bomb = bytearray(
        _zip(xl__workbook_dot_xml=b"<workbook/>", xl__worksheets__sheet1_dot_xml=b"\0" * 60_000_000)
    )
    stated = (60_000_000).to_bytes(4, "little")
    while (position := bomb.find(stated)) >= 0:
        bomb[position : position + 4] = (10).to_bytes(4, "little")
    (problem,) = refused(bytes(bomb), name="hr.xlsx")
    assert "unpacks to far more" in problem.message


@pytest.mark.parametrize("part", ["xl__sharedStrings_dot_xml", "xl__worksheets__sheet1_dot_xml"])
def test_a_workbook_that_declares_entities_is_refused_before_a_parser_sees_it(refused, part):
    laughs = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'
    content = _zip(xl__workbook_dot_xml=b"<workbook/>", **{part: laughs})
    (problem,) = refused(content, name="hr.xlsx")
    assert "declares XML entities" in problem.message


def test_a_stray_cell_at_the_far_corner_of_a_sheet_is_refused(refused, workbook):
    rows: list[list[object]] = [["employee_id", "ethnicity"], ["1", "A"]]
    rows += [[] for _ in range(9_998)]
    rows.append([None] * 4_000 + ["stray"])
    (problem,) = refused(workbook(Staff=rows), name="hr.xlsx")
    assert "row 10001 and column 4001" in problem.message


def test_a_sheet_that_spans_too_much_is_found_however_it_is_written(refused):
    far = b"<row r='900000'><c r = 'b900000' t='n'><v>1</v></c></row><row r=\"1\"><c r='XFD1'/></row>"
    content = _zip(
        xl__workbook_dot_xml=b'<workbook><sheets><sheet name="S" sheetId="1" r:id="r"/></sheets></workbook>',
        xl__elsewhere__s_dot_xml=b"<worksheet><sheetData>" + far + b"</sheetData></worksheet>",
    )
    (problem,) = refused(content, name="hr.xlsx")
    assert "row 900000 and column 16384" in problem.message


@pytest.mark.parametrize("header", ["Annual Basic Salary", "Salary FTE", "FTE Salary", "Gross annual salary"])
def test_usual_names_of_pay_are_recognised(read, header):
    assert read(f"employee_id,ethnicity,{header}\n1,A,31250\n").people["annual_pay"].tolist() == [31250]
