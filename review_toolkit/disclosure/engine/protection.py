"""From a publication with its counts to one that is safe to print, proved by attack."""

import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from typing import TYPE_CHECKING

from review_toolkit.disclosure.engine.cutting_planes import Proof
from review_toolkit.disclosure.engine.failures import CannotProtect
from review_toolkit.disclosure.engine.pattern import FoundPattern, Options, find_pattern
from review_toolkit.disclosure.engine.suppression import Progress, no_progress
from review_toolkit.disclosure.statements import UNPUBLISHED, Cell, Coordinates, Statement, Sum

if TYPE_CHECKING:
    from review_toolkit.disclosure.attack import AttackReport


@dataclass(frozen=True, slots=True)
class Protected:
    """A publication that is safe to print, and the account of how that was shown.

    `primary` and the digest of the witnesses never leave the server.
    """

    statement: Statement
    hidden: frozenset[Coordinates]
    primary: frozenset[Coordinates]
    audit: "AttackReport"
    manifest: Mapping[str, object]
    proof: Proof
    seconds: float

    def is_hidden(self, at: Coordinates) -> bool:
        return at in self.hidden


def protect(
    statement: Statement,
    *,
    against: Sequence[Statement] = (),
    options: Options | None = None,
    report: Progress | None = None,
) -> Protected:
    """Hide what must be hidden of a publication, jointly with everything published `against` it.

    Raises `CannotProtect` where no safe form is found, in words; nothing half safe is ever returned.
    """
    from review_toolkit.disclosure.attack import attack

    chosen, progress = options or Options(), report or no_progress
    began = time.monotonic()
    pattern = find_pattern(statement, against, chosen, progress)
    progress(0, 1, "Attacking the result")
    printed = _printed(statement, pattern.hidden, pattern.hidden_sums)
    audit = attack([*against, printed], insiders=chosen.insiders, truth=statement)
    if not audit.ok:
        raise CannotProtect(
            "The attack on the finished tables succeeded, so nothing is released. "
            f"{' '.join(audit.reasons)} Publish fewer or coarser tables."
        )
    return Protected(
        printed,
        pattern.hidden,
        pattern.primary,
        audit,
        _manifest(statement, chosen, pattern, audit),
        pattern.proof,
        time.monotonic() - began,
    )


def _printed(
    statement: Statement,
    hidden: frozenset[Coordinates],
    hidden_sums: frozenset[tuple[str, Coordinates]],
) -> Statement:
    return replace(
        statement,
        tables=tuple(
            replace(table, cells=tuple(_cell(cell, hidden) for cell in table.cells))
            for table in statement.tables
        ),
        sums=tuple(_sum(each, hidden, hidden_sums) for each in statement.sums),
    )


def _cell(cell: Cell, hidden: frozenset[Coordinates]) -> Cell:
    if cell.at in hidden:
        return Cell(cell.at, hidden=True)
    return replace(cell, count=None) if cell.shown_as is not None else cell


def _sum(each: Sum, hidden: frozenset[Coordinates], hidden_sums: frozenset[tuple[str, Coordinates]]) -> Sum:
    if (each.measure, each.at) in hidden_sums:
        return Sum(each.measure, each.at, hidden=True)
    return replace(each, top=(), count=None if each.at in hidden else each.count)


def _manifest(
    statement: Statement, options: Options, pattern: FoundPattern, audit: "AttackReport"
) -> dict[str, object]:
    import numpy as np

    # How many unprinted counts the engine was asked to keep open depends on which of them are small.
    printed = [table for table in statement.tables if table.name != UNPUBLISHED]
    cells = {cell.at for table in printed for cell in table.cells}
    return {
        "toolkit": version("review-toolkit"),
        "solver": f"HiGHS {version('highspy')}",
        "numpy": np.__version__,
        "python": platform.python_version(),
        "options": asdict(options),
        "threshold": statement.threshold,
        "hidden": len(cells & pattern.hidden),
        "shown": len(cells - pattern.hidden),
        "cost": round(pattern.proof.cost, 6),
        "bound": round(pattern.proof.bound, 6),
        "whole_tables": pattern.witnesses.found if pattern.witnesses else 0,
        "explained": pattern.witnesses.explained if pattern.witnesses else 0,
        "witnesses": pattern.witnesses.digest if pattern.witnesses else "",
        "audit": {key: value for key, value in audit.summary.items() if key != "seconds"},
    }
