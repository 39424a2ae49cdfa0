"""No text of an export is run by a spreadsheet, wherever it stands; numbers stay numbers."""

import csv
import io
import json
import re
import zipfile

import docx
import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from review_toolkit.exports.documents import to_docx
from review_toolkit.exports.json_text import to_json
from review_toolkit.exports.neutral import neutral
from review_toolkit.exports.rows import COLUMNS
from review_toolkit.exports.spreadsheets import to_csv, to_xlsx
from review_toolkit.exports.xml_text import xml_text
from tests.exports.hostile import FORMULAS, HARMLESS, IN_DISGUISE, hostile_export, may_run, texts

EVERYTHING = [*FORMULAS, *IN_DISGUISE, *HARMLESS]


@pytest.mark.parametrize("text", [*FORMULAS[:-1], *IN_DISGUISE])
def test_what_may_run_gets_an_apostrophe(text: str) -> None:
    assert may_run(text) or text.startswith("'")
    assert "'" in neutral(text)
    assert neutral(text) != text
    assert not may_run(neutral(text))


@pytest.mark.parametrize("text", HARMLESS)
def test_what_cannot_run_stays_as_it_is(text: str) -> None:
    assert neutral(text) == text


@given(texts)
def test_no_text_may_run_and_nothing_but_apostrophes_is_added(text: str) -> None:
    made = neutral(text)
    assert not may_run(made)
    assert made.replace("'", "") == xml_text(text).replace("'", "")


@given(st.lists(texts, max_size=3).map("".join), st.lists(texts, max_size=3).map("".join))
def test_two_texts_that_differ_still_differ(one: str, other: str) -> None:
    if xml_text(one) != xml_text(other):
        assert neutral(one) != neutral(other)


@given(st.lists(texts, min_size=1, max_size=3, unique=True))
@example(EVERYTHING)
def test_no_cell_of_a_csv_file_may_run_and_numbers_are_numbers(words: list[str]) -> None:
    export = hostile_export(words)
    heading, *rows = csv.reader(io.StringIO(to_csv(export).decode("utf-8-sig"), newline=""))
    assert len(rows) == len(export.content.figures)
    for figure, row in zip(export.content.figures, rows, strict=True):
        told = dict(zip(heading, row, strict=True))
        assert told["group"] == neutral(figure.group)
        assert told["value"] == (str(figure.shown.value) if figure.shown else "")
        assert not any(may_run(text) for name, text in told.items() if name != "value")


@given(st.lists(texts, min_size=1, max_size=3, unique=True), st.booleans())
@example(EVERYTHING, False)
@example(EVERYTHING, True)
def test_no_cell_header_or_property_of_a_workbook_may_run(words: list[str], exact: bool) -> None:
    export = hostile_export(words, exact=exact)
    data = to_xlsx(export)
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book:
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.data_type in ("s", "n"), (cell.coordinate, cell.value)
                assert not isinstance(cell.value, str) or not may_run(cell.value), cell.coordinate
        for printed in (sheet.oddHeader, sheet.oddFooter):
            for part in (printed.left, printed.center, printed.right):
                assert not may_run(part.text or "")
    assert not may_run(book.properties.title)
    _, _, *rows = book["Figures"].iter_rows(values_only=True)
    values = [dict(zip(COLUMNS, row, strict=True))["value"] for row in rows]
    assert values == [figure.shown.value if figure.shown else None for figure in export.content.figures]


@given(st.lists(texts, min_size=1, max_size=2, unique=True))
@example(EVERYTHING)
def test_a_workbooks_xml_holds_nothing_that_runs_is_fetched_or_is_out_of_sight(words: list[str]) -> None:
    with zipfile.ZipFile(io.BytesIO(to_xlsx(hostile_export(words)))) as package:
        names = package.namelist()
        parts = {name: package.read(name).decode() for name in names}
    assert not [
        name for name in names if re.search("external|comment|drawing|vba|embed|media|custom", name.lower())
    ]
    for name, xml in parts.items():
        tags = re.sub(r">[^<]*<", "><", xml)
        for forbidden in (
            "<f>",
            "<f ",
            "hyperlink",
            "definedName",
            "comment",
            'state="hidden',
            'state="very',
            "TargetMode",
            "hidden=",
        ):
            assert forbidden not in tags, (name, forbidden)


@given(st.lists(texts, min_size=1, max_size=2, unique=True))
@example(EVERYTHING)
def test_no_cell_of_a_word_table_may_run_where_it_is_pasted(words: list[str]) -> None:
    document = docx.Document(io.BytesIO(to_docx(hostile_export(words))))
    (table,) = document.tables
    texts_read = [cell.text for row in table.rows for cell in row.cells]
    assert len(texts_read) == 3 * (1 + 3 * len(words))
    assert not any(may_run(text) for text in texts_read)
    assert not may_run(document.core_properties.title)


@given(st.lists(texts, min_size=1, max_size=3, unique=True))
@example(EVERYTHING)
def test_json_gives_every_text_as_it_was(words: list[str]) -> None:
    export = hostile_export(words)
    document = json.loads(to_json(export))
    assert [entry["group"] for entry in document["figures"]] == [
        each.group for each in export.content.figures
    ]
    assert document["notes"] == words
    assert document["organisation"] == words[0]
