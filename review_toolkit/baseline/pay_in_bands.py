"""Which bands of pay may be asked for: quarters, halves, or none (decision 0018).

Colleagues know the pay scales. Where the edge of a band falls inside a published line of grades, the line's
part in each band is a group of people too, and the difference of two tables gives it away.
"""

from collections.abc import Iterable, Mapping

from review_toolkit.analysis.counting import Counts
from review_toolkit.analysis.groups import Grouping
from review_toolkit.baseline.levels import Merges, added
from review_toolkit.baseline.measures import BaselineMeasures, PayCounts
from review_toolkit.baseline.pay_gaps import without_pay
from review_toolkit.disclosure.lines import least_people


def bands_allowed(baseline: BaselineMeasures, threshold: int, lines: Merges) -> int | None:
    """Return how many bands may stand beside these published lines; None where no bands may."""
    if baseline.pay is None:
        return None
    for number in sorted(baseline.pay.bands, reverse=True):
        if number not in baseline.pay.split and not _tells_of_few(
            baseline, baseline.pay, number, threshold, lines
        ):
            return number
    return None


def in_lines(
    paid: PayCounts, dimension: str, number: int, lines: Mapping[str, tuple[str, ...]]
) -> dict[str, dict[str, Counts]]:
    """Return the people with recorded pay by published line and band."""
    crossed = paid.crossed.get((dimension, number), {})
    found: dict[str, dict[str, Counts]] = {}
    for name, members in lines.items():
        for band in paid.bands[number]:
            parts = {
                line: counts for (line, where), counts in crossed.items() if where == band and line in members
            }
            if parts:
                found.setdefault(name, {})[band] = added(parts, tuple(parts))
    return found


def _tells_of_few(
    baseline: BaselineMeasures, paid: PayCounts, number: int, threshold: int, lines: Merges
) -> bool:
    grouping = baseline.grouping
    if any(band.total < least_people(threshold) for band in paid.bands[number].values()):
        return True
    if _any_small((*paid.bands[number].values(), without_pay(baseline, paid)), grouping, threshold):
        return True
    for dimension, published in lines.items():
        for by_band in in_lines(paid, dimension, number, published).values():
            parts = [counts for counts in by_band.values() if round(counts.total, 6)]
            # A line that lies in one band as a whole is in the engine's own equations.
            if len(parts) > 1 and _any_small(parts, grouping, threshold):
                return True
    return False


def _any_small(parts: Iterable[Counts], grouping: Grouping, threshold: int) -> bool:
    return any(
        0 < round(counts.of(group, grouping), 6) < threshold for counts in parts for group in grouping.roots
    )
