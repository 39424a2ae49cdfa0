"""Which of the baseline's figures are shown: what protection decided, figure by figure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from review_toolkit.analysis.groups import ALL_STAFF, UNKNOWN
from review_toolkit.analysis.pay import HALVES
from review_toolkit.analysis.results import Measure
from review_toolkit.disclosure.statements import Coordinates, Statement
from review_toolkit.figures import NotCalculable

Key = tuple[str, str, str]
"""A count: group, dimension and line ("" for the whole organisation; "quarter" and a band of pay)."""
COUNTED = ("representation", "representation_by_grade", "pay_quarters")
"""The indicators whose numerators are counts of a group."""


@dataclass(frozen=True, slots=True)
class Showing:
    """What may be read, and how it is arranged.

    `counts` may be read with their shares, each from a cell of the protected statement; `means` and `medians`
    name the groups whose pay gaps may be. `groups` gives the published division of a group where it is not
    its own, `lines` the published lines of a dimension with their members, `together` the groups that are
    counted in another one; `extra` are the measures of what was merged. `roots` are the coarsest groups that
    are compared. `bands` is how many bands of pay the figures have. `said` are sentences that stand in place
    of numbers. Everything else is hidden.
    """

    counts: Mapping[Key, Coordinates] = field(default_factory=dict)
    means: frozenset[str] = frozenset()
    medians: frozenset[str] = frozenset()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    roots: tuple[str, ...] = ()
    lines: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    bands: int | None = None
    together: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    extra: tuple[Measure, ...] = ()
    said: tuple[str, ...] = ()

    def shows(self, measure: Measure) -> bool:
        """Say whether a measure may be read."""
        if measure.group == ALL_STAFF:
            return True
        if measure.indicator == "representation":
            return measure.group in UNKNOWN or (measure.group, "", "") in self.counts
        if measure.indicator == "mean_pay_gap":
            return measure.group in self.means
        if measure.indicator == "median_pay_gap":
            return measure.group in self.medians
        return key_of(measure) in self.counts

    def shows_group(self, group: str) -> bool:
        """Say whether a group's headcount may be read."""
        return (group, "", "") in self.counts


def key_of(measure: Measure) -> Key:
    """Return the count that a measure rests on."""
    dimension, line = measure.breakdown[0] if measure.breakdown else ("", "")
    return (measure.group, dimension, line)


class NotJudged(RuntimeError):
    """A figure would be printed that disclosure control did not see: a fault of the program."""


def check_shown(showing: Showing, measures: Iterable[Measure], statement: Statement) -> None:
    """Hold every count that would be printed against the statement that was attacked; raise `NotJudged`."""
    printed = {cell.at: cell.count for table in statement.tables for cell in table.cells if not cell.hidden}
    for measure in (*measures, *showing.extra):
        key = key_of(measure)
        of_a_group = measure.group != ALL_STAFF and measure.group not in UNKNOWN
        if not of_a_group or key not in showing.counts or isinstance(measure.result, NotCalculable):
            continue
        if measure.indicator in COUNTED and printed.get(showing.counts[key]) != measure.result.numerator:
            raise NotJudged(f"A count of {measure.indicator} is not in the statement that was judged.")


def of_other_bands(measure: Measure, bands: int | None) -> bool:
    """Say whether a measure is about bands of pay that are not the published ones."""
    if measure.indicator != "pay_quarters" or not measure.breakdown:
        return False
    return (measure.breakdown[0][1] in HALVES) is not (bands == len(HALVES))
