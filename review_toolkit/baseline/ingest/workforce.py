"""The workforce extract: one row for each person in post on the snapshot date.

A file is read whole or refused whole: every reason is collected, so that one round of corrections is
enough. Nothing is kept of a file that was refused.
"""

import hashlib
from collections import abc
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from review_toolkit.analysis.groups import Grouping, InvalidGrouping, Ladder
from review_toolkit.baseline.ingest.amounts import read_count
from review_toolkit.baseline.ingest.ethnic_groups import EthnicityReader
from review_toolkit.baseline.ingest.headers import Headers
from review_toolkit.baseline.ingest.mapping import Mapping, PayBasis, ladder_of
from review_toolkit.baseline.ingest.mapping_file import dump_mapping
from review_toolkit.baseline.ingest.people import read_people, without_unused_labels
from review_toolkit.baseline.ingest.problems import (
    ExtractRefused,
    MappingRefused,
    Problem,
    SourceFile,
    listed_rows,
)
from review_toolkit.baseline.ingest.readings import Findings
from review_toolkit.baseline.ingest.row_selection import (
    COUNT_OF_ZERO,
    JOINED_AFTER,
    LEFT_BEFORE,
    Selection,
    refuse_missing_ids,
    select_table_rows,
    set_repeats_aside,
)
from review_toolkit.baseline.ingest.signatures import kind_of
from review_toolkit.baseline.ingest.tables import (
    Codes,
    Column,
    Flags,
    Numbers,
    RawTable,
    texts_of,
    tidied,
)
from review_toolkit.baseline.ingest.text_tables import read_text_table
from review_toolkit.baseline.ingest.workbooks import read_workbook
from review_toolkit.figures import RowAccount

MAX_PEOPLE = 10_000_000
DECIDE_WHO_IS_COUNTED = ("count", "employee_id", "start_date", "leaving_date")
"""The columns by which rows are counted, repeated ones set aside, and people in post told from others."""


@dataclass(frozen=True, slots=True, eq=False)
class Workforce:
    """The people of a workforce extract, and how they were read.

    `people` has one row for each person in post on the snapshot date, and only the columns that the file
    has: employee_id (text), ethnicity (categories of `grouping`, then the reserved words; never missing),
    grade (ordered where there is a ladder), directorate, staff_group, contract_type, sex and board_role
    (categories), fte, age, annual_pay, bonus (numbers, NaN where blank), start_date and leaving_date
    (datetime64), disciplinary, training and promoted (boolean). Rows of a file with a `count` column stand
    as many times as they count people; `account` still counts the file's rows. `notes` may name rows and
    quote cells: they are for the person who holds the file, never for a release. `recorded` gives for
    ethnicity and grade what each value in the file was read as, `counted_by` the columns that decided who is
    counted.
    """

    people: pd.DataFrame
    grouping: Grouping
    ladder: Ladder | None
    pay: PayBasis | None
    account: RowAccount
    notes: tuple[Problem, ...]
    fingerprint: str
    mapping_fingerprint: str
    mapping: Mapping
    recorded: abc.Mapping[str, abc.Mapping[str, str]]
    counted_by: tuple[str, ...]


def read_workforce(file: SourceFile, mapping: Mapping, *, snapshot_date: date) -> Workforce:
    """Read a workforce file. Raises `ExtractRefused`, or `MappingRefused` where the mapping is at fault."""
    reader = _reader(mapping, file.name)
    headers = Headers("workforce", mapping)
    table = (read_workbook if kind_of(file) == "workbook" else read_text_table)(file, headers)
    positions = headers.match(file.name, table.headers, table.header_row)
    findings = Findings(file.name)
    findings.notes.extend(table.notes)
    columns = _columns(table, positions, mapping, findings)
    selection = select_table_rows(table, columns["ethnicity"])
    if not selection.keep.any():
        raise ExtractRefused.because(
            file.name,
            "There are no rows of data below the headers.",
            "Export the file again with its rows.",
            row=table.header_row,
        )
    in_table = selection.keep
    columns = {name: column.taken(in_table) for name, column in columns.items()}
    counts: Numbers | None = None
    if "count" in columns:
        counts = np.asarray(read_count(columns["count"], findings))[columns["count"].codes]
    if "employee_id" in columns:
        columns["employee_id"] = texts_of(columns["employee_id"])
        refuse_missing_ids(columns["employee_id"], findings)
    frame, ladder, recorded = read_people(
        columns,
        mapping,
        reader,
        findings,
        snapshot_date=snapshot_date,
        from_workbook=table.from_workbook,
    )
    if findings.refused:
        raise ExtractRefused(findings.refused)
    rows = table.rows[in_table]
    within = _in_post(frame, rows, columns, snapshot_date, counts, findings)
    for reason, count in within.set_aside.items():
        selection.set_aside[reason] = count
    selection.keep = _embedded(in_table, within.keep)
    frame = without_unused_labels(frame[within.keep], ladder)
    if counts is not None:
        times = counts[within.keep].astype(np.int64)
        if times.sum() > MAX_PEOPLE:
            raise ExtractRefused.because(
                file.name,
                f"The counts add up to {times.sum()} people.",
                "Check the count column.",
                column=columns["count"].header,
            )
        frame = frame.loc[frame.index.repeat(times)]
    if "annual_pay" in columns and mapping.pay is None:
        findings.note(
            "Nothing says what the pay is, so no pay gap is computed.",
            column=columns["annual_pay"].header,
            remedy="Write pay: {basis: actual}, full_time_equivalent or hourly in the mapping file.",
        )
    return Workforce(
        people=frame.reset_index(drop=True),
        grouping=reader.grouping,
        ladder=ladder,
        pay=mapping.pay if "annual_pay" in columns else None,
        account=selection.account(),
        notes=tuple(findings.notes),
        fingerprint=file.sha256,
        mapping_fingerprint=hashlib.sha256(dump_mapping(mapping).encode()).hexdigest(),
        mapping=mapping,
        recorded=recorded,
        counted_by=tuple(name for name in DECIDE_WHO_IS_COUNTED if name in columns),
    )


def _reader(mapping: Mapping, name: str) -> EthnicityReader:
    try:
        if mapping.grade is not None:
            ladder_of(mapping.grade)
        return EthnicityReader(mapping.ethnicity)
    except (InvalidGrouping, ValueError) as error:
        raise MappingRefused.because(
            name, f"The mapping does not fit together: {error}", "Put the mapping right."
        ) from None


def _columns(
    table: RawTable, positions: dict[str, int], mapping: Mapping, findings: Findings
) -> dict[str, Column]:
    """Return the canonical columns, tidied; refuse a file without ethnicity."""
    if "ethnicity" not in positions:
        headers = ", ".join(f"'{header}'" for header in table.headers if header) or "none"
        named = mapping.columns.get("ethnicity")
        also = f" The mapping names '{named}' for it, which the file lacks." if named else ""
        findings.refuse(
            f"There is no ethnicity column.{also} The headers found are: {headers}.",
            row=table.header_row,
            remedy="Add the column, or say in the mapping file which one it is: columns: {ethnicity: ...}.",
        )
        raise ExtractRefused(findings.refused)
    if "count" in positions and "employee_id" in positions:
        findings.note(
            "The file has a count column: its rows are groups of people, and the employee ids were not used.",
            column=table.headers[positions["employee_id"]],
            remedy="If each row is one person, remove the count column.",
        )
        del positions["employee_id"]
    elif "employee_id" not in positions and "count" not in positions:
        findings.note(
            "There is no employee id, so every row counts as a person and repeated rows cannot be found.",
            remedy="Add a column of employee ids, which may be made up for this purpose.",
        )
    unused = [
        header
        for position, header in enumerate(table.headers)
        if header and position not in positions.values()
    ]
    if unused:
        findings.note(
            f"Columns not used: {', '.join(unused)}.",
            remedy=(
                "If one of them is pay, grade or another column that the review needs, name it in a mapping "
                "under columns; otherwise leave it out of the file."
            ),
        )
    columns = {}
    for name, position in positions.items():
        columns[name], notes = tidied(table.columns[position], table.file)
        findings.notes.extend(notes)
    return columns


def _in_post(
    frame: pd.DataFrame,
    rows: Codes,
    columns: dict[str, Column],
    snapshot_date: date,
    counts: Numbers | None,
    findings: Findings,
) -> Selection:
    """Set aside rows of people who were not in post, and repeated ones."""
    selection = Selection(np.ones(len(frame), dtype=bool))
    day = pd.Timestamp(snapshot_date)
    if counts is not None:
        selection.set_rows_aside(counts == 0, COUNT_OF_ZERO)
    if "start_date" in frame:
        selection.set_rows_aside((frame["start_date"] > day).to_numpy(), JOINED_AFTER)
    if "leaving_date" in frame:
        selection.set_rows_aside((frame["leaving_date"] < day).to_numpy(), LEFT_BEFORE)
    if "start_date" in frame and "leaving_date" in frame:
        wrong = rows[(frame["leaving_date"] < frame["start_date"]).to_numpy()].tolist()
        if wrong:
            findings.note(
                f"The leaving date lies before the start date in {listed_rows(wrong)}.",
                row=wrong[0],
                column=columns["leaving_date"].header,
                remedy="Check both dates.",
            )
    if "employee_id" in columns:
        others = [column for name, column in columns.items() if name != "employee_id"]
        set_repeats_aside(selection, columns["employee_id"], others, findings)
    return selection


def _embedded(outer: Flags, inner: Flags) -> Flags:
    """Return flags for all rows from flags for those that `outer` keeps."""
    keep = outer.copy()
    keep[outer] = inner
    return keep
