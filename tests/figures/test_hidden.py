"""A hidden figure has nothing to leak and refuses every use that could turn it into output."""

import copy
import csv
import dataclasses
import io
import json
import marshal
import math
import numbers
import operator
import pickle
import pprint
import statistics
import string
import struct
from decimal import Decimal
from logging import LogRecord

import numpy as np
import pandas as pd
import pytest
from jinja2 import Environment

from review_toolkit.figures import Figure, Hidden, HiddenFigureUsed, cell_text, figure_text, to_document
from tests.figures.samples import content, figure

REASON = "Hidden to protect colleagues."


def filled(template, hidden):
    return Environment(autoescape=True).from_string(template).render(hidden=hidden)


def matches_three(hidden):
    match hidden:
        case 3:
            return True
    return False


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
    "a key": lambda hidden: {hidden: 1},
    "a frozen set": lambda hidden: frozenset([hidden]),
    "an index": lambda hidden: [1, 2][hidden],
    "a range": range,
    "ceiling": math.ceil,
    "truncate": math.trunc,
    "not a number": math.isnan,
    "divmod": lambda hidden: divmod(hidden, 2),
    "decimal": Decimal,
    "mean": lambda hidden: statistics.mean([hidden, 1]),
    "any": lambda hidden: any([hidden]),
    "an element": lambda hidden: hidden[0],
    "next": next,
    "look inside": lambda hidden: 3 in hidden,
    "equal in a tuple": lambda hidden: (hidden, 1) == (3, 1),
    "equal in a mapping": lambda hidden: {"value": hidden} == {"value": 3},
    "match a number": matches_three,
    "join": ",".join,
    "join in a list": lambda hidden: ",".join([hidden]),
    "print": print,
    "log": lambda hidden: LogRecord("log", 20, "path", 1, "%s", (hidden,), None).getMessage(),
    "log a number": lambda hidden: LogRecord("log", 20, "path", 1, "%d", (hidden,), None).getMessage(),
    "string template": lambda hidden: string.Template("$value").substitute(value=hidden),
    "csv": lambda hidden: csv.writer(io.StringIO()).writerow(["Black", hidden]),
    "csv of a mapping": lambda hidden: csv.DictWriter(io.StringIO(), ["value"]).writerow({"value": hidden}),
    "json with a default": lambda hidden: json.dumps(hidden, default=str),
    "json of the attributes": lambda hidden: json.dumps(hidden, default=vars),
    "attributes": vars,
    "list of attributes": dir,
    "state": lambda hidden: hidden.__getstate__(),
    "marshal": marshal.dumps,
    "struct": lambda hidden: struct.pack("d", hidden),
    "numpy number": lambda hidden: np.array([hidden], dtype=float),
    "numpy compare": lambda hidden: np.array([1, 2]) == hidden,
    "numpy add": lambda hidden: np.array([1, 2]) + hidden,
    "numpy sum": lambda hidden: np.array([hidden, 1], dtype=object).sum(),
    "pandas series": lambda hidden: str(pd.Series([hidden])),
    "pandas text": lambda hidden: pd.Series([hidden]).astype(str),
    "pandas number": lambda hidden: pd.to_numeric(pd.Series([hidden])),
    "pandas sum": lambda hidden: pd.Series([hidden, 1]).sum(),
    "pandas sort": lambda hidden: pd.DataFrame({"value": [hidden, 3]}).sort_values("value"),
    "pandas groups": lambda hidden: pd.DataFrame({"value": [hidden, 3]}).groupby("value").size(),
    "pandas csv": lambda hidden: pd.DataFrame({"value": [hidden]}).to_csv(),
    "pandas json": lambda hidden: pd.DataFrame({"value": [hidden]}).to_json(),
    "pandas html": lambda hidden: pd.DataFrame({"value": [hidden]}).to_html(),
    "jinja": lambda hidden: filled("{{ hidden }}", hidden),
    "jinja condition": lambda hidden: filled("{% if hidden %}some{% endif %}", hidden),
    "jinja comparison": lambda hidden: filled("{{ hidden == 3 }}", hidden),
    "jinja sum": lambda hidden: filled("{{ [hidden, 1] | sum }}", hidden),
    "jinja text": lambda hidden: filled("{{ hidden | string }}", hidden),
    "jinja escape": lambda hidden: filled("{{ hidden | e }}", hidden),
    "jinja json": lambda hidden: filled("{{ hidden | tojson }}", hidden),
    "jinja sort": lambda hidden: filled("{{ [hidden, 1] | sort }}", hidden),
    "jinja round": lambda hidden: filled("{{ hidden | round }}", hidden),
    "another reason": lambda hidden: setattr(hidden, "reason", "7 people"),
    "no reason": lambda hidden: delattr(hidden, "reason"),
    "an attribute that it lacks": lambda hidden: hidden.value,
    "a new attribute": lambda hidden: setattr(hidden, "value", 3),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES.keys())
def test_a_hidden_figure_refuses_to_be_used_as_a_value(use):
    hidden = Hidden(REASON)
    with pytest.raises((HiddenFigureUsed, TypeError, AttributeError, ValueError, struct.error)):
        use(hidden)
    assert hidden.reason == REASON


def test_what_holds_one_prints_no_more_than_that_it_is_hidden():
    hidden = Hidden("Hidden: 7 people.")
    said = [repr([hidden]), f"{hidden!r}", pprint.pformat({"value": hidden}), repr(np.array([hidden]))]
    said.append(filled("{{ [hidden] }}", hidden))
    assert all("Hidden" in each and "7" not in each for each in said)


def test_whoever_asks_which_state_it_is_in_gets_no_further():
    match Hidden(REASON):
        case int() | float() | str() | [*_] | {}:
            found = "a value"
        case Hidden():
            found = "hidden"
    assert found == "hidden"
    assert not isinstance(Hidden(REASON), numbers.Number)


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
