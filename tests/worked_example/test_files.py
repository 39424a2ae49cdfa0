"""The files: what an HR system would give, and that nobody in post is lost or changed in them."""

import csv
import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import yaml

from review_toolkit.worked_example import SNAPSHOT_DATE, ExampleFiles, draw_population, truth, write_files
from review_toolkit.worked_example.export import HEADER_ROW, HEADERS, TITLES

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> ExampleFiles:
    return write_files(tmp_path_factory.mktemp("example") / "not yet there")


@pytest.fixture(scope="module")
def workbook_rows(files) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(files.workforce)
    return list(book.worksheets[0].iter_rows(values_only=True))


@pytest.fixture(scope="module")
def csv_rows(files) -> list[tuple[object, ...]]:
    with files.workforce_csv.open(encoding="cp1252", newline="") as file:
        return [tuple(cell or None for cell in row) for row in csv.reader(file)]


@pytest.fixture(params=["workbook_rows", "csv_rows"])
def rows(request) -> list[tuple[object, ...]]:
    return request.getfixturevalue(request.param)


def day_of(cell: object) -> date | None:
    """Read a date in whichever of the three ways it stands there."""
    if cell is None:
        return None
    if isinstance(cell, datetime):
        return cell.date()
    if found := re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", str(cell)):
        day, month, year = map(int, found.groups())
        return date(year, month, day)
    day, month, year = str(cell).split()
    return date(int(year), MONTHS.index(month) + 1, int(day))


def pounds_of(cell: object) -> int | None:
    return None if cell is None else int(float(str(cell).lstrip("£").replace(",", "")))


def sorted_out(rows):
    """Put every row below the headers where it belongs, with nothing but what stands in the file."""
    kept: dict[str, dict[str, object]] = {}
    aside: Counter[str] = Counter()
    for cells in rows[HEADER_ROW:]:
        row = dict(zip(HEADERS, cells, strict=True))
        left_on = day_of(row["Date Left"])
        if not any(cells):
            aside["blank row"] += 1
        elif row["Emp. No"] == "Total":
            aside["total row"] += 1
        elif row["Emp. No"] in kept:
            aside["repeated employee id"] += 1
        elif day_of(row["Date Commenced"]) > SNAPSHOT_DATE:
            aside["joined after the snapshot date"] += 1
        elif left_on and left_on < SNAPSHOT_DATE:
            aside["left before the snapshot date"] += 1
        else:
            kept[row["Emp. No"]] = row
    return kept, aside


def test_the_headers_stand_below_two_titles_and_a_blank_row(rows):
    assert [row[0] for row in rows[:2]] == list(TITLES)
    assert not any(rows[2])
    assert rows[HEADER_ROW - 1] == HEADERS


def test_rows_in_are_rows_used_and_rows_set_aside(rows):
    expected = truth()
    kept, aside = sorted_out(rows)
    assert len(rows) - HEADER_ROW == expected.rows_in
    assert len(kept) == expected.rows_used
    assert aside == expected.set_aside


def test_people_in_post_come_back_as_they_were_drawn(files, rows):
    values = yaml.safe_load(files.mapping.read_text(encoding="utf-8"))["ethnicity"]["values"]
    kept, _ = sorted_out(rows)
    staff = {person.employee_id: person for person in draw_population() if person.in_post()}
    assert set(kept) == set(staff)
    for number, row in kept.items():
        person = staff[number]
        assert values[row["Ethnic Origin (self-declared)"] or ""] == person.ethnicity
        assert row["Pay Grade"] == person.grade
        assert row["Dept"] == person.directorate
        assert float(row["FTE"]) == person.fte
        assert row["Legal Sex"] == person.sex
        assert row["Age"] is None or int(row["Age"]) == person.age
        assert day_of(row["Date Commenced"]) == person.started_on
        assert day_of(row["Date Left"]) == person.left_on
        assert pounds_of(row["Full-time salary (£)"]) == person.annual_pay
        assert pounds_of(row["Bonus in year (£)"]) == person.bonus


def test_the_export_has_the_faults_of_a_real_one(workbook_rows):
    body = [dict(zip(HEADERS, row, strict=True)) for row in workbook_rows[HEADER_ROW:-2]]
    assert {type(row["Full-time salary (£)"]) for row in body} == {int, str, type(None)}
    assert {type(row["Date Commenced"]) for row in body} == {datetime, str}
    written = [row["Date Commenced"] for row in body if isinstance(row["Date Commenced"], str)]
    assert any("/" in text for text in written)
    assert any(" " in text for text in written)
    labels = {row["Ethnic Origin (self-declared)"] for row in body}
    assert {"A", "White British", "WHITE - BRITISH", "White – British", None} <= labels
    assert sum(row["Age"] is None for row in body) >= 2
    assert any(row["Date Left"] and day_of(row["Date Left"]) > SNAPSHOT_DATE for row in body)


def test_repeats_are_alike_but_for_one_department(rows):
    by_number: dict[object, list[dict[str, object]]] = {}
    for cells in rows[HEADER_ROW:-2]:
        by_number.setdefault(cells[0], []).append(dict(zip(HEADERS, cells, strict=True)))
    pairs = [found for found in by_number.values() if len(found) > 1]
    assert len(pairs) == 3
    differing = [header for first, second in pairs for header in HEADERS if first[header] != second[header]]
    assert differing == ["Dept"]


def test_the_second_sheet_is_of_no_interest(files):
    book = openpyxl.load_workbook(files.workforce)
    assert book.sheetnames == ["Staff list", "Notes"]
    assert all(len(row) == 1 for row in book["Notes"].iter_rows())


def test_the_csv_is_windows_1252_and_not_utf_8(files):
    raw = files.workforce_csv.read_bytes()
    assert '"£31,250.00"'.encode("cp1252") in raw
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")


def test_writing_twice_gives_the_same_bytes(files, tmp_path):
    again = write_files(tmp_path)
    for name in ("workforce", "workforce_csv", "mapping"):
        first: Path = getattr(files, name)
        second: Path = getattr(again, name)
        assert first.name == second.name
        assert first.read_bytes() == second.read_bytes()


def test_the_workbook_says_a_fixed_time_of_making(files):
    assert openpyxl.load_workbook(files.workforce).properties.created == datetime(2026, 4, 2, 8, 15)  # noqa: DTZ001 (openpyxl gives it without a zone)


def test_files_hold_no_name_and_no_address(files, workbook_rows):
    kept, _ = sorted_out(workbook_rows)
    assert all(re.fullmatch(r"Person \d{4}", row["Known As"]) for row in kept.values())
    assert not any("@" in str(cell) for row in workbook_rows for cell in row)
    assert b"@" not in files.workforce_csv.read_bytes() + files.mapping.read_bytes()
