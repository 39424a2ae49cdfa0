"""Grades: a ladder given, Agenda for Change where it is plain, and otherwise labels without order."""

import pytest

LADDER = """
grade:
  ladder: [Grade 1, Grade 2, Director]
  clusters: {Lower: [Grade 1], Upper: [Grade 2, Director]}
  leadership: [Director]
"""


def _file(*grades: str) -> str:
    return "employee_id,ethnicity,Band\n" + "".join(f"{row},A,{grade}\n" for row, grade in enumerate(grades))


def test_agenda_for_change_is_recognised_with_its_clusters(read):
    workforce = read(_file("Band 8a", "5", "AfC Band 6", "vsm", ""))
    grade = workforce.people["grade"]
    assert grade.astype(object).where(grade.notna(), None).tolist() == [
        "Band 8a",
        "Band 5",
        "Band 6",
        "VSM",
        None,
    ]
    assert grade.cat.ordered
    assert workforce.ladder.clusters["Middle"] == ("Band 6", "Band 7")
    assert workforce.ladder.leadership[0] == "Band 8a"
    assert tuple(grade.cat.categories) == workforce.ladder.grades


@pytest.mark.parametrize(
    "grades", [("1", "2", "9"), ("Officer", "Manager"), ("Band 5", "Consultant"), ("Band 5", "Band 8e")]
)
def test_what_is_not_plainly_agenda_for_change_has_no_order_and_a_note_says_so(read, grades):
    workforce = read(_file(*grades))
    assert workforce.ladder is None
    assert workforce.people["grade"].tolist() == list(grades)
    assert not workforce.people["grade"].cat.ordered
    assert any("grade: {ladder:" in note.remedy and note.column == "Band" for note in workforce.notes)


def test_grades_are_put_on_the_ladder_given(read):
    workforce = read(_file("grade-1", "DIRECTOR", "n/a"), LADDER)
    grade = workforce.people["grade"]
    assert grade.tolist()[:2] == ["Grade 1", "Director"]
    assert grade.isna().tolist() == [False, False, True]
    assert tuple(grade.cat.categories) == ("Grade 1", "Grade 2", "Director")
    assert workforce.ladder.leadership == ("Director",)


def test_a_grade_that_is_not_on_the_ladder_is_refused(refused):
    first, second = refused(_file("Grade 1", "Grade 7", "Band 5", "Grade 7"), LADDER)
    assert (first.row, first.column) == (3, "Band")
    assert "'Grade 7' is not a grade on the ladder. It also stands in row 5." in first.message
    assert "add the grade to the ladder" in first.remedy
    assert "'Band 5'" in second.message


def test_agenda_for_change_may_be_asked_for(read, refused):
    mapping = "grade: {ladder: agenda-for-change}"
    assert read(_file("5", "8a"), mapping).people["grade"].tolist() == ["Band 5", "Band 8a"]
    (problem,) = refused(_file("Consultant"), mapping)
    assert "'Consultant'" in problem.message


def test_numbers_from_a_workbook_are_grades_too(read, workbook):
    content = workbook(Staff=[["employee_id", "ethnicity", "grade"], ["1", "A", 5], ["2", "A", "8a"]])
    assert read(content, name="hr.xlsx").people["grade"].tolist() == ["Band 5", "Band 8a"]


def test_without_a_grade_column_there_is_no_ladder(read):
    workforce = read("employee_id,ethnicity\n1,A\n", LADDER)
    assert workforce.ladder is None
    assert "grade" not in workforce.people
