"""Ethnicity: codes, sub-codes, labels, own groups and people whose group is not recorded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_toolkit.analysis.groups import UNKNOWN
from review_toolkit.baseline.ingest import EthnicitySettings, Mapping, MappingRefused
from review_toolkit.content import ethnicity_scheme

NHS = ethnicity_scheme("nhs-16+1")
OWN = """
ethnicity:
  scheme: own
  values: {White: White, Black or African American: Black, Asian: Asian, "": not asked, X: declined}
  groups: {Minority ethnic: [Black, Asian]}
  comparator: White
"""


def _file(*values: str) -> str:
    return "employee_id,ethnicity\n" + "".join(f'{row},"{value}"\n' for row, value in enumerate(values))


def _read_as(read, value, mapping=""):
    return read(_file(value), mapping).people["ethnicity"][0]


@pytest.mark.parametrize(
    ("value", "category"),
    [
        ("A", "White British"),
        ("a", "White British"),
        ("R", "Chinese"),
        ("LA", "Any other Asian background"),
        ("SC", "Any other ethnic group"),
        ("White British", "White British"),
        ("White - British", "White British"),
        ("WHITE: BRITISH", "White British"),
        ("A White - British", "White British"),
        ("A - White British", "White British"),
        ("Asian/Asian British - Indian", "Indian"),
        ("Asian or Asian British: any other Asian background", "Any other Asian background"),
        ("Mixed - White & Black Caribbean", "White and Black Caribbean"),
        ("Black African", "African"),
        ("Arab", "Any other ethnic group"),
        ("Gypsy or Irish Traveller", "Any other White background"),
        ("CP - Polish", "Any other White background"),
        ("Z", "declined"),
        ("Z Not Stated", "declined"),
        ("99", "not asked"),
        ("Prefer not to say", "declined"),
        ("Not stated", "not known"),
        ("unknown", "not known"),
        ("N/A", "not known"),
        ("-", "not known"),
        ("Declined", "declined"),
        ("NOT ASKED", "not asked"),
    ],
)
def test_codes_and_common_labels_are_recognised_without_a_mapping(read, value, category):
    assert _read_as(read, value) == category


@pytest.mark.parametrize("value", ["Martian", "AA", "T", "B - White British", "98", "BAME"])
def test_what_is_not_recognised_is_refused_and_never_counted_as_unknown(refused, value):
    (problem,) = refused(_file("A", value, "B", value))
    assert (problem.row, problem.column) == (3, "ethnicity")
    assert f"'{value}'" in problem.message
    assert "row 5" in problem.message
    assert "values:" in problem.remedy


@pytest.mark.parametrize("value", ["Asian", "White", "Black or Black British", "Other"])
def test_a_bare_group_is_refused_with_the_way_to_use_groups(refused, value):
    (problem,) = refused(_file(value))
    assert "is a group, not a category" in problem.message
    assert "scheme: own" in problem.remedy


def test_blank_is_not_known_with_a_note_unless_it_is_mapped(read):
    workforce = read(_file("A", "", ""))
    assert workforce.people["ethnicity"].tolist() == ["White British", "not known", "not known"]
    (note,) = [note for note in workforce.notes if "Blank" in note.message]
    assert "rows 3 and 4" in note.message
    mapped = read(_file("A", ""), 'ethnicity: {values: {"": not asked}}')
    assert mapped.people["ethnicity"].tolist() == ["White British", "not asked"]
    assert not [note for note in mapped.notes if "Blank" in note.message]


@pytest.mark.parametrize("code", ["C2", "CA", "CB", "CC", "CD"])
def test_which_group_the_nations_count_as_is_a_choice_that_is_told(read, code):
    default = read(_file("A", code))
    assert default.people["ethnicity"][1] == "Any other White background"
    (note,) = [note for note in default.notes if "published tables disagree" in note.message]
    assert "Any other White background (row 3)" in note.message
    chosen = read(_file("A", code), "ethnicity: {british_sub_codes: A}")
    assert chosen.people["ethnicity"][1] == "White British"
    assert not [note for note in read(_file("A", "CP")).notes if "disagree" in note.message]


def test_the_mappings_values_win_over_what_is_recognised(read):
    mapping = "ethnicity: {values: {A: Chinese, Local: J, white british: declined}}"
    workforce = read(_file("A", "local", "WHITE - British", "B"), mapping)
    assert workforce.people["ethnicity"].tolist() == ["Chinese", "Pakistani", "declined", "White Irish"]


def test_shipped_schemes_come_with_five_groups_and_two(read):
    for scheme in ("nhs-16+1", "ons-19"):
        grouping = read(_file("Indian"), f"ethnicity: {{scheme: {scheme}}}").grouping
        assert list(grouping.roll_ups) == ["Asian", "Black", "Mixed", "Other", "White", "Minority ethnic"]
        assert grouping.roll_ups["Minority ethnic"] == ("Asian", "Black", "Mixed", "Other")
        assert grouping.comparator == "White"


def test_the_2021_categories_are_read_by_label_only(read, refused):
    mapping = "ethnicity: {scheme: ons-19}"
    assert _read_as(read, "Arab", mapping) == "Arab"
    assert _read_as(read, "White - Roma", mapping) == "Roma"
    (problem,) = refused(_file("S"), mapping)
    assert "'S'" in problem.message


def test_an_organisations_own_groups_replace_those_they_overlap(read):
    renamed = read(_file("A"), "ethnicity: {groups: {Global majority: [Asian, Black, Mixed, Other]}}")
    assert renamed.grouping.roots == ("White", "Global majority")
    cut = read(
        _file("A"),
        "ethnicity: {groups: {All other: [B, C, Asian, Black, Mixed, Other]}, comparator: White British}",
    )
    assert "White" not in cut.grouping.roll_ups
    assert set(cut.grouping.roots) == {"White British", "All other"}


def test_an_own_scheme_has_the_mappings_groups_in_their_order(read):
    workforce = read(_file("black or african american", "Asian", "", "X", "White", "Prefer not to say"), OWN)
    assert workforce.grouping.categories == ("White", "Black", "Asian")
    assert workforce.grouping.comparator == "White"
    assert workforce.people["ethnicity"].tolist() == [
        "Black",
        "Asian",
        "not asked",
        "declined",
        "White",
        "declined",
    ]


def test_an_own_scheme_does_not_read_national_codes(refused):
    (problem,) = refused(_file("A"), OWN)
    assert "'A' is not an ethnicity that is recognised." in problem.message


@given(st.lists(st.sampled_from(sorted(NHS.codes)), min_size=1, max_size=30))
def test_categories_never_depend_on_who_is_in_the_file(read, codes):
    expected = [*NHS.categories, *UNKNOWN]
    for values, mapping in ((codes, ""), (["White"] * len(codes), OWN)):
        workforce = read(_file(*values), mapping)
        ethnicity = workforce.people["ethnicity"]
        if not mapping:
            assert ethnicity.cat.categories.tolist() == expected
        else:
            assert ethnicity.cat.categories.tolist() == ["White", "Black", "Asian", *UNKNOWN]
        assert not ethnicity.isna().any()
        assert not ethnicity.cat.ordered


def test_a_mapping_made_in_code_that_does_not_fit_together_is_refused(read):
    for settings in (
        EthnicitySettings("own", {"White": "White"}),
        EthnicitySettings("own", {"White": "White"}, {"All": ("Nobody",)}, "White"),
        EthnicitySettings(values={"W": "Nobody"}),
    ):
        with pytest.raises(MappingRefused, match="does not fit together"):
            read(_file("White"), Mapping(ethnicity=settings))
