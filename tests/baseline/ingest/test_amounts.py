"""Pay, bonus, full-time equivalents, ages and counts: read where plain, refused where they could be two."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

ACTUAL = "pay: {basis: actual}"


def _file(header: str, *values: str) -> str:
    return f"employee_id;ethnicity;{header}\n" + "".join(
        f"{row};A;{value}\n" for row, value in enumerate(values)
    )


def _one(read, header, value, mapping=ACTUAL):
    workforce = read(_file(header, "30000" if "al" in header else "1", value), mapping)
    return workforce, workforce.people.iloc[1, 2]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("£31,250.00", 31250.0),
        ("£ 31,250", 31250.0),
        ("31 250", 31250.0),
        ("31\u00a0250.50", 31250.5),
        ("€31250", 31250.0),
        ("31250 GBP", 31250.0),
        ("31250 pa", 31250.0),
        ("£31,250 p.a.", 31250.0),
        ("31,250 per annum", 31250.0),
        ("1,031,250.5", 1031250.5),
        ("3.1E+04", 31000.0),
        ("31250.1255", 31250.1255),
    ],
)
def test_an_amount_is_read_however_it_is_dressed(read, text, amount):
    assert _one(read, "Salary", text)[1] == amount


def test_a_pound_sign_is_told_once_with_an_example(read):
    workforce = read(_file("Salary", "30000", "£31,250.00", "£20,000.00"), ACTUAL)
    (note,) = [note for note in workforce.notes if "currency" in note.message]
    assert (note.row, note.column) == (3, "Salary")
    assert "'£31,250.00' as 31250.00 (rows 3 and 4)" in note.message


@pytest.mark.parametrize("text", ["", "n/a", "N/A", "-", "–", "None"])
def test_blank_pay_is_not_a_number(read, text):
    assert math.isnan(_one(read, "Salary", text)[1])


@pytest.mark.parametrize("text", ["0", "-250", "(250)", "£0.00", "-£5"])
def test_pay_of_nothing_or_less_is_blank_with_a_note_naming_the_row(read, text):
    workforce, amount = _one(read, "Salary", text)
    assert math.isnan(amount)
    (note,) = [note for note in workforce.notes if "zero or less" in note.message]
    assert (note.row, note.column) == (3, "Salary")


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("see note", "such as 31250"),
        ("31.250", "without a thousands separator"),
        ("31.250.000", "without a thousands separator"),
        ("31.250,00", "point before pence"),
        ("31250,00", "point before pence"),
        ("31,25", "point before pence"),
        ("3,1250", "point before pence"),
        ("£31k", "in full"),
        ("30000-35000", "such as 31250"),
        ("1e99", "such as 31250"),
        ("nan", "such as 31250"),
        ("inf", "such as 31250"),
        ("31250 per month", "such as 31250"),
        ("£", "such as 31250"),
        ("1 2 3", "such as 31250"),
    ],
)
def test_an_amount_that_could_be_two_or_is_none_is_refused(refused, text, remedy):
    (problem,) = refused(_file("Salary", "30000", text, "20000"), ACTUAL)
    assert (problem.row, problem.column) == (3, "Salary")
    assert text in problem.message
    assert remedy in problem.remedy


def test_the_message_reads_as_one_sentence_after_another(refused):
    (problem,) = refused(_file("Salary", "1", "2", "3", "4", "5", "see note"), ACTUAL)
    assert str(problem) == (
        "hr.csv, row 7, column 'Salary': 'see note' is not an amount. "
        "Write a number such as 31250, or leave the cell blank."
    )


def test_pay_by_the_hour_may_have_three_decimals(read):
    workforce = read(_file("Pay", "15.384", "£16.25 per hour"), "pay: {basis: hourly, weekly_hours: 37.5}")
    assert workforce.people["annual_pay"].tolist() == [15.384, 16.25]
    assert workforce.pay.weekly_hours == 37.5


def test_without_a_pay_basis_there_is_none_and_that_is_said(read):
    workforce = read(_file("Salary", "30000"))
    assert workforce.pay is None
    assert any("no pay gap is computed" in note.message for note in workforce.notes)
    assert read(_file("Sex", "F"), ACTUAL).pay is None


def test_yearly_pay_that_looks_hourly_is_questioned(read):
    workforce = read(_file("Salary", "15", "16", "17"), ACTUAL)
    assert any("basis: hourly" in note.remedy for note in workforce.notes)


def test_a_bonus_of_nothing_stays_nothing(read):
    people = read(_file("Bonus", "0", "£500", "", "-5")).people
    assert people["bonus"].tolist()[:2] == [0.0, 500.0]
    assert people["bonus"].isna().tolist() == [False, False, True, True]


@pytest.mark.parametrize(
    ("text", "value"), [("0.6", 0.6), ("1", 1.0), ("60%", 0.6), ("1.5", 1.5), (".5", 0.5)]
)
def test_full_time_equivalents_are_parts_of_one(read, text, value):
    workforce, found = _one(read, "WTE", text)
    assert found == value
    assert any("'60%' as 0.6" in note.message for note in workforce.notes) == (text == "60%")


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("WTE", "37.5"),
        ("WTE", "0"),
        ("WTE", "-1"),
        ("WTE", "60"),
        ("WTE", "0,6"),
        ("WTE", "full"),
        ("Age", "7"),
        ("Age", "130"),
        ("Age", "25-34"),
    ],
)
def test_other_numbers_out_of_bounds_are_refused(refused, header, text):
    (problem,) = refused(_file(header, "1" if header == "WTE" else "40", text))
    assert (problem.row, problem.column) == (3, header)
    assert f"'{text}'" in problem.message


def test_ages_are_numbers_and_may_be_blank(read):
    assert read(_file("Age", "34", "")).people["age"].fillna(-1).tolist() == [34.0, -1.0]


@given(st.integers(1_000, 9_999_999), st.integers(0, 99))
def test_every_common_way_of_writing_an_amount_gives_the_same_number(read, pounds, pence):
    amount = pounds + pence / 100
    ways = [
        f"{amount:.2f}",
        f"£{amount:,.2f}",
        f"{amount:,.2f} pa",
        f"{amount:,.2f}".replace(",", " "),
        f"{amount:,.2f}".replace(",", "\u202f"),
        f"GBP {amount:.2f}",
    ]
    assert read(_file("Salary", *ways), ACTUAL).people["annual_pay"].tolist() == [amount] * len(ways)
