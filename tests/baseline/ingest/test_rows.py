"""Which rows are people in post: nothing is lost, and every row set aside has its reason."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

HEAD = "Emp No,Ethnicity,Department,Start date,Leaving date\n"
TODAY = "2026-03-31"


def test_people_in_post_started_by_the_snapshot_and_had_not_left_before_it(read):
    workforce = read(
        HEAD
        + f"on the day,A,X,{TODAY},\n"
        + "day after,A,X,2026-04-01,\n"
        + f"last day,A,X,2020-01-01,{TODAY}\n"
        + "gone,A,X,2020-01-01,2026-03-30\n"
        + "no dates,A,X,,\n"
        + "leaves later,A,X,,2026-06-30\n"
    )
    assert workforce.people["employee_id"].tolist() == ["on the day", "last day", "no dates", "leaves later"]
    assert workforce.account.read == 6
    assert workforce.account.set_aside == {
        "joined after the snapshot date": 1,
        "left before the snapshot date": 1,
    }


def test_the_snapshot_date_decides(read):
    content = HEAD + "1,A,X,2021-01-01,2022-01-01\n2,A,X,2023-01-01,\n"
    assert read(content, snapshot=date(2021, 6, 30)).people["employee_id"].tolist() == ["1"]
    assert read(content, snapshot=date(2024, 6, 30)).people["employee_id"].tolist() == ["2"]


def test_the_first_row_of_an_employee_id_is_kept_and_differences_are_named(read):
    workforce = read(HEAD + "1,A,X,,\n2,B,Y,,\n1,A,Z,,\n2,B,Y,,\n1,B,X,,\n")
    assert workforce.people["employee_id"].tolist() == ["1", "2"]
    assert workforce.people["ethnicity"].tolist() == ["White British", "White Irish"]
    assert workforce.account.set_aside == {"repeated employee id": 3}
    (note,) = [note for note in workforce.notes if "more than once" in note.message]
    assert (note.row, note.column) == (4, "Emp No")
    assert "rows 4, 5 and 6 set aside (row 4 repeats row 2)" in note.message
    assert "Ethnicity in row 6; Department in row 4." in note.message
    assert note.remedy


def test_a_person_who_left_and_came_back_is_counted_by_the_row_in_post(read):
    workforce = read(HEAD + "1,A,Old,2015-01-01,2019-01-01\n1,A,New,2022-01-01,\n")
    assert workforce.people["directorate"].tolist() == ["New"]
    assert workforce.account.set_aside == {"left before the snapshot date": 1}


def test_rows_without_an_employee_id_are_refused_by_row(refused):
    (problem,) = refused(HEAD + "1,A,X,,\n,A,X,,\n2,A,X,,\n,B,X,,\n")
    assert (problem.row, problem.column) == (3, "Emp No")
    assert "rows 3 and 5" in problem.message


def test_without_the_column_every_row_is_a_person_and_that_is_said(read):
    workforce = read("Ethnicity,Department\nA,X\nA,X\n")
    assert workforce.account.used == 2
    assert "employee_id" not in workforce.people
    assert any("repeated rows cannot be found" in note.message for note in workforce.notes)


@pytest.mark.parametrize("total", ["Total,,,,", ",Total,3,,", "Grand total:,,,,3", ",,TOTAL,,"])
@pytest.mark.parametrize("after", ["", ",,,,\n", ",,,,\nSource: HR system,,,,\n"])
def test_blank_rows_a_total_and_a_note_below_the_table_are_set_aside(read, total, after):
    workforce = read(HEAD + "1,A,X,,\n,,,,\n\n2,B,X,,\n" + total + "\n" + after)
    assert workforce.people["employee_id"].tolist() == ["1", "2"]
    expected = {"blank row": 2 + after.count(",,,,\n,") + (after == ",,,,\n"), "total row": 1}
    if "Source" in after:
        expected = {"blank row": 3, "total row": 1, "note below the table": 1}
    assert workforce.account.set_aside == expected


def test_a_total_in_the_middle_is_no_total_row(refused):
    (problem,) = refused(HEAD + "1,A,X,,\nSub,Total,,,\n" + "2,A,X,,\n" * 2)
    assert problem.row == 3
    assert "'Total'" in problem.message


def test_counts_stand_for_people_and_the_account_for_rows(read):
    workforce = read("ethnicity,grade,count\nA,Band 5,3\nH,Band 6,2\nB,Band 5,0\nTotal,,5\n")
    assert len(workforce.people) == 5
    assert workforce.people["ethnicity"].value_counts()["White British"] == 3
    assert (workforce.account.read, workforce.account.used) == (4, 2)
    assert workforce.account.set_aside == {"total row": 1, "count of zero": 1}
    assert list(workforce.people) == ["ethnicity", "grade"]


@pytest.mark.parametrize("count", ["", "-1", "2.5", "many", "99999999999"])
def test_a_count_that_is_none_is_refused(refused, count):
    (problem,) = refused(f"ethnicity,count\nA,1\nB,{count}\n")
    assert (problem.row, problem.column) == (3, "count")
    assert "whole number of people" in problem.remedy


def test_flags_board_roles_and_labels(read):
    workforce = read(
        "Emp No,Ethnicity,Disciplinary,Training,Promoted,Board role,Gender,Department\n"
        "1,A,yes,1,TRUE,Voting executive,F,Finance\n"
        "2,A,N,0,false,,male,FINANCE \n"
        "3,A,,,,none,Non-binary,\n"
    )
    people = workforce.people
    for flag in ("disciplinary", "training", "promoted"):
        assert str(people[flag].dtype) == "boolean"
        assert people[flag][:2].tolist() == [True, False]
        assert people[flag].isna().tolist() == [False, False, True]
    assert people["board_role"].tolist() == ["voting executive", "none", "none"]
    assert people["sex"].tolist() == ["Female", "Male", "Non-binary"]
    assert people["directorate"].tolist()[:2] == ["Finance", "Finance"]
    assert people["directorate"].isna()[2]
    assert any("spellings" in note.message for note in workforce.notes)


@pytest.mark.parametrize(
    ("header", "value"), [("Promoted", "maybe"), ("Promoted", "2"), ("Board role", "chair")]
)
def test_an_answer_that_is_not_understood_is_refused(refused, header, value):
    (problem,) = refused(f"Emp No,Ethnicity,{header}\n1,A,\n2,A,{value}\n")
    assert (problem.row, problem.column) == (3, header)
    assert f"'{value}'" in problem.message


def test_every_reason_in_a_file_is_told_at_once_in_the_order_of_rows(refused):
    problems = refused(
        "Emp No,Ethnicity,Salary,Start date\n1,A,lots,2020-01-01\n2,Martian,1,2020-01-01\n3,A,1,soon\n"
    )
    assert [(problem.row, problem.column) for problem in problems] == [
        (2, "Salary"),
        (3, "Ethnicity"),
        (4, "Start date"),
    ]


def test_columns_that_are_not_used_are_named(read):
    workforce = read("Emp No,Ethnicity,Religion\n1,A,none\n")
    assert any("Religion" in note.message for note in workforce.notes)
    assert list(workforce.people) == ["employee_id", "ethnicity"]


ROW = st.tuples(
    st.sampled_from(["1", "2", "3", "4"]),
    st.sampled_from(["A", "H", "Z", "99", ""]),
    st.sampled_from(["", "2020-01-01", TODAY, "2026-04-01"]),
    st.sampled_from(["", "2019-01-01", TODAY, "2026-12-31"]),
)
LINES = st.lists(st.one_of(ROW, st.just(("", "", "", ""))), min_size=1, max_size=25)


@given(LINES, st.booleans())
def test_rows_always_balance_and_no_one_in_post_is_lost(read, lines, with_total):
    if not any(any(line) for line in lines):
        lines = [*lines, ("1", "A", "", "")]
    text = "Emp No,Ethnicity,Start date,Leaving date\n" + "".join(",".join(line) + "\n" for line in lines)
    workforce = read(text + ("Total,,,\n" if with_total else ""))
    account = workforce.account
    assert account.read == len(lines) + with_total
    assert account.read == account.used + sum(account.set_aside.values())
    assert account.used == len(workforce.people)
    in_post = {
        number
        for number, _, start, end in lines
        if number and (not start or start <= TODAY) and (not end or end >= TODAY)
    }
    assert set(workforce.people["employee_id"]) == in_post
    assert account.set_aside.get("blank row", 0) == sum(not any(line) for line in lines)


def test_counts_that_add_up_to_a_country_are_refused(refused):
    (problem,) = refused("ethnicity,count\n" + "A,9000000\n" * 2)
    assert problem.column == "count"
    assert "18000000 people" in problem.message


def test_labels_of_people_who_are_not_counted_do_not_stay_behind(read):
    workforce = read(HEAD + "1,A,Finance,,\n2,A,Closed unit,,2020-01-01\n")
    assert workforce.people["directorate"].cat.categories.tolist() == ["Finance"]
