"""A release's content as a document: nothing lost, one fingerprint for one content."""

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_toolkit.figures import (
    Hidden,
    InvalidDocument,
    NotCalculable,
    ReleaseContent,
    RowAccount,
    Shown,
    fingerprint_of,
    from_document,
    to_document,
)
from review_toolkit.figures.document import canonical_bytes
from tests.figures.samples import content, contents, figure

NAMED_KEYS = {
    "id",
    "indicator",
    "group",
    "comparator",
    "breakdown",
    "unit",
    "direction",
    "status",
    "definition",
}
SHOWN_KEYS = {
    "value",
    "numerator",
    "denominator",
    "comparator_numerator",
    "comparator_denominator",
    "interval",
    "p_value",
    "verdict",
}


@given(contents())
def test_a_document_read_back_is_the_same_content(made):
    text = json.dumps(to_document(made), allow_nan=False)
    again = from_document(json.loads(text))
    assert to_document(again) == to_document(made)
    assert fingerprint_of(again) == fingerprint_of(made)


@given(contents(), st.randoms(use_true_random=False))
def test_the_canonical_bytes_do_not_depend_on_the_order_of_mappings(made, chance):
    def shuffled(value):
        if isinstance(value, dict):
            items = list(value.items())
            chance.shuffle(items)
            return {key: shuffled(item) for key, item in items}
        return [shuffled(item) for item in value] if isinstance(value, list) else value

    again = from_document(shuffled(to_document(made)))
    assert canonical_bytes(again) == canonical_bytes(made)


def _all_ways_to_change() -> dict[str, ReleaseContent]:
    base = content(figure(Shown(24.0, numerator=24, denominator=100), group="Asian"))
    only = base.figures[0]

    def with_figure(**change):
        return content(dataclasses.replace(only, **change))

    def with_shown(**change):
        return content(dataclasses.replace(only, state=dataclasses.replace(only.state, **change)))

    replaced = dataclasses.replace
    return {
        "threshold": replaced(base, threshold=11),
        "exact": replaced(base, exact=True),
        "fingerprints": replaced(base, fingerprints={"workforce": "1" * 64}),
        "rows": replaced(base, rows={"workforce": RowAccount(12, 11, {"blank row": 1})}),
        "notes": replaced(base, notes=("A note.",)),
        "tables": replaced(base, tables=()),
        "group": with_figure(group="Black"),
        "definition": with_figure(definition="representation@2"),
        "decimals": with_figure(decimals=1),
        "direction": with_figure(direction="White / Asian"),
        "breakdown": with_figure(breakdown=(("grade", "G1"),)),
        "hidden": with_figure(state=Hidden("x")),
        "not calculable": with_figure(state=NotCalculable("x")),
        "value": with_shown(value=24.000000000000004),
        "numerator": with_shown(numerator=23),
        "denominator": with_shown(denominator=99),
        "interval": with_shown(interval=(1.0, 2.0)),
        "p-value": with_shown(p_value=0.5),
        "verdict": with_shown(verdict="cannot tell"),
    }


@pytest.mark.parametrize("change", _all_ways_to_change().keys())
def test_the_fingerprint_changes_with_any_change(change):
    base = content(figure(Shown(24.0, numerator=24, denominator=100), group="Asian"))
    assert fingerprint_of(_all_ways_to_change()[change]) != fingerprint_of(base)


def test_a_number_that_json_cannot_hold_is_refused():
    odd = content(figure(Shown(1.0, interval=(float("nan"), 2.0))))
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical_bytes(odd)


def test_each_status_has_the_keys_that_others_rely_on():
    entries = to_document(
        content(
            figure(Shown(1.0, numerator=1, denominator=100), group="A"),
            figure(Hidden("h"), group="B"),
            figure(NotCalculable("nobody"), group="C"),
        )
    )["figures"]
    shown, hidden, none = entries
    assert all(set(entry) >= NAMED_KEYS for entry in entries)
    assert set(shown) >= SHOWN_KEYS
    assert not SHOWN_KEYS & set(hidden)
    assert none["value"] is None
    assert none["reason"] == "nobody"
    assert [entry["status"] for entry in entries] == ["shown", "hidden", "not calculable"]


def test_exact_content_is_marked_and_other_content_is_not():
    shown = figure(Shown(1.0))
    assert to_document(content(shown, exact=True))["marking"] == "NOT FOR RELEASE"
    assert "marking" not in to_document(content(shown))


def _without(document, *path):
    *above, last = path
    inner = document
    for key in above:
        inner = inner[key]
    del inner[last]
    return document


@pytest.mark.parametrize(
    "path", [("figures",), ("threshold",), ("figures", 0, "group"), ("figures", 0, "value")]
)
def test_a_document_that_lacks_something_is_refused(path):
    with pytest.raises(InvalidDocument):
        from_document(_without(to_document(content(figure(Shown(1.0)))), *path))


def test_a_figure_filed_under_another_id_is_refused():
    document = to_document(content(figure(Shown(1.0))))
    document["figures"][0]["group"] = "Black"
    with pytest.raises(InvalidDocument, match="filed as"):
        from_document(document)


def test_an_unknown_status_is_refused():
    document = to_document(content(figure(Shown(1.0))))
    document["figures"][0]["status"] = "half hidden"
    with pytest.raises(InvalidDocument, match="half hidden"):
        from_document(document)
