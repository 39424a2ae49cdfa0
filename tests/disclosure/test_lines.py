"""Public lines that are too small are merged by headcount alone, the same way every time."""

from hypothesis import given
from hypothesis import strategies as st

from review_toolkit.disclosure.lines import Line, least_people, merge_lines

LADDER = [Line("Band 6", 60), Line("Band 7", 30), Line("Band 8a", 12), Line("Band 9", 9)]


def merged(lines, **more):
    return {line.name: (line.members, line.people) for line in merge_lines(lines, least=20, **more)}


def test_twice_the_threshold_is_the_least():
    assert least_people(10) == 20


def test_a_small_grade_joins_the_smaller_grade_beside_it():
    assert merged(LADDER) == {
        "Band 6": (("Band 6",), 60),
        "Band 7": (("Band 7",), 30),
        "Band 8a to Band 9": (("Band 8a", "Band 9"), 21),
    }


def test_a_small_directorate_joins_the_smallest_other():
    lines = [Line("Estates", 9, False), Line("Care", 80, False), Line("Finance", 25, False)]
    assert merged(lines) == {
        "Estates and Finance": (("Estates", "Finance"), 34),
        "Care": (("Care",), 80),
    }


def test_three_lines_together_are_named_in_their_order():
    lines = [Line(name, 7, False) for name in ("A", "B", "C")]
    assert list(merged(lines)) == ["A, B and C"]


def test_people_without_a_grade_join_a_line_last():
    assert list(merged([*LADDER, Line("Not recorded", 3, False)])) == [
        "Band 6",
        "Band 7",
        "Band 8a to Band 9 and Not recorded",
    ]
    assert "Not recorded" in merged([*LADDER, Line("Not recorded", 20, False)])


def test_everybody_together_are_one_line_where_they_are_few():
    assert merged([Line("A", 4), Line("B", 5)]) == {"A to B": (("A", "B"), 9)}
    assert merge_lines([], least=20) == ()


def test_a_merge_of_an_earlier_cycle_is_kept_under_its_name_though_it_is_no_longer_needed():
    grown = [Line("Band 8a", 40), Line("Band 9", 30)]
    given_merge = {"Band 8a to Band 9": ("Band 8a", "Band 9")}
    assert merged(grown, given=given_merge) == {"Band 8a to Band 9": (("Band 8a", "Band 9"), 70)}


def test_a_merge_that_became_too_small_is_merged_further_and_never_taken_apart():
    shrunk = [Line("Band 6", 60), Line("Band 7", 30), Line("Band 8a", 8), Line("Band 9", 3)]
    given_merge = {"Band 8a to Band 9": ("Band 8a", "Band 9")}
    assert merged(shrunk, given=given_merge) == {
        "Band 6": (("Band 6",), 60),
        "Band 7 to Band 9": (("Band 7", "Band 8a", "Band 9"), 41),
    }


lines_of_any_size = st.lists(
    st.tuples(st.integers(1, 60), st.booleans()).map(lambda pair: pair), min_size=1, max_size=9
).map(lambda pairs: [Line(f"L{n}", people, ranked) for n, (people, ranked) in enumerate(pairs)])


@given(lines_of_any_size, st.integers(5, 20))
def test_nobody_is_lost_and_no_line_is_small_unless_it_is_everybody(lines, threshold):
    least = least_people(threshold)
    found = merge_lines(lines, least=least)
    assert sorted(name for line in found for name in line.members) == sorted(line.name for line in lines)
    assert sum(line.people for line in found) == sum(line.people for line in lines)
    assert len({line.name for line in found}) == len(found)
    assert len(found) == 1 or all(line.people >= least for line in found)


@given(lines_of_any_size, st.integers(5, 20), st.integers(0, 20))
def test_a_higher_threshold_only_merges_further(lines, threshold, more):
    finer = merge_lines(lines, least=least_people(threshold))
    coarser = merge_lines(
        lines, least=least_people(threshold + more), given={line.name: line.members for line in finer}
    )
    for line in finer:
        assert any(set(line.members) <= set(other.members) for other in coarser)
