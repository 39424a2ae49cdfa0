"""Publications as JSON: what is understood, what is filled in, and what is refused and how."""

import copy
import json
from datetime import date
from typing import Any

import pytest

from review_toolkit.disclosure.reading import InvalidStatement, from_document, read
from review_toolkit.disclosure.statements import Cell, ShownAs, Sum
from review_toolkit.failures import CannotBeDone

EXAMPLE: dict[str, Any] = {
    "as_of": "2026-03-31",
    "threshold": 10,
    "dimensions": {
        "ethnicity": {"role": "sensitive", "never_primary": ["Not known"]},
        "outcome": {"role": "outcome", "zero": "protect"},
        "grade": {"role": "public"},
    },
    "hierarchies": {
        "ethnicity": {
            "All": ["White", "Minority ethnic", "Not known"],
            "Minority ethnic": ["Asian", "Black", "Mixed", "Other"],
        },
        "grade": {"All": ["G1", "G2", "G3"], "Upper": ["G2", "G3"]},
    },
    "known": [{"grade": "Upper", "count": 41}],
    "tables": [
        {
            "name": "ethnicity by grade",
            "dimensions": ["ethnicity", "grade"],
            "cells": [
                {"ethnicity": "Asian", "grade": "G1", "count": 12},
                {"ethnicity": "White", "grade": "G1", "shown_as": {"percent": 37, "round": 1}},
                {"ethnicity": "White", "grade": "G2", "shown_as": {"range": [50, None]}},
            ],
        }
    ],
    "movers": [
        {
            "from": "2025-03-31",
            "to": "2026-03-31",
            "joined": [{"grade": "Upper", "count": 4}],
            "left": [{"grade": "Upper", "count": 3}],
            "moved": [],
        }
    ],
    "sums": [
        {
            "measure": "pay",
            "cell": {"ethnicity": "White"},
            "sum": 4410000,
            "count": 114,
            "top": [98000, 91000],
        }
    ],
    "relations": [
        {"sum": [{"ethnicity": "Asian"}, {"ethnicity": "Black"}], "equals": {"ethnicity": "White"}}
    ],
}


def test_the_example_of_the_format_is_understood() -> None:
    found = read(json.dumps(EXAMPLE))
    assert found.as_of == date(2026, 3, 31)
    assert found.hierarchies["ethnicity"].top == "All"
    assert found.hierarchies["grade"].children["Upper"] == (("G2", "G3"),)
    assert found.tables[0].cells == (
        Cell((("ethnicity", "Asian"), ("grade", "G1")), 12),
        Cell((("ethnicity", "White"), ("grade", "G1")), shown_as=ShownAs(percent=37, round=1)),
        Cell((("ethnicity", "White"), ("grade", "G2")), shown_as=ShownAs(low=50)),
    )
    assert found.sums == (Sum("pay", (("ethnicity", "White"),), 114, 4_410_000.0, (98_000.0, 91_000.0)),)
    assert found.dimensions["ethnicity"].never_primary == {"Not known"}
    assert (found.zero, found.dimensions["outcome"].zero) == ("publish", "protect")


def test_what_is_not_said_is_filled_in() -> None:
    found = from_document(
        {
            "threshold": 5,
            "tables": [
                {
                    "name": "t",
                    "dimensions": ["site", "ethnicity"],
                    "cells": [{"count": 30}, {"site": "North", "ethnicity": "All", "count": 20}],
                }
            ],
        }
    )
    assert {name: each.role for name, each in found.dimensions.items()} == {
        "site": "public",
        "ethnicity": "sensitive",
    }
    assert found.hierarchies["site"].children == {"All": (("North",),)}
    assert found.hierarchies["ethnicity"].children == {}
    assert [cell.at for cell in found.tables[0].cells] == [(), (("site", "North"),)]
    assert found.as_of is None


def test_a_category_may_be_divided_in_several_ways() -> None:
    document = copy.deepcopy(EXAMPLE)
    document["hierarchies"]["grade"] = {
        "All": [["G1", "G2", "G3"], ["Junior", "Senior"]],
        "Junior": ["G1", "X"],
        "Upper": ["G2", "G3"],
    }
    ways = from_document(document).hierarchies["grade"].children
    assert ways["All"] == (("G1", "G2", "G3"), ("Junior", "Senior"))
    assert ways["Junior"] == (("G1", "X"),)


@pytest.mark.parametrize("mark", [{"hidden": True}, {"status": "hidden"}])
def test_the_count_of_a_hidden_cell_is_not_read(mark: dict[str, object]) -> None:
    document = copy.deepcopy(EXAMPLE)
    document["tables"][0]["cells"] = [{"ethnicity": "Asian", "count": -77.5, **mark}]
    document["sums"] = [{"measure": "pay", "cell": {}, "sum": 77, "count": 7, "top": [7], **mark}]
    found = from_document(document)
    assert found.tables[0].cells == (Cell((("ethnicity", "Asian"),), hidden=True),)
    assert found.sums == (Sum("pay", (), hidden=True),)


WRONG: list[tuple[str, object, str]] = [
    ("threshold", 4, "protects too little"),
    ("threshold", 10.5, "fraction"),
    ("threshold", 5000, "above 1000"),
    ("threshold", "10", "a text stands where a number belongs"),
    ("as_of", "20260331", "not a date"),
    ("as_of", "2026-02-30", "not a date"),
    ("tables", [], "no table"),
    ("tables", {}, "a list in square brackets"),
    ("tabels", [], '"tabels" is not expected'),
    ("zero", "hide", "none of those that are allowed"),
    ("dimensions.ethnicity.role", "secret", "Choose one of: sensitive, outcome, public"),
    ("dimensions.ethnicity.never_primary", ["Unknown"], '"Unknown" is no category'),
    ("dimensions.ethnicity.never_primary", ["All"], "names everybody"),
    ("dimensions.count", {}, 'called "count"'),
    ("hierarchies.ethnicity", {}, "empty"),
    ("hierarchies.ethnicity", {"All": []}, "divided into nothing"),
    ("hierarchies.ethnicity", {"All": [["White"], []]}, "divided into nothing"),
    ("hierarchies.ethnicity", {"All": ["White", ["Asian"]]}, "mixed"),
    ("hierarchies.ethnicity", {"All": ["White", "White"]}, "named twice"),
    ("hierarchies.ethnicity", {"All": ["White", "A"], "A": ["B"], "B": ["A"]}, "part of itself"),
    ("hierarchies.ethnicity", {"All": ["All", "White"]}, "part of itself"),
    ("hierarchies.ethnicity", {"All": ["A", "B"], "A": ["x"], "B": ["x"]}, 'both hold "x"'),
    ("hierarchies.ethnicity", {"One": ["White"], "Two": ["Asian"]}, "no category holds everybody"),
    ("hierarchies.ethnicity", {"All": ["White"], "Everyone": ["White"]}, "several categories hold everybody"),
    ("hierarchies.grade", {"All": ["G1", "G2"]}, '"G3" is no category|"Upper" is no category'),
    ("tables.0.cells.0.count", -1, "negative"),
    ("tables.0.cells.0.count", 1.5, "fraction"),
    ("tables.0.cells.0.count", True, "true or false stands where a number belongs"),
    ("tables.0.cells.0.count", float("nan"), "not a number"),
    ("tables.0.cells.0.count", 10**12, "above 100,000,000"),
    ("tables.0.cells.0.count", None, "has no count"),
    ("tables.0.cells.0.hidden", "yes", "true or false"),
    ("tables.0.cells.0.status", "secret", "shown, hidden"),
    ("tables.0.cells.0.outcome", "Appointed", "no dimension of this table"),
    ("tables.0.cells.0.site", "North", '"site" is no dimension'),
    ("tables.0.cells.0.grade", "G9", '"G9" is no category'),
    ("tables.0.cells.0.grade", 3, "a number stands where a text"),
    ("tables.0.cells.0.grade", "", "empty"),
    ("tables.0.dimensions", ["grade", "grade", "ethnicity"], "named twice"),
    ("tables.0.cells.1.shown_as", {}, "a percent or a range"),
    ("tables.0.cells.1.shown_as", {"percent": 37}, '"round" is missing'),
    ("tables.0.cells.1.shown_as", {"percent": 137, "round": 1}, "above 100"),
    ("tables.0.cells.1.shown_as", {"range": [9, 3]}, "upside down"),
    ("tables.0.cells.1.shown_as", {"range": [9]}, "two ends"),
    ("tables.0.cells.1.shown_as", {"range": [None, None]}, "says nothing"),
    ("tables.0.cells.1.hidden", True, "hidden and shown_as"),
    ("known.0.count", -2, "negative"),
    ("known.0", {"grade": "Upper"}, '"count" is missing'),
    ("known.0", {"ethnicity": "Asian", "grade": "G1", "count": 40}, "differs from the one in the tables"),
    ("known_by", [{"group": "network", "cells": []}], "no cell is named"),
    ("movers.0.to", "2025-03-31", "not in order"),
    ("movers.0.moved", [{"from": {}, "to": {}, "count": 1}], "to the same cell"),
    ("sums.0.top", [1, 2], "not in order"),
    ("sums.0.top", [9_000_000], "more than the sum"),
    ("sums.0.count", 1, "more contributions than people"),
    ("sums.0.sum", -1, "negative"),
    ("relations.0.sum", [], "no cell is named"),
]


@pytest.mark.parametrize(("path", "value", "message"), WRONG)
def test_what_is_wrong_is_named_with_its_place_and_a_remedy(path: str, value: object, message: str) -> None:
    document = copy.deepcopy(EXAMPLE)
    here: Any = document
    *steps, last = path.split(".")
    for step in steps:
        here = here[int(step) if isinstance(here, list) else step]
    here[int(last) if isinstance(here, list) else last] = value
    with pytest.raises(InvalidStatement, match=message) as refused:
        from_document(document, name="tables.json")
    assert str(refused.value).startswith("tables.json")
    assert isinstance(refused.value, CannotBeDone)


@pytest.mark.parametrize("key", ["threshold", "tables"])
def test_what_is_missing_is_named(key: str) -> None:
    document = {name: value for name, value in EXAMPLE.items() if name != key}
    with pytest.raises(InvalidStatement, match=f'"{key}" is missing'):
        from_document(document)


def test_one_cell_with_two_counts_is_refused_without_quoting_either() -> None:
    document = copy.deepcopy(EXAMPLE)
    document["tables"].append(
        {
            "name": "again",
            "dimensions": ["ethnicity", "grade"],
            "cells": [{"ethnicity": "Asian", "grade": "G1"}],
        }
    )
    cell = document["tables"][1]["cells"][0]
    cell["count"] = 12
    from_document(document)
    cell["count"] = 7319
    with pytest.raises(InvalidStatement, match=r"Asian, G1.*another count") as refused:
        from_document(document)
    assert "7319" not in str(refused.value)
    assert "12" not in str(refused.value)


def test_tables_and_cells_stand_once() -> None:
    document = copy.deepcopy(EXAMPLE)
    document["tables"].append(document["tables"][0])
    with pytest.raises(InvalidStatement, match="same name"):
        from_document(document)
    document = copy.deepcopy(EXAMPLE)
    document["tables"][0]["cells"].append({"grade": "G1", "ethnicity": "Asian", "count": 12})
    with pytest.raises(InvalidStatement, match="stands twice"):
        from_document(document)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1, column 1 is not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"threshold": 10, "threshold": 5, "tables": []}', 'names "threshold" twice'),
        ('{"threshold": NaN, "tables": []}', "NaN is not a number"),
        ('{"threshold": 1e999, "tables": []}', "Add one|infinite|not a number"),
        (f'{{"threshold": {"9" * 5000}, "tables": []}}', "too many digits"),
        ("[]", "a list stands where an object"),
        ("null", "nothing"),
        (b"\xff\xfe{\x00}\x00", "not UTF-8"),
        (
            '{"threshold": 10, "tables": [{"name": "\\ud800", "dimensions": [], "cells": []}]}',
            "half a character",
        ),
    ],
)
def test_what_is_no_document_is_refused(text: str | bytes, message: str) -> None:
    with pytest.raises(InvalidStatement, match=message):
        read(text)


def test_a_document_may_start_with_a_byte_order_mark() -> None:
    assert read(json.dumps(EXAMPLE).encode("utf-8-sig")) == read(json.dumps(EXAMPLE))


def test_a_document_that_is_far_too_large_is_refused() -> None:
    with pytest.raises(InvalidStatement, match="64 MB"):
        read(b" " * (64 * 1024 * 1024 + 1))


def test_categories_nested_without_end_are_refused() -> None:
    document = copy.deepcopy(EXAMPLE)
    chain = {f"L{n}": [f"L{n + 1}", f"leaf {n}"] for n in range(2000)}
    document["hierarchies"]["ethnicity"] = {"All": ["White", "L0", "Asian"], **chain}
    with pytest.raises(InvalidStatement, match="deep"):
        from_document(document)
