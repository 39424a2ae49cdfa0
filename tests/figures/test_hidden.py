"""A hidden figure has nothing to leak and refuses every use that could turn it into output."""

import copy
import dataclasses
import json
import math
import operator
import pickle

import pytest

from review_toolkit.figures import Figure, Hidden, HiddenFigureUsed, cell_text, figure_text, to_document
from tests.figures.samples import content, figure

REASON = "Hidden to protect colleagues."
USES = {
    "str": str,
    "format": lambda hidden: f"{hidden}",
    "percent formatting": lambda hidden: "%s" % hidden,  # noqa: UP031 (the use itself is tested)
    "format with a width": lambda hidden: f"{hidden:>8.1f}",
    "bytes": bytes,
    "bool": bool,
    "not": operator.not_,
    "int": int,
    "float": float,
    "complex": complex,
    "index": operator.index,
    "round": round,
    "floor": math.floor,
    "equal": lambda hidden: hidden == 3,
    "unequal": lambda hidden: hidden != 3,
    "equal from the other side": lambda hidden: 3 == hidden,  # noqa: SIM300 (as above)
    "less": lambda hidden: hidden < 3,
    "greater from the other side": lambda hidden: 3 > hidden,  # noqa: SIM300 (as above)
    "at most": lambda hidden: hidden <= hidden,
    "at least": lambda hidden: hidden >= 1,
    "sort": lambda hidden: sorted([hidden, Hidden(REASON)]),
    "largest": lambda hidden: max(hidden, 3),
    "in a list": lambda hidden: 3 in [hidden],
    "sum": lambda hidden: sum([hidden]),
    "add": lambda hidden: hidden + 1,
    "subtract": lambda hidden: 10 - hidden,
    "multiply": lambda hidden: 2 * hidden,
    "divide": lambda hidden: 1 / hidden,
    "divide it": lambda hidden: hidden / 2,
    "floor divide": lambda hidden: hidden // 2,
    "remainder": lambda hidden: hidden % 2,
    "power": lambda hidden: hidden**2,
    "negate": operator.neg,
    "plus": operator.pos,
    "absolute": abs,
    "hash": hash,
    "set": lambda hidden: {hidden},
    "length": len,
    "iterate": list,
    "pickle": pickle.dumps,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "json": json.dumps,
    "json of a mapping": lambda hidden: json.dumps({"value": hidden}),
    "an attribute that it lacks": lambda hidden: hidden.value,
    "a new attribute": lambda hidden: setattr(hidden, "value", 3),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES.keys())
def test_a_hidden_figure_refuses_to_be_used_as_a_value(use):
    with pytest.raises((HiddenFigureUsed, TypeError, AttributeError)):
        use(Hidden(REASON))


def test_uses_that_python_would_answer_for_any_object_are_refused_by_name():
    for use in ("str", "format", "bool", "equal", "unequal", "in a list", "pickle", "copy", "deepcopy"):
        with pytest.raises(HiddenFigureUsed, match="show the mark"):
            USES[use](Hidden(REASON))


def test_neither_its_repr_nor_that_of_its_figure_holds_a_number():
    hidden = Hidden("Hidden: 7 people.")
    assert repr(hidden) == "<Hidden>"
    assert "7" not in repr(figure(hidden, group="Minority ethnic"))
    assert set(Hidden.__slots__) == {"reason"}
    assert not hasattr(hidden, "__dict__")


def test_a_figure_that_holds_one_cannot_be_copied_out_or_stored():
    hidden = figure(Hidden(REASON))
    for use in (pickle.dumps, copy.deepcopy, dataclasses.asdict, dataclasses.astuple):
        with pytest.raises(HiddenFigureUsed):
            use(hidden)


def test_it_reads_as_the_one_mark_in_every_part():
    hidden = figure(Hidden(REASON))
    from review_toolkit.figures import Cell

    assert figure_text(hidden) == "[c]"
    for part in ("value", "numerator", "denominator", "comparator_denominator", "interval", "verdict"):
        assert cell_text(Cell(hidden, part)) == "[c]"
    assert hidden.shown is None
    assert hidden.status == "hidden"


def test_its_entry_in_the_document_has_no_place_for_a_value():
    entry = to_document(content(figure(Hidden(REASON))))["figures"][0]
    assert entry["status"] == "hidden"
    assert not {
        "value",
        "numerator",
        "denominator",
        "comparator_numerator",
        "comparator_denominator",
        "interval",
        "p_value",
        "verdict",
    } & set(entry)
    assert entry["text"] == "[c]"


def test_its_id_is_that_of_the_question_whatever_the_answer():
    from review_toolkit.figures import NotCalculable, Shown

    states = (Hidden(REASON), Hidden("another reason"), Shown(3.0), Shown(4.0), NotCalculable("nobody"))
    assert len({figure(state).id for state in states}) == 1
    assert isinstance(figure(states[0]), Figure)
