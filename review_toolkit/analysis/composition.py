"""Who works here: representation and declaration.

A count of everyone is a fact, not an estimate: no intervals, no verdicts (evidence.md 1). People whose
group is not recorded stay in the denominator (domain.md 1.3).
"""

from collections.abc import Iterator, Mapping

from review_toolkit.analysis.counting import Counts
from review_toolkit.analysis.groups import ALL_STAFF, UNKNOWN, Grouping
from review_toolkit.analysis.results import Exact, Measure, share_of


def headcount(counts: Counts, *, breakdown: tuple[tuple[str, str], ...] = ()) -> Measure:
    """Return the number of people in post, in whole people: public knowledge (privacy.md 2)."""
    return Measure("headcount", ALL_STAFF, "count", Exact(counts.total), breakdown=breakdown)


def representation(counts: Counts, grouping: Grouping) -> tuple[Measure, ...]:
    """Return each group's share of all staff, in percent, from the coarsest group to the finest.

    Source: NHS WRES indicator 1, whole workforce; unknown kept in the denominator.
    """
    return tuple(_shares("representation", counts, grouping, breakdown=()))


def representation_by_line(
    lines: Mapping[str, Counts], grouping: Grouping, *, indicator: str, dimension: str
) -> tuple[Measure, ...]:
    """Return each group's share of the people in each line of a dimension ("grade"), in percent."""
    return tuple(
        measure
        for line, counts in lines.items()
        for measure in _shares(indicator, counts, grouping, breakdown=((dimension, line),))
    )


def declaration_rate(counts: Counts) -> Measure:
    """Return the percentage of staff whose ethnic group is recorded.

    "Declined" is an answer but no group, so it counts as not recorded, like "not known" and "not asked".
    """
    unknown = sum(counts.by_category[word] for word in UNKNOWN)
    result = share_of(
        counts.total - unknown,
        counts.total,
        nobody="Nobody was in post on the snapshot date, so there is no rate.",
    )
    return Measure("declaration_rate", ALL_STAFF, "percent", result)


def groups_in_order(grouping: Grouping) -> Iterator[str]:
    """Yield every group of the tree, each before its finer groups, then the words for "not recorded"."""

    def down(label: str) -> Iterator[str]:
        yield label
        for child in grouping.children(label):
            yield from down(child)

    for root in grouping.roots:
        yield from down(root)
    yield from UNKNOWN


def _shares(
    indicator: str, counts: Counts, grouping: Grouping, *, breakdown: tuple[tuple[str, str], ...]
) -> Iterator[Measure]:
    for group in groups_in_order(grouping):
        result = share_of(
            counts.of(group, grouping), counts.total, nobody="Nobody was in post, so there is no share."
        )
        yield Measure(indicator, group, "percent", result, breakdown=breakdown)
