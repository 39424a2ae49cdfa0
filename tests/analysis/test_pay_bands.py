"""Quarters and halves of pay, against exact fractions: sizes, ties shared out in proportion, whole totals."""

from collections import defaultdict
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_toolkit.analysis.groups import Grouping
from review_toolkit.analysis.pay import HALVES, QUARTERS, pay_bands, pay_quarters
from review_toolkit.figures import NotCalculable

LABELS = ("White", "Black", "not known", "declined", "not asked")
GROUPING = Grouping(("White", "Black"), {}, "White")
SIZES = {  # how many people stand in each quarter, by what is left over after dividing by four
    0: (0, 0, 0, 0),
    1: (1, 0, 0, 0),
    2: (1, 0, 1, 0),
    3: (1, 1, 1, 0),
}
# Few different amounts, so that ties across boundaries are the rule.
staff = st.lists(st.tuples(st.integers(1, 6).map(lambda n: n * 1000), st.integers(0, 4)), max_size=40)


def band_sizes(people, bands):
    if bands == 2:
        return [people - people // 2, people // 2]
    return [people // 4 + extra for extra in SIZES[people % 4]]


def oracle(rows, bands):
    """Fill bands from the lowest paid up; people paid alike go into a band in equal parts."""
    paid_alike = defaultdict(list)
    for pay, label in rows:
        paid_alike[pay].append(label)
    shares = [defaultdict(Fraction) for _ in range(bands)]
    room = [Fraction(size) for size in band_sizes(len(rows), bands)]
    band = 0
    for pay in sorted(paid_alike):
        labels = paid_alike[pay]
        left = Fraction(len(labels))
        while left:
            while not room[band]:
                band += 1
            taken = min(left, room[band])
            for label in labels:
                shares[band][label] += taken / len(labels)
            left -= taken
            room[band] -= taken
    return shares


def bands_of(rows, names):
    pay = np.array([pay for pay, _ in rows], dtype=np.float64)
    codes = np.array([label for _, label in rows], dtype=np.int64)
    return pay_bands(pay, codes, LABELS, names)


@pytest.mark.parametrize("names", [QUARTERS, HALVES], ids=["quarters", "halves"])
@given(rows=staff)
def test_people_paid_alike_at_a_boundary_are_shared_out_in_equal_parts(names, rows):
    found = bands_of(rows, names)
    expected = oracle(rows, len(names))
    assert tuple(found) == names
    for name, shares in zip(names, expected, strict=True):
        for code, label in enumerate(LABELS):
            assert found[name].by_category[label] == pytest.approx(float(shares[code]), abs=2e-9)


@pytest.mark.parametrize("names", [QUARTERS, HALVES], ids=["quarters", "halves"])
@given(rows=staff)
def test_bands_have_the_sizes_of_the_remainder_rule_and_lose_nobody(names, rows):
    found = bands_of(rows, names)
    assert [round(found[name].total, 6) for name in names] == band_sizes(len(rows), len(names))
    for code, label in enumerate(LABELS):
        people = sum(1 for _, each in rows if each == code)
        assert round(sum(found[name].by_category[label] for name in names), 6) == people


@given(rows=staff, seed=st.randoms(use_true_random=False))
def test_the_order_of_the_file_does_not_matter(rows, seed):
    shuffled = list(rows)
    seed.shuffle(shuffled)
    assert bands_of(rows, QUARTERS) == bands_of(shuffled, QUARTERS)


@given(rows=staff.filter(len))
def test_the_shares_of_a_band_add_up_to_everybody_in_it(rows):
    measures = pay_quarters(bands_of(rows, QUARTERS), GROUPING)
    for name, size in zip(QUARTERS, band_sizes(len(rows), 4), strict=True):
        inside = [m for m in measures if m.breakdown == (("quarter", name),)]
        assert [m.group for m in inside] == ["White", "Black", "not known", "declined", "not asked"]
        if not size:
            assert all(isinstance(m.result, NotCalculable) for m in inside)
            continue
        assert {m.result.denominator for m in inside} == {size}
        assert sum(m.result.value for m in inside) == pytest.approx(100, abs=1e-6)
        assert round(sum(m.result.numerator for m in inside), 5) == size


def test_the_left_over_two_go_to_lower_and_upper_middle():
    rows = [(1000 * place, 0) for place in range(1, 11)]
    sizes = {name: counts.total for name, counts in bands_of(rows, QUARTERS).items()}
    assert sizes == {"lower": 3, "lower-middle": 2, "upper-middle": 3, "upper": 2}


def test_everybody_paid_alike_gives_every_band_the_same_mix():
    rows = [(30_000, 0)] * 9 + [(30_000, 1)] * 3
    for counts in bands_of(rows, QUARTERS).values():
        assert counts.by_category["White"] == pytest.approx(2.25)
        assert counts.by_category["Black"] == pytest.approx(0.75)


def test_nobody_with_pay_gives_a_reason_and_no_number():
    measures = pay_quarters(bands_of([], QUARTERS), GROUPING)
    assert len(measures) == 20
    assert all(m.result.reason.startswith("Nobody has recorded pay") for m in measures)
