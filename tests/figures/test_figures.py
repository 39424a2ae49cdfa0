"""Figures, tables and row accounts: what they refuse, and how they are named."""

import math
import re
import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_toolkit.figures import (
    Cell,
    DuplicateFigure,
    RowAccount,
    Shown,
    Table,
    TableRow,
    UnknownFigure,
)
from tests.figures.samples import DAY, INDICATORS, content, figure, words

WORD_BOOKMARK = re.compile(r"[a-z][a-z0-9_]*")


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_figure_has_a_finite_value_or_none(value):
    with pytest.raises(ValueError, match="finite"):
        Shown(value)


@given(st.sampled_from(INDICATORS), words, words, st.none() | words)
def test_an_id_is_a_valid_word_bookmark(indicator, group, line, comparator):
    named = figure(
        Shown(1.0), indicator=indicator, group=group, comparator=comparator, breakdown=(("grade", line),)
    )
    assert len(named.id) <= 33
    bookmark = f"figure_{named.id}"
    assert len(bookmark) <= 40
    assert WORD_BOOKMARK.fullmatch(bookmark)


def test_ids_differ_with_every_part_of_the_question():
    base = {"group": "Asian", "comparator": "White", "breakdown": (("grade", "G1"),)}
    variants = [
        figure(Shown(1.0), **base),
        figure(Shown(1.0), **(base | {"group": "Black"})),
        figure(Shown(1.0), **(base | {"comparator": "White British"})),
        figure(Shown(1.0), **(base | {"comparator": None})),
        figure(Shown(1.0), **(base | {"breakdown": (("grade", "G2"),)})),
        figure(Shown(1.0), **(base | {"breakdown": (("cluster", "G1"),)})),
        figure(Shown(1.0), **(base | {"breakdown": ()})),
        figure(Shown(1.0), **(base | {"snapshot_date": date(2025, 3, 31)})),
        figure(Shown(1.0), indicator="pay_quarters", **base),
    ]
    assert len({each.id for each in variants}) == len(variants)


def test_an_id_does_not_depend_on_the_order_of_the_breakdown():
    pairs = (("grade", "G1"), ("quarter", "lower"))
    assert figure(Shown(1.0), breakdown=pairs).id == figure(Shown(1.0), breakdown=pairs[::-1]).id


def test_an_id_is_the_same_in_every_process_and_forever():
    code = (
        "from tests.figures.samples import figure; from review_toolkit.figures import Shown; "
        "print(figure(Shown(1.0), group='Minority ethnic').id)"
    )
    ids = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("0", "1")
    }
    assert ids == {figure(Shown(1.0), group="Minority ethnic").id} == {f"representation_{_digest()}"}


def _digest() -> str:
    """The first letters of the digest of this question, computed with the standard library alone."""
    import base64
    import hashlib
    import json

    key = json.dumps(["Minority ethnic", None, [], DAY.isoformat(), "representation@1"])
    return base64.b32encode(hashlib.sha256(key.encode()).digest()).decode().lower()[:7]


def test_a_release_refuses_two_figures_with_one_id():
    with pytest.raises(DuplicateFigure):
        content(figure(Shown(1.0)), figure(Shown(2.0)), tables=())


def test_a_release_refuses_a_table_with_a_figure_that_it_lacks():
    stray = Table("t", "T", "Group", ("Share",), (TableRow("White", (Cell(figure(Shown(1.0))),)),))
    with pytest.raises(UnknownFigure):
        content(figure(Shown(1.0)), tables=(stray,))


def test_a_table_refuses_a_row_of_another_width():
    with pytest.raises(ValueError, match="2 columns"):
        Table("t", "T", "Group", ("A", "B"), (TableRow("White", (Cell(figure(Shown(1.0))),)),))


def test_rows_of_a_file_balance():
    assert RowAccount(10, 7, {"blank row": 3}).used == 7
    with pytest.raises(ValueError, match="do not balance"):
        RowAccount(10, 7, {"blank row": 2})


def test_a_figure_is_found_by_what_it_is_about():
    overall = figure(Shown(1.0))
    by_grade = figure(Shown(2.0), breakdown=(("grade", "G1"),))
    found = content(overall, by_grade)
    assert found.find("representation", "White") is overall
    assert found.find("representation", "White", grade="G1") is by_grade
    with pytest.raises(UnknownFigure):
        found.find("representation", "White", grade="G2")
