"""Publications as JSON: what was written is read back as it was, and holds nothing that is hidden."""

import dataclasses
import json
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from review_toolkit.disclosure.reading import from_document, read
from review_toolkit.disclosure.statements import Cell, Coordinates, ShownAs, Statement, Sum
from review_toolkit.disclosure.writing import to_document, write
from tests.disclosure.test_reading import EXAMPLE

GROUPS, GRADES = ["White", "Asian", "Black", "Not known", "Minority ethnic"], ["G1", "G2", "G3", "Upper"]
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8).filter(str.strip)
counts = st.integers(0, 5000)


@st.composite
def shown_as(draw: st.DrawFn) -> ShownAs:
    if draw(st.booleans()):
        of = draw(st.sampled_from([None, (), (("grade", "Upper"),)]))
        return ShownAs(percent=draw(st.floats(0, 100)), round=draw(st.floats(0, 20)), of=of)
    low, high = sorted((draw(st.integers(0, 99)), draw(st.integers(0, 99))))
    return ShownAs(low=float(low), high=draw(st.sampled_from([float(high), None])))


@st.composite
def published(draw: st.DrawFn) -> Statement:
    """Return a publication as it comes out of `protect`: some cells hidden, some shown as something else."""

    def at(group: str | None, grade: str | None) -> Coordinates:
        return tuple((k, v) for k, v in (("ethnicity", group), ("grade", grade)) if v)

    whole = from_document(EXAMPLE)
    cells = []
    for group in [None, *GROUPS]:
        for grade in [None, *GRADES]:
            kind = draw(st.sampled_from(["shown", "hidden", "instead", "absent"]))
            if kind == "hidden":
                cells.append(Cell(at(group, grade), hidden=True))
            elif kind == "instead":
                cells.append(Cell(at(group, grade), shown_as=draw(shown_as())))
            elif kind == "shown" and (group, grade) != (None, "Upper"):
                cells.append(Cell(at(group, grade), count=draw(counts)))
    (table,) = whole.tables
    return dataclasses.replace(
        whole,
        tables=(dataclasses.replace(table, name=draw(names), cells=tuple(cells)),),
        as_of=draw(st.sampled_from([None, date(2026, 3, 31)])),
        zero=draw(st.sampled_from(["publish", "protect"])),
        sums=draw(
            st.sampled_from(
                [(), (Sum("pay", (), 3, 100.5),), (Sum("pay", (), hidden=True), Sum("p", (), None, 1.0))]
            )
        ),
        notes=draw(st.sampled_from([{}, {"audit": {"ok": True, "hidden": 3}, "manifest": {"seed": 1}}])),
    )


@settings(max_examples=150, deadline=None)
@given(published())
def test_what_was_written_is_read_back_as_it_was(statement: Statement) -> None:
    text = write(statement)
    assert read(text) == statement
    assert write(read(text)) == text


def test_neither_hidden_counts_nor_the_largest_contributions_are_written() -> None:
    raw = from_document(EXAMPLE)
    (table,) = raw.tables
    cells = (
        Cell((("grade", "G1"),), count=7319, hidden=True),
        Cell((), count=7321, shown_as=ShownAs(low=50)),
    )
    statement = dataclasses.replace(
        raw,
        tables=(dataclasses.replace(table, cells=cells),),
        sums=(Sum("pay", (), 7331, 733_337.0, (7333.0,), hidden=True), Sum("bonus", (), 5, 9.0, (7339.0,))),
    )
    text = write(statement)
    assert not any(secret in text for secret in ("7319", "7321", "7331", "733337", "7333", "7339"))
    assert to_document(statement)["tables"] == [
        {
            "name": "ethnicity by grade",
            "dimensions": ["ethnicity", "grade"],
            "cells": [
                {"grade": "G1", "status": "hidden"},
                {"shown_as": {"range": [50, None]}, "status": "shown"},
            ],
        }
    ]


def test_several_ways_of_dividing_are_written_as_lists_of_lists() -> None:
    document = {**EXAMPLE, "hierarchies": {**EXAMPLE["hierarchies"]}}
    document["hierarchies"]["outcome"] = {"All": [["Yes", "No"], ["Soon", "Late"]]}
    again = json.loads(write(from_document(document)))
    assert again["hierarchies"]["outcome"] == {"All": [["Yes", "No"], ["Soon", "Late"]]}
    assert again["hierarchies"]["grade"]["Upper"] == ["G2", "G3"]
