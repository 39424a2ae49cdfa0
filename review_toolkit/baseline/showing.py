"""Which of the baseline's figures are shown: what protection decided, figure by figure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from review_toolkit.analysis.groups import ALL_STAFF, UNKNOWN
from review_toolkit.analysis.pay import HALVES
from review_toolkit.analysis.results import Measure

Key = tuple[str, str, str]
"""A count: group, dimension and line ("" for the whole organisation; "quarter" and a band of pay)."""


@dataclass(frozen=True, slots=True)
class Showing:
    """What may be read, and how it is arranged.

    `counts` may be read with their shares; `means` and `medians` name the groups whose pay gaps may be.
    `groups` gives the published division of a group where it is not its own, `lines` the published lines of
    a dimension with their members, `together` the groups that are counted in another one; `extra` are the
    measures of what was merged. `roots` are the coarsest groups that are compared. `bands` is how many bands
    of pay the figures have. `said` are sentences that stand in place of numbers. Everything else is hidden.
    """

    counts: frozenset[Key] = frozenset()
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
        dimension, line = measure.breakdown[0] if measure.breakdown else ("", "")
        if measure.indicator == "representation":
            return measure.group in UNKNOWN or (measure.group, "", "") in self.counts
        if measure.indicator == "mean_pay_gap":
            return measure.group in self.means
        if measure.indicator == "median_pay_gap":
            return measure.group in self.medians
        return (measure.group, dimension, line) in self.counts

    def shows_group(self, group: str) -> bool:
        """Say whether a group's headcount may be read."""
        return (group, "", "") in self.counts


def of_other_bands(measure: Measure, bands: int | None) -> bool:
    """Say whether a measure is about bands of pay that are not the published ones."""
    if measure.indicator != "pay_quarters" or not measure.breakdown:
        return False
    return (measure.breakdown[0][1] in HALVES) is not (bands == len(HALVES))
