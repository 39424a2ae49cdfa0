"""The plain Word document: the same texts as every other format, tables with header rows, any label."""

import csv
import io
import json

import docx
import openpyxl
import pytest

from review_toolkit.exports.documents import to_docx
from review_toolkit.exports.spreadsheets import to_csv, to_xlsx
from review_toolkit.figures import Hidden, NotCalculable, Shown, Withheld, figure_text, to_document
from tests.figures.samples import content, figure

HOSTILE = ["a & b < c", "{{ 7*7 }}", "{% raw %}", "bell \x07 and \x00", "lone \ud800", "\u202eabc", "🧭" * 40]


def opened(made):
    return docx.Document(io.BytesIO(to_docx(made)))


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
    return content(*figures, withheld=(Withheld("Staff by grade", "Too few."),), notes=("A note.",))


def test_a_figure_reads_alike_in_json_csv_workbook_and_word():
    made = sample()
    texts = [figure_text(each) for each in made.figures]
    assert texts == ["2.68%", "0%", "1,234,567", "−4.3 percentage points", "[c]", "not calculable"]
    assert [e["text"] for e in json.loads(json.dumps(to_document(made)))["figures"]] == texts
    rows = csv.DictReader(io.StringIO(to_csv(made).decode("utf-8-sig")))
    assert [row["text"] for row in rows] == texts
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(made)))["Figures"]
    assert [cell.value for cell in sheet["G"][1:]] == texts
    assert [row.cells[1].text for row in opened(made).tables[0].rows][1:] == texts


def test_tables_have_header_rows_and_headings_stand_in_order():
    document = opened(sample())
    table = document.tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["Ethnic group", "Share of all staff"]
    assert table.rows[0]._tr.trPr.xpath("./w:tblHeader")
    styles = [p.style.name for p in document.paragraphs if p.style.name.startswith(("Heading", "Title"))]
    assert styles[0] == "Title"
    assert set(styles[1:]) == {"Heading 1"}


def test_what_is_withheld_and_where_the_rows_went_is_said():
    text = "\n".join(paragraph.text for paragraph in opened(sample()).paragraphs)
    assert "Staff by grade. Too few." in text
    assert "12 rows read, 10 used, set aside: 2 blank row." in text
    assert "A note." in text
    nothing = "\n".join(p.text for p in opened(content(figure(Shown(1.0)))).paragraphs)
    assert "Nothing is withheld." in nothing


@pytest.mark.parametrize("label", HOSTILE)
def test_any_label_leaves_the_document_whole(label):
    document = opened(sample(label))
    cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
    clean = "".join("\ufffd" if c in "\x00\x07\ud800" else c for c in label)
    assert clean in cells
    assert document.paragraphs[-1].text == "A note."


def test_the_document_names_no_author_and_no_machine():
    properties = opened(sample()).core_properties
    assert properties.author == ""
    assert properties.last_modified_by in ("", None)
    assert properties.title == "Workforce indicators"
