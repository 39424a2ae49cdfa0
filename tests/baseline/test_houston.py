"""The City of Houston's published personnel file (2,000 people) through the command line.

Every figure is computed again in this file with plain pandas and exact fractions, on a path of its own.
"""

import csv
import io
import json
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

from review_toolkit.commands import main
from tests.baseline.output_numbers import hidden_numbers, numbers_in, numbers_told, texts_of

HERE = Path(__file__).resolve()
FILE = HERE.parents[3] / "shared" / "data" / "houston_employees.csv"
MAPPING = HERE.parents[1] / "data" / "houston-mapping.yaml"
pytestmark = pytest.mark.skipif(
    not FILE.is_file(), reason="Houston's file stands outside the project and is not on this machine."
)
TOP_KEYS = {"snapshot_date", "threshold", "exact", "fingerprints", "rows", "figures"}
FIGURE_KEYS = {
    *("id", "indicator", "group", "comparator", "breakdown", "value", "unit", "numerator", "denominator"),
    *("comparator_numerator", "comparator_denominator", "interval", "p_value", "direction", "verdict"),
    *("status", "definition"),
}
NEVER_WITH_HIDDEN = {
    *("value", "numerator", "denominator", "comparator_numerator", "comparator_denominator"),
    *("interval", "p_value", "verdict"),
}
FINER = {
    "Black or African American": "Black or African American",
    "Hispanic/Latino": "Hispanic or Latino",
    "Asian/Pacific Islander": "Asian or Pacific Islander",
    "American Indian or Alaskan Native": "American Indian or Alaskan Native",
    "Others": "Other",
}
SMALL = {"American Indian or Alaskan Native", "Other"}
"""Of these few are on record; what each is hidden for, its own size or the other's, is not told."""
FORMATS = [("json", False), ("csv", False), ("xlsx", False), ("docx", False)]
FORMATS += [("json", True), ("csv", True), ("xlsx", True)]
Key = tuple[str, str, tuple[tuple[str, str], ...]]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Run the command into a file of the given format, once for each set of options."""
    made = {}

    def command(kind, *options):
        if (kind, options) not in made:
            output = tmp_path_factory.mktemp("houston") / f"out.{kind}"
            arguments = ["indicators", "--workforce", str(FILE), "--mapping", str(MAPPING)]
            arguments += ["--snapshot-date", "2016-06-01", *options, "--output", str(output)]
            result = CliRunner().invoke(main, arguments)
            assert result.exit_code == 0, result.output
            assert "2000 rows read, 2000 used." in result.output
            made[kind, options] = output.read_bytes()
        return made[kind, options]

    return command


@pytest.fixture(scope="module")
def protected(run):
    return json.loads(run("json"))


@pytest.fixture(scope="module")
def exact(run):
    return json.loads(run("json", "--exact"))


@pytest.fixture(scope="module")
def people():
    frame = pd.read_csv(FILE)
    groups = frame["RACE"].map({"White": "White", **FINER}).fillna("not known")
    return pd.DataFrame(
        {"group": groups, "pay": frame["BASE_SALARY"], "directorate": frame["DEPARTMENT"].str.strip()}
    )


def expected_figures(people) -> dict[Key, float]:
    """Every figure that the file gives, by indicator, group and breakdown."""
    found: dict[Key, float] = {}
    everyone = len(people)
    minority = people["group"].isin(FINER.values())
    members = {group: people["group"] == group for group in ("White", *FINER.values(), "not known")}
    members |= {word: people["group"] == word for word in ("declined", "not asked")}
    members["Minority ethnic"] = minority
    for group, chosen in members.items():
        found["representation", group, ()] = 100 * chosen.sum() / everyone
    found["headcount", "All staff", ()] = everyone
    found["declaration_rate", "All staff", ()] = 100 * (people["group"] != "not known").sum() / everyone
    for line, inside in people.groupby("directorate"):
        found["headcount", "All staff", (("directorate", line),)] = len(inside)
    white = people.loc[members["White"], "pay"].dropna()
    for group in (*FINER.values(), "Minority ethnic"):
        pay = people.loc[members[group], "pay"].dropna()
        found["mean_pay_gap", group, ()] = 100 * (white.mean() - pay.mean()) / white.mean()
        found["median_pay_gap", group, ()] = 100 * (white.median() - pay.median()) / white.median()
    for (band, group), share in quarter_shares(people).items():
        found["pay_quarters", group, (("quarter", band),)] = share
    return found


def quarter_shares(people) -> dict[tuple[str, str], float]:
    paid = len(people.dropna(subset="pay"))
    assert paid % 4 == 2
    quarter = paid // 4
    return shares_of_bands(
        people,
        {"lower": quarter + 1, "lower-middle": quarter, "upper-middle": quarter + 1, "upper": quarter},
    )


def half_shares(people) -> dict[tuple[str, str], float]:
    paid = len(people.dropna(subset="pay"))
    return shares_of_bands(people, {"lower half": paid - paid // 2, "upper half": paid // 2})


def shares_of_bands(people, sizes: dict[str, int]) -> dict[tuple[str, str], float]:
    """Share out everybody paid alike in exact fractions, from the lowest paid up."""
    coarse = people["group"].where(~people["group"].isin(FINER.values()), "Minority ethnic")
    paid = pd.DataFrame({"group": coarse, "pay": people["pay"]}).dropna()
    room, bands = dict(sizes), list(sizes)
    counts = defaultdict(Fraction)
    for _, alike in paid.groupby("pay", sort=True):
        left = len(alike)
        while left:
            taken = min(left, room[bands[0]])
            for group, number in alike["group"].value_counts().items():
                counts[bands[0], group] += Fraction(int(number) * taken, len(alike))
            room[bands[0]] -= taken
            left -= taken
            if not room[bands[0]]:
                bands.pop(0)
    words = ("White", "Minority ethnic", "not known", "declined", "not asked")
    return {(b, g): float(100 * counts[b, g] / sizes[b]) for b in sizes for g in words}


def key_of(entry) -> Key:
    return entry["indicator"], entry["group"], tuple(entry["breakdown"].items())


def by_status(document, status):
    return [entry for entry in document["figures"] if entry["status"] == status]


def test_every_exact_figure_equals_a_plain_pandas_computation(exact, people):
    expected = expected_figures(people)
    shown = {key_of(entry): entry["value"] for entry in by_status(exact, "shown")}
    assert set(shown) == set(expected)
    for key, value in expected.items():
        assert shown[key] == pytest.approx(value, abs=1e-6), key


def test_every_figure_that_is_not_withheld_equals_it_too(protected, people):
    """In quarters a boundary splits 22 people of equal pay, 9 of them White: so halves stand for them."""
    expected = {key: value for key, value in expected_figures(people).items() if key[0] != "pay_quarters"}
    for (band, group), share in half_shares(people).items():
        expected["pay_quarters", group, (("quarter", band),)] = share
    shown = {key_of(entry): entry["value"] for entry in by_status(protected, "shown")}
    assert len(shown) == len(expected) - 3 * len(SMALL)
    for key, value in shown.items():
        # Beside a hidden headcount a mean in fine percent would be an equation about it.
        near = 0.5 if key[0] == "mean_pay_gap" else 1e-6
        near = 1.5 if key[0] == "median_pay_gap" else near
        assert value == pytest.approx(expected[key], abs=near + 1e-9), key


def test_counts_behind_the_figures_are_those_of_the_file(exact, people):
    paid = people.dropna(subset="pay")
    for entry in by_status(exact, "shown"):
        if entry["indicator"] == "representation" and entry["group"] in set(people["group"]):
            assert entry["numerator"] == (people["group"] == entry["group"]).sum()
            assert entry["denominator"] == 2000
        if entry["indicator"].endswith("_pay_gap"):
            chosen = paid["group"].isin(
                FINER.values() if entry["group"] == "Minority ethnic" else [entry["group"]]
            )
            assert entry["denominator"] == chosen.sum()
            assert entry["comparator_denominator"] == (paid["group"] == "White").sum()


def test_the_rows_balance(protected, exact):
    for document in (protected, exact):
        assert document["rows"] == {"workforce": {"in": 2000, "used": 2000, "set_aside": {}}}


def test_the_keys_are_those_that_others_rely_on(protected, exact):
    for document in (protected, exact):
        assert set(document) >= TOP_KEYS
        assert (document["snapshot_date"], document["threshold"]) == ("2016-06-01", 10)
        for entry in document["figures"]:
            if entry["status"] == "shown":
                assert set(entry) >= FIGURE_KEYS
                assert entry["unit"] in ("ratio", "percent", "points", "count")
            elif entry["status"] == "hidden":
                assert set(entry) >= FIGURE_KEYS - NEVER_WITH_HIDDEN
            else:
                assert entry["value"] is None
                assert entry["reason"]
    assert (protected["exact"], exact["exact"]) == (False, True)


@pytest.mark.parametrize("options", [(), ("--threshold", "5")], ids=["10", "5"])
def test_two_people_of_one_group_hide_that_group_and_one_more_and_nothing_else(run, options):
    document = json.loads(run("json", *options))
    hidden = {(e["indicator"], e["group"]) for e in by_status(document, "hidden")}
    indicators = ("representation", "mean_pay_gap", "median_pay_gap")
    assert hidden == {(indicator, group) for indicator in indicators for group in SMALL}
    for group in ("White", "Minority ethnic"):
        shown = [e for e in by_status(document, "shown") if e["group"] == group]
        assert {"representation", "pay_quarters"} <= {e["indicator"] for e in shown}


def test_without_grades_representation_by_grade_says_why(protected):
    (entry,) = (e for e in protected["figures"] if e["indicator"] == "representation_by_grade")
    assert entry["status"] == "not calculable"
    assert "recognised as a grade" in entry["reason"]


def test_a_hidden_entry_holds_no_number_at_all(protected):
    for entry in by_status(protected, "hidden"):
        assert not NEVER_WITH_HIDDEN & set(entry)
        numbers = [value for value in entry.values() if isinstance(value, int | float)]
        assert numbers == [entry["decimals"]]
        assert not numbers_in(entry["reason"])


def test_the_search_for_hidden_numbers_finds_them_where_nothing_is_hidden(run, exact, protected):
    """Otherwise the next test could not fail."""
    hidden = hidden_numbers(exact, protected)
    assert len(hidden) >= 8
    for kind in ("json", "csv", "xlsx"):
        found = set().union(*(numbers_told(*part) for part in texts_of(kind, run(kind, "--exact"))))
        assert hidden <= found, kind


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx", "docx"])
def test_no_hidden_number_stands_anywhere_in_what_is_written(run, exact, protected, kind):
    hidden = hidden_numbers(exact, protected)
    for part, text in texts_of(kind, run(kind)):
        assert not hidden & numbers_told(part, text), part


def test_hidden_rows_of_the_tables_are_blank_but_for_the_mark(run):
    rows = list(csv.DictReader(io.StringIO(run("csv").decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(run("xlsx")))["Figures"]
    _marking, heading, *lines = sheet.iter_rows(values_only=True)
    book = [dict(zip(heading, line, strict=True)) for line in lines]
    for table in (rows, book):
        hidden = [row for row in table if row["status"] == "hidden"]
        assert len(hidden) == 3 * len(SMALL)
        for row in hidden:
            assert row["text"] == "[c]"
            told = {name for name, value in row.items() if value not in ("", None)}
            assert not told & (NEVER_WITH_HIDDEN | {"interval_low", "interval_high"})


def test_the_same_file_gives_the_same_bytes_again(run, tmp_path):
    output = tmp_path / "again.json"
    arguments = ["indicators", "--workforce", str(FILE), "--mapping", str(MAPPING)]
    CliRunner().invoke(main, [*arguments, "--snapshot-date", "2016-06-01", "--output", str(output)])
    assert output.read_bytes() == run("json")


def test_exact_figures_are_refused_for_word_and_low_thresholds_everywhere(tmp_path):
    base = [
        "indicators",
        "--workforce",
        str(FILE),
        "--mapping",
        str(MAPPING),
        "--snapshot-date",
        "2016-06-01",
    ]
    word = CliRunner().invoke(main, [*base, "--exact", "--output", str(tmp_path / "out.docx")])
    low = CliRunner().invoke(main, [*base, "--threshold", "4", "--output", str(tmp_path / "out.json")])
    assert (word.exit_code, low.exit_code) == (2, 2)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx"])
def test_every_exact_output_says_not_for_release(run, kind):
    texts = dict(texts_of(kind, run(kind, "--exact")))
    assert any("NOT FOR RELEASE" in text for text in texts.values())
    assert not any("NOT FOR RELEASE" in text for _, text in texts_of(kind, run(kind)))
