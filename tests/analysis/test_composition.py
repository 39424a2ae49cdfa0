"""Who works here, against counts made by plain loops over the people themselves."""

from collections import Counter

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_toolkit.analysis.composition import (
    declaration_rate,
    groups_in_order,
    headcount,
    representation,
    representation_by_line,
)
from review_toolkit.analysis.counting import (
    NO_LINE,
    category_codes,
    count_by_line,
    count_people,
    labels_of,
)
from review_toolkit.analysis.groups import Grouping, InvalidGrouping, Ladder
from review_toolkit.analysis.results import Exact
from review_toolkit.figures import NotCalculable

UNKNOWN = ("not known", "declined", "not asked")
GROUPING = Grouping(
    ("White British", "White Other", "Indian", "Chinese", "African"),
    {
        "White": ("White British", "White Other"),
        "Asian": ("Indian", "Chinese"),
        "Minority ethnic": ("Asian", "African"),
    },
    "White",
)
INSIDE = {
    "White": {"White British", "White Other"},
    "Asian": {"Indian", "Chinese"},
    "Minority ethnic": {"Indian", "Chinese", "African"},
}
LABELS = ("White British", "White Other", "Indian", "Chinese", "African", *UNKNOWN)

people = st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(["G1", "G2", "G3", None])), max_size=60)


def ethnicity(labels):
    # In an order of its own, as a file's reader may leave it.
    return pd.Series(pd.Categorical(labels, categories=LABELS[::-1]))


def grades(labels):
    return pd.Series(pd.Categorical(labels, categories=["G1", "G2", "G3"], ordered=True))


def belongs(label, group):
    return label == group or label in INSIDE.get(group, ())


def values(measures):
    return {(m.group, m.breakdown): m.result for m in measures}


@given(people)
def test_every_share_is_that_groups_people_over_everybody(rows):
    found = values(representation(count_people(ethnicity([e for e, _ in rows]), GROUPING), GROUPING))
    assert {group for group, _ in found} == {*LABELS, *INSIDE}
    for (group, _), result in found.items():
        part = sum(1 for label, _ in rows if belongs(label, group))
        if not rows:
            assert isinstance(result, NotCalculable)
            assert "Nobody" in result.reason
        else:
            assert (result.numerator, result.denominator) == (part, len(rows))
            assert result.value == pytest.approx(part / len(rows) * 100)


@given(people)
def test_shares_by_grade_are_of_the_people_in_that_grade_and_lines_hold_everybody(rows):
    lines = count_by_line(ethnicity([e for e, _ in rows]), grades([g for _, g in rows]), GROUPING)
    size = Counter(NO_LINE if grade is None else grade for _, grade in rows)
    assert {line: counts.total for line, counts in lines.items()} == dict(size)
    measures = representation_by_line(lines, GROUPING, indicator="representation_by_grade", dimension="grade")
    for (group, ((dimension, line),)), result in values(measures).items():
        part = sum(1 for label, grade in rows if (grade or NO_LINE) == line and belongs(label, group))
        assert dimension == "grade"
        assert (result.numerator, result.denominator) == (part, size[line])
        assert result.value == pytest.approx(100 * part / size[line])


@given(people)
def test_the_declaration_rate_leaves_out_declined_not_known_and_not_asked(rows):
    counts = count_people(ethnicity([e for e, _ in rows]), GROUPING)
    result = declaration_rate(counts).result
    said = sum(1 for label, _ in rows if label not in UNKNOWN)
    if rows:
        assert (result.numerator, result.denominator) == (said, len(rows))
        assert result.value == pytest.approx(100 * said / len(rows))
    else:
        assert isinstance(result, NotCalculable)
    assert headcount(counts).result == Exact(len(rows))


def test_a_count_of_everyone_has_no_interval_no_test_and_no_verdict():
    counts = count_people(ethnicity(["Indian", "White British", "declined"]), GROUPING)
    for measure in (*representation(counts, GROUPING), declaration_rate(counts), headcount(counts)):
        result = measure.result
        assert (result.interval, result.p_value, result.verdict) == (None, None, None)


def test_a_line_that_the_file_calls_not_recorded_is_one_with_the_blanks():
    lines = pd.Series(pd.Categorical(["Not recorded", None, "Finance", None]))
    counted = count_by_line(ethnicity(["Indian"] * 4), lines, GROUPING)
    assert {line: counts.total for line, counts in counted.items()} == {"Finance": 1, "Not recorded": 3}


def test_nobody_at_all_has_no_lines():
    assert count_by_line(ethnicity([]), grades([]), GROUPING) == {}
    assert count_people(ethnicity([]), GROUPING).total == 0


def test_people_whose_group_the_grouping_lacks_are_refused():
    with pytest.raises(InvalidGrouping, match="Martian"):
        count_people(pd.Series(pd.Categorical(["Martian"])), GROUPING)
    with pytest.raises(InvalidGrouping, match="no category"):
        category_codes(ethnicity(["Indian", None]), GROUPING)


def test_groups_are_told_from_coarse_to_fine_and_once_each():
    order = list(groups_in_order(GROUPING))
    assert sorted(order) == sorted({*LABELS, *INSIDE})
    for group, members in INSIDE.items():
        assert all(order.index(group) < order.index(member) for member in members)
    assert tuple(order[-3:]) == UNKNOWN
    assert labels_of(GROUPING) == LABELS


@pytest.mark.parametrize(
    ("categories", "roll_ups", "comparator", "message"),
    [
        (("A", "A"), {}, "A", "twice"),
        (("A", "declined"), {}, "A", "reserved"),
        (("A",), {"A": ("A",)}, "A", "named before"),
        (("A",), {"B": ()}, "A", "no members"),
        (("A",), {"B": ("C",)}, "A", "neither a category"),
        (("A", "B"), {"C": ("A",), "D": ("A", "B")}, "A", "in both"),
        (("A",), {}, "B", "comparator"),
    ],
)
def test_a_grouping_that_is_no_tree_is_refused(categories, roll_ups, comparator, message):
    with pytest.raises(InvalidGrouping, match=message):
        Grouping(categories, roll_ups, comparator)


def test_a_ladder_holds_each_grade_once_and_clusters_hold_its_grades():
    with pytest.raises(InvalidGrouping, match="twice"):
        Ladder(("G1", "G1"), {})
    with pytest.raises(InvalidGrouping, match="not on the ladder"):
        Ladder(("G1",), {"Low": ("G2",)})
    with pytest.raises(InvalidGrouping, match="in the clusters"):
        Ladder(("G1",), {"Low": ("G1",), "High": ("G1",)})
    with pytest.raises(InvalidGrouping, match="Leadership"):
        Ladder(("G1",), {}, ("G2",))
