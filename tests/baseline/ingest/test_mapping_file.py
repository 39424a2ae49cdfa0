"""Mapping files: every mistake named with its place, and what is written reads back the same."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_toolkit.baseline.ingest import (
    EthnicitySettings,
    GradeSettings,
    Mapping,
    MappingRefused,
    PayBasis,
    dump_mapping,
    load_mapping,
)
from review_toolkit.content import column_names, ethnicity_scheme, fold_label

EXAMPLE = """
columns: {employee_id: UNIQUE_ID, ethnicity: RACE}
ethnicity:
  scheme: own
  values: {"White": White, "Black or African American": Black, Asian: Asian, "": not known, 99: not asked}
  groups: {Minority ethnic: [Black, Asian]}
  comparator: White
grade:
  ladder: [1, 2, Director]
  clusters: {Lower: [1], Upper: [2, Director]}
  leadership: [Director]
pay: {basis: full_time_equivalent, weekly_hours: 37.5}
"""


def _refusal(text: str | bytes) -> MappingRefused:
    with pytest.raises(MappingRefused) as caught:
        load_mapping(text, name="mapping.yaml")
    for problem in caught.value.problems:
        assert problem.file == "mapping.yaml"
        assert problem.remedy.endswith(".")
    return caught.value


def test_the_example_of_the_interface_is_read():
    mapping = load_mapping(EXAMPLE, name="mapping.yaml")
    assert mapping.columns["ethnicity"] == "RACE"
    assert mapping.ethnicity.values[""] == "not known"
    assert mapping.ethnicity.values["99"] == "not asked"
    assert mapping.grade == GradeSettings(
        ("1", "2", "Director"), {"Lower": ("1",), "Upper": ("2", "Director")}, ("Director",)
    )
    assert mapping.pay == PayBasis("full_time_equivalent", 37.5)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", b"\xef\xbb\xbf"])
def test_nothing_is_the_empty_mapping(text):
    assert load_mapping(text, name="mapping.yaml") == Mapping()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colums: {}", "line 1, 'colums': There is no such setting. Did you mean 'columns'?"),
        ("columns:\n  ethnicty: RACE", "line 2, 'columns.ethnicty': There is no such setting. Did you mean"),
        (
            "ethnicity:\n  schme: own",
            "line 2, 'ethnicity.schme': There is no such setting. Did you mean 'scheme'",
        ),
        ("ethnicity: {scheme: nhs}", "'ethnicity.scheme': 'nhs' is not a choice."),
        ("ethnicity:\n  scheme: own", "line 1, 'ethnicity': An own scheme needs 'values'."),
        ("ethnicity: {scheme: own, values: {A: B}}", "An own scheme needs a 'comparator'."),
        ("ethnicity: {scheme: own, values: {A: B}, comparator: C}", "The comparator 'C' is neither"),
        ("ethnicity: {values: {A: Nobody}}", "'ethnicity.values': 'A' is given the group 'Nobody'"),
        ("ethnicity: {values: {A: }}", "'ethnicity.values.A': Nothing is not a text."),
        ("ethnicity: {values: {No: Irish}}", "The key is read as False, not as text."),
        ("ethnicity: {groups: {All: [Nobody]}}", "'ethnicity.groups': The roll-up 'All' names 'Nobody'"),
        ("ethnicity: {groups: {All: Asian}}", "'ethnicity.groups.All': 'Asian' is not a list."),
        ("ethnicity: {british_sub_codes: B}", "'ethnicity.british_sub_codes': 'B' is not a choice."),
        ("grade: {clusters: {}}", "'grade': The grades need a 'ladder'."),
        ("grade: {ladder: [A, B, A]}", "'grade': 'A' differs from another grade only in"),
        ("grade: {ladder: [A], clusters: {Low: [B]}}", "The cluster 'Low' names 'B', not on the ladder."),
        ("grade: {ladder: [A, true]}", "'grade.ladder.2': 'yes', which YAML reads as true or false,"),
        ("grade: {ladder: [A], leadership: [B]}", "Leadership names 'B', which is not on the ladder."),
        ("pay: {weekly_hours: 37}", "'pay': The pay needs a 'basis'."),
        ("pay: {basis: fte}", "'pay.basis': 'fte' is not a choice."),
        (
            "pay: {basis: hourly, weekly_hours: 370}",
            "'pay.weekly_hours': '370' is not a number from 1 to 60.",
        ),
        ("columns: {grade: Level, ethnicity: Level}", "'Level' is given for both grade and ethnicity."),
        ("columns: [a]", "'columns': Write 'key: value' lines here."),
        (
            "pay: {basis: actual}\npay: {basis: hourly}",
            "line 2, 'pay': The key stands twice, first on line 1.",
        ),
        ("a: &x [1]\nb: *x", "aliases"),
        ("columns: {a", "line 1: This is not valid YAML"),
        ("!!python/object/apply:os.system [ls]", "not valid YAML"),
        ("x: " + "[" * 3000, "nested too deeply"),
        (b"\xff\xfe\x00", "not UTF-8"),
        ("#" * 1_000_001, "far too long"),
        ("just words", "Write 'key: value' lines here."),
    ],
)
def test_a_mistake_is_named_with_its_place_and_remedy(text, said):
    assert said in str(_refusal(text))


def test_every_mistake_is_told_at_once():
    problems = _refusal("colums: {}\npay: {basis: x}\ngrade: {}\n").problems
    assert len(problems) == 3


def test_entries_for_columns_that_a_file_lacks_are_ignored(read):
    workforce = read("Emp No,RACE\n1,A\n", "columns: {ethnicity: RACE, vacancy: REQ, grade: LEVEL}")
    assert list(workforce.people) == ["employee_id", "ethnicity"]


def test_a_mapped_header_wins_over_a_canonical_one(read):
    workforce = read("employee_id,ethnicity,self_declared\n1,A,B\n", "columns: {ethnicity: Self-declared}")
    assert workforce.people["ethnicity"].tolist() == ["White Irish"]


WORD = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=10
)
NAME = WORD.map(str.strip).filter(lambda text: bool(fold_label(text)))
CATEGORY = st.sampled_from([*ethnicity_scheme("nhs-16+1").categories, "not known", "declined", "not asked"])
NAMES = st.lists(NAME, min_size=1, max_size=6, unique_by=fold_label).map(tuple)


@st.composite
def mappings(draw) -> Mapping:
    headers = draw(st.lists(NAME, unique=True, max_size=5))
    ladder = draw(NAMES)
    grade = GradeSettings(ladder, {"Lower": ladder[:1]}, ladder[-1:])
    return Mapping(
        columns=dict(zip(column_names().canonical, headers, strict=False)),
        ethnicity=EthnicitySettings(
            values=draw(st.dictionaries(WORD | st.just(""), CATEGORY, max_size=5)),
            british_sub_codes=draw(st.sampled_from("AC")),
        ),
        grade=draw(st.sampled_from([None, grade, GradeSettings("agenda-for-change")])),
        pay=draw(st.sampled_from([None, PayBasis("hourly"), PayBasis("actual", 37.5)])),
    )


@given(mappings())
def test_what_is_written_reads_back_the_same(mapping):
    again = load_mapping(dump_mapping(mapping), name="mapping.yaml")
    assert again == mapping
    assert list(again.ethnicity.values.items()) == list(mapping.ethnicity.values.items())


@given(NAMES, st.booleans())
def test_an_own_scheme_reads_back_the_same_in_the_same_order(names, with_groups):
    values = {f"raw {name}": name for name in names} | {"": "not known"}
    groups = {"Everybody in this file": names} if with_groups else {}
    mapping = Mapping(ethnicity=EthnicitySettings("own", values, groups, names[0]))
    again = load_mapping(dump_mapping(mapping), name="mapping.yaml")
    assert again == mapping
    assert list(again.ethnicity.values) == list(values)


def test_the_shipped_example_reads_every_row_of_a_published_personnel_file(read, shared_data):
    example = (Path(__file__).parents[2] / "data" / "houston-mapping.yaml").read_text(encoding="utf-8")
    content = (shared_data / "houston_employees.csv").read_bytes()
    workforce = read(content, example, name="houston_employees.csv")
    assert (workforce.account.read, workforce.account.used) == (2000, 2000)
    assert workforce.account.set_aside == {}
    counts = workforce.people["ethnicity"].value_counts()
    assert (counts["White"], counts["Black or African American"], counts["not known"]) == (665, 700, 35)
    assert workforce.people["annual_pay"].notna().sum() == 1886
    assert workforce.people["annual_pay"].max() == 275000.0
    assert workforce.pay == PayBasis("full_time_equivalent")
    assert workforce.grouping.roots == ("White", "Minority ethnic")
