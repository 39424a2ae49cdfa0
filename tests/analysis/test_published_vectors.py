"""Figures that others have published, recomputed from their inputs by our sums and read by our text.

Every line of the file is either recomputed here or named as belonging to a later step, so that a new line
cannot go unnoticed.
"""

import csv
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from review_toolkit.analysis.composition import representation
from review_toolkit.analysis.counting import Counts
from review_toolkit.analysis.groups import UNKNOWN, Grouping
from review_toolkit.analysis.pay import pay_gap, pay_quarters
from review_toolkit.figures import Shown, figure_text
from tests.figures.samples import figure

FILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "published_vectors.csv"
pytestmark = pytest.mark.skipif(
    not FILE.is_file(), reason="The published vectors stand outside the project and are not on this machine."
)
LATER = {
    "RL": "relative likelihoods come with recruitment, casework and training data",
    "BD": "the board difference comes with board data",
    "CP": "compounded ratios come with the lifecycle",
    "FE": "shares of trusts inside a band are no figure of one organisation",
    "FF": "the four-fifths rule comes with likelihoods",
    "ZT": "the two-proportion test comes with likelihoods",
    "EDS": "ratings come with the policy audit",
}
HERE = {"PC_": 3, "PG": 8, "QT_": 4}
GROUPING = Grouping(("White", "BME"), {}, "White")
BANDS = ("lower", "lower-middle", "upper-middle", "upper")


def vectors(prefix):
    if not FILE.is_file():
        return []
    with FILE.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["id"].startswith(prefix)]


def counts(**people):
    return Counts({label: people.get(label.replace(" ", "_"), 0) for label in ("White", "BME", *UNKNOWN)})


def text_of(measure, decimals):
    return figure_text(figure(Shown(measure.result.value), decimals=decimals))


def test_every_line_is_recomputed_here_or_named_as_of_a_later_step():
    found = Counter()
    for row in vectors(""):
        known = [prefix for prefix in (*HERE, *LATER) if row["id"].startswith(prefix)]
        assert len(known) == 1, f"{row['id']} is neither recomputed here nor named as of a later step"
        found[known[0]] += 1
    assert {prefix: found[prefix] for prefix in HERE} == HERE


@pytest.mark.parametrize("row", vectors("PC_"), ids=lambda row: row["id"])
def test_published_shares_of_a_workforce(row):
    inputs = json.loads(row["inputs"])
    people = counts(BME=990, White=6307, not_known=125)
    assert people.total == inputs["total"]
    shares = {m.group: m for m in representation(people, GROUPING)}
    ours = next(m for m in shares.values() if m.result.numerator == inputs["n"])
    assert ours.group == {"PC_BME": "BME", "PC_White": "White", "PC_Not_declared": "not known"}[row["id"]]
    assert ours.result.value == pytest.approx(float(row["recomputed"]), abs=0.0005)
    assert text_of(ours, 0) == row["published"]


@pytest.mark.parametrize("row", vectors("PG"), ids=lambda row: row["id"])
def test_published_pay_gaps(row):
    inputs = json.loads(row["inputs"])
    sides = np.array([inputs["group"]]), np.array([inputs["comparator"]])
    for statistic in ("mean", "median"):
        measure = pay_gap(*sides, group="BME", comparator="White", statistic=statistic)
        assert measure.result.value == pytest.approx(float(row["recomputed"]), abs=0.0005)
        if row["id"] == "PG01":
            # The publisher's 8.2 was taken from pay before it was rounded to the inputs that were printed.
            assert text_of(measure, 1) == "8.3%"
        elif row["published"].endswith("%"):
            assert text_of(measure, 0) == row["published"]
        else:
            assert text_of(measure, 1) == f"{row['published']}%"


@pytest.mark.parametrize("row", vectors("QT_"), ids=lambda row: row["id"])
def test_published_quarters(row):
    inputs = json.loads(row["inputs"])
    band = row["id"].removeprefix("QT_")
    assert band in BANDS
    people = counts(BME=inputs["bme"], White=inputs["white"], not_known=inputs["unknown"])
    shares = {m.group: text_of(m, 1) for m in pay_quarters({band: people}, GROUPING)}
    printed = "/".join(shares[group].removesuffix("%") for group in ("BME", "not known", "White"))
    assert printed == row["published"]
