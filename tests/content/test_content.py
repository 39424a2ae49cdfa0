"""Shipped content: complete, consistent with its sources, and refused where it is not."""

import csv
from pathlib import Path

import pytest

from review_toolkit.analysis.groups import UNKNOWN, Grouping, Ladder
from review_toolkit.content import (
    InvalidContent,
    column_names,
    ethnicity_scheme,
    fold_label,
    ladder_preset,
    read_content,
    reserved_labels,
)
from review_toolkit.content.files import SHIPPED

HEADER = "id: {id}\nversion: '1'\ntitle: T\nsource: S\nlast_checked: 2026-11-22\n"


@pytest.fixture(scope="module")
def shared_data() -> Path:
    folder = Path(__file__).resolve().parents[3] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the public reference data is not beside the project (../shared/data)")
    return folder


def _write(folder: Path, content_id: str, body: str) -> None:
    (folder / f"{content_id}.yaml").write_text(HEADER.format(id=content_id) + body, encoding="utf-8")


def test_every_shipped_file_says_what_it_is_and_where_it_comes_from():
    found = sorted(path.stem for path in SHIPPED.glob("*.yaml"))
    assert {"nhs-16+1", "ons-19", "nhs-sub-codes", "agenda-for-change", "column-names"} <= set(found)
    for content_id in found:
        file = read_content(content_id)
        assert len(file.fingerprint) == 64
        assert file.title
        assert file.source


@pytest.mark.parametrize(("scheme_id", "size"), [("nhs-16+1", 16), ("ons-19", 19)])
def test_a_scheme_is_a_tree_with_every_category_in_one_of_five_groups(scheme_id, size):
    scheme = ethnicity_scheme(scheme_id)
    assert len(scheme.categories) == size
    assert set(scheme.groups) == {"Asian", "Black", "Mixed", "Other", "White"}
    grouping = Grouping(
        scheme.categories, {**scheme.groups, scheme.minority[0]: scheme.minority[1]}, scheme.comparator
    )
    assert set(grouping.roots) == {"White", "Minority ethnic"}
    for category in scheme.categories:
        assert scheme.labels[fold_label(category)] == category


def test_every_national_code_and_sub_code_falls_into_its_published_group(shared_data):
    scheme = ethnicity_scheme("nhs-16+1")
    with (shared_data / "careconnect_ethnic_category_subcodes.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 68
    for row in rows:
        category = scheme.codes[row["code"]]
        if row["code"] == "Z":
            assert category == "declined"
            continue
        assert category in scheme.groups[row["five_group_2021"]]
        assert category == scheme.codes[row["code_16plus1"]]
    assert len(scheme.sub_codes) == 68 - 17
    assert scheme.codes["99"] == "not asked"


def test_published_labels_are_read_as_their_published_standard(shared_data):
    standard = {
        "Any other": "Any other ethnic group",
        "Arab": "Arab",
        "Asian other": "Any other Asian background",
        "Bangladeshi": "Bangladeshi",
        "Black African": "African",
        "Black Caribbean": "Caribbean",
        "Black other": "Any other Black background",
        "Chinese": "Chinese",
        "Indian": "Indian",
        "Mixed other": "Any other mixed background",
        "Mixed White/Asian": "White and Asian",
        "Mixed White/Black African": "White and Black African",
        "Mixed White/Black Caribbean": "White and Black Caribbean",
        "Pakistani": "Pakistani",
        "White British": "White British",
        "White Irish": "White Irish",
        "White other": "Any other White background",
    }
    scheme = ethnicity_scheme("ons-19")
    recognised = differing = 0
    with (shared_data / "classification_lookup.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            raw, wanted = row["Ethnicity"], standard.get(row["Standard Ethnicity"])
            found = scheme.labels.get(fold_label(raw))
            if wanted and found:
                recognised += 1
                differing += found != wanted
            # A published group ("Asian", "Mixed") must never be taken for one of its categories.
            if found and row["Standard Ethnicity"] in ("All", "Asian", "Black", "Mixed", "White"):
                pytest.fail(f"'{raw}' is read as '{found}'")
    assert differing == 0
    assert recognised > 120


def test_reserved_labels_lead_to_reserved_words_only():
    assert set(reserved_labels().values()) == set(UNKNOWN)
    assert reserved_labels()[fold_label("Prefer not to say")] == "declined"
    for scheme_id in ("nhs-16+1", "ons-19"):
        assert not set(reserved_labels()) & set(ethnicity_scheme(scheme_id).labels)


def test_agenda_for_change_is_a_ladder_whose_clusters_cover_it():
    preset = ladder_preset("agenda-for-change")
    ladder = Ladder(preset.grades, preset.clusters, preset.leadership)
    assert [grade for members in ladder.clusters.values() for grade in members] == list(ladder.grades)
    assert preset.clusters["Upper"] == preset.leadership
    assert "general knowledge" in preset.provenance
    for label in ("Band 8a", "8a", "AfC Band 8A", "Band 8 - Range A", "band-8a"):
        assert preset.grade_of(label) == "Band 8a"
    assert preset.grade_of("Director") is None
    assert preset.is_telling("8a")
    assert not preset.is_telling("5")


def test_common_headers_lead_to_canonical_names():
    headers = column_names().headers
    for header, name in {
        "empno": "employee_id",
        "ethnicorigin": "ethnicity",
        "payband": "grade",
        "department": "directorate",
        "fte": "fte",
        "salary": "annual_pay",
        "annualpay": "annual_pay",
    }.items():
        assert headers[header] == name


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("title: T\n", "version"),
        ("id: other\nversion: '1'\ntitle: T\nsource: S\nlast_checked: 2026-11-22\n", "id"),
        ("id: mine\nversion: '1'\ntitle: T\nsource: S\nlast_checked: soon\n", "last_checked"),
        ("- a\n", "mapping"),
        ("a: [\n", "YAML"),
    ],
)
def test_a_file_without_its_identity_is_refused_by_file_and_key(tmp_path, body, key):
    if key == "version":
        body = "id: mine\n" + body
    (tmp_path / "mine.yaml").write_text(body, encoding="utf-8")
    with pytest.raises(InvalidContent, match=rf"mine\.yaml.*{key}"):
        read_content("mine", tmp_path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InvalidContent, match=r"mine\.yaml"):
        read_content("mine", tmp_path)


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("ignored_words: []\ntelling: []\nprovenance: p\nleadership: []\nclusters: {}\n", "grades"),
        (
            "ignored_words: []\ntelling: []\nprovenance: p\nleadership: [X]\nclusters: {}\ngrades: {A: []}\n",
            "leadership",
        ),
        (
            "ignored_words: []\ntelling: []\nprovenance: p\nleadership: []\nclusters: {}\n"
            "grades: {A: [x], B: [x]}\n",
            "grades.B",
        ),
    ],
)
def test_a_broken_ladder_is_refused_by_file_and_key(tmp_path, body, key):
    _write(tmp_path, "mine", body)
    with pytest.raises(InvalidContent, match=rf"mine\.yaml, '{key}'"):
        ladder_preset("mine", tmp_path)


def test_a_scheme_that_leaves_a_category_without_group_is_refused(tmp_path):
    _write(tmp_path, "ethnicity-labels", "group_names: {}\nlabels: {}\nreserved: {}\n")
    _write(tmp_path, "mine", "categories: {P: null, Q: null}\ngroups: {G: [P]}\n")
    with pytest.raises(InvalidContent, match=r"mine\.yaml, 'groups'"):
        ethnicity_scheme("mine", tmp_path)


def test_one_header_for_two_columns_is_refused(tmp_path):
    _write(tmp_path, "column-names", "extracts: {workforce: [a, b]}\nsynonyms: {a: [Same], b: [same]}\n")
    with pytest.raises(InvalidContent, match=r"column-names\.yaml, 'synonyms\.b'"):
        column_names(tmp_path)
