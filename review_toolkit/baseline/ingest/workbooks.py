"""Excel workbooks: the first visible sheet that has a header row."""

from collections.abc import Sequence
from io import BytesIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from review_toolkit.baseline.ingest.headers import SEARCHED_ROWS, Headers
from review_toolkit.baseline.ingest.problems import ExtractRefused, Problem, SourceFile
from review_toolkit.baseline.ingest.tables import Cell, ErrorCell, RawTable, as_text, pack_rows
from review_toolkit.baseline.ingest.workbook_package import ErrorPlace, inspect_package


def read_workbook(file: SourceFile, headers: Headers) -> RawTable:
    """Read the first visible sheet that names at least two canonical columns (or else one, or any)."""
    errors = inspect_package(file)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(file.content)) as workbook:
            sheets = [
                (position, metadata.name)
                for position, metadata in enumerate(workbook.sheets_metadata)
                if metadata.visible == SheetVisibleEnum.Visible and metadata.typ == SheetTypeEnum.WorkSheet
            ]
            best: tuple[int, int, str, list[list[Cell]]] | None = None
            for position, name in sheets:
                records = _records(workbook.get_sheet_by_name(name), errors.get(position, []))
                row = headers.find_row([_texts(record) for record in records[:SEARCHED_ROWS]])
                score = 0 if row is None else headers.score(_texts(records[row]))
                if records and (best is None or min(score, 2) > best[0]):
                    best = (min(score, 2), position, name, records)
                if score >= 2:
                    break
    except CalamineError as error:
        raise ExtractRefused.because(
            file.name, f"The workbook is damaged ({error}).", "Open it in Excel and save it again."
        ) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        # The parser's way of giving up on a broken file; it derives from BaseException.
        raise ExtractRefused.because(
            file.name, "The workbook is damaged.", "Open it in Excel and save it again."
        ) from None
    if best is None:
        raise ExtractRefused.because(
            file.name,
            "No visible sheet holds any data.",
            "Unhide the sheet with the staff list, or export it again.",
        )
    _, _, name, records = best
    notes = []
    if len(sheets) > 1:
        others = ", ".join(f"'{other}'" for _, other in sheets if other != name)
        notes.append(
            Problem(
                file.name,
                f"The sheet '{name}' was read; not {others}.",
                remedy="If that is the wrong one, save the right sheet as a workbook of its own.",
            )
        )
    return _table(file, name, records, headers, notes)


def _records(sheet: CalamineSheet, errors: Sequence[ErrorPlace]) -> list[list[Cell]]:
    """Return the sheet's rows from row 1 and column A on, with failed formulas in their places."""
    records: list[list[Cell]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    for error in errors:
        if error.row <= len(records) and error.column <= len(records[error.row - 1]):
            records[error.row - 1][error.column - 1] = ErrorCell(error.text)
    return records


def _texts(record: Sequence[Cell]) -> list[str]:
    return [" ".join(as_text(cell).split()) for cell in record]


def _table(
    file: SourceFile, sheet: str, records: list[list[Cell]], headers: Headers, notes: list[Problem]
) -> RawTable:
    start = [_texts(record) for record in records[:SEARCHED_ROWS]]
    position = headers.find_row(start)
    if position is None:
        filled = [sum(map(bool, record)) for record in start]
        position = filled.index(max(filled))
    names = start[position]
    while names and not names[-1]:
        names.pop()
    first_row = position + 2
    body = records[position + 1 :]
    for row, record in enumerate(body, start=first_row):
        for column, cell in enumerate(record):
            if isinstance(cell, str) and "\0" in cell:
                raise ExtractRefused.because(
                    file.name,
                    "The cell holds a NUL byte, so the file is damaged.",
                    "Type the cell again and save the workbook.",
                    row=row,
                    column=names[column] if column < len(names) else None,
                )
    columns, rows = pack_rows(names, body, range(first_row, first_row + len(body)))
    return RawTable(
        file=file.name,
        headers=tuple(names),
        header_row=position + 1,
        columns=columns,
        rows=rows,
        place=f"sheet '{sheet}'",
        from_workbook=True,
        notes=tuple(notes),
    )
