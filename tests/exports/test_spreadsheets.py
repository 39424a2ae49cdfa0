"""CSV and XLSX: one row for each figure with everything that it says, and its definition."""

import csv
import io
from dataclasses import fields

import openpyxl
import pandas
import pytest

from review_toolkit.content.definitions import definitions
from review_toolkit.exports.definition_lines import NOT_HELD
from review_toolkit.exports.marked import EXACT_MARKING, Export
from review_toolkit.exports.rows import COLUMNS, ORIGIN_COLUMNS
from review_toolkit.exports.spreadsheets import TooLargeForAWorkbook, to_csv, to_xlsx
from review_toolkit.figures import (
    Figure,
    Hidden,
    NotCalculable,
    RowAccount,
    Shown,
    Withheld,
    figure_text,
    to_document,
)
from tests.exports.hostile import ORIGIN
from tests.figures.samples import content, figure


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
    figures.append(
        figure(
            Shown(40.0),
            indicator="representation_by_grade",
            breakdown=(("grade", "Band 5"), ("directorate", "Estates")),
        )
    )
    made = content(
        *figures,
        exact=exact,
        withheld=(Withheld("Staff by site", "Too few."),),
        rows={"workforce": RowAccount(5, 3, {"blank row": 2})},
        notes=("A note.",),
    )
    return Export(made, origin=None if exact else ORIGIN)


def csv_rows(data, exact=False):
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    heading, *rows = lines[1:] if exact else lines
    assert heading == [*COLUMNS, *ORIGIN_COLUMNS]
    return [dict(zip(heading, row, strict=True)) for row in rows]


def book_of(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def sheet_rows(sheet):
    _, heading, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(heading, row, strict=True)) for row in rows]


def test_there_is_one_row_for_each_figure_with_its_id_and_text():
    made = sample()
    expected = [(each.id, figure_text(each), each.status) for each in made.content.figures]
    assert [(r["id"], r["text"], r["status"]) for r in csv_rows(to_csv(made))] == expected
    assert [
        (r["id"], r["text"], r["status"]) for r in sheet_rows(book_of(to_xlsx(made))["Figures"])
    ] == expected


def test_everything_that_a_figure_says_has_a_column():
    kept_apart = {"state", "interval"}
    said = {field.name for field in (*fields(Figure), *fields(Shown))} - kept_apart
    assert said | {"text", "status", "reason", "interval_low", "interval_high", "line"} == set(COLUMNS)
    for entry in to_document(sample().content)["figures"]:
        assert set(entry) - kept_apart <= set(COLUMNS)


def test_a_figure_that_is_broken_down_twice_names_both_lines():
    row = csv_rows(to_csv(sample()))[-1]
    assert (row["breakdown"], row["line"]) == ("grade / directorate", "Band 5 / Estates")


def test_numbers_are_numbers_and_what_is_absent_is_blank():
    made = sample()
    row = csv_rows(to_csv(made))[3]
    assert (row["value"], row["interval_low"], row["p_value"]) == ("-8.26", "-20.0", "0.2")
    assert row["numerator"] == ""
    line = sheet_rows(book_of(to_xlsx(made))["Figures"])[3]
    assert (line["value"], line["denominator"], line["numerator"]) == (-8.26, 40, None)


def test_pandas_reads_both_files_without_being_told_more_than_where_the_columns_are_named():
    made = sample()
    plain = pandas.read_csv(io.BytesIO(to_csv(made)))
    assert plain["value"].tolist()[3:] == [-8.26, 40.0]
    assert set(plain["fingerprint"]) == {ORIGIN.fingerprint}
    book = pandas.read_excel(io.BytesIO(to_xlsx(made)), sheet_name=None, header=1, engine="calamine")
    assert list(book) == ["Figures", "Definitions", "Withheld", "Rows", "Notes"]
    assert book["Figures"]["value"].tolist()[3:] == [-8.26, 40.0]


def test_each_definition_used_is_told_once_in_a_workbook():
    lines = sheet_rows(book_of(to_xlsx(sample()))["Definitions"])
    assert [line["id"] for line in lines] == [
        "representation@1",
        "representation_by_grade@1",
        "mean_pay_gap@1",
    ]
    known = definitions()
    for line in lines:
        each = known[line["id"].partition("@")[0]]
        assert (line["title"], line["text"], line["formula"], line["source"]) == (
            each.title,
            each.text,
            each.formula,
            each.source,
        )
        assert (line["direction"] or "") == each.direction


def test_a_definition_that_is_not_held_any_more_is_said_to_be_so():
    made = Export(content(figure(Shown(1.0), indicator="promotion_likelihood")), origin=ORIGIN)
    (line,) = sheet_rows(book_of(to_xlsx(made))["Definitions"])
    assert (line["id"], line["text"]) == ("promotion_likelihood@1", NOT_HELD)


def test_text_beyond_what_a_workbook_holds_is_refused_and_never_cut():
    with pytest.raises(TooLargeForAWorkbook, match="Choose CSV or JSON"):
        to_xlsx(Export(content(notes=("x" * 32_768,))))


def test_an_exact_csv_file_begins_with_the_marking():
    data = to_csv(sample(exact=True))
    assert data.decode("utf-8-sig").splitlines()[0].strip('"') == EXACT_MARKING
    rows = csv_rows(data, exact=True)
    assert len(rows) == len(sample().content.figures)
    assert {row["marking"] for row in rows} == {EXACT_MARKING}
    assert "NOT FOR RELEASE" not in to_csv(sample()).decode("utf-8-sig")


def test_a_csv_file_says_that_it_is_utf8():
    data = to_csv(Export(content(figure(Shown(1.0), group="Gypsy, Roma or Traveller – Ŵ"))))
    assert data.startswith(b"\xef\xbb\xbf")
    assert csv_rows(data)[0]["group"] == "Gypsy, Roma or Traveller – Ŵ"


def test_a_release_without_figures_is_a_file_with_headings():
    empty = Export(content())
    assert csv_rows(to_csv(empty)) == []
    assert book_of(to_xlsx(empty))["Figures"].max_row == 2
