"""Which breakdowns are withheld, and that no arithmetic on what is left brings a small count back."""

import dataclasses

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from review_toolkit.disclosure.rules import ThresholdTooLow, check_threshold
from review_toolkit.disclosure.withholding import Breakdown, UnknownBreakdown, withheld
from tests.disclosure.attacker import range_of

UNKNOWN = frozenset({"not known"})
GROUPS = ("White", "Black", "Asian", "not known")
CLUSTER = {"G1": "Low", "G2": "Low", "G3": "High", "G4": "High"}


@st.composite
def organisations(draw, most=45):
    """Counts by (line, group): two or three groups, two to four grades in two clusters."""
    groups = (*draw(st.sampled_from([GROUPS[:2], GROUPS[:3]])), "not known")
    lines = draw(st.sampled_from([("G1", "G3"), ("G1", "G2", "G3"), ("G1", "G2", "G3", "G4")]))
    small = st.integers(0, 14)
    cell = {"White": st.integers(0, most), "not known": st.integers(0, 4)}
    return {(line, group): draw(cell.get(group, small)) for line in lines for group in groups}


def breakdowns(truth, threshold):
    """The organisation, its clusters and its grades, as the baseline gives them."""
    groups = {group for _, group in truth}
    levels = {
        "groups": dict.fromkeys(CLUSTER, ""),
        "cluster": CLUSTER,
        "grade": {line: line for line in CLUSTER},
    }
    for name, place in levels.items():
        counts, lines = {}, {}
        for (line, group), count in truth.items():
            counts[group, place[line]] = counts.get((group, place[line]), 0) + count
            lines[place[line]] = lines.get(place[line], 0) + count
        counts |= {(group, line): counts.get((group, line), 0) for group in groups for line in lines}
        margins = {}
        if name != "groups":
            margins["groups"] = dict.fromkeys(lines, "")
        if name == "grade":
            margins["cluster"] = {line: CLUSTER[line] for line in lines}
        yield Breakdown(
            name,
            counts,
            UNKNOWN,
            ("groups",) if margins else (),
            lines if margins else {},
            margins,
            2 * threshold,
        )


def small_cells(truth, place, threshold):
    found = {}
    for (line, group), count in truth.items():
        found[place[line], group] = found.get((place[line], group), 0) + count
    return {c: n for c, n in found.items() if 0 < n < threshold and c[1] not in UNKNOWN}


thresholds = pytest.mark.parametrize("threshold", [5, 10])


@thresholds
@given(truth=organisations())
def test_a_breakdown_with_a_small_group_is_withheld(threshold, truth):
    hidden = withheld(breakdowns(truth, threshold), threshold)
    for name, place in (("groups", dict.fromkeys(CLUSTER, "")), ("cluster", CLUSTER)):
        if small_cells(truth, place, threshold):
            assert name in hidden
    if small_cells(truth, {line: line for line in CLUSTER}, threshold):
        assert "grade" in hidden
    if "groups" in hidden:
        assert hidden == {"groups", "cluster", "grade"}


@thresholds
@given(truth=organisations())
def test_no_small_count_can_be_worked_out_and_each_could_be_nought_or_the_threshold(threshold, truth):
    """Lines under twice the threshold count as merged with a neighbour (privacy.md 2)."""
    hidden = withheld(breakdowns(truth, threshold), threshold)
    if "groups" in hidden:
        return
    for name, place in (("cluster", CLUSTER), ("grade", {line: line for line in CLUSTER})):
        if name not in hidden:
            continue
        for (line, group), count in small_cells(truth, place, threshold).items():
            # Where clusters are shown, a grade is attacked inside its cluster.
            inside_cluster = name == "grade" and "cluster" not in hidden
            table = {}
            for (each, g), n in truth.items():
                if not inside_cluster or CLUSTER[each] == CLUSTER[line]:
                    table[place[each], g] = table.get((place[each], g), 0) + n
            if sum(n for (each, _), n in table.items() if each == line) < 2 * threshold:
                continue
            least, most = range_of((line, group), table)
            assert least <= count <= most
            assert least == 0, "provably somebody"
            assert most >= threshold, "provably few"


@given(truth=organisations(most=90))
def test_a_higher_threshold_never_shows_more(truth):
    # The lines that are merged are chosen once (privacy.md 2), so the same are meant at every threshold.
    made = list(breakdowns(truth, 10))
    seen = frozenset()
    for threshold in range(5, 30):
        hidden = withheld(made, threshold)
        assert seen <= hidden
        seen = hidden


@thresholds
@given(truth=organisations(), chance=st.randoms(use_true_random=False))
def test_the_order_of_groups_and_lines_does_not_matter(threshold, truth, chance):
    cells = list(truth.items())
    chance.shuffle(cells)
    again = withheld(breakdowns(dict(cells), threshold), threshold)
    assert again == withheld(breakdowns(truth, threshold), threshold)


@thresholds
@given(truth=organisations())
def test_the_names_of_groups_do_not_matter(threshold, truth):
    swap = {"White": "Black", "Black": "White"}
    renamed = {(line, swap.get(group, group)): count for (line, group), count in truth.items()}
    assert withheld(breakdowns(renamed, threshold), threshold) == withheld(
        breakdowns(truth, threshold), threshold
    )


def test_totals_that_give_a_cell_away_are_withheld_with_it():
    """Of 44 people 10 are Black and 40 are in G1, so that at least 6 Black people are in G1."""
    truth = {("G1", "White"): 33, ("G1", "Black"): 7, ("G3", "White"): 1, ("G3", "Black"): 3}
    truth |= {("G1", "not known"): 0, ("G3", "not known"): 0}
    assert range_of(("G1", "Black"), truth) == (6, 10)
    assert withheld(breakdowns(truth, 10), 10) == {"groups", "cluster", "grade"}
    without_margins = [dataclasses.replace(b, margins={}) for b in breakdowns(truth, 10)]
    assert withheld(without_margins, 10) == {"cluster", "grade"}


def test_what_is_nobodys_ethnicity_withholds_nothing():
    few = Breakdown("groups", {("White", ""): 50, ("declined", ""): 1}, frozenset({"declined"}))
    assert withheld([few], 10) == frozenset()
    assert withheld([dataclasses.replace(few, never_primary=frozenset())], 10) == {"groups"}


def test_nought_is_no_small_number():
    assert withheld([Breakdown("groups", {("White", ""): 50, ("Black", ""): 0})], 10) == frozenset()
    assert withheld([Breakdown("groups", {("White", ""): 50, ("Black", ""): 0.25})], 10) == {"groups"}


@pytest.mark.parametrize(("count", "hidden"), [(1, True), (9, True), (10, False), (11, False)])
def test_the_threshold_itself_may_be_shown(count, hidden):
    assert ("groups" in withheld([Breakdown("groups", {("Black", ""): count})], 10)) is hidden


def test_what_rests_on_a_hidden_breakdown_is_hidden_however_far_down():
    chain = [
        Breakdown("a", {("Black", ""): 3}),
        Breakdown("b", {("Black", ""): 30}, rests_on=("a",)),
        Breakdown("c", {("Black", ""): 30}, rests_on=("b",)),
        Breakdown("d", {("Black", ""): 30}),
    ]
    assert withheld(chain, 10) == {"a", "b", "c"}
    with pytest.raises(UnknownBreakdown):
        withheld(chain[::-1], 10)


def test_no_breakdowns_and_empty_ones_withhold_nothing():
    assert withheld([], 10) == frozenset()
    assert withheld([Breakdown("groups", {})], 10) == frozenset()


def test_a_threshold_under_five_protects_too_little():
    assert check_threshold(5) == 5
    with pytest.raises(ThresholdTooLow, match="Choose 5 or more"):
        check_threshold(4)


@given(organisations())
def test_the_search_above_does_meet_withheld_tables(truth):
    """A search that never met one could not fail."""
    hidden = withheld(breakdowns(truth, 5), 5)
    assume("cluster" in hidden or "grade" in hidden)
    assert hidden
