"""CSV files: whatever the encoding, delimiter and position of the headers, the same people come out."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_toolkit.baseline.ingest import Mapping
from review_toolkit.baseline.ingest.headers import Headers
from review_toolkit.baseline.ingest.problems import ExtractRefused, SourceFile
from review_toolkit.baseline.ingest.text_tables import read_text_table

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252")
NAMES = st.text("abcXYZ éü£0123456789,;|\t\"'\n-", max_size=12).map(lambda text: " ".join(text.split()))
ROWS = st.lists(st.tuples(NAMES, st.sampled_from("ABCZ")), min_size=1, max_size=12)


def _csv(rows, delimiter, encoding, *, title=False):
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter)
    if title:
        writer.writerow(["Staff at 31 March 2026"])
        writer.writerow([])
    writer.writerow(["Emp No", "Ethnic origin", "Department"])
    for number, (department, code) in enumerate(rows):
        writer.writerow([f"E{number}", code, department])
    text = stream.getvalue()
    if encoding == "utf-16-be":
        return b"\xfe\xff" + text.encode(encoding)
    if encoding == "utf-16-le":
        return b"\xff\xfe" + text.encode(encoding)
    return text.encode(encoding)


@given(ROWS, st.sampled_from(",;\t|"), st.sampled_from(ENCODINGS), st.booleans())
def test_a_table_reads_back_the_same_from_every_encoding_and_delimiter(
    read, rows, delimiter, encoding, title
):
    workforce = read(_csv(rows, delimiter, encoding, title=title))
    plain = read(_csv(rows, ",", "utf-8"))
    assert workforce.account == plain.account
    assert workforce.people.equals(plain.people)
    assert workforce.people["employee_id"].tolist() == [f"E{number}" for number in range(len(rows))]


@given(
    st.lists(
        st.lists(st.text('ab",\n ', max_size=4), min_size=2, max_size=2)
        | st.lists(st.text("ab", min_size=1, max_size=2), min_size=1, max_size=1),
        max_size=8,
    )
)
def test_short_rows_blank_rows_and_quoted_newlines_keep_their_cells_and_row_numbers(records):
    stream = io.StringIO()
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([["employee_id", "ethnicity"], *records])
    table = read_text_table(SourceFile("hr.csv", stream.getvalue().encode()), Headers("workforce", Mapping()))
    found = [[column.text_at(position) for column in table.columns] for position in range(len(table.rows))]
    expected = [
        [cell.replace("\r\n", "\n") for cell in (*record, *[""] * (2 - len(record)))] for record in records
    ]
    assert found == expected
    assert table.rows.tolist() == list(range(2, len(records) + 2))


def test_text_stays_text_whatever_number_it_looks_like(read):
    ids = ["007", "7", "7.0", "1e3", "1000", "True", "nan", "0x10"]
    workforce = read("employee_id,ethnicity\n" + "".join(f"{number},A\n" for number in ids))
    assert workforce.people["employee_id"].tolist() == ids


def test_extra_cells_are_harmless_where_they_are_blank(read):
    workforce = read("employee_id,ethnicity\n1,A,,\n2,B\n")
    assert workforce.people["ethnicity"].tolist() == ["White British", "White Irish"]


def test_a_row_with_more_cells_than_headers_is_refused(refused):
    (problem,) = refused("employee_id,ethnicity\n1,A\n2,B,extra\n")
    assert problem.row == 3
    assert "3 cells" in problem.message
    assert "quotation marks" in problem.remedy


def test_a_quotation_mark_that_is_never_closed_is_refused_at_its_row(refused):
    (problem,) = refused('Title\nemployee_id,ethnicity\n1,A\n2,"B\n3,C\n')
    assert problem.row == 4
    assert "never closed" in problem.message


def test_windows_1252_is_read_with_a_note(read):
    workforce = read("employee_id,ethnicity,directorate\n1,A,Café £\n".encode("cp1252"))
    assert workforce.people["directorate"].tolist() == ["Café £"]
    assert any("Latin-1" in note.message for note in workforce.notes)
    assert not any("Latin-1" in note.message for note in read("employee_id,ethnicity\n1,A\n").notes)


def test_excels_line_that_names_the_delimiter_is_not_a_row(refused):
    (problem,) = refused("sep=;\nemployee_id;ethnicity\n1;Martian\n")
    assert (problem.row, problem.column) == (2, "ethnicity")


def test_headers_are_found_below_title_rows_and_rows_count_from_the_top(refused):
    titles = "Staff list\n\nConfidential, do not share\n"
    (problem,) = refused(titles + "Emp No,Ethnic origin\n1,Martian\n")
    assert (problem.row, problem.column) == (5, "Ethnic origin")


def test_headers_are_not_sought_below_row_20(read, refused):
    table = "Emp No,Ethnic origin\n1,A\n"
    assert read("Title\n" * 19 + table).account.used == 1
    (problem,) = refused("Title\n" * 20 + table)
    assert "no ethnicity column" in problem.message


def test_a_nul_byte_is_refused_with_row_and_column(refused):
    (problem,) = refused("employee_id,ethnicity,directorate\n1,A,Fin\0ance\n")
    assert (problem.row, problem.column) == (2, "directorate")


def test_control_characters_are_taken_out_with_a_note(read):
    workforce = read("employee_id,ethnicity,directorate\n1,A,Finance\n2,A,Fin\x07ance\n")
    assert workforce.people["directorate"].tolist() == ["Finance", "Finance"]
    (note,) = [note for note in workforce.notes if "Control characters" in note.message]
    assert (note.row, note.column) == (3, "directorate")


@pytest.mark.parametrize("blank", ["\u00a0A", " A ", "\u200bA", "A\n"])
def test_outer_blanks_and_invisible_characters_do_not_matter(read, blank):
    workforce = read(f'employee_id,ethnicity\n1,"{blank}"\n')
    assert workforce.people["ethnicity"].tolist() == ["White British"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_read_with_a_note(read, encoding):
    workforce = read("employee_id,ethnicity\n1,A\n2,H\n".encode(encoding))
    assert workforce.people["ethnicity"].tolist() == ["White British", "Indian"]
    assert any("UTF-16" in note.message for note in workforce.notes)


def test_utf_16_that_is_cut_short_is_refused(refused):
    (problem,) = refused("employee_id,ethnicity\n1,A\n".encode("utf-16")[:-1])
    assert "damaged" in problem.message


def test_a_cell_as_long_as_a_letter_is_not_quoted_whole(refused):
    (problem,) = refused("employee_id,ethnicity\n1," + "Martian " * 2000 + "\n")
    assert len(str(problem)) < 1000


def test_more_columns_than_a_sheet_can_have_are_refused_before_anything_is_looked_at():
    wide = ",".join(f"c{number}" for number in range(16_385))
    with pytest.raises(ExtractRefused, match="more than 16,384 columns"):
        read_text_table(SourceFile("wide.csv", f"{wide}\n{wide}\n".encode()), Headers("workforce", Mapping()))
