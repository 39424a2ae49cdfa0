"""An outsider reads a real release: every public headcount, every shown count, and nothing else.

The outsider's equations are set up here, over ethnic group by grade, from the figures as they are printed.
"""

import random
from collections import Counter

import highspy
import pytest

from tests.baseline.organisations import release, staff

GRADES = ("G1", "G2", "G3", "G4")
CLUSTER = {"G1": "Low", "G2": "Low", "G3": "High", "G4": "High"}
LEAVES = ("White", "Asian", "Black", "not known")
MEMBERS = {"Minority ethnic": ("Asian", "Black"), **{leaf: (leaf,) for leaf in LEAVES}}


def organisation(seed, *, large=False):
    """Sizes at which some is shown and some is not: many in one group, few in others, some unknown."""
    chance = random.Random(seed)
    most = chance.choice([15, 40, 70]) * (8 if large else 1)
    rows = []
    for grade in GRADES[: chance.choice([2, 3, 4])]:
        rows += staff(chance.randint(most // 3, most), "White", grade, "")
        rows += staff(chance.choice([0, 3, 7, 12, chance.randint(0, most // 2)]), "Asian", grade, "")
        rows += staff(chance.choice([0, 0, 4, chance.randint(0, most // 3)]), "Black", grade, "")
        rows += staff(chance.randint(0, 4), "", grade, "")
    return rows


class Outsider:
    """Knows every headcount by grade, who is not recorded in all, and every count that a release shows."""

    def __init__(self, content, headcounts):
        self.grades = tuple(headcounts)
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        self.cells = {
            (leaf, grade): self.solver.addVariable(lb=0) for leaf in LEAVES for grade in self.grades
        }
        for grade, people in headcounts.items():
            self._learn(LEAVES, (grade,), people)
        for figure in content.figures:
            if figure.shown is None or figure.group not in MEMBERS or figure.shown.numerator is None:
                continue
            if figure.indicator == "representation":
                self._learn(MEMBERS[figure.group], self.grades, figure.shown.numerator)
            elif figure.indicator == "representation_by_grade":
                inside = tuple(
                    grade for grade in self.grades if self.is_inside(grade, figure.breakdown[0][1])
                )
                assert inside, figure.breakdown
                self._learn(MEMBERS[figure.group], inside, figure.shown.numerator)

    def is_inside(self, grade, line):
        if line in ("Low", "High"):
            return CLUSTER[grade] == line
        ends = line.split(" to ")
        return ends[0] <= grade <= ends[-1]

    def _number(self, groups, grades):
        return sum(self.cells[leaf, grade] for leaf in groups for grade in grades)

    def _learn(self, groups, grades, total):
        self.solver.addConstr(self._number(groups, grades) == total)

    def range_of(self, groups, grades):
        """Return the least and the most that a number of people could be."""
        ends = []
        for ask in (self.solver.minimize, self.solver.maximize):
            ask(self._number(groups, grades))
            assert self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal, "it fits the truth"
            ends.append(self.solver.getObjectiveValue())
        return tuple(ends)


@pytest.mark.parametrize("threshold", [5, 10])
@pytest.mark.parametrize(("large", "seeds"), [(False, 60), (True, 20)], ids=["small", "large"])
def test_no_small_count_of_a_release_can_be_worked_out(threshold, large, seeds):
    attacked = Counter()
    for seed in range(seeds):
        rows = organisation(seed, large=large)
        content = release(rows, threshold=threshold, basis="")
        truth = Counter((row["ethnicity"] or "not known", row["grade"]) for row in rows)
        headcounts = Counter(row["grade"] for row in rows)
        outsider = Outsider(content, {grade: headcounts[grade] for grade in GRADES if headcounts[grade]})
        for figure in content.figures:
            if figure.group not in ("White", "Asian", "Black", "Minority ethnic"):
                continue
            if figure.indicator not in ("representation", "representation_by_grade"):
                continue
            grades = outsider.grades
            if figure.breakdown:
                grades = [g for g in outsider.grades if outsider.is_inside(g, figure.breakdown[0][1])]
            true = sum(truth[leaf, grade] for leaf in MEMBERS[figure.group] for grade in grades)
            attacked[figure.indicator, figure.status] += 1
            if figure.status == "shown":
                assert figure.shown.numerator == true
                assert not 0 < true < threshold
                continue
            people = sum(headcounts[grade] for grade in grades)
            if not 0 < true < threshold or people < 2 * threshold:
                continue
            attacked["small"] += 1
            least, most = outsider.range_of(MEMBERS[figure.group], grades)
            assert least < 1e-6, (seed, figure.group, figure.breakdown, true, least, most)
            assert most > threshold - 1e-6, (seed, figure.group, figure.breakdown, true, least, most)
    assert attacked["small"] >= 20, "an attack on nothing proves nothing"
    assert attacked["representation", "shown"] >= 20
    assert attacked["representation_by_grade", "shown"] >= 5
    assert attacked["representation_by_grade", "hidden"] >= 20
