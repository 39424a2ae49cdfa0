"""What a report says: one typed, frozen value, and the plain JSON made of it for the renderer.

Pure: no web, no database, no Word. Everything numeric about people arrives as a `Figure` inside a chapter;
`to_plain` turns each into its text and its id, so the process that fills the template never holds a value,
a numerator or a reason to guess one.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from review_toolkit.figures import Cell, Chapter, RowAccount, Section, Sentence, Table, cell_text, uk_date


@dataclass(frozen=True, slots=True)
class ReportPeople:
    """Who asked for the review and who carried it out, by name and role as they wish to be printed."""

    sponsor: str
    commissioned_by: str
    reviewers: tuple[str, ...] = ()
    combined_roles: tuple[str, ...] = ()
    """What readers are told of people who hold several roles in the review."""


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage and how far it has come ("not yet begun", "signed off").

    `stage` is the key that chapters carry too. A stage that is `reported` gets a chapter of its own even
    when nothing has come of it yet; one that is not (Commission, Report) stands in the method only.
    """

    stage: str
    title: str
    state: str
    began: datetime.date | None = None
    finished: datetime.date | None = None
    reported: bool = True


@dataclass(frozen=True, slots=True)
class Definition:
    """How one indicator is computed. `id` is "name@version"."""

    id: str
    title: str
    text: str
    formula: str
    direction: str
    source: str


@dataclass(frozen=True, slots=True)
class WithheldLine:
    """A table, or a line of one, whose figures are withheld, and the reason in a sentence."""

    table: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A file that figures were computed from, with its SHA-256 in hex."""

    label: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """What changed between two versions of the report."""

    version: str
    day: datetime.date
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class ReportContext:
    """Everything that a report template may print.

    `accounts` is keyed by the kind of file ("workforce"). `scope` and `setting` are the paragraphs on what
    the review covers and on the organisation; where they are empty, the report prints an invitation to
    write them. `release_number` is None for figures that no ledger holds.
    """

    organisation: str
    title: str
    status: str
    version: str
    date: datetime.date
    marking: str
    snapshot_date: datetime.date
    threshold: int
    people: ReportPeople
    stages: tuple[StageLine, ...]
    chapters: tuple[Chapter, ...] = ()
    accounts: Mapping[str, RowAccount] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    definitions: tuple[Definition, ...] = ()
    withheld: tuple[WithheldLine, ...] = ()
    sources: tuple[SourceLine, ...] = ()
    changes: tuple[ChangeLine, ...] = ()
    scope: tuple[str, ...] = ()
    setting: tuple[str, ...] = ()
    release_number: int | None = None
    release_hash: str = ""


def to_plain(context: ReportContext) -> dict[str, Any]:
    """Return the context as plain JSON values: text, and for each figure its text and id, nothing else.

    A sentence or paragraph becomes `{"sentence": [...]}` and a table `{"table": {...}}`, whose parts are
    strings or `{"figure": id, "part": part, "text": text}`.
    """
    people = context.people
    return {
        "organisation": context.organisation,
        "title": context.title,
        "status": context.status,
        "version": context.version,
        "date": uk_date(context.date),
        "issued_on": context.date.isoformat(),
        "marking": context.marking,
        "snapshot_date": uk_date(context.snapshot_date),
        "threshold": str(context.threshold),
        "people": {
            "sponsor": people.sponsor,
            "commissioned_by": people.commissioned_by,
            "reviewers": list(people.reviewers),
            "combined_roles": list(people.combined_roles),
        },
        "stages": [_stage(line) for line in context.stages],
        "chapters": _chapters(context),
        "reported": [chapter.stage for chapter in context.chapters if chapter.sections],
        "accounts": [_account(kind, account) for kind, account in context.accounts.items()],
        "notes": list(dict.fromkeys(context.notes)),
        "definitions": [
            {
                "id": definition.id,
                "title": definition.title,
                "text": definition.text,
                "formula": definition.formula,
                "direction": definition.direction,
                "source": definition.source,
            }
            for definition in context.definitions
        ],
        "withheld": [{"table": line.table, "reason": line.reason} for line in context.withheld],
        "sources": [{"label": line.label, "fingerprint": line.fingerprint} for line in context.sources],
        "changes": [
            {"version": line.version, "date": uk_date(line.day), "text": line.text}
            for line in context.changes
        ],
        "scope": list(context.scope),
        "setting": list(context.setting),
        "release_number": "" if context.release_number is None else str(context.release_number),
        "release_hash": context.release_hash,
    }


def _chapters(context: ReportContext) -> list[dict[str, Any]]:
    """One entry for each reported stage, in the stages' order, then chapters of no listed stage."""
    given: dict[str, list[Chapter]] = {}
    for chapter in context.chapters:
        given.setdefault(chapter.stage, []).append(chapter)
    entries: list[dict[str, Any]] = []
    for line in context.stages:
        chapters = given.pop(line.stage, [])
        entries.extend(_chapter(chapter, state=line.state) for chapter in chapters)
        if line.reported and not chapters:
            entries.append(_chapter(Chapter(line.stage, line.title), state=line.state))
    entries.extend(_chapter(chapter, state="") for chapters in given.values() for chapter in chapters)
    return entries


def _chapter(chapter: Chapter, *, state: str) -> dict[str, Any]:
    return {
        "stage": chapter.stage,
        "title": chapter.title,
        "state": state,
        "key_points": [_sentence(sentence) for sentence in chapter.key_points],
        "sections": [_section(section) for section in chapter.sections],
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "paragraphs": [
            _sentence(tuple(part for sentence in _spaced(paragraph) for part in sentence))
            for paragraph in section.paragraphs
        ],
        "tables": [_table(table) for table in section.tables],
    }


def _spaced(paragraph: tuple[Sentence, ...]) -> list[Sentence]:
    """The paragraph's sentences with a space between each two."""
    return [sentence if index == 0 else (" ", *sentence) for index, sentence in enumerate(paragraph)]


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {"sentence": [part if isinstance(part, str) else _cell(part) for part in sentence]}


def _cell(cell: Cell) -> dict[str, str]:
    return {"figure": cell.figure.id, "part": cell.part, "text": cell_text(cell)}


def _table(table: Table) -> dict[str, Any]:
    return {
        "table": {
            "name": table.name,
            "title": table.title,
            "row_heading": table.row_heading,
            "columns": list(table.columns),
            "rows": [
                {"label": row.label, "cells": [_cell(cell) for cell in row.cells]} for row in table.rows
            ],
            "note": table.note,
        }
    }


def _stage(line: StageLine) -> dict[str, str]:
    return {
        "stage": line.stage,
        "title": line.title,
        "state": line.state,
        "began": uk_date(line.began) if line.began else "–",
        "finished": uk_date(line.finished) if line.finished else "–",
    }


def _account(kind: str, account: RowAccount) -> dict[str, Any]:
    return {
        "kind": kind.replace("_", " ").capitalize(),
        "read": f"{account.read:,}",
        "used": f"{account.used:,}",
        "set_aside": [{"reason": reason, "rows": f"{rows:,}"} for reason, rows in account.set_aside.items()],
    }
