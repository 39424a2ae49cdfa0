"""What analysis returns: exact results, not yet judged by disclosure control and not fit to leave."""

from dataclasses import dataclass, replace
from typing import Self

from review_toolkit.figures import NotCalculable, Unit, Verdict


@dataclass(frozen=True, slots=True)
class Exact:
    """An exact value with what it was made of; see `figures.Shown` for the meaning of each part."""

    value: float
    numerator: float | None = None
    denominator: float | None = None
    comparator_numerator: float | None = None
    comparator_denominator: float | None = None
    interval: tuple[float, float] | None = None
    p_value: float | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """One indicator for one group in one line of one breakdown, exact or not calculable."""

    indicator: str
    group: str
    unit: Unit
    result: Exact | NotCalculable
    comparator: str | None = None
    breakdown: tuple[tuple[str, str], ...] = ()
    direction: str | None = None

    def with_verdict(self, verdict: Verdict) -> Self:
        """The same measure, judged."""
        if isinstance(self.result, NotCalculable):
            return self
        return replace(self, result=replace(self.result, verdict=verdict))


def share_of(part: float, whole: float, *, nobody: str) -> Exact | NotCalculable:
    """Return `part` as a percentage of `whole`, with both counts; `nobody` says why there is none."""
    if whole == 0:
        return NotCalculable(nobody)
    return Exact(value=100 * part / whole, numerator=part, denominator=whole)
