"""Dates: as people and systems write them, and never guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st


def _file(*dates: str) -> str:
    return "employee_id|ethnicity|Start date\n" + "".join(f"{row}|A|{day}\n" for row, day in enumerate(dates))


def _days(workforce):
    return [None if day is None or day != day else day.date() for day in workforce.people["start_date"]]


@pytest.mark.parametrize(
    "text",
    [
        "2020-03-31",
        "2020/03/31",
        "20200331",
        "2020-03-31T09:30:00",
        "2020-03-31 00:00:00",
        "31/03/2020",
        "31-03-2020",
        "31.3.2020",
        "31/03/2020 00:00",
        "31 Mar 2020",
        "31 March 2020",
        "31st March 2020",
        "31-Mar-2020",
        "31-MAR-20",
        "Tuesday 31 March 2020",
        "March 31, 2020",
        "Mar 31 2020",
    ],
)
def test_a_date_is_read_however_it_is_written(read, text):
    assert _days(read(_file(text))) == [date(2020, 3, 31)]


def test_days_stand_before_months_unless_the_column_proves_otherwise(read):
    assert _days(read(_file("01/02/2020", "03/04/2020"))) == [date(2020, 2, 1), date(2020, 4, 3)]
    american = read(_file("01/02/2020", "12/25/2019"))
    assert _days(american) == [date(2020, 1, 2), date(2019, 12, 25)]
    assert any("month before the day" in note.message for note in american.notes)


def test_both_orders_in_one_column_are_refused_naming_both_rows(refused):
    (problem,) = refused(_file("01/02/2020", "25/12/2019", "12/25/2019"))
    assert (problem.row, problem.column) == (3, "Start date")
    assert "'25/12/2019' (row 3)" in problem.message
    assert "'12/25/2019' (row 4)" in problem.message


def test_three_formats_in_one_column_are_read_with_a_note_of_each(read):
    workforce = read(_file("2020-03-31", "01/04/2020", "2 May 2020"))
    assert _days(workforce) == [date(2020, 3, 31), date(2020, 4, 1), date(2020, 5, 2)]
    (note,) = [note for note in workforce.notes if "3 formats" in note.message]
    assert "'01/04/2020' (row 3) as 1 April 2020" in note.message
    assert note.column == "Start date"


@pytest.mark.parametrize("text", ["", "-", "n/a"])
def test_a_blank_date_is_missing(read, text):
    assert _days(read(_file("2020-01-01", text))) == [date(2020, 1, 1), None]


@pytest.mark.parametrize("text", ["31/12/4712", "9999-12-31", "31-DEC-4712"])
def test_the_end_of_time_means_no_end_date(read, text):
    workforce = read(f"employee_id,ethnicity,leaving_date\n1,A,{text}\n")
    assert workforce.people["leaving_date"].isna().all()
    assert any("no end date" in note.message for note in workforce.notes)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("31/02/2020", "not a day that exists"),
        ("2020-02-30", "not a day that exists"),
        ("2020-13-01", "not a day that exists"),
        ("32/01/2020", "not a day that exists"),
        ("13/13/2020", "not a day that exists"),
        ("00/00/0000", "not a day that exists"),
        ("31/03/1066", "not a day that exists"),
        ("01/02/03", "two digits"),
        ("31/03/26", "two digits"),
        ("1 Mar 45", "two digits"),
        ("43836", "inner number"),
        ("31 Brumaire 2020", "not a month"),
        ("spring 2020", "not a date"),
        ("2020", "not a date"),
    ],
)
def test_a_day_that_is_none_or_could_be_two_is_refused(refused, text, said):
    (problem,) = refused(_file("2020-01-01", text))
    assert (problem.row, problem.column) == (3, "Start date")
    assert f"'{text}'" in problem.message
    assert said in problem.message


def test_two_digits_that_can_only_be_a_year_are_read(read):
    assert _days(read(_file("31/03/85", "1-Apr-99"))) == [date(1985, 3, 31), date(1999, 4, 1)]


@given(
    st.lists(st.dates(date(1960, 1, 1), date(2026, 3, 31)), min_size=1, max_size=15),
    st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d-%b-%Y", "%Y%m%d", "%d.%m.%Y"]),
)
def test_every_day_reads_back_the_same_in_every_format(read, days, form):
    assert _days(read(_file(*(day.strftime(form) for day in days)))) == days
