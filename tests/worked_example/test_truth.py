"""What may and what may not be published about the worked example at a threshold of 10."""

import pytest

from review_toolkit.worked_example import Truth, draw_population, truth
from review_toolkit.worked_example.organisation import CLUSTERS, DIRECTORATES, GRADES
from review_toolkit.worked_example.truth import LOWER_HALF, UPPER_HALF, group_of, pay_halves

THRESHOLD = 10
GROUPS = ("White", "Minority ethnic")


def small(counts):
    return [count for count in counts if 0 < count < THRESHOLD]


@pytest.fixture(params=[2026, 1, 2, 3], ids="seed {}".format)
def counted(request) -> Truth:
    return truth(request.param)


def test_the_organisations_shares_and_declaration_rate_may_be_published(counted):
    assert not small(counted.by_group[group] for group in GROUPS)
    assert 0.24 <= counted.by_group["Minority ethnic"] / counted.rows_used <= 0.28
    assert counted.declared == counted.rows_used - counted.by_group["Not recorded"]
    assert 0.92 <= counted.declared / counted.rows_used <= 0.96


def test_the_two_by_two_table_of_clusters_may_be_published(counted):
    cells = {(cluster, group): counted.by_cluster[cluster, group] for cluster in CLUSTERS for group in GROUPS}
    assert len(cells) == 4
    assert min(cells.values()) >= THRESHOLD
    share = {
        cluster: cells[cluster, "Minority ethnic"] / sum(cells[cluster, group] for group in GROUPS)
        for cluster in CLUSTERS
    }
    assert share["Upper"] < share["Lower and middle"]


def test_pay_halves_may_be_published(counted):
    cells = [counted.by_half[half, group] for half in (LOWER_HALF, UPPER_HALF) for group in GROUPS]
    assert len(cells) == 4
    assert not small(cells)
    paid = sum(counted.by_half.values())
    assert paid % 2 == 1, "the rule for the odd person should be exercised"
    lower = sum(count for (half, _), count in counted.by_half.items() if half == LOWER_HALF)
    assert lower == (paid + 1) // 2


def test_one_published_table_taken_from_the_other_leaves_no_small_number(counted):
    cells = {
        (cluster, half, group): counted.by_cluster_and_half[cluster, half, group]
        for cluster in CLUSTERS
        for half in (LOWER_HALF, UPPER_HALF)
        for group in GROUPS
    }
    assert not small(cells.values())
    for group in GROUPS:
        assert len(counted.pay[group]) == counted.by_group[group]


@pytest.mark.parametrize("seed", [2026, 1, 2, 3])
def test_halves_of_the_recorded_alone_give_the_same_cells(seed):
    """A reader may rank everybody paid, or only those whose group is recorded."""
    counted = truth(seed)
    recorded = [
        person
        for person in draw_population(seed)
        if person.in_post() and person.annual_pay is not None and group_of(person) in GROUPS
    ]
    half_of = pay_halves(recorded)
    for half in (LOWER_HALF, UPPER_HALF):
        for group in GROUPS:
            found = sum(half_of[p.employee_id] == half and group_of(p) == group for p in recorded)
            assert found == counted.by_half[half, group]


def test_the_pay_gap_may_be_published_and_is_there(counted):
    assert all(len(counted.pay[group]) >= THRESHOLD for group in GROUPS)
    assert 5 < counted.mean_pay_gap < 20
    assert 0 < counted.median_pay_gap < 15
    for group in GROUPS:
        # Dominance: neither the two largest alone nor all but the two largest would give one of them away.
        pay = counted.pay[group]
        assert sum(pay[-2:]) < 0.85 * sum(pay)
        assert sum(pay[:-2]) >= 0.10 * pay[-1]


def test_finer_tables_may_not_be_published(counted):
    assert small(counted.by_grade[grade, group] for grade in GRADES for group in GROUPS)
    assert small(counted.by_directorate[name, group] for name in DIRECTORATES for group in GROUPS)
    assert small(count for code, count in counted.by_category.items() if code.isupper())
    assert small(counted.by_five_groups.values())
    assert 0 < counted.bonuses < THRESHOLD


def test_the_two_smallest_of_five_groups_may_be_shown_together(counted):
    kept = [count for count in counted.by_five_groups.values() if count >= THRESHOLD]
    merged = sum(counted.by_five_groups.values()) - sum(kept)
    assert len(kept) == 3
    assert merged >= THRESHOLD


def test_no_executive_is_from_a_minority_ethnic_group(counted):
    assert counted.by_grade["Executive", "Minority ethnic"] == 0
    assert counted.by_grade["Executive", "White"] == 5


def test_every_table_holds_everybody(counted):
    for table in (
        counted.by_category,
        counted.by_group,
        counted.by_grade,
        counted.by_cluster,
        counted.by_directorate,
    ):
        assert sum(table.values()) == counted.rows_used
    assert counted.rows_in == counted.rows_used + sum(counted.set_aside.values())


def test_the_figures_of_the_usual_seed():
    counted = truth()
    assert (counted.rows_in, counted.rows_used) == (179, 153)
    assert counted.by_group == {"White": 101, "Minority ethnic": 42, "Not recorded": 10}
    assert counted.set_aside == {
        "repeated employee id": 3,
        "joined after the snapshot date": 2,
        "left before the snapshot date": 19,
        "blank row": 1,
        "total row": 1,
    }


def test_a_tie_at_the_boundary_of_the_halves_is_refused():
    alike = [person for person in draw_population() if person.annual_pay == 31_250]
    with pytest.raises(ValueError, match="paid alike"):
        pay_halves(alike)
