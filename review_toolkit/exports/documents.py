"""A release's tables as a plain Word document: the quick path, without a report template.

Labels in tables are neutralised as in a spreadsheet, for that is where people paste them; prose is not.
"""

from collections.abc import Iterator
from typing import Any

from review_toolkit.exports.definition_lines import definition_lines
from review_toolkit.exports.marked import SUBJECT, Export
from review_toolkit.exports.neutral import neutral
from review_toolkit.exports.word_markup import FigureMarks, paragraph_markup
from review_toolkit.exports.word_tables import table_markup
from review_toolkit.figures import ReleaseContent, RowAccount, Table, cell_text, uk_date


class ExactNotForWord(ValueError):
    """Exact figures may not go into a Word document."""


def to_docx(export: Export) -> bytes:
    """Return a document with every table, what was withheld, the definitions, and where the rows went."""
    from review_toolkit.exports.word_package import document_around

    if export.content.exact:
        raise ExactNotForWord(
            "Exact figures are not written to Word. Leave out --exact, or choose JSON, CSV or XLSX."
        )
    header = (
        export.readers,
        *([export.source] if export.source else []),
        f"{SUBJECT}, {export.identity}, fingerprint {export.fingerprint[:16]}",
    )
    return document_around("".join(_body(export)), title=export.title, marking=header)


def _body(export: Export) -> Iterator[str]:
    content = export.content
    yield paragraph_markup(SUBJECT, "Title")
    if export.source:
        yield paragraph_markup(export.source, "Subtitle")
    if export.warning:
        yield paragraph_markup(f"{export.warning} Do not use these figures.", "Heading1")
    if export.not_updated:
        day = uk_date(content.snapshot_date)
        yield paragraph_markup(export.not_updated, "Heading2")
        yield _prose(f"These figures are those of {day}, not today’s. Say so when you quote them.")
    yield _prose(_introduction(content))
    yield _heading("Tables")
    if not content.tables:
        yield _prose("There are no figures.")
    marks = FigureMarks()
    for number, table in enumerate(content.tables, start=1):
        yield table_markup(_plain(table), number=number, figure=marks.markup)
        if table.note:
            yield paragraph_markup(table.note, "TableNote")
    yield _heading("What is withheld")
    if not content.withheld:
        yield _prose("Nothing is withheld.")
    for item in content.withheld:
        yield paragraph_markup(f"{item.title}. {item.reason}", "ListBullet")
    yield _heading("Definitions")
    yield from _definitions(content)
    yield _heading("What the figures rest on")
    yield from (_prose(_account(kind, account)) for kind, account in content.rows.items())
    yield from (_prose(note) for note in content.notes if note)
    yield _prose(f"Fingerprint of these figures (SHA-256): {export.fingerprint}")


def _introduction(content: ReleaseContent) -> str:
    return (
        f"Staff in post on {uk_date(content.snapshot_date)}. Breakdowns with an ethnic group of "
        f"fewer than {content.threshold} people, and figures from which such a number could be worked out, "
        "are withheld to protect colleagues."
    )


def _definitions(content: ReleaseContent) -> Iterator[str]:
    lines = definition_lines(content)
    if not lines:
        yield _prose("There are no figures to define.")
    for line in lines:
        yield _heading(f"{line.title} ({line.id})" if line.title != line.id else line.id, level=2)
        yield _prose(line.text)
        for name in ("formula", "direction", "source"):
            if said := getattr(line, name):
                yield _prose(f"{name.capitalize()}: {said}")


def _account(kind: str, account: RowAccount) -> str:
    aside = "; ".join(f"{count} {reason}" for reason, count in account.set_aside.items()) or "none"
    return f"File of {kind}: {account.read} rows read, {account.used} used, set aside: {aside}."


def _plain(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "row_heading": neutral(table.row_heading),
        "columns": [neutral(column) for column in table.columns],
        "rows": [
            {
                "label": neutral(row.label),
                "cells": [
                    # A figure's text is made of digits and words of ours: it begins no formula.
                    {"figure": cell.figure.id, "part": cell.part, "text": cell_text(cell)}
                    for cell in row.cells
                ],
            }
            for row in table.rows
        ],
    }


def _heading(text: str, *, level: int = 1) -> str:
    return paragraph_markup(text, f"Heading{level}")


def _prose(text: str) -> str:
    return paragraph_markup(text, "Normal")
