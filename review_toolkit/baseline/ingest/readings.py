"""Reading a column: each distinct value once, with every unreadable one named by row and column."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import numpy as np

from review_toolkit.baseline.ingest.problems import Problem, Unreadable, listed_rows
from review_toolkit.baseline.ingest.tables import Cell, Column, ErrorCell, as_text

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Reading(Generic[Value]):
    """What one value was read as. `trait` names what a person should know about how it was read."""

    value: Value
    trait: str = ""
    shown_as: str = ""


@dataclass(slots=True)
class Findings:
    """What turns up while a file is read: reasons to refuse it, and notes."""

    file: str
    refused: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def refuse(self, message: str, *, row: int | None = None, column: str | None = None, remedy: str) -> None:
        self.refused.append(Problem(self.file, message, row, column, remedy))

    def note(
        self, message: str, *, row: int | None = None, column: str | None = None, remedy: str = ""
    ) -> None:
        self.notes.append(Problem(self.file, message, row, column, remedy))

    def refuse_value(self, column: Column, code: int, error: Unreadable) -> None:
        """Refuse a value where it first stands, and say where else."""
        rows = column.rows_of(code)
        also = f" It also stands in {listed_rows(rows[1:])}." if len(rows) > 1 else ""
        self.refuse(error.message + also, row=rows[0], column=column.header, remedy=error.remedy)


def read_column(
    column: Column,
    parse: Callable[[Cell], Reading[Value]],
    findings: Findings,
    *,
    traits: Mapping[str, tuple[str, str]],
    default: Value,
) -> list[Value]:
    """Return what each of the column's values was read as.

    `parse` raises `Unreadable` for a value that cannot be read. `traits` maps each trait to a note and its
    remedy; "{rows}", "{raw}" and "{shown}" in the note stand for where, what and as what.
    """
    values: list[Value] = []
    with_trait: dict[str, list[tuple[int, str]]] = {}
    for code, cell in enumerate(column.values):
        try:
            if isinstance(cell, ErrorCell):
                raise Unreadable(
                    f"'{cell.text}' is a formula error.", "Correct the formula, or write the value itself."
                )
            reading = parse(cell)
        except Unreadable as error:
            findings.refuse_value(column, code, error)
            values.append(default)
            continue
        values.append(reading.value)
        if reading.trait:
            with_trait.setdefault(reading.trait, []).append((code, reading.shown_as))
    for trait, found in with_trait.items():
        message, remedy = traits[trait]
        code, shown = found[0]
        rows = all_rows(column, [code for code, _ in found])
        findings.note(
            message.format(rows=listed_rows(rows), raw=as_text(column.values[code]), shown=shown),
            row=column.rows_of(code)[0],
            column=column.header,
            remedy=remedy,
        )
    return values


def all_rows(column: Column, codes: Sequence[int]) -> list[int]:
    """Return the rows in which any of several values stands, in order."""
    if not codes:
        return []
    wanted = np.zeros(len(column.values), dtype=bool)
    wanted[list(codes)] = True
    return [int(row) for row in column.rows[wanted[column.codes]]]
