"""The frame of people: every canonical column of a file, read into its type."""

from collections.abc import Mapping as Columns
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from review_toolkit.analysis.groups import UNKNOWN, Ladder
from review_toolkit.baseline.ingest.amounts import read_age, read_bonus, read_fte, read_pay
from review_toolkit.baseline.ingest.answers import (
    BOARD_ROLES,
    read_board_roles,
    read_flags,
    read_labels,
    read_sexes,
)
from review_toolkit.baseline.ingest.dates import read_dates
from review_toolkit.baseline.ingest.ethnic_groups import EthnicityReader
from review_toolkit.baseline.ingest.grade_labels import read_grades
from review_toolkit.baseline.ingest.mapping import Mapping
from review_toolkit.baseline.ingest.readings import Findings
from review_toolkit.baseline.ingest.tables import Codes, Column, Numbers, as_text
from review_toolkit.content import column_names

LABELS = ("directorate", "staff_group", "contract_type", "sex")
"""Columns whose categories are those that occur in the file."""


class ReadPeople(NamedTuple):
    """The frame, the grade ladder, and what each recorded ethnicity and grade was read as (no blanks)."""

    frame: pd.DataFrame
    ladder: Ladder | None
    recorded: Columns[str, Columns[str, str]]


def read_people(
    columns: Columns[str, Column],
    mapping: Mapping,
    reader: EthnicityReader,
    findings: Findings,
    *,
    snapshot_date: date,
    from_workbook: bool,
) -> ReadPeople:
    """Return one row for each row of the columns, in canonical order of columns, and how they were read.

    Values that cannot be read are noted in `findings`; the frame is of use only where there are none.
    """
    people: dict[str, object] = {}
    ladder: Ladder | None = None
    recorded: dict[str, dict[str, str]] = {}
    for name in column_names().extracts["workforce"]:
        if name not in columns or name == "count":
            continue
        column = columns[name]
        codes = column.codes
        if name == "employee_id":
            people[name] = pd.Series(np.asarray(column.values, dtype=object)[codes], dtype="str")
        elif name == "ethnicity":
            groups = reader.read(column, findings)
            recorded[name] = _recorded(column, groups)
            people[name] = _categorical(groups, codes, (*reader.grouping.categories, *UNKNOWN))
        elif name == "grade":
            grades = read_grades(column, findings, mapping.grade)
            ladder = grades.ladder
            recorded[name] = _recorded(column, grades.values)
            people[name] = _categorical(grades.values, codes, grades.categories, ordered=ladder is not None)
        elif name == "board_role":
            people[name] = _categorical(read_board_roles(column, findings), codes, BOARD_ROLES)
        elif name in LABELS:
            read = read_sexes if name == "sex" else read_labels
            people[name] = _categorical(read(column, findings), codes)
        elif name in ("start_date", "leaving_date"):
            days = read_dates(column, findings, snapshot_date=snapshot_date, from_workbook=from_workbook)
            people[name] = np.array(days, dtype="datetime64[s]")[codes]
        elif name in ("annual_pay", "bonus", "fte", "age"):
            people[name] = _numbers(name, column, mapping, findings)
        else:
            people[name] = pd.array(read_flags(column, findings), dtype="boolean")[codes]
    return ReadPeople(pd.DataFrame(people), ladder, recorded)


def without_unused_labels(people: pd.DataFrame, ladder: Ladder | None) -> pd.DataFrame:
    """Return the people without labels that only rows set aside had. Fixed category lists stay whole."""
    loose = [name for name in people if name in LABELS or (name == "grade" and ladder is None)]
    return people.assign(**{str(name): people[name].cat.remove_unused_categories() for name in loose})


def _recorded(column: Column, values: Sequence[str | None]) -> dict[str, str]:
    """Return what each of a column's values was read as."""
    pairs = zip(map(as_text, column.values), values, strict=True)
    return {text: value for text, value in pairs if value is not None}


def _numbers(name: str, column: Column, mapping: Mapping, findings: Findings) -> Numbers:
    if name == "annual_pay":
        values = read_pay(column, findings, basis=mapping.pay.basis if mapping.pay else None)
    else:
        read = {"bonus": read_bonus, "fte": read_fte, "age": read_age}[name]
        values = read(column, findings)
    return np.asarray(values, dtype=np.float64)[column.codes]


def _categorical(
    values: Sequence[str | None],
    codes: Codes,
    categories: tuple[str, ...] | None = None,
    *,
    ordered: bool = False,
) -> "pd.Series[Any]":
    """Return labels by row from labels by value; without given categories, those that occur, sorted."""
    labels = categories or tuple(sorted({value for value in values if value is not None}))
    place = {label: position for position, label in enumerate(labels)}
    by_value = np.asarray([-1 if value is None else place[value] for value in values], dtype=np.int32)
    dtype = pd.CategoricalDtype(list(labels), ordered=ordered)
    return pd.Series(pd.Categorical.from_codes(by_value[codes], dtype=dtype))
