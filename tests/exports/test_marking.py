"""Every copy says whose figures it holds and who may read them; nothing of a hidden figure; no clock."""

import csv
import io
import json
import re
import zipfile
from datetime import UTC, datetime

import docx
import openpyxl
import pytest
from hypothesis import given

from review_toolkit.exports.documents import ExactNotForWord, to_docx
from review_toolkit.exports.formats import FORMATS
from review_toolkit.exports.json_text import to_json
from review_toolkit.exports.marked import BOARD_CONFIDENTIAL, EXACT_MARKING, OUTSIDE_A_REVIEW, Export, Origin
from review_toolkit.exports.spreadsheets import to_csv, to_xlsx
from review_toolkit.figures import Hidden, Shown, fingerprint_of, from_document
from tests.exports.hostile import ORIGIN
from tests.figures.samples import content, contents, figure

TOLD = (
    BOARD_CONFIDENTIAL,
    "Workforce indicators",
    "Harbour Members",
    "Review 2026",
    "release 1",
    "31 March 2026",
)


def released(*figures):
    return Export(content(*(figures or (figure(Shown(24.0)), figure(Hidden("h"), group="B")))), origin=ORIGIN)


def book_of(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def test_every_sheet_begins_with_the_marking_and_prints_it_on_every_page():
    for sheet in book_of(to_xlsx(released())):
        for part in (*TOLD, ORIGIN.fingerprint):
            assert part in sheet["A1"].value
        assert sheet.oddHeader.left.text == BOARD_CONFIDENTIAL
        assert sheet.oddHeader.right.text == "Harbour Members, Review 2026"
        assert sheet.oddFooter.left.text.startswith(
            "release 1, staff in post on 31 March 2026, fingerprint abab"
        )


def test_every_page_of_a_word_document_is_marked():
    document = docx.Document(io.BytesIO(to_docx(released())))
    (section,) = document.sections
    text = "\n".join(paragraph.text for paragraph in section.header.paragraphs)
    for part in (*TOLD, ORIGIN.fingerprint[:16]):
        assert part in text
    assert not section.different_first_page_header_footer
    assert section.header.paragraphs[0].runs[0].bold
    assert ORIGIN.fingerprint in document.paragraphs[-1].text


def test_json_has_the_marking_as_fields_and_can_be_checked_against_its_fingerprint():
    export = released()
    document = json.loads(to_json(export))
    assert (document["marking"], document["organisation"], document["review"], document["release"]) == (
        BOARD_CONFIDENTIAL,
        "Harbour Members",
        "Review 2026",
        1,
    )
    assert document["fingerprint"] == ORIGIN.fingerprint
    assert fingerprint_of(from_document(document)) == fingerprint_of(export.content)
    assert document["fingerprints_are"] == "keyed"
    assert json.loads(to_json(Export(export.content)))["fingerprints_are"] == "SHA-256"


def test_every_row_of_a_csv_file_says_where_it_comes_from():
    rows = list(csv.DictReader(io.StringIO(to_csv(released()).decode("utf-8-sig"), newline="")))
    assert len(rows) == 2
    for row in rows:
        assert (row["marking"], row["organisation"], row["review"], row["release"], row["fingerprint"]) == (
            BOARD_CONFIDENTIAL,
            "Harbour Members",
            "Review 2026",
            "1",
            ORIGIN.fingerprint,
        )


def test_figures_from_outside_a_review_do_not_pass_for_released_ones():
    export = Export(content(figure(Shown(24.0))))
    assert export.fingerprint == fingerprint_of(export.content)
    for made in (
        to_csv(export).decode(),
        to_json(export).decode(),
        str(book_of(to_xlsx(export)).active["A1"].value),
    ):
        assert OUTSIDE_A_REVIEW in made
        assert BOARD_CONFIDENTIAL not in made
    header = docx.Document(io.BytesIO(to_docx(export))).sections[0].header
    assert header.paragraphs[0].text == OUTSIDE_A_REVIEW


@pytest.mark.parametrize("origin", [None, ORIGIN])
def test_exact_figures_are_marked_whatever_else_is_said_of_them_and_never_go_into_word(origin):
    export = Export(content(figure(Shown(24.0)), exact=True), origin=origin)
    assert json.loads(to_json(export))["marking"] == "NOT FOR RELEASE"
    for sheet in book_of(to_xlsx(export)):
        assert sheet["A1"].value.startswith(EXACT_MARKING)
        assert sheet.oddHeader.left.text == EXACT_MARKING
    assert BOARD_CONFIDENTIAL not in to_csv(export).decode()
    with pytest.raises(ExactNotForWord, match="JSON, CSV or XLSX"):
        to_docx(export)


@pytest.mark.parametrize("name", ["&" * 200, "A & B", "&L&R&C", "x" * 200, "12 monkeys", "a\nb"])
def test_a_printed_header_has_room_for_any_name_and_takes_none_for_a_command(name):
    export = Export(content(), origin=Origin(name, name, 1, "0" * 64))
    with zipfile.ZipFile(io.BytesIO(to_xlsx(export))) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    (header,) = re.findall("<oddHeader>(.*)</oddHeader>", sheet, re.DOTALL)
    header = header.replace("&amp;", "&")
    assert len(header) <= 255
    assert re.findall("&[^&]", header.replace("&&", "")) == ["&L", "&R"]


def test_the_longest_names_stand_in_every_file_whole_and_in_its_properties_as_far_as_there_is_room():
    export = Export(content(figure(Shown(1.0))), origin=Origin("=" * 200, "y" * 200, 1, "0" * 64))
    document = docx.Document(io.BytesIO(to_docx(export)))
    book = book_of(to_xlsx(export))
    for title in (document.core_properties.title, book.properties.title):
        assert len(title) == 255
    assert export.source in book.active["A1"].value
    assert export.source in "".join(paragraph.text for paragraph in document.sections[0].header.paragraphs)


@given(contents())
def test_the_same_release_gives_the_same_bytes_and_any_release_can_be_written(made):
    for name, each in FORMATS.items():
        if not (made.exact and name == "docx"):
            export = Export(made, origin=ORIGIN)
            assert each.write(export) == each.write(export)


@pytest.mark.parametrize("name", FORMATS)
def test_no_file_tells_when_it_was_made(name):
    before = datetime.now(UTC).date()
    made = FORMATS[name].write(released())
    parts = [made]
    if made.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(made)) as package:
            assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            parts = [package.read(part) for part in package.namelist()]
    for day in {before, datetime.now(UTC).date()}:
        assert not any(day.isoformat().encode() in part for part in parts)


def test_a_hidden_row_tells_the_mark_and_the_reason_only():
    export = released(figure(Hidden("To protect colleagues."), group="B"))
    named = {"id", "indicator", "group", "unit", "definition", "snapshot_date", "decimals"}
    named |= {"marking", "organisation", "review", "release", "fingerprint"}
    (row,) = csv.DictReader(io.StringIO(to_csv(export).decode("utf-8-sig"), newline=""))
    told = {"text": "[c]", "status": "hidden", "reason": "To protect colleagues."}
    assert {name: value for name, value in row.items() if value and name not in named} == told
    _, heading, line = book_of(to_xlsx(export))["Figures"].iter_rows(values_only=True)
    kept = {name: value for name, value in zip(heading, line, strict=True) if value is not None}
    assert {name: value for name, value in kept.items() if name not in named} == told
    (entry,) = json.loads(to_json(export))["figures"]
    left_out = {"value", "numerator", "denominator", "interval", "p_value", "verdict"}
    assert not left_out & set(entry)
    (table,) = docx.Document(io.BytesIO(to_docx(export))).tables
    assert "[c]" in table._tbl.xml


def test_no_width_or_format_of_a_workbook_depends_on_what_stands_in_it():
    """A format or width that followed the figures would tell of hidden ones by its absence."""
    hidden = [figure(Hidden("h"), group=str(number)) for number in range(9)]
    shown = [figure(Shown(10.0**number, numerator=number), group=str(number)) for number in range(9)]
    seen = []
    for figures in (hidden, shown):
        sheet = book_of(to_xlsx(released(*figures)))["Figures"]
        widths = {letter: dimension.width for letter, dimension in sheet.column_dimensions.items()}
        formats = {cell.number_format for row in sheet.iter_rows(min_row=3) for cell in row}
        heights = {number: dimension.height for number, dimension in sheet.row_dimensions.items()}
        seen.append((widths, formats, set(heights.values())))
    assert seen[0] == seen[1]
    assert seen[0][1] == {"General"}
