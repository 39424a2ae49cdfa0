"""From a publication with its counts to one that is safe to print."""

import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from review_toolkit import __version__
from review_toolkit.disclosure.engine.building import Builder
from review_toolkit.disclosure.engine.canonical import canonical
from review_toolkit.disclosure.engine.checks import check
from review_toolkit.disclosure.engine.cutting_planes import CuttingPlanes, Proof
from review_toolkit.disclosure.engine.failures import CannotProtect
from review_toolkit.disclosure.engine.insiders import InsiderRepair, insiders_of
from review_toolkit.disclosure.engine.requirements import Requirements, requirements_of
from review_toolkit.disclosure.engine.solver import Model
from review_toolkit.disclosure.engine.suppression import Progress, Suppressor
from review_toolkit.disclosure.engine.whole_people import WholePeople, WholeWitnesses
from review_toolkit.disclosure.statements import Cell, Coordinates, Statement, Sum
from review_toolkit.disclosure.wording import cell_name

if TYPE_CHECKING:
    from review_toolkit.disclosure.attack import AttackReport


@dataclass(frozen=True, slots=True)
class Options:
    """How far to go. `seconds` limits the whole; `exact_up_to` is the number of items up to which the
    cheapest pattern is proved, in at most `exact_seconds`."""

    seconds: float = 600.0
    exact_up_to: int = 200
    exact_seconds: float = 10.0
    insiders: bool = True
    whole_people: bool = True
    seed: int = 0


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


def _no_progress(done: int, whole: int, what: str) -> None:
    """Take no notice."""


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

    chosen, progress = options or Options(), report or _no_progress
    began = time.monotonic()
    pattern = find_pattern(statement, against, chosen, progress)
    progress(0, 1, "Attacking the result")
    printed = _printed(statement, pattern.hidden, pattern.hidden_sums)
    audit = attack([*against, printed], insiders=chosen.insiders, truth=statement)
    if not audit.ok:
        raise CannotProtect(
            "The attack on the finished tables could narrow a small number down, so nothing is released. "
            "Publish fewer or coarser tables."
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


@dataclass(frozen=True, slots=True)
class FoundPattern:
    """What to hide, before it is attacked."""

    hidden: frozenset[Coordinates]
    hidden_sums: frozenset[tuple[str, Coordinates]]
    primary: frozenset[Coordinates]
    proof: Proof
    witnesses: WholeWitnesses | None
    solves: int


def find_pattern(
    statement: Statement, against: Sequence[Statement], options: Options, progress: Progress
) -> FoundPattern:
    """Return what to hide, without the attack."""
    check(statement)
    deadline = time.monotonic() + options.seconds
    builder = Builder(canonical(statement), tuple(canonical(one) for one in against))
    system = builder.build()
    requirements = requirements_of(builder)
    model = Model(system, requirements.watched, deadline=deadline, seed=options.seed)
    _check_consistent(model)
    suppressor = Suppressor(system, requirements, model)
    suppressor.suppress(progress)
    proof = _improve(suppressor, requirements, options)
    if options.insiders:
        inside = insiders_of(system, builder.statement, builder.blocks[-1], suppressor.pattern.hidden)
        InsiderRepair(suppressor).repair(inside, progress)
    witnesses = None
    if options.whole_people:
        finder = WholePeople(suppressor, deadline=deadline, seed=options.seed)
        witnesses = finder.find(progress)
    block = builder.blocks[-1]
    of_block = [
        (index, item)
        for index, item in enumerate(system.items)
        if item.key.block == block and suppressor.pattern.hidden[index]
    ]
    return FoundPattern(
        frozenset(item.key.at for _, item in of_block if not item.key.measure),
        frozenset((item.key.measure, item.key.at) for _, item in of_block if item.key.measure),
        frozenset(item.key.at for index, item in of_block if index in requirements.primary),
        proof,
        witnesses,
        model.solves,
    )


def _improve(suppressor: Suppressor, requirements: Requirements, options: Options) -> Proof:
    """Prove or improve the pattern where the system is small; movers are left to the first pass."""
    planes = CuttingPlanes(suppressor, seconds=options.exact_seconds)
    if len(suppressor.system.items) <= options.exact_up_to and not requirements.watched:
        return planes.improve()
    return planes.present()


def _check_consistent(model: Model) -> None:
    """Refuse counts that cannot all be true, naming where they part."""
    items = model.system.items
    for index in range(len(items)):
        model.set_item(index, cost=1.0, free=True)
    solution = model.solve()
    if solution is None:
        raise CannotProtect("What is known and published contradicts itself. Check the dates and who moved.")
    wrong = [
        cell_name(item.key.at)
        for item, moved in zip(items, model.moved(solution), strict=True)
        if moved and not item.unprinted
    ]
    if wrong:
        raise CannotProtect(
            f"The counts contradict each other, or an earlier publication, around {'; '.join(wrong[:3])}. "
            "Check them against the same file."
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
    import highspy
    import numpy as np

    cells = {cell.at for table in statement.tables for cell in table.cells}
    return {
        "toolkit": __version__,
        "solver": f"HiGHS {highspy.Highs().version()}",
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
