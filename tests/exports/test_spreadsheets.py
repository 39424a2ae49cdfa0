"""CSV and XLSX: safe to open, one row for each figure, exact ones marked on every sheet."""

import csv
import io
import re
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_toolkit.exports.documents import ExactNotForWord, to_docx
from review_toolkit.exports.spreadsheets import COLUMNS, EXACT_MARKING, neutral, to_csv, to_xlsx
from review_toolkit.figures import Hidden, NotCalculable, RowAccount, Shown, Withheld, figure_text
from tests.figures.samples import content, figure

DANGEROUS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("http://x","y")', "{=1+1}")
LINKS = ("http://example.org", "mailto:a@b.example", "internal:Figures!A1", "external:c:\\x.xlsx")


def sample(*, exact=False):
    figures = [
        figure(Shown(24.456, numerator=24, denominator=100), group="White"),
        figure(Hidden("Hidden to protect colleagues."), group="Black"),
        figure(NotCalculable("Nobody."), group="Mixed"),
        figure(
            Shown(
                -8.26,
                denominator=40,
                comparator_denominator=60,
                interval=(-20.0, 3.5),
                p_value=0.2,
                verdict="gap",
            ),
            group="Asian",
            indicator="mean_pay_gap",
            comparator="White",
            direction="White / Asian",
            decimals=1,
        ),
    ]
    for label in (*DANGEROUS, *LINKS):
        figures.append(figure(Shown(1.0), group=label, breakdown=(("grade", label),), comparator=label))
        figures.append(figure(NotCalculable(label), group=f"Reason {label!r}", direction=label))
    return content(
        *figures,
        exact=exact,
        withheld=(Withheld("=1+1", "@why"),),
        rows={"workforce": RowAccount(5, 3, {"=cmd": 2})},
    )


def csv_rows(data, exact=False):
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    heading, *rows = lines[1:] if exact else lines
    assert heading == list(COLUMNS)
    return [dict(zip(heading, row, strict=True)) for row in rows]


def book_of(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def test_there_is_one_row_for_each_figure_with_its_id_and_text():
    made = sample()
    expected = [(each.id, neutral(figure_text(each)), each.status) for each in made.figures]
    assert [(r["id"], r["text"], r["status"]) for r in csv_rows(to_csv(made))] == expected
    _, *rows = book_of(to_xlsx(made))["Figures"].iter_rows(values_only=True)
    assert [(r[0], r[6], r[18]) for r in rows] == expected


def test_numbers_are_numbers_and_what_is_absent_is_blank():
    made = sample()
    row = csv_rows(to_csv(made))[3]
    assert (row["value"], row["interval_low"], row["p_value"]) == ("-8.26", "-20.0", "0.2")
    assert row["numerator"] == ""
    sheet = book_of(to_xlsx(made))["Figures"]
    line = dict(zip(COLUMNS, next(sheet.iter_rows(min_row=5, max_row=5, values_only=True)), strict=True))
    assert (line["value"], line["denominator"], line["numerator"]) == (-8.26, 40, None)


def test_a_hidden_row_tells_the_mark_and_the_reason_only():
    row = csv_rows(to_csv(sample()))[1]
    told = {name for name, value in row.items() if value}
    told -= {"id", "indicator", "group", "unit", "definition", "snapshot_date"}
    assert {name: row[name] for name in told} == {
        "text": "[c]",
        "status": "hidden",
        "reason": "Hidden to protect colleagues.",
    }


@pytest.mark.parametrize("exact", [False, True])
def test_no_cell_of_a_workbook_is_a_formula_or_a_link(exact):
    data = to_xlsx(sample(exact=exact))
    for sheet in book_of(data):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (sheet.title, cell.coordinate, cell.value)
                assert cell.hyperlink is None
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets"):
                text = package.read(name).decode()
                assert "<f>" not in text
                assert "hyperlink" not in text


def test_no_text_of_a_csv_file_opens_a_formula():
    for line in csv.reader(io.StringIO(to_csv(sample()).decode("utf-8-sig"), newline="")):
        for value in line:
            if not re.fullmatch(r"-?\d+(\.\d+)?", value):
                assert not value.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@given(st.text(max_size=8))
def test_neutral_text_is_the_text_itself_with_at_most_a_mark_before_it(text):
    assert neutral(text) in (text, f"'{text}")
    assert neutral(text)[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n")


def test_every_sheet_of_an_exact_workbook_begins_with_the_marking_and_prints_it():
    book = book_of(to_xlsx(sample(exact=True)))
    assert book.sheetnames == ["Figures", "Withheld", "Rows"]
    for sheet in book:
        assert sheet["A1"].value == EXACT_MARKING
        assert EXACT_MARKING in (sheet.oddHeader.center.text or "")
    assert [cell.value for cell in book["Figures"][2]] == list(COLUMNS)
    for sheet in book_of(to_xlsx(sample())):
        assert "NOT FOR RELEASE" not in str([cell.value for row in sheet.iter_rows() for cell in row])
        assert not sheet.oddHeader.center.text


def test_an_exact_csv_file_begins_with_the_marking():
    data = to_csv(sample(exact=True)).decode("utf-8-sig")
    assert data.splitlines()[0].strip('"') == EXACT_MARKING
    assert len(csv_rows(to_csv(sample(exact=True)), exact=True)) == len(sample().figures)
    assert "NOT FOR RELEASE" not in to_csv(sample()).decode("utf-8-sig")


def test_exact_figures_are_refused_for_word():
    with pytest.raises(ExactNotForWord, match="JSON, CSV or XLSX"):
        to_docx(sample(exact=True))


def test_a_csv_file_says_that_it_is_utf8():
    data = to_csv(content(figure(Shown(1.0), group="Gypsy, Roma or Traveller – Ŵ")))
    assert data.startswith(b"\xef\xbb\xbf")
    assert csv_rows(data)[0]["group"] == "Gypsy, Roma or Traveller – Ŵ"


def test_a_release_without_figures_is_a_file_with_headings():
    empty = content()
    assert csv_rows(to_csv(empty)) == []
    assert book_of(to_xlsx(empty))["Figures"].max_row == 1
