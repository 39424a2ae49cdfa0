"""From a publication with its counts to the pattern that protects it.

Nothing is published by a pattern alone: `protect` has it attacked first.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from review_toolkit.disclosure.engine.building import Builder
from review_toolkit.disclosure.engine.canonical import canonical
from review_toolkit.disclosure.engine.checks import check
from review_toolkit.disclosure.engine.cutting_planes import CuttingPlanes, Proof
from review_toolkit.disclosure.engine.failures import CannotProtect
from review_toolkit.disclosure.engine.filling import divisions_of
from review_toolkit.disclosure.engine.insiders import InsiderRepair, insiders_of
from review_toolkit.disclosure.engine.programme import Division
from review_toolkit.disclosure.engine.requirements import Requirements, requirements_of
from review_toolkit.disclosure.engine.solver import Model
from review_toolkit.disclosure.engine.suppression import Progress, Suppressor, no_progress
from review_toolkit.disclosure.engine.system import Key, System
from review_toolkit.disclosure.engine.whole_people import WholePeople, WholeWitnesses
from review_toolkit.disclosure.engine.witnesses import Pool
from review_toolkit.disclosure.statements import Coordinates, Statement
from review_toolkit.disclosure.wording import cell_name


@dataclass(frozen=True, slots=True)
class Options:
    """How far to go. `seconds` limits the whole; where they pass there is no pattern, never another one.

    `improve_up_to` is the number of items up to which a cheaper pattern than the first is looked for, and
    `work` how long, in steps of the solver times rows: the same on every machine.
    """

    seconds: float = 600.0
    improve_up_to: int = 2_000
    work: int = 100_000_000
    insiders: bool = True
    whole_people: bool = True
    seed: int = 0


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
    statement: Statement,
    against: Sequence[Statement] = (),
    options: Options | None = None,
    progress: Progress | None = None,
) -> FoundPattern:
    """Return what to hide, jointly with everything published `against` it; raise `CannotProtect` in words."""
    options, progress = options or Options(), progress or no_progress
    statement = canonical(statement)
    check(statement)
    deadline = time.monotonic() + options.seconds
    builder = Builder(statement, tuple(canonical(one) for one in against))
    system = builder.build()
    requirements = requirements_of(builder)
    divisions = tuple(_divisions_of(builder))
    model = Model(system, requirements.watched, divisions, deadline=deadline, seed=options.seed)
    _check_consistent(model)
    suppressor = Suppressor(system, requirements, model, _exact(divisions, system), _pool(system, options))
    suppressor.suppress(progress)
    proof = _improve(suppressor, requirements, options)
    if options.insiders:
        inside = insiders_of(system, builder.statement, builder.blocks[-1], suppressor.pattern.hidden)
        InsiderRepair(suppressor, inside).repair(progress)
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


def _divisions_of(builder: Builder) -> Iterator[Division]:
    """Yield every division of every publication."""
    for one, block in zip(builder.everything, builder.blocks, strict=True):
        for division in divisions_of(one):
            found = [builder.system.position(Key(block, at)) for at in division]
            positions = tuple(position for position in found if position is not None)
            if len(positions) == len(found):
                yield positions


def _exact(divisions: Iterable[Division], system: System) -> Iterator[Division]:
    """Leave out divisions with an item that is printed coarser: nothing is subtracted from a range."""
    for division in divisions:
        if all(system.items[position].is_exact for position in division):
            yield division


def _improve(
    suppressor: Suppressor,
    requirements: Requirements,
    options: Options,
) -> Proof:
    """Prove or improve the pattern where the system is small; movers are left to the first pass."""
    if len(suppressor.system.items) <= options.improve_up_to and not requirements.watched:
        return CuttingPlanes(suppressor, work=options.work).improve()
    return Proof(suppressor.cost(), 0.0)


def _pool(system: System, options: Options) -> Pool | None:
    """Return where witnesses are kept for the patterns to come, if there are to be any."""
    return Pool(len(system.items)) if len(system.items) <= options.improve_up_to else None


def _check_consistent(model: Model) -> None:
    """Refuse counts that cannot all be true, naming where they part."""
    items = model.system.items
    model.set_items(
        np.array([0.0 if item.unprinted else 1.0 for item in items]), np.ones(len(items), dtype=np.bool_)
    )
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
