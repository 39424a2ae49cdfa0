"""From a workforce file to the content of a release: the baseline's one path (design.md 4).

What computes loads when it is first needed, and pandas with it: starting the application needs neither.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from review_toolkit.analysis.groups import ALL_STAFF
from review_toolkit.content.definitions import definitions_fingerprint
from review_toolkit.disclosure.moved import Moved
from review_toolkit.disclosure.rules import check_threshold
from review_toolkit.disclosure.statements import Statement
from review_toolkit.figures import NotCalculable, ReleaseContent

if TYPE_CHECKING:
    from review_toolkit.baseline.ingest import Workforce
    from review_toolkit.baseline.measures import BaselineMeasures
    from review_toolkit.baseline.showing import Showing
    from review_toolkit.disclosure.attack import AttackReport
    from review_toolkit.disclosure.unpublished import Report
    from review_toolkit.releases.manifests import HiddenCell


@dataclass(frozen=True, slots=True, eq=False)
class ProtectedContent:
    """Figures that may be released, and the account of how that was decided.

    `statement` is what the figures tell, as the next audit has to know it. `manifest["grid"]` is what the
    next cycle is given as `grid`. `restored_by` says in words what each grouping gives up and what a coarser
    one shows; `hidden` lists each hidden figure with that.
    """

    content: ReleaseContent
    statement: Statement
    manifest: Mapping[str, object]
    audit: "AttackReport"
    restored_by: tuple[str, ...]
    hidden: "tuple[HiddenCell, ...]" = ()


def protected_content(
    workforce: "Workforce",
    *,
    snapshot_date: date,
    threshold: int,
    against: Sequence[Statement] = (),
    moved: Sequence[Moved] = (),
    grid: Mapping[str, object] | None = None,
    report: "Report | None" = None,
) -> ProtectedContent:
    """Return every figure of the baseline, protected jointly with what was released before.

    `threshold` is the smallest ethnic group, in people, that may be shown, at least 5. `moved` says who came
    and went since earlier figures. Raises `CannotProtect` where no safe form is found.
    """
    from review_toolkit.baseline.hidden_figures import hidden_figures
    from review_toolkit.baseline.measures import measure_baseline
    from review_toolkit.baseline.protection import protect_measures

    check_threshold(threshold)
    baseline = measure_baseline(workforce)
    protected = protect_measures(
        baseline,
        snapshot_date=snapshot_date,
        threshold=threshold,
        against=against,
        moved=moved,
        kept=grid,
        report=report,
    )
    content = _content(workforce, baseline, protected.showing, snapshot_date, threshold)
    return ProtectedContent(
        content,
        protected.statement,
        protected.manifest,
        protected.audit,
        protected.restored_by,
        hidden_figures(baseline, protected.showing, content, protected.statement, protected.audit),
    )


def baseline_content(
    workforce: "Workforce", *, snapshot_date: date, threshold: int, exact: bool = False
) -> ReleaseContent:
    """Return every figure of the baseline, protected, or exact and marked as not for release."""
    from review_toolkit.baseline.measures import measure_baseline

    if not exact:
        return protected_content(workforce, snapshot_date=snapshot_date, threshold=threshold).content
    check_threshold(threshold)
    return _content(workforce, measure_baseline(workforce), None, snapshot_date, threshold)


def _content(
    workforce: "Workforce",
    baseline: "BaselineMeasures",
    showing: "Showing | None",
    snapshot_date: date,
    threshold: int,
) -> ReleaseContent:
    from review_toolkit.baseline.protection import to_figures
    from review_toolkit.baseline.tables import BaselineTables

    figures = to_figures(baseline, showing, snapshot_date=snapshot_date, threshold=threshold)
    arranged = BaselineTables(figures, baseline.grouping, baseline.clusters, showing)
    reasons = dict.fromkeys(
        figure.state.reason
        for figure in figures
        if isinstance(figure.state, NotCalculable) and figure.group == ALL_STAFF
    )
    return ReleaseContent(
        snapshot_date=snapshot_date,
        threshold=threshold,
        exact=showing is None,
        fingerprints={
            "workforce": workforce.fingerprint,
            "mapping": workforce.mapping_fingerprint,
            "definitions": definitions_fingerprint(),
        },
        rows={"workforce": workforce.account},
        figures=figures,
        tables=arranged.tables,
        withheld=arranged.withheld,
        notes=(*reasons, *(showing.said if showing else ())),
    )


def lacks_pay_gaps(content: ReleaseContent) -> bool:
    """Say whether no pay gap was computed, for want of a pay column or of what it holds."""
    return any(
        figure.group == ALL_STAFF and isinstance(figure.state, NotCalculable)
        for figure in content.of("mean_pay_gap")
    )
