"""Holm's adjustment by hand, and the table of what a pay gap may be called (evidence.md 2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_toolkit.analysis.verdicts import comfort_level, holm, pay_verdict

p_values = st.lists(st.floats(0, 1), max_size=9)


def holm_by_hand(values):
    """Step down from the smallest: each times the number still standing, never less than the one before."""
    left = dict(enumerate(values))
    adjusted, highest = {}, 0.0
    while left:
        smallest = min(left, key=lambda key: left[key])
        highest = max(highest, left[smallest] * len(left))
        adjusted[smallest] = min(1.0, highest)
        del left[smallest]
    return adjusted


@given(p_values)
def test_holm_is_the_step_down_procedure(values):
    assert holm(dict(enumerate(values))) == pytest.approx(holm_by_hand(values))


@given(p_values)
def test_an_adjusted_p_value_is_never_smaller_and_keeps_its_place(values):
    given_ps = dict(enumerate(values))
    adjusted = holm(given_ps)
    assert list(adjusted) == list(given_ps)
    assert all(given_ps[key] <= adjusted[key] <= 1 for key in given_ps)


def test_a_textbook_family():
    adjusted = holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005})
    assert adjusted == pytest.approx({"a": 0.03, "b": 0.06, "c": 0.06, "d": 0.02})


def test_an_empty_family_is_empty():
    assert holm({}) == {}


def test_the_comfort_interval_widens_with_the_family():
    assert comfort_level(1) == pytest.approx(0.90)
    assert comfort_level(2) == pytest.approx(0.95)
    assert comfort_level(8) == pytest.approx(0.9875)


@pytest.mark.parametrize(
    ("adjusted", "interval", "fewest", "verdict"),
    [
        (0.049, (4.0, 12.0), 50, "gap"),
        (0.05, (4.0, 12.0), 50, "cannot tell"),
        (0.001, (0.5, 2.9), 50, "small gap"),
        (0.001, (-2.9, -0.5), 50, "small gap"),
        (0.001, (0.5, 3.0), 50, "gap"),
        (0.4, (-2.9, 2.9), 50, "little or no gap"),
        (0.4, (-3.0, 2.9), 50, "cannot tell"),
        (0.4, (-2.9, 3.0), 50, "cannot tell"),
        (0.4, (-2.9, 2.9), 10, "little or no gap"),
        (0.4, (-2.9, 2.9), 9, "cannot tell"),
        (0.001, (0.5, 2.9), 9, "gap"),
        (1.0, (-40.0, 40.0), 12, "cannot tell"),
    ],
)
def test_what_a_pay_gap_may_be_called(adjusted, interval, fewest, verdict):
    assert pay_verdict(adjusted, interval, fewest=fewest) == verdict
