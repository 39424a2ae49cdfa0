"""What a release of a small organisation gives away: each test is one way of working out what is hidden."""

import json
import random

import pytest

from review_toolkit.figures import fingerprint_of, to_document
from tests.baseline.organisations import release, staff

PAYS = {"G1": 24_000, "G2": 31_000, "G3": 42_000, "G4": 58_000}


def drawn(seed, most=30):
    """An organisation at random: three groups and the not known over four grades."""
    chance = random.Random(seed)
    rows = []
    for grade, base in PAYS.items():
        for group in ("White", "Asian", "Black", ""):
            size = chance.randint(0, most if group == "White" else 12)
            for _ in range(size):
                pay = "" if chance.random() < 0.03 else base + 700 * chance.randint(0, 5)
                rows += staff(1, group, grade, pay)
    return rows


def told(content, indicator, group):
    return content.find(indicator, group).shown


THREE = "Minority ethnic: [Asian, Black, Mixed]"
SIZED = [*staff(60, "White", "G1"), *staff(30, "Asian", "G1", 27_000), *staff(25, "Black", "G1", 26_000)]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("threshold", [5, 8, 20])
def test_whatever_the_threshold_no_group_shown_is_smaller(seed, threshold):
    for entry in to_document(release(drawn(seed), threshold=threshold))["figures"]:
        if entry["status"] == "shown" and entry["group"] not in ("not known", "declined", "not asked"):
            small = 0 < (entry["numerator"] or 0) < threshold
            assert not small or entry["indicator"] == "headcount", entry


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_the_rows_changes_nothing_but_the_files_fingerprint(seed):
    rows = drawn(seed)
    shuffled = random.Random(seed).sample(rows, len(rows))
    first, second = (to_document(release(each)) for each in (rows, shuffled))
    first.pop("fingerprints")
    second.pop("fingerprints")
    assert first == second


@pytest.mark.parametrize("seed", range(12))
def test_no_count_shown_of_a_group_is_small_and_hidden_entries_hold_no_number(seed):
    content = release(drawn(seed))
    unknown = ("not known", "declined", "not asked", "All staff")
    for entry in to_document(content)["figures"]:
        if entry["status"] == "hidden":
            assert [v for v in entry.values() if isinstance(v, int | float)] == [entry["decimals"]]
        elif entry["status"] == "shown" and entry["group"] not in unknown:
            for key in ("numerator", "denominator", "comparator_denominator"):
                small = 0 < (entry[key] or 0) < 10
                line = key == "denominator" and entry["indicator"] == "representation_by_grade"
                assert not small or line, entry


def test_sizes_behind_a_gap_are_told_where_everybody_has_pay():
    shown = told(release(SIZED), "mean_pay_gap", "Minority ethnic")
    assert (shown.denominator, shown.comparator_denominator) == (55, 60)


def test_sizes_are_not_told_where_the_headcount_beside_them_would_tell_who_lacks_pay():
    content = release([*SIZED, *staff(3, "Asian", "G1", "")])
    for statistic in ("mean_pay_gap", "median_pay_gap"):
        shown = told(content, statistic, "Minority ethnic")
        assert (shown.denominator, shown.comparator_denominator) == (None, None)


def test_a_sisters_size_and_the_sum_do_not_tell_the_size_left_out():
    """Of the minority ethnic staff 13 are without pay: 11 of them Black, which leaves 2 Asian."""
    rows = [*staff(300, "White"), *staff(150, "Asian", pay=27_000), *staff(100, "Black", pay=26_000)]
    rows += [*staff(2, "Asian", pay=""), *staff(11, "Black", pay="")]
    content = release(rows)
    for group in ("Minority ethnic", "Asian", "Black"):
        assert told(content, "mean_pay_gap", group).denominator is None


def test_without_its_sizes_a_gap_has_no_digits_from_which_to_work_them_out():
    """A ratio of whole sums to fifteen digits fits one pair of sizes only."""
    chance = random.Random(3)
    rows = [row for row in SIZED for _ in range(5)]
    rows = [{**row, "annual_pay": row["annual_pay"] + chance.randint(0, 9_999)} for row in rows]
    content = release([*rows, *staff(2, "Asian", pay="")])
    for statistic in ("mean_pay_gap", "median_pay_gap"):
        for group in ("Minority ethnic", "Asian", "Black"):
            shown = told(content, statistic, group)
            assert shown.denominator is None
            assert shown.value == round(shown.value)
            assert all(end == round(end) for end in shown.interval)
            assert shown.p_value is None or round(shown.p_value, 3) == shown.p_value


def test_a_comparator_whose_headcount_is_hidden_does_not_stand_beside_a_gap():
    """41 of 44 White colleagues: the denominator would give away three Irish colleagues."""
    groups = "AllWhite: [White, Irish], Minority ethnic: [Asian, Black]"
    rows = [*staff(41, "White"), *staff(3, "Irish"), *staff(20, "Asian", pay=27_000), *staff(20, "Black")]
    content = release(rows, groups=groups)
    assert told(content, "representation", "AllWhite").numerator == 44
    assert content.find("representation", "White").status == "hidden"
    shown = told(content, "median_pay_gap", "Minority ethnic")
    assert (shown.denominator, shown.comparator_denominator) == (None, None)
    assert content.find("mean_pay_gap", "Minority ethnic").status == "hidden"
    assert not any(e.shown and 41 in (e.shown.numerator, e.shown.denominator) for e in content.figures)


def test_a_gap_of_few_people_is_in_whole_percent_from_rounded_medians_and_inside_its_interval():
    chance = random.Random(5)
    rows = [{**row, "annual_pay": 24_000 + chance.randint(0, 20_000)} for row in [*SIZED[:40], *SIZED[60:90]]]
    content = release([*rows, *staff(12, "Black", pay=30_250)])
    for statistic, group in (
        ("mean_pay_gap", "Minority ethnic"),
        ("median_pay_gap", "Minority ethnic"),
        ("median_pay_gap", "Asian"),
        ("median_pay_gap", "Black"),
    ):
        figure = content.find(statistic, group)
        assert figure.decimals == 0
        low, high = figure.shown.interval
        assert figure.shown.value == int(figure.shown.value)
        assert low <= figure.shown.value <= high
        assert figure.shown.p_value is None or figure.shown.p_value >= 0.001


def test_the_mean_gap_is_withheld_where_two_people_earn_most_of_a_groups_pay():
    rows = [*staff(400, "White"), *staff(11, "Asian", pay=1_000), *staff(2, "Asian", pay=400_000)]
    content = release([*rows, *staff(100, "Black"), *staff(100, "Mixed")], groups=THREE, mixed=True)
    assert content.find("mean_pay_gap", "Asian").status == "hidden"
    others = [content.find("mean_pay_gap", group).status for group in ("Black", "Mixed", "Minority ethnic")]
    assert "hidden" in others, "one more is hidden, or the sum of the others would give it away"
    assert content.find("median_pay_gap", "Asian").status == "shown"


def paid_apart(white, asian):
    """So many people, no two of them paid alike."""
    rows = [{**row, "annual_pay": 25_000 + 10 * n} for n, row in enumerate(staff(white, "White"))]
    return rows + [{**row, "annual_pay": 25_005.5 + 13 * n} for n, row in enumerate(staff(asian, "Asian"))]


@pytest.mark.parametrize(("sizes", "band"), [((80, 60), "upper half"), ((320, 240), "upper")])
def test_bands_of_pay_are_withheld_where_they_would_tell_who_lacks_pay(sizes, band):
    everyone = paid_apart(*sizes)
    assert release(everyone).find("pay_quarters", "White", quarter=band).status == "shown"
    few = release([*everyone, *staff(4, "Asian", pay="")])
    assert {figure.status for figure in few.of("pay_quarters")} == {"hidden"}


def test_bands_of_pay_are_withheld_where_a_boundary_splits_people_of_equal_pay():
    """The fraction of a person in a band would tell the make-up of those who are paid alike."""
    alike = release([*staff(80, "White"), *staff(60, "Asian", pay=27_000)])
    assert {figure.status for figure in alike.of("pay_quarters")} == {"hidden"}


def test_a_gap_is_in_whole_percent_where_levels_are_withheld():
    """With known pay scales, a gap to fifteen digits is an equation about the withheld grades."""
    rows = [*staff(60, "White", "G1"), *staff(60, "Asian", "G1", 27_111.13), *staff(5, "Asian", "G2", 40_000)]
    rows += staff(30, "White", "G2", 40_000)
    content = release(rows)
    gap = told(content, "median_pay_gap", "Minority ethnic")
    assert gap.value == round(gap.value)
    assert all(end % 5 == 0 or end == gap.value for end in gap.interval)
    assert content.find("mean_pay_gap", "Minority ethnic").status == "hidden"


def test_not_the_reason_nor_the_order_nor_the_id_nor_the_text_of_a_hidden_figure_depends_on_its_value():
    def hidden_entries(small):
        rows = [*staff(60, "White"), *staff(30, "Asian"), *staff(small, "Black")]
        document = to_document(release(rows))
        assert document["withheld"]
        return [e for e in document["figures"] if e["status"] == "hidden"], document["withheld"]

    assert json.dumps(hidden_entries(1)) == json.dumps(hidden_entries(7))


def test_hidden_lines_stay_in_their_place_with_their_public_headcount():
    """No row appears or is missing because of a hidden group."""
    rows = [*staff(60, "White", "G1"), *staff(30, "Asian", "G1"), *staff(30, "White", "G3")]
    with_few = release([*rows, *staff(2, "Asian", "G3")])
    with_none = release([*rows, *staff(2, "", "G3")])
    names = [
        [row.label for row in content.table("representation_by_grade").rows]
        for content in (with_few, with_none)
    ]
    assert names[0] == names[1] == ["G1", "G3"]
    assert with_few.find("headcount", "All staff", grade="G3").shown.value == 32
    assert with_few.find("representation_by_grade", "Asian", grade="G3").status == "hidden"


def test_the_hidden_groups_sizes_do_not_change_what_is_said_of_the_groups_above_them():
    def shown(asian, black):
        content = release([*staff(60, "White"), *staff(asian, "Asian"), *staff(black, "Black")])
        return [e for e in to_document(content)["figures"] if e["status"] == "shown"]

    assert shown(37, 3) == shown(31, 9)


def test_exact_figures_hide_nothing_and_are_marked():
    content = release([*staff(3, "White"), *staff(1, "Asian")], exact=True)
    assert not any(figure.status == "hidden" for figure in content.figures)
    assert content.exact
    assert not content.withheld


def test_protecting_twice_gives_the_same_release():
    assert fingerprint_of(release(drawn(1))) == fingerprint_of(release(drawn(1)))
