"""Dominance and the p% rule as the engine applies them, and rounding of pay: cases worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_toolkit.disclosure.engine.pay_sums import leeway
from review_toolkit.disclosure.pay import in_whole_percent, is_coarse, rounded_median
from review_toolkit.disclosure.statements import Sum


def needed(pay, *, threshold=0):
    """How far from the sum the truth must be able to lie; None where the sum is safe to show."""
    return leeway(Sum("pay", (), len(pay), sum(pay), tuple(sorted(pay)[-3:])), threshold)


@pytest.mark.parametrize(
    ("pay", "dominated", "because"),
    [
        ([30_000.0] * 12, False, "2 of 12 hold 17%"),
        ([100.0, 70.0, 15.0, 15.0], False, "85% exactly is not more than 85%; 30 is left, 10 are needed"),
        ([100.0, 71.0, 15.0, 15.0], True, "171 of 201 is 85.07%"),
        ([40.0, 20.0, 10.0], True, "60 of 70 is 85.7%"),
        ([40.0, 20.0, 12.0], False, "60 of 72 is 83%, and 12 is over 4"),
        ([1000.0, 1.0, 99.0], True, "1,099 of 1,100"),
        ([5.0], True, "one person is the whole sum"),
        ([5.0, 5.0], True, "each of two knows the other"),
        ([10.0] * 10 + [800_000.0], True, "the best-paid alone hold it all"),
    ],
)
def test_a_sum_that_few_people_make_up_is_unsafe(pay, dominated, because):
    assert (needed(pay) is not None) is dominated, because
    assert needed(pay[::-1]) == needed(pay)


@given(st.lists(st.floats(1, 1e6), min_size=1, max_size=12))
def test_whoever_is_second_cannot_work_out_the_first_to_within_a_tenth(pay):
    """The best estimate that the second has of the first is everything but their own pay."""
    if needed(pay) is not None:
        return
    first, second, *others = sorted(pay, reverse=True)
    estimate = sum(pay) - second
    assert estimate - first >= 0.10 * first - 1e-6
    assert (first + second) <= 0.85 * sum(pay) + 1e-6
    assert others


@pytest.mark.parametrize(
    ("pay", "threshold", "far"),
    [
        ([30_000.0] * 9, 10, 30_000.0),  # fewer than the threshold: nobody's own pay may follow
        ([30_000.0] * 10, 10, None),
        ([100.0, 71.0, 15.0, 15.0], 0, 171 / 0.85 - 201),  # until the two hold no more than 85%
        ([1000.0, 1.0, 49.0, 50.0], 0, 1050 / 0.85 - 1100),  # ... more than until 10% of 1,000 are left
    ],
)
def test_a_hidden_sum_must_be_able_to_lie_as_far_away_as_the_rule_that_it_breaks_asks(pay, threshold, far):
    assert needed(pay, threshold=threshold) == (None if far is None else pytest.approx(far))


@pytest.mark.parametrize(
    ("sides", "coarse"), [((49, 500), True), ((500, 49), True), ((50, 50), False), ((0, 0), True)]
)
def test_under_fifty_people_on_either_side_a_gap_is_in_whole_percent(sides, coarse):
    assert is_coarse(*sides) is coarse


@pytest.mark.parametrize(
    ("median", "unit", "published"),
    [
        (31_249.99, "year", 31_000),
        (31_250.0, "year", 31_500),
        (30_250.0, "year", 30_500),
        (30_750.0, "year", 31_000),
        (249.0, "year", 0),
        (12.37, "hour", 12.25),
        (12.375, "hour", 12.5),
    ],
)
def test_medians_are_rounded_to_500_pounds_or_25_pence_half_up(median, unit, published):
    assert rounded_median(median, unit) == published


@pytest.mark.parametrize(
    ("gap", "whole"), [(2.5, 3), (-2.5, -3), (2.4999, 2), (-0.4, 0), (0.49999999999999994, 0)]
)
def test_a_coarse_gap_is_rounded_like_the_printed_one(gap, whole):
    assert in_whole_percent(gap) == whole
    assert str(in_whole_percent(gap)) != "-0.0"
