"""Reading files and computing indicators, against the plainest way to the same numbers."""

import io
import tempfile
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import python_calamine

from review_toolkit.baseline.indicators import baseline_content
from review_toolkit.baseline.ingest import Mapping, SourceFile, load_mapping, read_workforce

SNAPSHOT = date(2026, 3, 31)
MAPPING = """
ethnicity: {scheme: nhs-16+1}
grade:
  ladder: [G1, G2, G3, G4, G5, G6]
  clusters: {Lower: [G1, G2, G3], Upper: [G4, G5, G6]}
pay: {basis: full_time_equivalent, weekly_hours: 37.5}
"""
Work = Callable[[], object]


@cache
def staff(rows: int) -> pd.DataFrame:
    """Return made-up staff: one row for each person."""
    rng = np.random.default_rng(20_260_331)
    grade = rng.integers(0, 6, rows)
    return pd.DataFrame(
        {
            "employee_id": np.arange(100_000, 100_000 + rows),
            "ethnicity": rng.choice([*"ABCDEFGHJKLMNPRSZ"], rows, p=[0.6] + [0.025] * 16),
            "grade": np.array(["G1", "G2", "G3", "G4", "G5", "G6"])[grade],
            "annual_pay": (22_000 + 6_000 * grade + rng.integers(0, 5_000, rows)).astype(float),
        }
    )


@cache
def wide_workbook() -> bytes:
    """Return 30,000 rows and 13 columns as XLSX."""
    frame = staff(30_000).copy()
    for number in range(9):
        frame[f"unused {number + 1}"] = f"text {number}"
    buffer = io.BytesIO()
    frame.to_excel(buffer, index=False, engine="xlsxwriter")
    return buffer.getvalue()


def workbook() -> tuple[Work, Work]:
    return _read_workbook, lambda: pd.read_excel(io.BytesIO(wide_workbook()), engine="openpyxl")


def workbook_floor() -> tuple[Work, Work]:
    def plain() -> object:
        book = python_calamine.load_workbook(io.BytesIO(wide_workbook()))
        return book.get_sheet_by_index(0).to_python()

    return _read_workbook, plain


def large_csv() -> tuple[Work, Work]:
    """Compare file to indicators with the same counts and averages, written by hand, and no checks."""
    path = Path(tempfile.mkdtemp()) / "staff.csv"
    staff(1_500_000).to_csv(path, index=False)

    def ours() -> object:
        source = SourceFile(name=path.name, content=path.read_bytes())
        workforce = read_workforce(source, load_mapping(MAPPING, name="mapping"), snapshot_date=SNAPSHOT)
        return baseline_content(workforce, snapshot_date=SNAPSHOT, threshold=10)

    def plain() -> object:
        frame = pd.read_csv(path, dtype={"ethnicity": "category", "grade": "category"})
        group, grade = frame["ethnicity"].cat.codes.to_numpy(), frame["grade"].cat.codes.to_numpy()
        pay = frame["annual_pay"].to_numpy()
        order = np.argsort(pay)
        quarters = [np.bincount(part, minlength=17) for part in np.array_split(group[order], 4)]
        cross = np.bincount(grade * 17 + group, minlength=6 * 17)
        averages = [(pay[group == code].mean(), np.median(pay[group == code])) for code in range(17)]
        return quarters, cross, averages, frame["employee_id"].is_unique

    return ours, plain


def _read_workbook() -> object:
    return read_workforce(
        SourceFile(name="staff.xlsx", content=wide_workbook()), Mapping(), snapshot_date=SNAPSHOT
    )
