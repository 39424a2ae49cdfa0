"""The mapping: what it must cover, and the shape that the reader expects."""

import yaml

from review_toolkit.analysis.groups import UNKNOWN, Grouping, Ladder
from review_toolkit.worked_example.export import HEADER_ROW, HEADERS, draw_grid
from review_toolkit.worked_example.labels import LABELS
from review_toolkit.worked_example.mapping import mapping_text

MAPPING = yaml.safe_load(mapping_text())
CODES = set("ABCDEFGHJKLMNPRS")


def test_it_has_the_four_parts():
    assert list(MAPPING) == ["columns", "ethnicity", "grade", "pay"]
    assert MAPPING["ethnicity"]["scheme"] == "nhs-16+1"
    assert MAPPING["pay"] == {"basis": "full_time_equivalent", "weekly_hours": 36}


def test_every_column_stands_in_the_export():
    assert set(MAPPING["columns"].values()) < set(HEADERS)
    assert len(set(MAPPING["columns"].values())) == len(MAPPING["columns"])


def test_names_and_cost_centres_are_left_out():
    assert set(HEADERS) - set(MAPPING["columns"].values()) == {"Known As", "Cost Centre"}


def test_every_label_that_occurs_is_mapped_to_a_letter_or_a_reserved_word():
    column = HEADERS.index(MAPPING["columns"]["ethnicity"])
    for seed in range(2026, 2031):
        rows = draw_grid(seed)[HEADER_ROW:]
        occurring = {"" if row[column] is None else row[column] for row in rows}
        assert occurring <= set(MAPPING["ethnicity"]["values"])
    assert set(MAPPING["ethnicity"]["values"].values()) == CODES | set(UNKNOWN)


def test_no_label_stands_for_two_categories():
    labels = [label for spellings in LABELS.values() for label in spellings]
    assert len(labels) == len(set(labels)) == len(MAPPING["ethnicity"]["values"])


def test_the_roll_ups_form_a_tree_with_white_against_minority_ethnic():
    groups = MAPPING["ethnicity"]["groups"]
    grouping = Grouping(tuple(sorted(CODES)), {name: tuple(of) for name, of in groups.items()}, "White")
    assert MAPPING["ethnicity"]["comparator"] == "White"
    assert grouping.roots == ("White", "Minority ethnic")
    assert len(grouping.leaves("Minority ethnic")) == 13


def test_the_ladder_is_one_that_the_analysis_accepts():
    grade = MAPPING["grade"]
    clusters = {name: tuple(grades) for name, grades in grade["clusters"].items()}
    ladder = Ladder(tuple(grade["ladder"]), clusters, tuple(grade["leadership"]))
    assert list(ladder.clusters) == ["Lower and middle", "Upper"]
    assert {row[HEADERS.index("Pay Grade")] for row in draw_grid()[HEADER_ROW:-2]} <= set(ladder.grades)
