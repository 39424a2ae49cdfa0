"""Writing the organisation's files: the HR export as XLSX and as CSV, and its mapping."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from review_toolkit.worked_example.export import Cell, draw_grid
from review_toolkit.worked_example.mapping import mapping_text
from review_toolkit.worked_example.organisation import ORGANISATION

WORKFORCE_NAME: Final = "hr-export-march-2026.xlsx"
WORKFORCE_CSV_NAME: Final = "hr-export-march-2026.csv"
MAPPING_NAME: Final = "mapping.yaml"
CSV_ENCODING: Final = "cp1252"

DATA_SHEET: Final = "Staff list"
_NOTES: Final = (
    "Notes",
    "Salaries are full-time equivalents before deductions.",
    "Ethnic origin comes from the self-service form, where people have filled it in.",
    "People who left are archived once a year.",
)
# The workbook says when it was made. The clock's time would make every copy differ.
_CREATED_AT: Final = datetime(2026, 4, 2, 8, 15, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ExampleFiles:
    """Where the files of the worked example stand."""

    workforce: Path
    workforce_csv: Path
    mapping: Path


def write_files(folder: Path, *, seed: int = 2026) -> ExampleFiles:
    """Write the worked example's files into a folder, making it if need be and replacing earlier copies.

    The same seed gives the same files: byte for byte with the same version of the XLSX writer.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = ExampleFiles(folder / WORKFORCE_NAME, folder / WORKFORCE_CSV_NAME, folder / MAPPING_NAME)
    grid = draw_grid(seed)
    _write_workbook(files.workforce, grid)
    _write_csv(files.workforce_csv, grid)
    files.mapping.write_text(mapping_text(), encoding="utf-8", newline="\n")
    return files


def _write_workbook(path: Path, grid: Sequence[Sequence[Cell]]) -> None:
    # Imported here so that naming the package stays cheap.
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"title": "Staff list", "author": ORGANISATION, "created": _CREATED_AT})
        as_date = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet(DATA_SHEET)
        for row, cells in enumerate(grid):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(row, column, cell, as_date)
                elif isinstance(cell, str):
                    sheet.write_string(row, column, cell)
                elif cell is not None:
                    sheet.write_number(row, column, cell)
        notes = book.add_worksheet("Notes")
        for row, line in enumerate(_NOTES):
            notes.write_string(row, 0, line)


def _write_csv(path: Path, grid: Sequence[Sequence[Cell]]) -> None:
    """Write what a spreadsheet program on Windows saves as CSV: shown text, Windows-1252, CRLF."""
    with path.open("w", encoding=CSV_ENCODING, newline="") as file:
        csv.writer(file).writerows([[csv_text(cell) for cell in cells] for cells in grid])


def csv_text(cell: Cell) -> str:
    """Give a cell as a spreadsheet shows it."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell.day:02d}/{cell.month:02d}/{cell.year}"
    if isinstance(cell, float):
        # Seven significant figures hold the sums of hours; 1.0 is shown as 1.
        return f"{cell:.7g}"
    return str(cell)
