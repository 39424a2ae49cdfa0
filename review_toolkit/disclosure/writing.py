"""Write a publication as JSON, in the shape in which it is read (interfaces.md 4).

A hidden cell has its mark and nothing else, a cell that is shown as something coarser has no count, and the
largest contributions to a sum are never written: what is not in the text cannot be found in the file.
"""

import json
from collections.abc import Mapping

from review_toolkit.disclosure.statements import (
    Bound,
    Cell,
    Coordinates,
    Hierarchy,
    KnownCount,
    Movers,
    ShownAs,
    Statement,
    Sum,
)

Document = dict[str, object]


def write(statement: Statement) -> str:
    """Return the text of a publication; the same publication always gives the same text."""
    return json.dumps(to_document(statement), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def to_document(statement: Statement) -> Document:
    """Return a publication as JSON's own values."""
    document: Document = {}
    if statement.as_of is not None:
        document["as_of"] = statement.as_of.isoformat()
    document["threshold"] = statement.threshold
    document["zero"] = statement.zero
    document["dimensions"] = {
        each.name: {"role": each.role, "never_primary": sorted(each.never_primary), "zero": each.zero}
        for each in statement.dimensions.values()
    }
    document["hierarchies"] = {
        name: _hierarchy(each) for name, each in statement.hierarchies.items() if each.children
    }
    document["known"] = [_known(each) for each in statement.known]
    document["known_by"] = [
        {"group": each.group, "cells": [dict(at) for at in each.cells]} for each in statement.known_by
    ]
    document["tables"] = [
        {
            "name": table.name,
            "dimensions": list(table.dimensions),
            "cells": [_cell(cell) for cell in table.cells],
        }
        for table in statement.tables
    ]
    document["movers"] = [_movers(each) for each in statement.movers]
    document["sums"] = [_sum(each) for each in statement.sums]
    document["relations"] = [
        {"sum": [dict(at) for at in each.parts], "equals": dict(each.whole)} for each in statement.relations
    ]
    document["bounds"] = [_bound(each) for each in statement.bounds]
    return {**document, **_plain(statement.notes)}


def _bound(bound: Bound) -> Document:
    terms = [{"of": dict(at), "times": times} for at, times in bound.terms]
    return {"terms": terms, "range": [bound.low, bound.high]}


def _plain(notes: Mapping[str, object]) -> Document:
    return {key: dict(value) if isinstance(value, Mapping) else value for key, value in notes.items()}


def _hierarchy(hierarchy: Hierarchy) -> Document:
    return {
        category: list(ways[0]) if len(ways) == 1 else [list(way) for way in ways]
        for category, ways in hierarchy.children.items()
    }


def _cell(cell: Cell) -> Document:
    if cell.hidden:
        return {**dict(cell.at), "status": "hidden"}
    if cell.shown_as is not None:
        return {**dict(cell.at), "shown_as": _shown_as(cell.shown_as), "status": "shown"}
    return {**dict(cell.at), "count": cell.count, "status": "shown"}


def _shown_as(shown: ShownAs) -> Document:
    if shown.percent is None:
        return {"range": [shown.low, shown.high]}
    of: Document = {} if shown.of is None else {"of": dict(shown.of)}
    return {"percent": shown.percent, "round": shown.round, **of}


def _known(known: KnownCount) -> Document:
    return {**dict(known.at), "count": known.count}


def _movers(movers: Movers) -> Document:
    more = {"went": movers.went, "came": movers.came, "regrouped": movers.regrouped}
    return {
        "from": movers.earlier.isoformat(),
        "to": movers.later.isoformat(),
        "joined": [_known(each) for each in movers.joined],
        "left": [_known(each) for each in movers.left],
        "moved": [
            {"from": _at(each.source), "to": _at(each.target), "count": each.count} for each in movers.moved
        ],
        **{name: [_known(each) for each in lines] for name, lines in more.items() if lines},
    }


def _sum(each: Sum) -> Document:
    found: Document = {"measure": each.measure, "cell": _at(each.at)}
    if each.hidden:
        return {**found, "status": "hidden"}
    count: Document = {} if each.count is None else {"count": each.count}
    return {**found, "sum": each.total, **count, "status": "shown"}


def _at(at: Coordinates) -> Document:
    return dict(at)
