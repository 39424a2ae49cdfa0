"""What of the baseline may be shown: measures in, figures out.

Builds the breakdowns that stand or fall together, asks `disclosure` which to withhold, and makes figures of
the rest. With `exact` nothing is withheld; such content is marked and accepted by no release.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from review_toolkit.analysis.counting import Counts
from review_toolkit.analysis.groups import UNKNOWN, Grouping
from review_toolkit.analysis.pay import HALVES
from review_toolkit.analysis.results import Exact, Measure
from review_toolkit.baseline.measures import BaselineMeasures, PayCounts
from review_toolkit.baseline.pay_gaps import (
    releasable_gap,
    sides,
    sizes_may_be_told,
    without_pay,
)
from review_toolkit.content.definitions import definitions
from review_toolkit.disclosure.pay import is_coarse, is_dominated
from review_toolkit.disclosure.rules import LOWEST_THRESHOLD
from review_toolkit.disclosure.withholding import Breakdown, Cell, is_small, withheld
from review_toolkit.figures import Figure, Hidden, NotCalculable, Shown

HIDDEN_REASON = (
    "Hidden to protect colleagues: this figure, or one that could be worked out from it, is about too few "
    "people."
)
_PUBLIC = frozenset(UNKNOWN)
_EVERYONE = ""


def parents(grouping: Grouping) -> tuple[str, ...]:
    """Return the groups whose finer groups form a breakdown, "" first for the coarsest groups."""
    return (_EVERYONE, *reversed(tuple(grouping.roll_ups)))


def breakdown_of(measure: Measure, grouping: Grouping) -> str | None:
    """Return the name of the breakdown that a measure stands or falls with; None where it is always shown."""
    if measure.indicator in ("headcount", "declaration_rate"):
        return None
    parent = grouping.parent(measure.group)
    if measure.indicator == "representation":
        return None if measure.group in _PUBLIC else f"groups/{parent}"
    if measure.indicator == "representation_by_grade":
        return f"{measure.breakdown[0][0]}/{parent}" if measure.breakdown else None
    if measure.indicator == "pay_quarters":
        return _bands_name(measure.breakdown[0][1] in HALVES) if measure.breakdown else None
    return f"{measure.indicator}/{parent}" if measure.comparator else None


def withheld_breakdowns(baseline: BaselineMeasures, threshold: int) -> frozenset[str]:
    """Return the names of the breakdowns that may not be shown at this threshold.

    Whatever a lower threshold withholds stays withheld at a higher one. A line that is merged only because
    the threshold is higher, or a table that is hidden only then, would otherwise let something else be shown
    that the same file did not show before, and the two could be subtracted.
    """
    hidden: frozenset[str] = frozenset()
    for lower in range(LOWEST_THRESHOLD, threshold + 1):
        small = withheld(_breakdowns(baseline, lower), lower)
        hidden |= small
        if baseline.pay is not None:
            hidden |= _banded_pay(baseline, baseline.pay, lower, small)
    return hidden | _dominated(baseline, baseline.pay) if baseline.pay is not None else hidden


def to_figures(
    baseline: BaselineMeasures, *, snapshot_date: date, threshold: int, exact: bool
) -> tuple[Figure, ...]:
    """Return the baseline as figures: hidden where they must be, or all of them where `exact`."""
    hidden = frozenset() if exact else withheld_breakdowns(baseline, threshold)
    return tuple(
        _figure(measure, baseline, hidden, snapshot_date=snapshot_date, threshold=threshold, exact=exact)
        for measure in _chosen_bands(baseline, hidden)
    )


def _breakdowns(baseline: BaselineMeasures, threshold: int) -> Iterator[Breakdown]:
    grouping = baseline.grouping
    for parent in parents(grouping):
        rests_on = (f"groups/{grouping.parent(parent)}",) if parent else ()
        yield Breakdown(
            f"groups/{parent}", _cells({_EVERYONE: baseline.overall}, parent, grouping), _PUBLIC, rests_on
        )
    for dimension in ("cluster", "grade"):
        if dimension in baseline.lines:
            yield from _line_breakdowns(baseline, dimension, threshold)


def _line_breakdowns(baseline: BaselineMeasures, dimension: str, threshold: int) -> Iterator[Breakdown]:
    lines, grouping = baseline.lines[dimension], baseline.grouping
    everyone = dict.fromkeys(lines, _EVERYONE)
    for parent in parents(grouping):
        margins = {f"groups/{parent}": everyone}
        if dimension == "grade" and "cluster" in baseline.lines:
            margins[f"cluster/{parent}"] = {line: baseline.clusters[line] for line in lines}
        above = (f"{dimension}/{grouping.parent(parent)}",) if parent else ()
        rests_on = (f"groups/{parent}", *above)
        yield Breakdown(
            name=f"{dimension}/{parent}",
            counts=_cells(lines, parent, grouping),
            never_primary=_PUBLIC,
            rests_on=rests_on,
            lines={
                line: counts.of(parent, grouping) if parent else counts.total
                for line, counts in lines.items()
            },
            margins=margins,
            merged_below=0 if parent else 2 * threshold,
        )


def _cells(lines: Mapping[str, Counts], parent: str, grouping: Grouping) -> dict[Cell, float]:
    groups = grouping.children(parent) if parent else (*grouping.roots, *UNKNOWN)
    return {(group, line): counts.of(group, grouping) for line, counts in lines.items() for group in groups}


def _banded_pay(
    baseline: BaselineMeasures, paid: PayCounts, threshold: int, hidden: frozenset[str]
) -> frozenset[str]:
    """Return the pay breakdowns to withhold for the size of what they are made of.

    Bands of pay follow grades closely, and colleagues know the pay scales: what lies between a band's edge
    and a cluster's is a group of people too. So where a table by cluster or grade is shown, bands are shown
    only if every group in every cluster's part of a band passes as well. Where a boundary splits
    people of equal pay, the bands are withheld: the fraction of a person in a band tells their make-up.
    """
    grouping = baseline.grouping
    found = {
        f"{indicator}/{parent}"
        for parent in parents(grouping)
        for indicator in ("mean_pay_gap", "median_pay_gap")
        if f"groups/{parent}" in hidden
        or any(
            is_small(paid.with_pay.of(group, grouping), threshold)
            for group in (*grouping.children(parent), grouping.comparator)
        )
    }
    for number, bands in paid.bands.items():
        cells = [*bands.values(), without_pay(baseline, paid)]
        for dimension in ("cluster", "grade"):
            if (dimension, number) in paid.crossed and f"{dimension}/" not in hidden:
                cells += paid.crossed[(dimension, number)].values()
        small = any(
            is_small(round(counts.of(group, grouping), 6), threshold)
            for counts in cells
            for group in grouping.roots
        )
        if small or number in paid.split or f"groups/{_EVERYONE}" in hidden:
            found.add(_bands_name(number == len(HALVES)))
    return frozenset(found)


def _dominated(baseline: BaselineMeasures, paid: PayCounts) -> frozenset[str]:
    """Return the breakdowns of mean gaps in which a few people's pay makes up a group's sum."""
    grouping = baseline.grouping
    reference = paid.of(grouping.comparator, grouping).tolist()
    return frozenset(
        f"mean_pay_gap/{parent}"
        for parent in parents(grouping)
        if any(
            is_dominated(pay)
            for pay in (
                reference,
                *(paid.of(group, grouping).tolist() for group in grouping.children(parent)),
            )
            if pay
        )
    )


def _chosen_bands(baseline: BaselineMeasures, hidden: frozenset[str]) -> Iterator[Measure]:
    """Yield the measures with one set of pay bands: quarters, or halves where only they may be shown."""
    quarters, halves = _bands_name(False), _bands_name(True)
    unwanted = quarters if quarters in hidden and halves not in hidden else halves
    for measure in baseline.measures:
        if breakdown_of(measure, baseline.grouping) != unwanted:
            yield measure


def _bands_name(halves: bool) -> str:
    return "pay_bands/halves" if halves else "pay_bands/quarters"


def _figure(
    measure: Measure,
    baseline: BaselineMeasures,
    hidden: frozenset[str],
    *,
    snapshot_date: date,
    threshold: int,
    exact: bool,
) -> Figure:
    definition = definitions()[measure.indicator]
    decimals = definition.decimals
    state: Shown | Hidden | NotCalculable
    if breakdown_of(measure, baseline.grouping) in hidden:
        state = Hidden(HIDDEN_REASON)
    elif isinstance(measure.result, NotCalculable):
        state = measure.result
    elif measure.comparator and baseline.pay and not exact:
        told = sizes_may_be_told(baseline, baseline.pay, threshold, hidden)
        # Where pay scales are known, a fine gap is an equation about the withheld grades.
        levels_withheld = any(name.startswith(("cluster/", "grade/")) for name in hidden)
        coarse = not told or levels_withheld or is_coarse(*sides(measure, baseline, baseline.pay))
        state = releasable_gap(measure, measure.result, baseline, baseline.pay, told=told, coarse=coarse)
        decimals = 0 if coarse else decimals
    else:
        state = _shown(measure.result)
    return Figure(
        indicator=measure.indicator,
        group=measure.group,
        unit=measure.unit,
        definition=definition.reference,
        snapshot_date=snapshot_date,
        state=state,
        comparator=measure.comparator,
        breakdown=measure.breakdown,
        direction=measure.direction,
        decimals=decimals,
    )


def _shown(result: Exact) -> Shown:
    return Shown(
        value=result.value,
        numerator=result.numerator,
        denominator=result.denominator,
        comparator_numerator=result.comparator_numerator,
        comparator_denominator=result.comparator_denominator,
        interval=result.interval,
        p_value=result.p_value,
        verdict=result.verdict,
    )
