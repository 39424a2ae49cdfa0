"""Everything that the baseline counts and compares, exactly: not for release.

The one place that turns a workforce into measures. What may be shown of them is for `protection` to say.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from review_toolkit.analysis import composition, pay
from review_toolkit.analysis.counting import (
    Codes,
    Counts,
    category_codes,
    count_by_line,
    count_people,
    labels_of,
    line_codes_of,
)
from review_toolkit.analysis.groups import ALL_STAFF, NO_LINE, NOT_IN_CLUSTER, Grouping, Ladder
from review_toolkit.analysis.resampling import Floats, Statistic
from review_toolkit.analysis.results import Exact, Measure
from review_toolkit.analysis.verdicts import comfort_level, holm, pay_verdict
from review_toolkit.baseline.ingest import Workforce
from review_toolkit.disclosure.pay_scales import Ranges
from review_toolkit.figures import NotCalculable

NO_PAY_BASIS = (
    "No pay gap is computed, because nobody has said what the pay column holds. State in the mapping, under "
    "pay: basis, whether it is actual, full_time_equivalent or hourly pay."
)
NO_PAY_COLUMN = "No pay gap is computed, because no column of the file was recognised as pay."
NO_FTE = (
    "No pay gap is computed: pay is as actually paid, and without a column of working hours (fte) part-time "
    "and full-time staff cannot be compared."
)
NO_GRADES = (
    "Representation by grade is not computed, because no column of the file was recognised as a grade."
)
STATISTICS: tuple[Statistic, ...] = ("mean", "median")


@dataclass(frozen=True, slots=True)
class PayCounts:
    """Pay made comparable between people, who has it, and how the bands of pay are made up.

    `amounts` and `codes` are aligned (one entry for each person with recorded pay; codes into
    `labels_of(grouping)`); amounts are pounds by `unit`. `crossed` counts people by line of a dimension
    and band together, keyed by (dimension, number of bands), then by (line, band). `split` holds the numbers
    of bands whose boundaries fall among people of equal pay. `scales` gives the lowest and the highest pay on
    each grade, which colleagues may know.
    """

    amounts: Floats
    codes: Codes
    unit: Literal["year", "hour"]
    with_pay: Counts
    bands: Mapping[int, Mapping[str, Counts]]
    split: frozenset[int]
    crossed: Mapping[tuple[str, int], Mapping[tuple[str, str], Counts]]
    scales: Ranges

    def of(self, group: str, grouping: Grouping) -> Floats:
        """Return the pay of a group's members."""
        labels = labels_of(grouping)
        wanted = [labels.index(leaf) for leaf in grouping.leaves(group)]
        return self.amounts[np.isin(self.codes, wanted)]


@dataclass(frozen=True, slots=True)
class BaselineMeasures:
    """The exact baseline. `lines` is keyed by dimension, then line; `clusters` maps grades to clusters.

    `ranked` holds the grades whose order is known to mean rank.
    """

    grouping: Grouping
    overall: Counts
    lines: Mapping[str, Mapping[str, Counts]]
    clusters: Mapping[str, str]
    ranked: frozenset[str]
    pay: PayCounts | None
    measures: tuple[Measure, ...]


def measure_baseline(workforce: Workforce) -> BaselineMeasures:
    """Count and compare everything that the workforce file carries."""
    people, grouping = workforce.people, workforce.grouping
    overall = count_people(people["ethnicity"], grouping)
    clusters = _clusters(workforce.ladder)
    dimensions = _dimensions(people, clusters)
    lines = {
        dimension: count_by_line(people["ethnicity"], line, grouping)
        for dimension, line in dimensions.items()
    }
    paid = _pay_counts(workforce, dimensions)
    measures = [
        composition.headcount(overall),
        *composition.representation(overall, grouping),
        composition.declaration_rate(overall),
        *_by_line(lines, grouping),
        *_pay_measures(paid, grouping),
    ]
    return BaselineMeasures(
        grouping=grouping,
        overall=overall,
        lines=lines,
        clusters=clusters,
        ranked=frozenset(workforce.ladder.grades if workforce.ladder else ()),
        pay=paid if isinstance(paid, PayCounts) else None,
        measures=tuple(measures),
    )


def _clusters(ladder: Ladder | None) -> dict[str, str]:
    if ladder is None or not ladder.clusters:
        return {}
    named = {grade: cluster for cluster, grades in ladder.clusters.items() for grade in grades}
    return {grade: named.get(grade, NOT_IN_CLUSTER) for grade in (*ladder.grades, NO_LINE)}


def _dimensions(people: pd.DataFrame, clusters: Mapping[str, str]) -> "dict[str, pd.Series[str]]":
    dimensions = {name: people[name] for name in ("grade", "directorate") if name in people}
    if clusters and "grade" in dimensions:
        grade = dimensions["grade"]
        order = list(dict.fromkeys(clusters.values()))
        of_grade = grade.astype("object").map(lambda label: clusters[label], na_action="ignore")
        dimensions["cluster"] = of_grade.fillna(NOT_IN_CLUSTER).astype(
            pd.CategoricalDtype(order, ordered=True)
        )
    return dimensions


def _by_line(lines: Mapping[str, Mapping[str, Counts]], grouping: Grouping) -> Iterator[Measure]:
    for dimension, counted in lines.items():
        for line, counts in counted.items():
            yield composition.headcount(counts, breakdown=((dimension, line),))
    if "grade" not in lines:
        yield Measure("representation_by_grade", ALL_STAFF, "percent", NotCalculable(NO_GRADES))
    for dimension in ("cluster", "grade"):
        yield from composition.representation_by_line(
            lines.get(dimension, {}), grouping, indicator="representation_by_grade", dimension=dimension
        )


def _pay_counts(workforce: Workforce, dimensions: "Mapping[str, pd.Series[str]]") -> PayCounts | str:
    """Return comparable pay, or the reason why there is none."""
    people, basis = workforce.people, workforce.pay
    if "annual_pay" not in people:
        return NO_PAY_COLUMN
    if basis is None:
        return NO_PAY_BASIS
    amounts = people["annual_pay"].to_numpy(dtype=np.float64)
    if basis.basis == "actual":
        if "fte" not in people:
            return NO_FTE
        # To the penny: 21,000 / 0.7 is a hair off 30,000, and the same pay has to stay the same pay.
        amounts = np.round(amounts / people["fte"].to_numpy(dtype=np.float64), 2)
    paid = ~np.isnan(amounts)
    labels = labels_of(workforce.grouping)
    codes = category_codes(people["ethnicity"], workforce.grouping)[paid]
    amounts = amounts[paid]
    with_pay = np.bincount(codes, minlength=len(labels))
    bands = {len(names): pay.pay_bands(amounts, codes, labels, names) for names in (pay.QUARTERS, pay.HALVES)}
    crossed = {
        (dimension, len(names)): _cross(amounts, codes, labels, line[paid], names)
        for dimension, line in dimensions.items()
        if dimension != "directorate"
        for names in (pay.QUARTERS, pay.HALVES)
    }
    return PayCounts(
        amounts=amounts,
        codes=codes,
        unit="hour" if basis.basis == "hourly" else "year",
        with_pay=Counts({label: int(n) for label, n in zip(labels, with_pay, strict=True)}),
        bands=bands,
        split=frozenset(number for number in bands if pay.splits_equal_pay(amounts, number)),
        crossed=crossed,
        scales=_scales(amounts, dimensions["grade"][paid]) if "grade" in dimensions else {},
    )


def _scales(amounts: Floats, grades: "pd.Series[str]") -> Ranges:
    lines, codes = line_codes_of(grades)
    return {
        line: (float(amounts[codes == code].min()), float(amounts[codes == code].max()))
        for code, line in enumerate(lines)
        if (codes == code).any()
    }


def _cross(
    amounts: Floats, codes: Codes, labels: tuple[str, ...], line: "pd.Series[str]", bands: tuple[str, ...]
) -> dict[tuple[str, str], Counts]:
    """Count people by line and band at once, by giving each pair of line and category its own code."""
    lines, line_codes = line_codes_of(line)
    pairs = tuple(f"{name}\0{label}" for name in lines for label in labels)
    counted = pay.pay_bands(amounts, line_codes * len(labels) + codes, pairs, bands)
    return {
        (name, band): Counts({label: counts.by_category[f"{name}\0{label}"] for label in labels})
        for band, counts in counted.items()
        for name in lines
    }


def _pay_measures(paid: PayCounts | str, grouping: Grouping) -> Iterator[Measure]:
    if isinstance(paid, str):
        for indicator in ("mean_pay_gap", "median_pay_gap", "pay_quarters"):
            yield Measure(
                indicator, ALL_STAFF, "percent", NotCalculable(paid), comparator=grouping.comparator
            )
        return
    headline = _headline_group(grouping)
    gaps = [
        pay.pay_gap(
            paid.of(group, grouping),
            paid.of(grouping.comparator, grouping),
            group=group,
            comparator=grouping.comparator,
            statistic=statistic,
            tested=group == headline,
        )
        for statistic in STATISTICS
        for group in compared_groups(grouping)
    ]
    yield from _judged(gaps, paid, grouping, headline)
    for bands in paid.bands.values():
        yield from pay.pay_quarters(bands, grouping)


def compared_groups(grouping: Grouping) -> tuple[str, ...]:
    """Return the groups that are compared with the comparator: all that neither hold it nor lie inside it."""
    reference = set(grouping.leaves(grouping.comparator))
    every = (*grouping.categories, *grouping.roll_ups)
    return tuple(group for group in every if reference.isdisjoint(grouping.leaves(group)))


def _headline_group(grouping: Grouping) -> str | None:
    """Return the group of the headline family: everyone with a recorded group but the comparator.

    Headline figures are binary (evidence.md 2). Until they are chosen at Commission, the family is the mean
    and the median pay gap of that group; a grouping without such a group has no headline.
    """
    others = [root for root in grouping.roots if root != grouping.comparator]
    return others[0] if len(others) == 1 and grouping.comparator in grouping.roots else None


def _judged(
    gaps: list[Measure], paid: PayCounts, grouping: Grouping, headline: str | None
) -> Iterator[Measure]:
    """Yield the gaps, those of the headline family with their verdicts."""
    family = {
        gap.indicator: gap.result for gap in gaps if gap.group == headline and isinstance(gap.result, Exact)
    }
    adjusted = holm({key: result.p_value for key, result in family.items() if result.p_value is not None})
    for gap in gaps:
        if gap.group != headline or gap.indicator not in family:
            yield gap
        elif gap.indicator not in adjusted:
            yield gap.with_verdict("cannot tell")
        else:
            statistic: Statistic = "mean" if gap.indicator == "mean_pay_gap" else "median"
            sides = paid.of(gap.group, grouping), paid.of(grouping.comparator, grouping)
            interval = pay.interval_of(pay.gap_draws(*sides, statistic), comfort_level(len(family)))
            fewest = min(len(side) for side in sides)
            yield gap.with_verdict(pay_verdict(adjusted[gap.indicator], interval, fewest=fewest))
