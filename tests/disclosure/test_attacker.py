"""The attacker of the other tests does find what can be found."""

from hypothesis import given
from hypothesis import strategies as st

from tests.disclosure.attacker import range_by_enumeration, range_of

LINES, GROUPS = ("G1", "G2", "G3"), ("White", "Black", "not known")
tables = st.fixed_dictionaries({(line, group): st.integers(0, 4) for line in LINES for group in GROUPS})


@given(tables, st.sampled_from(LINES), st.sampled_from(GROUPS))
def test_its_ranges_are_those_of_every_table_that_fits(truth, line, group):
    assert range_of((line, group), truth) == range_by_enumeration((line, group), truth)


def test_it_finds_what_one_subtraction_gives_away():
    truth = {("G1", "White"): 20, ("G1", "Black"): 3, ("G2", "White"): 30, ("G2", "Black"): 0}
    assert range_of(("G1", "Black"), truth) == (0, 3)
    alone = {("G1", "White"): 20, ("G1", "Black"): 3}
    assert range_of(("G1", "Black"), alone) == (3, 3)
    free = frozenset({"White", "Black"})
    assert range_of(("G1", "Black"), alone, free_groups=free) == (0, 23)
