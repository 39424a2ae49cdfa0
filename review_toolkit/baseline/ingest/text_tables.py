"""CSV files: encoding, delimiter, header row and columns."""

import csv
import re
import warnings
from collections.abc import Iterator
from io import BytesIO

import numpy as np
import pandas as pd

from review_toolkit.baseline.ingest.headers import SEARCHED_ROWS, Headers
from review_toolkit.baseline.ingest.problems import ExtractRefused, Problem, SourceFile
from review_toolkit.baseline.ingest.tables import Codes, Column, RawTable, pack_rows

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_MOST_COLUMNS = 16_384
"""As many as an Excel sheet can have."""
_CONTROL_BYTES = frozenset(range(32)) - {9, 10, 12, 13}
_UNCLOSED = re.compile(r"EOF inside string starting at row (\d+)")
_QUOTES = "Check the quotation marks of that row, or save the table as an Excel workbook (.xlsx)."


def read_text_table(file: SourceFile, headers: Headers) -> RawTable:
    """Read a CSV file in any common encoding and delimiter."""
    text, notes = _decoded(file)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    declared = re.match(r"sep=(.)\n", text, re.IGNORECASE)
    if declared:
        text = text[declared.end() :]
    delimiter = declared[1] if declared else _delimiter(text, headers)
    if "\0" in text:
        raise _nul_refused(file, text, delimiter, headers)
    records, ends = _first_records(text, delimiter)
    if max(map(len, records), default=0) > _MOST_COLUMNS:
        raise ExtractRefused.because(
            file.name,
            f"The file has more than {_MOST_COLUMNS:,} columns, which no staff list has.",
            "Export only the columns that are needed, and check which sign separates them.",
        )
    found = headers.find_row(records)
    position = _likeliest_row(records) if found is None else found
    names = _trimmed(records[position])
    if not names:
        raise ExtractRefused.because(
            file.name, "The file holds no data.", "Export it again and check that it holds rows."
        )
    # Without a header that is known there is nothing to read: the headers found are told, no more.
    body = "" if found is None else text[ends[position] :]
    columns, rows = _columns(file, names, body, delimiter, first_row=position + 2)
    return RawTable(
        file=file.name,
        headers=tuple(names),
        header_row=position + 1,
        columns=columns,
        rows=rows,
        place="",
        from_workbook=False,
        notes=tuple(notes),
    )


def _decoded(file: SourceFile) -> tuple[str, list[Problem]]:
    content = file.content
    guessed = ""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif content[1:400:2].count(0) > len(content[1:400:2]) * 0.6:
        encodings, guessed = ["utf-16-le"], "UTF-16"
    elif content[0:400:2].count(0) > len(content[0:400:2]) * 0.6:
        encodings, guessed = ["utf-16-be"], "UTF-16"
    else:
        start = content[:4096]
        if sum(byte in _CONTROL_BYTES for byte in start) > max(2, len(start) * 0.05):
            raise _not_text(file)
        encodings = ["utf-8-sig", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding in ("cp1252", "latin-1"):
            guessed = "Windows-1252, the usual extension of Latin-1" if encoding == "cp1252" else "Latin-1"
        if not guessed:
            return text, []
        note = Problem(
            file.name,
            f"The file does not say how its letters are stored; it was read as {guessed}.",
            remedy="Check that names with accents and pound signs look right, or save it as CSV UTF-8.",
        )
        return text, [note]
    raise _not_text(file)


def _not_text(file: SourceFile) -> ExtractRefused:
    return ExtractRefused.because(
        file.name,
        "This is neither text nor an Excel workbook, or it is damaged.",
        "Save the table as an Excel workbook (.xlsx) or as CSV UTF-8, and use that file.",
    )


def _lines(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _first_records(text: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    """Return the first records, and where in the text each one ends."""
    taken = 0

    def counted() -> Iterator[str]:
        nonlocal taken
        for line in _lines(text):
            taken += len(line)
            yield line

    records: list[list[str]] = []
    ends: list[int] = []
    try:
        for record in csv.reader(counted(), delimiter=delimiter):
            records.append(record)
            ends.append(taken)
            if len(records) == SEARCHED_ROWS:
                break
    except csv.Error:
        pass
    return records or [[]], ends or [len(text)]


def _delimiter(text: str, headers: Headers) -> str:
    """Return the delimiter under which most columns are recognised, or else most cells are found."""

    def merit(delimiter: str) -> tuple[int, int]:
        records, _ = _first_records(text, delimiter)
        position = headers.find_row(records)
        score = 0 if position is None else headers.score(records[position])
        return score, max(len(record) for record in records)

    return max(_DELIMITERS, key=merit)


def _likeliest_row(records: list[list[str]]) -> int:
    """Return the first of the rows with most cells filled."""
    filled = [sum(bool(cell.strip()) for cell in record) for record in records]
    return filled.index(max(filled))


def _trimmed(record: list[str]) -> list[str]:
    names = [" ".join(name.split()) for name in record]
    while names and not names[-1]:
        names.pop()
    return names


def _columns(
    file: SourceFile, names: list[str], body: str, delimiter: str, *, first_row: int
) -> tuple[tuple[Column, ...], Codes]:
    if not body:
        return pack_rows(names, [], [])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            frame = pd.read_csv(
                BytesIO(body.encode()),
                header=None,
                names=list(range(len(names))),
                sep=delimiter,
                # Not "category": pandas would turn "007" into the number 7.
                dtype=object,
                na_filter=False,
                skip_blank_lines=False,
                index_col=False,
            )
    except (pd.errors.ParserError, pd.errors.ParserWarning, pd.errors.EmptyDataError) as error:
        unclosed = _UNCLOSED.search(str(error))
        if unclosed:
            row = int(unclosed[1]) + first_row
            message = "A quotation mark opens here and is never closed."
            raise ExtractRefused.because(file.name, message, _QUOTES, row=row) from None
        return _columns_with_ragged_rows(file, names, body, delimiter, first_row=first_row)
    rows = np.arange(first_row, first_row + len(frame), dtype=np.int32)
    columns = []
    for position, name in enumerate(names):
        codes, values = pd.factorize(frame[position])
        columns.append(Column(name, codes.astype(np.int32), values.tolist(), rows))
    return tuple(columns), rows


def _columns_with_ragged_rows(
    file: SourceFile, names: list[str], body: str, delimiter: str, *, first_row: int
) -> tuple[tuple[Column, ...], Codes]:
    """Read row by row: extra cells are harmless where they are blank, and refused where they are not."""
    refused: list[Problem] = []
    records: list[list[str]] = []
    try:
        for record in csv.reader(_lines(body), delimiter=delimiter):
            if any(cell.strip() for cell in record[len(names) :]):
                refused.append(
                    Problem(
                        file.name,
                        f"The row has {len(record)} cells, but there are {len(names)} headers.",
                        row=first_row + len(records),
                        remedy="A cell that contains the delimiter needs quotation marks around it; or give "
                        "every column a header.",
                    )
                )
            records.append(record)
    except csv.Error as error:
        refused.append(
            Problem(
                file.name, f"This row cannot be read ({error}).", row=first_row + len(records), remedy=_QUOTES
            )
        )
    if refused:
        raise ExtractRefused(refused)
    return pack_rows(names, records, range(first_row, first_row + len(records)))


def _nul_refused(file: SourceFile, text: str, delimiter: str, headers: Headers) -> ExtractRefused:
    refused = []
    records = list(csv.reader(_lines(text.replace("\0", "\ufffe")), delimiter=delimiter))
    titles = _trimmed(records[headers.find_row(records) or 0]) if records else []
    for row, record in enumerate(records, start=1):
        for position, cell in enumerate(record):
            if "\ufffe" in cell:
                refused.append(
                    Problem(
                        file.name,
                        "The cell holds a NUL byte, so the file is damaged or not plain text.",
                        row=row,
                        column=titles[position] if position < len(titles) else None,
                        remedy="Type the cell again, or export the file again as CSV UTF-8.",
                    )
                )
    return ExtractRefused(refused)
