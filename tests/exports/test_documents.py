"""The plain Word document: the same texts as every other format, tables with header rows, any label."""

import csv
import io
import json
import zipfile

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from review_toolkit.content.definitions import definitions
from review_toolkit.exports.documents import to_docx
from review_toolkit.exports.json_text import to_json
from review_toolkit.exports.marked import Export
from review_toolkit.exports.spreadsheets import to_csv, to_xlsx
from review_toolkit.figures import Cell, Hidden, NotCalculable, Shown, Table, TableRow, Withheld, figure_text
from tests.exports.hostile import ORIGIN
from tests.figures.samples import content, figure

HOSTILE = ["a & b < c", "{{ 7*7 }}", "{% raw %}", "bell \x07 and \x00", "lone \ud800", "\u202eabc", "🧭" * 40]


def opened(export):
    return docx.Document(io.BytesIO(to_docx(export)))


def sample(*labels):
    figures = [
        figure(Shown(2.675), group="A", decimals=2),
        figure(Shown(-0.04), group="B"),
        figure(Shown(1234567.0), group="C", unit="count"),
        figure(Shown(-4.26), group="D", unit="points", decimals=1),
        figure(Hidden("h"), group="E"),
        figure(NotCalculable("Nobody."), group="F"),
        *(figure(Shown(1.0), group=label) for label in labels),
    ]
    made = content(*figures, withheld=(Withheld("Staff by grade", "Too few."),), notes=("A note.",))
    return Export(made, origin=ORIGIN)


def rows_of(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def long_table(rows):
    figures = [figure(Shown(float(number)), group=f"Group {number}") for number in range(rows)]
    return Export(content(*figures), origin=ORIGIN)


def test_a_figure_reads_alike_in_json_csv_workbook_and_word():
    export = sample()
    texts = [figure_text(each) for each in export.content.figures]
    assert texts == ["2.68%", "0%", "1,234,567", "−4.3 percentage points", "[c]", "not calculable"]
    assert [e["text"] for e in json.loads(to_json(export))["figures"]] == texts
    rows = csv.DictReader(io.StringIO(to_csv(export).decode("utf-8-sig")))
    assert [row["text"] for row in rows] == texts
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(export)))["Figures"]
    assert [cell.value for cell in sheet["G"][2:]] == texts
    assert [row[1] for row in rows_of(opened(export).tables[0])][1:] == texts


def test_tables_repeat_their_header_row_have_numbered_captions_and_numbers_to_the_right():
    document = opened(sample())
    (table,) = document.tables
    assert rows_of(table)[0] == ["Ethnic group", "Share of all staff"]
    head, *rest = table._tbl.iter(qn("w:tr"))
    assert head.xpath("./w:trPr/w:tblHeader")
    for row in rest:
        assert not row.xpath("./w:trPr/w:tblHeader")
        label, number = row.xpath("./w:tc/w:p/w:pPr")
        assert not label.xpath("./w:jc")
        assert number.xpath("./w:jc/@w:val") == ["right"]
    caption = table._tbl.getprevious()
    assert "".join(node.text or "" for node in caption.iter(qn("w:t"))) == "Table 1. Staff by ethnic group"
    assert table._tbl.xpath("./w:tblPr/w:tblCaption/@w:val") == ["Staff by ethnic group"]


def test_headings_stand_in_order_and_no_paragraph_is_empty():
    document = opened(sample())
    styles = [p.style.name for p in document.paragraphs if p.style.name.startswith(("Heading", "Title"))]
    assert styles == ["Title", *["Heading 1"] * 3, "Heading 2", "Heading 1"]
    root = document.element
    assert [p for p in root.iter(qn("w:p")) if not any(node.text for node in p.iter(qn("w:t")))] == []


def test_each_definition_used_is_told_once():
    document = opened(sample())
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    known = definitions()["representation"]
    assert paragraphs.count("Representation (representation@1)") == 1
    for said in (known.text, f"Formula: {known.formula}", f"Source: {known.source}"):
        assert paragraphs.count(said) == 1


def test_what_is_withheld_and_where_the_rows_went_is_said():
    text = "\n".join(paragraph.text for paragraph in opened(sample()).paragraphs)
    assert "Staff by grade. Too few." in text
    assert "12 rows read, 10 used, set aside: 2 blank row." in text
    assert "A note." in text
    nothing = "\n".join(p.text for p in opened(Export(content(tables=()))).paragraphs)
    assert "Nothing is withheld." in nothing
    assert "There are no figures." in nothing


def test_each_figure_stands_in_a_bookmark_with_a_name_of_its_own():
    only = figure(Shown(3.0))
    row = TableRow("White", (Cell(only), Cell(only, "verdict")))
    table = Table("twice", "Twice", "Group", ("Share", "Verdict"), (row,))
    root = opened(Export(content(only, tables=(table,)))).element
    assert root.xpath(".//w:bookmarkStart/@w:name") == [f"figure_{only.id}", f"figure_{only.id}_2"]
    assert root.xpath(".//w:bookmarkStart/@w:id") == root.xpath(".//w:bookmarkEnd/@w:id") == ["1", "2"]


@pytest.mark.parametrize("label", HOSTILE)
def test_any_label_leaves_the_document_whole(label):
    document = opened(sample(label))
    clean = "".join("\ufffd" if c in "\x00\x07\ud800" else c for c in label)
    assert clean in [text for row in rows_of(document.tables[0]) for text in row]
    assert document.paragraphs[-1].text.endswith(ORIGIN.fingerprint)


@pytest.mark.parametrize("rows", [0, 1, 400])
def test_a_table_of_any_length_has_each_row_once(rows):
    read = rows_of(opened(long_table(rows)).tables[0])
    assert [row[0] for row in read[1:]] == [f"Group {number}" for number in range(rows)]


def test_the_document_is_in_british_english_and_names_no_author_and_no_machine():
    document = opened(sample())
    properties = document.core_properties
    assert properties.author == ""
    assert properties.last_modified_by in ("", None)
    assert properties.title == "Workforce indicators: Harbour Members, Review 2026"
    assert properties.language == "en-GB"
    assert set(document.styles.element.xpath(".//w:lang/@w:val")) == {"en-GB"}
    with zipfile.ZipFile(io.BytesIO(to_docx(sample()))) as package:
        assert not [name for name in package.namelist() if "thumbnail" in name]
