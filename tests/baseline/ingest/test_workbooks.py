"""Excel workbooks: sheets, typed cells and failed formulas."""

from datetime import date, datetime, time

HEAD = ["Emp No", "Ethnic origin", "Salary", "Start date"]


def test_typed_cells_are_read_as_what_they_are(read, workbook):
    content = workbook(
        Staff=[
            ["Staff list"],
            [*HEAD, "FTE", "Training"],
            [1001.0, "A", 31250.5, date(2020, 1, 6), 0.6, True],
            ["1002", 99, "£20,000", datetime.combine(date(2021, 2, 1), time(9, 30)), 1, False],
        ]
    )
    people = read(content, "pay: {basis: actual}", name="hr.xlsx").people
    assert people["employee_id"].tolist() == ["1001", "1002"]
    assert people["ethnicity"].tolist() == ["White British", "not asked"]
    assert people["annual_pay"].tolist() == [31250.5, 20000.0]
    assert [day.date() for day in people["start_date"]] == [date(2020, 1, 6), date(2021, 2, 1)]
    assert people["fte"].tolist() == [0.6, 1.0]
    assert people["training"].tolist() == [True, False]


def test_the_first_visible_sheet_with_headers_is_read_and_named(read, workbook):
    content = workbook(
        hidden_Old=[HEAD, ["9", "Z", 1, ""]],
        Cover=[["Human resources"], ["Prepared for the review"]],
        Staff=[HEAD, ["1", "A", 20000, ""]],
        Other=[HEAD, ["2", "B", 20000, ""]],
    )
    workforce = read(content, name="hr.xlsx")
    assert workforce.people["employee_id"].tolist() == ["1"]
    (note,) = [note for note in workforce.notes if "sheet" in note.message]
    assert note.message == "The sheet 'Staff' was read; not 'Cover', 'Other'."


def test_a_number_and_the_same_number_as_text_are_one_employee_id(read, workbook):
    workforce = read(workbook(Staff=[HEAD, [7, "A", 1.5, ""], ["7", "A", 1.5, ""]]), name="hr.xlsx")
    assert workforce.account.set_aside == {"repeated employee id": 1}


def test_a_failed_formula_is_refused_in_a_column_that_is_used(refused, workbook):
    content = workbook(
        Notes=[["Nothing here"]],
        Staff=[["Title"], HEAD, ["1", "A", 20000, ""], ["2", "=#N/A", "=#REF!", ""]],
    )
    ethnicity, salary = refused(content, name="hr.xlsx")
    assert (ethnicity.row, ethnicity.column) == (4, "Ethnic origin")
    assert "'#N/A' is a formula error" in ethnicity.message
    assert (salary.row, salary.column) == (4, "Salary")
    assert "'#REF!' is a formula error" in salary.message


def test_a_failed_formula_in_a_column_that_is_not_used_does_no_harm(read, workbook):
    workforce = read(workbook(Staff=[[*HEAD, "Manager"], ["1", "A", 20000, "", "=#N/A"]]), name="hr.xlsx")
    assert workforce.account.used == 1


def test_a_formula_error_in_a_csv_is_refused_too(refused):
    (problem,) = refused("employee_id,ethnicity,salary\n1,A,#N/A\n")
    assert (problem.row, problem.column) == (2, "salary")


def test_dates_as_excel_day_numbers_are_read_with_a_note(read, workbook):
    workforce = read(workbook(Staff=[HEAD, ["1", "A", 20000, 43836]]), name="hr.xlsx")
    assert workforce.people["start_date"][0].date() == date(2020, 1, 6)
    assert any("6 January 2020" in note.message for note in workforce.notes)


def test_a_nul_in_a_cell_is_refused_with_row_and_column(refused, workbook):
    (problem,) = refused(workbook(Staff=[HEAD, ["1", "A\0", 20000, ""]]), name="hr.xlsx")
    assert (problem.row, problem.column) == (2, "Ethnic origin")
    assert "NUL" in problem.message


def test_a_workbook_without_data_is_refused(refused, workbook):
    (problem,) = refused(workbook(hidden_Staff=[HEAD, ["1", "A", 1, ""]], Empty=[]), name="hr.xlsx")
    assert "No visible sheet" in problem.message
