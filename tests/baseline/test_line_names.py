"""What lines of the ladder are called: one thing is never called by the name of another."""

import pytest

from review_toolkit.baseline.line_names import follow_clusters, line_label
from review_toolkit.baseline.tables import PARTED, PARTED_ELSEWHERE
from tests.baseline.organisations import release, staff

CLUSTERS = {"G1": "Low", "G2": "Low", "G3": "High", "G4": "High"}
ELSEWHERE = [
    *staff(60, "White", "G1"),
    *staff(15, "Asian", "G1"),
    *staff(40, "White", "G2"),
    *staff(9, "Asian", "G2"),
    *staff(30, "White", "G3"),
    *staff(4, "Asian", "G3"),
]
"""Too few Asian staff above the Low cluster, enough above its first grade."""


def table_of(rows, name):
    content = release(rows, basis="", groups="Minority ethnic: [Asian, Black]")
    table = content.table(name)
    assert table is not None
    return table


def test_a_ladder_parted_within_a_cluster_is_not_called_clusters():
    parted = table_of(ELSEWHERE, "representation_by_cluster")
    assert (parted.title, parted.row_heading) == (PARTED, "Grades")
    assert [row.label for row in parted.rows] == ["G1", "G2 to G3"]
    assert parted.note.count(PARTED_ELSEWHERE) == 1
    own = table_of(ELSEWHERE, "headcount_by_cluster")
    assert (own.title, own.row_heading) == ("Staff by cluster", "Cluster")
    assert [row.label for row in own.rows] == ["Low (G1 to G2)", "High (G3 to G4)"]


def test_a_ladder_parted_between_clusters_is():
    rows = [*ELSEWHERE, *staff(20, "White", "G4"), *staff(12, "Asian", "G4")]
    table = table_of(rows, "representation_by_cluster")
    assert (table.title, table.row_heading) == ("Staff by cluster of grades and ethnic group", "Cluster")
    assert [row.label for row in table.rows] == ["Low (G1 to G2)", "High (G3 to G4)"]
    assert PARTED_ELSEWHERE not in table.note


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        ({"Low": (), "High": ()}, True),
        ({"Low": ("G1", "G2"), "High": ("G3", "G4")}, True),
        ({"Low to High": ("Low", "High")}, True),
        ({"G1": ("G1",), "G2 to G4": ("G2", "G3", "G4")}, False),
        ({"G1 to G3": ("G1", "G2", "G3")}, False),
    ],
)
def test_lines_follow_clusters_where_none_ends_within_one(lines, whole):
    assert follow_clusters(lines, CLUSTERS) is whole


def test_a_line_is_named_with_its_grades_once():
    lines = {"Low to High": ("Low", "High"), "G2 to G4": ("G2", "G3", "G4")}
    named = {line: line_label("cluster", line, clusters=CLUSTERS, lines=lines) for line in (*lines, "Low")}
    assert named == {
        "Low to High": "Low to High (G1 to G4)",
        "G2 to G4": "G2 to G4",
        "Low": "Low (G1 to G2)",
    }
    assert line_label("grade", "G1", clusters=CLUSTERS, lines={}) == "G1"
