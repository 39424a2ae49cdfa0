"""Today's blunt protection in the shape of the engine's, until that one is merged. To be deleted then.

It withholds whole breakdowns (decision 3) and checks nothing against earlier figures. So it refuses where
there are any, and its statement says no more than how many people there are.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from review_toolkit.baseline.indicators import baseline_content
from review_toolkit.baseline.ingest import Workforce
from review_toolkit.disclosure.engine.failures import CannotProtect
from review_toolkit.disclosure.statements import Cell, Dimension, Hierarchy, Movers, Statement, Table
from review_toolkit.figures import ReleaseContent


@dataclass(frozen=True)
class NotAttacked:
    ok: bool = True
    cells: tuple[Any, ...] = ()
    summary: Mapping[str, int | float | bool] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class ProtectedContent:
    content: ReleaseContent
    statement: Statement
    manifest: Mapping[str, object]
    audit: NotAttacked
    restored_by: Mapping[str, str]


def protected_content(
    workforce: Workforce,
    *,
    snapshot_date: date,
    threshold: int,
    against: Sequence[Statement] = (),
    movers: Sequence[Movers] = (),  # noqa: ARG001
    report: Callable[[int, int, str], None] | None = None,  # noqa: ARG001
) -> ProtectedContent:
    """Protect a workforce's figures as decision 3 says."""
    if against:
        raise CannotProtect(
            "Figures have been released, and a second release could be subtracted from the first. This "
            "version cannot check that, so the first release stands."
        )
    content = baseline_content(workforce, snapshot_date=snapshot_date, threshold=threshold)
    statement = Statement(
        threshold=threshold,
        dimensions={"ethnicity": Dimension("ethnicity", "sensitive")},
        hierarchies={"ethnicity": Hierarchy("All", {})},
        tables=(Table("headcount", (), (Cell((), len(workforce.people)),)),),
        as_of=snapshot_date,
    )
    return ProtectedContent(content, statement, {"engine": "none"}, NotAttacked(), {})
