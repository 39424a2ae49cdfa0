"""From a workforce file to the content of a release: the baseline's one path (design.md 4).

What computes loads when it is first needed, and pandas with it: starting the application needs neither.
"""

from datetime import date
from typing import TYPE_CHECKING

from review_toolkit.analysis.groups import ALL_STAFF
from review_toolkit.content.definitions import definitions_fingerprint
from review_toolkit.disclosure.rules import check_threshold
from review_toolkit.figures import NotCalculable, ReleaseContent

if TYPE_CHECKING:
    from review_toolkit.baseline.ingest import Workforce


def baseline_content(
    workforce: "Workforce", *, snapshot_date: date, threshold: int, exact: bool = False
) -> ReleaseContent:
    """Return every figure of the baseline, protected, or exact and marked as not for release.

    `threshold` is the smallest ethnic group, in people, that a breakdown may show, at least 5.
    """
    from review_toolkit.baseline.measures import measure_baseline
    from review_toolkit.baseline.protection import to_figures
    from review_toolkit.baseline.tables import BaselineTables

    check_threshold(threshold)
    baseline = measure_baseline(workforce)
    figures = to_figures(baseline, snapshot_date=snapshot_date, threshold=threshold, exact=exact)
    arranged = BaselineTables(figures, baseline.grouping, baseline.clusters)
    reasons = dict.fromkeys(
        figure.state.reason
        for figure in figures
        if isinstance(figure.state, NotCalculable) and figure.group == ALL_STAFF
    )
    return ReleaseContent(
        snapshot_date=snapshot_date,
        threshold=threshold,
        exact=exact,
        fingerprints={
            "workforce": workforce.fingerprint,
            "mapping": workforce.mapping_fingerprint,
            "definitions": definitions_fingerprint(),
        },
        rows={"workforce": workforce.account},
        figures=figures,
        tables=arranged.tables,
        withheld=arranged.withheld,
        notes=tuple(reasons),
    )


def lacks_pay_gaps(content: ReleaseContent) -> bool:
    """Say whether no pay gap was computed, for want of a pay column or of what it holds."""
    return any(
        figure.group == ALL_STAFF and isinstance(figure.state, NotCalculable)
        for figure in content.of("mean_pay_gap")
    )
