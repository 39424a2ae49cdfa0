"""Who joined and left between two files, and what is told of it in published lines."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_toolkit.baseline.cadence import (
    HALF_YEARLY,
    QUARTERLY,
    YEARLY,
    cadence_of,
    months_later,
    next_refresh,
)
from review_toolkit.baseline.movers import CannotDerive, Staff, corrected_in, moved_between
from review_toolkit.disclosure.moved import Moved
from review_toolkit.disclosure.statements import KnownCount, Movers

THEN, NOW = date(2026, 3, 31), date(2027, 3, 31)
PLACES = {"G1": (("level", "G1"),), "G2": (("level", "G2"),)}


def people(*rows: tuple[str, str], **more: list[object]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["employee_id", "grade"])
    for name, values in more.items():
        frame[name] = pd.to_datetime(pd.Series(values))
    return frame


def without_ids(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop(columns="employee_id")


def test_by_employee_id_whoever_is_in_one_file_alone_joined_or_left() -> None:
    before = people(("1", "G1"), ("2", "G1"), ("3", "G2"), ("4", "G2"))
    after = people(("1", "G1"), ("3", "G1"), ("4", "G2"), ("5", "G2"), ("6", "G2"))
    moved = moved_between(Staff(THEN, before), Staff(NOW, after))
    assert moved == Moved(THEN, NOW, 2, 1, {"G2": 2}, {"G1": 1}, moved_by_grades={("G2", "G1"): 1})


def test_a_change_of_grade_is_no_joining_and_no_leaving() -> None:
    before, after = people(("1", "G1"), ("2", "G2")), people(("1", "G2"), ("2", "G2"))
    moved = moved_between(Staff(THEN, before), Staff(NOW, after))
    assert (moved.joined, moved.left) == (0, 0)


def test_other_ids_are_no_basis_and_the_message_says_what_to_do() -> None:
    before = people(*((f"a{n}", "G1") for n in range(10)))
    after = people(*((f"b{n}", "G1") for n in range(10)))
    with pytest.raises(CannotDerive, match="Export the new file with the same ids"):
        moved_between(Staff(THEN, before), Staff(NOW, after))


def test_without_ids_dates_count_if_they_account_for_everybody() -> None:
    before = without_ids(
        people(("1", "G1"), ("2", "G1"), ("3", "G2"), leaving_date=["2026-09-01", None, None])
    )
    after = without_ids(
        people(("2", "G1"), ("3", "G2"), ("4", "G2"), start_date=["2020-01-01", "2021-01-01", "2026-11-01"])
    )
    moved = moved_between(Staff(THEN, before), Staff(NOW, after))
    assert moved == Moved(THEN, NOW, 1, 1, {"G2": 1}, {"G1": 1})
    with pytest.raises(CannotDerive, match="do not account for the difference"):
        moved_between(Staff(THEN, before.drop(columns="leaving_date")), Staff(NOW, after))
    with pytest.raises(CannotDerive, match="no start dates"):
        moved_between(Staff(THEN, before), Staff(NOW, after.drop(columns="start_date")))


def test_lines_where_nobody_came_or_went_are_told_too() -> None:
    moved = Moved(THEN, NOW, 3, 2, {"G1": 2, "Other": 1}, {"G1": 2})
    assert moved.told(PLACES) == Movers(
        THEN,
        NOW,
        joined=(KnownCount((), 3), KnownCount(PLACES["G1"], 2), KnownCount(PLACES["G2"], 0)),
        left=(KnownCount((), 2), KnownCount(PLACES["G1"], 2), KnownCount(PLACES["G2"], 0)),
    )


def test_merged_lines_are_counted_together_and_unknown_grades_only_altogether() -> None:
    merged = dict.fromkeys(("G1", "G2"), (("level", "G1 and G2"),))
    moved = Moved(THEN, NOW, 5, 0, {"G1": 2, "G2": 3}, {})
    assert moved.told(merged).joined == (KnownCount((), 5), KnownCount((("level", "G1 and G2"),), 5))
    assert replace(moved, joined_by_grade={}).told(merged).joined == (KnownCount((), 5),)


def recorded(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["employee_id", "grade", "ethnicity"])


WRONG = recorded(
    ("1", "G1", "White"),
    ("2", "G1", "Asian"),
    ("3", "G2", "White"),
    ("4", "G2", "not known"),
    ("5", "G1", "White"),
)
RIGHT = recorded(
    ("1", "G2", "White"),
    ("2", "G1", "Black"),
    ("3", "G1", "Asian"),
    ("4", "G2", "White"),
    ("6", "G2", "Asian"),
)


def test_a_corrected_file_differs_in_rows_that_came_went_moved_or_have_another_group() -> None:
    found = corrected_in(Staff(THEN, WRONG), Staff(THEN, RIGHT))
    assert found == Moved(
        THEN,
        THEN,
        joined=1,
        left=1,
        joined_by_grade={"G2": 1},
        left_by_grade={"G1": 1},
        regrouped=3,
        regrouped_by_grade={"G1": 2, "G2": 1},
        moved_by_grades={("G1", "G2"): 1, ("G2", "G1"): 1},
    )
    assert found.people == 7
    assert found.told(PLACES).went == tuple(
        KnownCount(at, n) for at, n in (((), 2), (PLACES["G1"], 1), (PLACES["G2"], 1))
    )
    assert found.told(PLACES).regrouped[0] == KnownCount((), 3)


def test_the_same_file_differs_in_nobody_and_all_lines_are_told_to_be_as_they_were() -> None:
    found = corrected_in(Staff(THEN, WRONG), Staff(THEN, WRONG))
    assert found.people == 0
    nobody = tuple(KnownCount(at, 0) for at in ((), PLACES["G1"], PLACES["G2"]))
    assert found.told(PLACES) == Movers(THEN, THEN, nobody, nobody, (), nobody, nobody, nobody)


def test_a_move_within_a_published_line_is_none_and_one_off_the_lines_is_leaving_and_joining() -> None:
    moved = Moved(
        THEN, THEN, moved_by_grades={("G1", "G2"): 3, ("G1", "Other"): 2, ("Not recorded", "G2"): 1}
    )
    told = moved.told(dict.fromkeys(("G1", "G2"), PLACES["G1"]))
    assert (told.went, told.came) == ((KnownCount((), 0), KnownCount(PLACES["G1"], 0)),) * 2
    assert told.left == (KnownCount((), 3), KnownCount(PLACES["G1"], 2))
    assert told.joined == (KnownCount((), 3), KnownCount(PLACES["G1"], 1))


def test_a_correction_without_ids_of_each_person_cannot_be_derived() -> None:
    twice = pd.concat([RIGHT, RIGHT])
    for without in (RIGHT.drop(columns="employee_id"), twice):
        with pytest.raises(CannotDerive, match="by employee ids only"):
            corrected_in(Staff(THEN, WRONG), Staff(THEN, without))


def test_a_correction_of_files_without_grades_is_told_altogether() -> None:
    found = corrected_in(*(Staff(THEN, each.drop(columns="grade")) for each in (WRONG, RIGHT)))
    assert (found.joined, found.left, found.regrouped) == (1, 1, 3)
    assert found.told({}).regrouped == (KnownCount((), 3),)


def test_between_two_dates_a_group_counts_as_changed_unless_it_was_declared() -> None:
    moved = moved_between(Staff(THEN, WRONG), Staff(NOW, RIGHT))
    assert moved.regrouped == 2
    assert moved.told(PLACES).regrouped == (KnownCount((), 2),)
    assert replace(moved, regrouped=0).told(PLACES).regrouped == ()


def test_a_group_that_another_mapping_names_otherwise_is_no_changed_group() -> None:
    renamed = WRONG.replace({"Asian": "Asian or Asian British"})
    assert corrected_in(Staff(THEN, WRONG, "a"), Staff(THEN, renamed, "b")).regrouped == 0
    assert corrected_in(Staff(THEN, WRONG, "a"), Staff(THEN, renamed, "a")).regrouped == 1
    assert corrected_in(Staff(THEN, WRONG, "a"), Staff(THEN, RIGHT, "b")).regrouped == 2


@given(
    st.dictionaries(st.integers(0, 60), st.sampled_from(["G1", "G2"]), min_size=4),
    st.data(),
)
def test_joiners_and_leavers_account_for_every_headcount(before: dict[int, str], data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.sampled_from(sorted(before)), max_size=len(before) // 3))
    new = data.draw(st.dictionaries(st.integers(100, 160), st.sampled_from(["G1", "G2"]), max_size=20))
    after = {key: grade for key, grade in before.items() if key not in gone} | new

    def frame(them: dict[int, str]) -> pd.DataFrame:
        return people(*((str(key), grade) for key, grade in them.items()))

    moved = moved_between(Staff(THEN, frame(before)), Staff(NOW, frame(after)))
    assert len(before) - moved.left + moved.joined == len(after)
    for grade in ("G1", "G2"):
        change = moved.joined_by_grade.get(grade, 0) - moved.left_by_grade.get(grade, 0)
        assert list(before.values()).count(grade) + change == list(after.values()).count(grade)


@pytest.mark.parametrize(
    ("staff", "cadence"),
    [(30, YEARLY), (499, YEARLY), (500, HALF_YEARLY), (3_000, HALF_YEARLY), (3_001, QUARTERLY)],
)
def test_the_fewer_the_staff_the_rarer_the_figures(staff: int, cadence: object) -> None:
    assert cadence_of(staff) == cadence


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 3, 31), 12, date(2027, 3, 31)),
        (date(2026, 3, 31), 6, date(2026, 9, 30)),
        (date(2026, 2, 28), 3, date(2026, 5, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 15), 12, date(2027, 1, 15)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_months_run_from_end_to_end(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


def test_the_next_figures_may_be_of_the_same_day_a_year_later() -> None:
    assert next_refresh(THEN, staff=150) == NOW
