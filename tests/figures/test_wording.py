"""How figures read: half up, with the minus sign of print, thousands apart, never minus nought."""

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import review_toolkit
from review_toolkit.figures import (
    Cell,
    Hidden,
    NotCalculable,
    Shown,
    cell_text,
    figure_text,
    sentence,
    sentence_text,
    uk_date,
)
from review_toolkit.figures.wording import rounded
from tests.figures.samples import figure


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (2.675, 2, "2.68"),
        (1.005, 2, "1.01"),
        (1.8292, 1, "1.8"),
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-2.5, 0, "−3"),
        (-0.04, 0, "0"),
        (-0.04, 1, "0.0"),
        (-0.0, 1, "0.0"),
        (-0.05, 1, "−0.1"),
        (0.45, 1, "0.5"),
        (1234567.0, 0, "1,234,567"),
        (-1234.5, 0, "−1,235"),
        (1e-12, 2, "0.00"),
        (1e15, 0, "1,000,000,000,000,000"),
    ],
)
def test_a_value_is_rounded_half_up_as_by_hand(value, decimals, text):
    assert rounded(value, decimals) == text


@given(st.floats(-1e12, 1e12), st.integers(0, 4))
@example(-0.4, 0)
@example(-1e-300, 3)
def test_a_printed_number_is_the_nearest_and_nought_has_no_sign(value, decimals):
    text = rounded(value, decimals)
    printed = Fraction(text.replace(",", "").replace("−", "-"))
    # Against the decimal text of the value, which is what a reader would round by hand.
    assert abs(printed - Fraction(repr(value))) * 2 * 10**decimals <= 1
    assert printed != 0 or "−" not in text


def test_units_are_said():
    assert figure_text(figure(Shown(24.0))) == "24%"
    assert figure_text(figure(Shown(-4.26), unit="points", decimals=1)) == "−4.3 percentage points"
    assert figure_text(figure(Shown(1.8292), unit="ratio", decimals=1)) == "1.8"
    assert figure_text(figure(Shown(2000.0), unit="count")) == "2,000"


def test_parts_that_a_figure_lacks_read_as_a_dash():
    bare = figure(Shown(24.0))
    for part in ("numerator", "denominator", "comparator_denominator", "interval", "verdict"):
        assert cell_text(Cell(bare, part)) == "–"
    assert cell_text(Cell(figure(NotCalculable("nobody")), "interval")) == "–"
    assert figure_text(figure(NotCalculable("nobody"))) == "not calculable"


def test_parts_read_as_themselves():
    full = figure(
        Shown(8.2, numerator=12.5, denominator=1200, interval=(-0.04, 16.25), verdict="gap"), decimals=1
    )
    assert cell_text(Cell(full, "numerator")) == "12.5"
    assert cell_text(Cell(full, "denominator")) == "1,200"
    assert cell_text(Cell(full, "interval")) == "0.0% to 16.3%"
    assert cell_text(Cell(full, "verdict")) == "gap"


def test_a_sentence_reads_its_figures_and_marks_the_hidden():
    said = sentence("Of all, ", figure(Shown(24.0)), " and ", Cell(figure(Hidden("h")), "numerator"), ".")
    assert sentence_text(said) == "Of all, 24% and [c]."


def test_a_date_reads_as_in_british_english():
    assert uk_date(date(2026, 3, 1)) == "1 March 2026"


_WITHOUT_A_NOUGHT = re.compile(r"%[-#][a-zA-Z]")
"""How Linux and Windows, each in a way of its own, leave out the nought of "01 March"."""


def test_no_date_is_written_in_a_form_that_only_one_system_knows():
    assert _WITHOUT_A_NOUGHT.search('f"{day:%-d %B %Y}"')
    modules = sorted(Path(review_toolkit.__file__).parent.rglob("*.py"))
    assert len(modules) > 100
    assert [path for path in modules if _WITHOUT_A_NOUGHT.search(path.read_text(encoding="utf-8"))] == []
