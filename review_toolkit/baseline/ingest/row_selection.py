"""Which rows of a table are people, and which of those were in post on the snapshot date.

In post means: started on or before the snapshot date (or no start date is given), and not left before it:
somebody whose last day is the snapshot date is counted. Of several rows with one employee id the first one
in post is kept.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from review_toolkit.baseline.ingest.problems import listed_rows
from review_toolkit.baseline.ingest.readings import Findings
from review_toolkit.baseline.ingest.tables import Column, Flags, RawTable
from review_toolkit.figures import RowAccount

BLANK_ROW = "blank row"
TOTAL_ROW = "total row"
NOTE_ROW = "note below the table"
COUNT_OF_ZERO = "count of zero"
JOINED_AFTER = "joined after the snapshot date"
LEFT_BEFORE = "left before the snapshot date"
REPEATED = "repeated employee id"

_TOTAL = re.compile(
    r"(?:(?:grand|sub|overall)[ -]?)?total(?:s| staff| headcount| employees)?:?|sum:?", re.IGNORECASE
)
_LAST_ROWS = 5


@dataclass(slots=True)
class Selection:
    """The rows still in use, and where the others went. It always balances."""

    keep: Flags
    set_aside: dict[str, int] = field(default_factory=dict)

    def set_rows_aside(self, rows: Flags, reason: str) -> None:
        """Set rows aside that are still in use, for one reason."""
        leaving = rows & self.keep
        count = int(leaving.sum())
        if count:
            self.set_aside[reason] = self.set_aside.get(reason, 0) + count
            self.keep = self.keep & ~leaving

    def account(self) -> RowAccount:
        return RowAccount(read=len(self.keep), used=int(self.keep.sum()), set_aside=dict(self.set_aside))


def select_table_rows(table: RawTable, ethnicity: Column) -> Selection:
    """Set aside blank rows anywhere, and total rows and notes at the end."""
    filled = np.zeros(len(table.rows), dtype=np.int32)
    for column in table.columns:
        filled += column.is_filled()
    selection = Selection(np.ones(len(table.rows), dtype=bool))
    selection.set_rows_aside(filled == 0, BLANK_ROW)
    for position in np.flatnonzero(filled)[: -_LAST_ROWS - 1 : -1]:
        texts = [text for column in table.columns if (text := column.text_at(int(position)).strip())]
        here = np.zeros(len(filled), dtype=bool)
        here[position] = True
        group = ethnicity.text_at(int(position)).strip()
        if any(_TOTAL.fullmatch(text) for text in texts) and (not group or _TOTAL.fullmatch(group)):
            selection.set_rows_aside(here, TOTAL_ROW)
        elif len(texts) == 1 and " " in texts[0] and len(table.columns) >= 3 and not group:
            selection.set_rows_aside(here, NOTE_ROW)
        else:
            break
    return selection


def refuse_missing_ids(column: Column, findings: Findings) -> None:
    """Refuse rows without an employee id in a file that has the column."""
    missing = column.rows[~column.is_filled()]
    if len(missing):
        rows = [int(row) for row in missing]
        findings.refuse(
            f"There is no employee id in {listed_rows(rows)}.",
            row=rows[0],
            column=column.header,
            remedy="Fill it in, remove the row, or remove the whole column if ids are not known.",
        )


def set_repeats_aside(
    selection: Selection, ids: Column, columns: Sequence[Column], findings: Findings
) -> None:
    """Keep the first of the rows in use with one employee id, and tell what the others say differently."""
    in_use = np.flatnonzero(selection.keep)
    codes = ids.codes[in_use]
    repeated = pd.Series(codes).duplicated().to_numpy()
    if not repeated.any():
        return
    firsts: dict[int, int] = {}
    wanted = set(codes[repeated].tolist())
    for position, code in zip(in_use.tolist(), codes.tolist(), strict=True):
        if code in wanted:
            firsts.setdefault(code, position)
    again = in_use[repeated]
    differing: dict[str, list[int]] = {}
    for column in columns:
        for position in again.tolist():
            if column.codes[position] != column.codes[firsts[int(ids.codes[position])]]:
                differing.setdefault(column.header, []).append(int(ids.rows[position]))
    rows = [int(row) for row in ids.rows[again]]
    first = firsts[int(ids.codes[again[0]])]
    told = f"Employee ids stand more than once; the first row of each was kept, {listed_rows(rows)} set aside"
    example = f" (row {rows[0]} repeats row {int(ids.rows[first])})"
    differences = "; ".join(f"{header} in {listed_rows(found)}" for header, found in differing.items())
    findings.note(
        f"{told}{example}." + (f" They differ from the row kept: {differences}." if differences else ""),
        row=rows[0],
        column=ids.header,
        remedy="Check which row is right, and remove the other from the file.",
    )
    here = np.zeros(len(selection.keep), dtype=bool)
    here[again] = True
    selection.set_rows_aside(here, REPEATED)
