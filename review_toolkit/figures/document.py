"""A release's content as a JSON document (interfaces.md 3) and back, and its fingerprint.

A hidden figure's entry omits value, counts, interval, p-value and verdict: it has no place for them.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from review_toolkit.failures import CannotBeDone
from review_toolkit.figures.release import Cell, ReleaseContent, RowAccount, Table, TableRow, Withheld
from review_toolkit.figures.values import Figure, Hidden, NotCalculable, Shown
from review_toolkit.figures.wording import figure_text

_COUNTS = ("numerator", "denominator", "comparator_numerator", "comparator_denominator")


class InvalidDocument(CannotBeDone, ValueError):
    """A document that is not a release's content."""


def to_document(content: ReleaseContent) -> dict[str, Any]:
    """Return the content as plain JSON values, in the content's own order."""
    return {
        "snapshot_date": content.snapshot_date.isoformat(),
        "threshold": content.threshold,
        "exact": content.exact,
        **({"marking": "NOT FOR RELEASE"} if content.exact else {}),
        "fingerprints": dict(content.fingerprints),
        "rows": {
            kind: {"in": account.read, "used": account.used, "set_aside": dict(account.set_aside)}
            for kind, account in content.rows.items()
        },
        "figures": [_figure_entry(figure) for figure in content.figures],
        "tables": [_table_entry(table) for table in content.tables],
        "withheld": [{"title": item.title, "reason": item.reason} for item in content.withheld],
        "notes": list(content.notes),
    }


def from_document(document: Mapping[str, Any]) -> ReleaseContent:
    """Rebuild a release's content; raise `InvalidDocument` where the document is not one."""
    try:
        snapshot_date = date.fromisoformat(document["snapshot_date"])
        figures = {entry["id"]: _figure(entry, snapshot_date) for entry in document["figures"]}
        if len(figures) != len(document["figures"]):
            raise InvalidDocument("Two figures of this document have the same id.")
        for figure_id, figure in figures.items():
            if figure.id != figure_id:
                raise InvalidDocument(f"The figure filed as '{figure_id}' is '{figure.id}'.")
        return ReleaseContent(
            snapshot_date=snapshot_date,
            threshold=document["threshold"],
            exact=document["exact"],
            fingerprints=dict(document["fingerprints"]),
            rows={
                kind: RowAccount(entry["in"], entry["used"], dict(entry["set_aside"]))
                for kind, entry in document["rows"].items()
            },
            figures=tuple(figures.values()),
            tables=tuple(_table(entry, figures) for entry in document["tables"]),
            withheld=tuple(Withheld(item["title"], item["reason"]) for item in document["withheld"]),
            notes=tuple(document["notes"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise InvalidDocument(f"This is not a release's content: {error!r}.") from error


def canonical_bytes(content: ReleaseContent) -> bytes:
    """Return the one byte string that stands for this content (sorted keys, no spaces, UTF-8)."""
    return json.dumps(
        to_document(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def fingerprint_of(content: ReleaseContent) -> str:
    """Return the SHA-256 of the canonical bytes, in hex."""
    return hashlib.sha256(canonical_bytes(content)).hexdigest()


def _figure_entry(figure: Figure) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": figure.id,
        "indicator": figure.indicator,
        "group": figure.group,
        "comparator": figure.comparator,
        "breakdown": dict(figure.breakdown),
        "unit": figure.unit,
        "decimals": figure.decimals,
        "direction": figure.direction,
        "status": figure.status,
        "definition": figure.definition,
        "text": figure_text(figure),
    }
    state = figure.state
    if isinstance(state, Shown):
        entry["value"] = state.value
        for name in _COUNTS:
            entry[name] = getattr(state, name)
        entry["interval"] = list(state.interval) if state.interval else None
        entry["p_value"] = state.p_value
        entry["verdict"] = state.verdict
    elif isinstance(state, NotCalculable):
        entry["value"] = None
        entry["reason"] = state.reason
    else:
        entry["reason"] = state.reason
    return entry


def _figure(entry: Mapping[str, Any], snapshot_date: date) -> Figure:
    state: Shown | Hidden | NotCalculable
    if entry["status"] == "shown":
        interval = entry["interval"]
        state = Shown(
            value=entry["value"],
            interval=(interval[0], interval[1]) if interval else None,
            p_value=entry["p_value"],
            verdict=entry["verdict"],
            **{name: entry[name] for name in _COUNTS},
        )
    elif entry["status"] == "hidden":
        state = Hidden(entry["reason"])
    elif entry["status"] == "not calculable":
        state = NotCalculable(entry["reason"])
    else:
        raise InvalidDocument(f"Figure '{entry['id']}' has the unknown status '{entry['status']}'.")
    return Figure(
        indicator=entry["indicator"],
        group=entry["group"],
        unit=entry["unit"],
        definition=entry["definition"],
        snapshot_date=snapshot_date,
        state=state,
        comparator=entry["comparator"],
        breakdown=tuple(entry["breakdown"].items()),
        direction=entry["direction"],
        decimals=entry["decimals"],
    )


def _table_entry(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": table.title,
        "row_heading": table.row_heading,
        "columns": list(table.columns),
        "rows": [
            {
                "label": row.label,
                "cells": [{"figure": cell.figure.id, "part": cell.part} for cell in row.cells],
            }
            for row in table.rows
        ],
        "note": table.note,
    }


def _table(entry: Mapping[str, Any], figures: Mapping[str, Figure]) -> Table:
    return Table(
        name=entry["name"],
        title=entry["title"],
        row_heading=entry["row_heading"],
        columns=tuple(entry["columns"]),
        rows=tuple(
            TableRow(
                row["label"], tuple(Cell(figures[cell["figure"]], cell["part"]) for cell in row["cells"])
            )
            for row in entry["rows"]
        ),
        note=entry["note"],
    )
