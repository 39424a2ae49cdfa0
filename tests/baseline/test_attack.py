"""The attacker reads a real release: every public headcount, every shown count, and nothing else."""

import random
from collections import Counter

import pytest

from tests.baseline.organisations import release, staff
from tests.disclosure.attacker import range_of

CLUSTER = {"G1": "Low", "G2": "Low", "G3": "High", "G4": "High"}
ROOTS = ("White", "Minority ethnic")


def organisation(seed):
    """Sizes at which tables are sometimes shown: many in one group, few in the other, some unknown."""
    chance = random.Random(seed)
    most = chance.choice([15, 40, 70])
    rows = []
    for grade in list(CLUSTER)[: chance.choice([2, 3, 4])]:
        rows += staff(chance.randint(5, most), "White", grade, "")
        rows += staff(chance.choice([0, 3, 7, 12, chance.randint(0, 30)]), "Asian", grade, "")
        rows += staff(chance.randint(0, 4), "", grade, "")
    return rows


def table(rows, place):
    """The true counts by line and coarse group; what is hidden of them, the attacker looks for."""
    group = {"White": "White", "Asian": "Minority ethnic", "": "not known"}
    lines = sorted({place[row["grade"]] for row in rows})
    counted = Counter((place[row["grade"]], group[row["ethnicity"]]) for row in rows)
    return {(line, each): counted[line, each] for line in lines for each in (*ROOTS, "not known")}


def is_shown(content, dimension):
    figures = [
        figure
        for figure in content.of("representation_by_grade")
        if figure.group in ROOTS and figure.breakdown[0][0] == dimension
    ]
    statuses = {figure.status for figure in figures}
    assert len(statuses) == 1, "a table is shown as a whole or not at all"
    return statuses == {"shown"}


@pytest.mark.parametrize("threshold", [5, 10])
def test_no_hidden_count_of_a_release_can_be_worked_out(threshold):
    attacked = Counter()
    for seed in range(120):
        rows = organisation(seed)
        content = release(rows, threshold=threshold, basis="")
        if content.find("representation", "White").status == "hidden":
            attacked["all withheld"] += 1
            assert not is_shown(content, "cluster")
            assert not is_shown(content, "grade")
            continue
        places = {"cluster": CLUSTER, "grade": {grade: grade for grade in CLUSTER}}
        for dimension, place in places.items():
            truth = table(rows, place)
            if is_shown(content, dimension):
                attacked[dimension, "shown"] += 1
                for (line, group), count in truth.items():
                    figure = content.find("representation_by_grade", group, **{dimension: line})
                    assert figure.shown.numerator == count
                    assert group == "not known" or not 0 < count < threshold
                continue
            attacked[dimension, "withheld"] += 1
            inside = dimension == "grade" and is_shown(content, "cluster")
            for (line, group), count in truth.items():
                known = {
                    cell: n for cell, n in truth.items() if not inside or CLUSTER[cell[0]] == CLUSTER[line]
                }
                size = sum(n for (each, _), n in known.items() if each == line)
                if group == "not known" or not 0 < count < threshold or size < 2 * threshold:
                    continue
                attacked["cells"] += 1
                least, most = range_of((line, group), known)
                assert (least, most >= threshold) == (0, True), (seed, line, group)
    assert attacked["cells"] >= 50, "an attack on nothing proves nothing"
    assert attacked["cluster", "shown"] >= 5
    assert attacked["grade", "withheld"] >= 20
