"""Who joined, left and moved between two dates: what links their figures, and what must not follow from it.

Colleagues know who came and went, and in which public line. The rest they can only suppose: anybody may have
moved from any line to any other, and anybody whose group was not known may have declared it. So those flows
are unknowns, bounded by the people who were there (privacy.md 6).

Of a correction more is known, as of the people in it: who was missing and who should not have been there,
who stood on another line, and whose group was recorded anew. Nobody else's row was changed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from review_toolkit.disclosure.engine.atoms import Crossing, Crossings
from review_toolkit.disclosure.engine.failures import CannotProtect
from review_toolkit.disclosure.engine.system import (
    INFINITE,
    Block,
    Indices,
    Row,
    System,
    combined,
    total,
)
from review_toolkit.disclosure.statements import Coordinates, Dimension, KnownCount, Movers, Statement
from review_toolkit.disclosure.wording import cell_name


@dataclass(frozen=True, slots=True)
class MoverItem:
    """The people of one group among those who came to, or went from, one public line."""

    name: str
    row: Row


@dataclass(slots=True)
class MoverItems:
    """Every group of movers that must stay undetermined."""

    items: list[MoverItem] = field(default_factory=list)


_SIDES = ("joined", "left", "went", "came")
_REGROUPED = ("was", "became")
_VERBS = {
    **{"joined": "joined", "left": "left", "went": "moved away", "came": "moved here"},
    **{"was": "recorded so before", "became": "recorded so now"},
}


@dataclass(frozen=True, slots=True)
class _Flows:
    """The unknowns between two dates, one of each side for each combination of the atoms of `crossing`."""

    crossing: Crossing
    firsts: Mapping[str, int]

    def at(self, side: str, at: Coordinates) -> Indices:
        return self.crossing.inside(at) + self.firsts[side]

    def one(self, side: str, index: int) -> Indices:
        return np.array([self.firsts[side] + index], dtype=np.int64)

    def all_of(self, side: str, names: tuple[str, ...], positions: tuple[int, ...]) -> Indices:
        return self.crossing.at_atoms(names, positions) + self.firsts[side]


def link_dates(
    system: System,
    one: Statement,
    block: Block,
    crossings: Crossings,
    dimensions: Mapping[str, Dimension],
    found: MoverItems,
) -> None:
    """Link a statement's date with the earlier one that its movers name."""
    for movers in one.movers:
        earlier = _earlier_block(system, movers, block)
        if earlier is not None:
            _link(system, movers, (earlier, block), crossings, dimensions, found)


def _earlier_block(system: System, movers: Movers, block: Block) -> Block | None:
    """Return the latest version of the earlier date's block, if figures of it take part."""
    if block.day != movers.later:
        return None
    known = {each for each, measure in system.crossings if not measure and each.day == movers.earlier}
    before = [each for each in known if each != block and each.order < block.order]
    return max(before, key=lambda each: each.order, default=None)


def _link(
    system: System,
    movers: Movers,
    blocks: tuple[Block, Block],
    crossings: Crossings,
    dimensions: Mapping[str, Dimension],
    found: MoverItems,
) -> None:
    names = _common_dimensions(system, blocks, dimensions)
    told = _told(movers)
    for known in (each for lines in told.values() for each in lines):
        if missing := [name for name, _ in known.at if name not in names]:
            raise CannotProtect(
                f"Those who joined or left are counted by {', '.join(missing)}, which the figures of both "
                "dates do not share. Count them by a public dimension of both."
            )
    crossing = next(iter(crossings.of([frozenset(names)])))
    sides = (*_SIDES, *_REGROUPED) if movers.regrouped else _SIDES
    flows = _Flows(crossing, {side: system.new_unknowns(crossing.size) for side in sides})
    _conserve(system, flows, blocks, crossings)
    _keep_groups(
        system, flows, crossings, dimensions, declaring=not (movers.is_correction and movers.regrouped)
    )
    if movers.regrouped:
        _keep_lines(system, flows, crossings, dimensions)
    for side, lines in told.items():
        for known in lines:
            _give(system, flows.at(side, known.at), known.count)
    for move in movers.moved:
        for side, at in (("went", move.source), ("came", move.target)):
            columns = flows.at(side, at)
            system.fact(columns, total(columns), move.count, INFINITE)
    for side, lines in told.items():
        if movers.is_correction or side in ("joined", "left"):
            found.items.extend(_mover_items(flows, side, lines, dimensions))


def _told(movers: Movers) -> dict[str, tuple[KnownCount, ...]]:
    """Return what is known of each side by public cell."""
    found = {side: getattr(movers, side) for side in _SIDES}
    return found | dict.fromkeys(_REGROUPED, movers.regrouped) if movers.regrouped else found


def _common_dimensions(
    system: System, blocks: tuple[Block, Block], dimensions: Mapping[str, Dimension]
) -> tuple[str, ...]:
    """Return the dimensions that a person keeps or is known to change, in the figures of both dates.

    They have to stand in one crossing each time. Outcomes are of a period, and nobody carries them along.
    """
    per_block: list[set[str]] = []
    for block in blocks:
        sensitive = [
            {name for name in crossing.dimensions if dimensions[name].role != "outcome"}
            for crossing, _ in system.crossings[(block, "")]
            if any(dimensions[name].role == "sensitive" for name in crossing.dimensions)
        ]
        per_block.append(set.intersection(*sensitive) if sensitive else set())
    return tuple(sorted(per_block[0] & per_block[1]))


def _conserve(system: System, flows: _Flows, blocks: tuple[Block, Block], crossings: Crossings) -> None:
    """Later = earlier - left - moved away + joined + moved here; nobody leaves twice.

    Whose group is recorded anew goes from the one group to the other after that.
    """
    names = flows.crossing.dimensions
    shape = tuple(len(crossings.atoms(name)) for name in names)
    for index, positions in enumerate(np.ndindex(*shape)):
        before, after = (_people(system, block, names, positions) for block in blocks)
        stay = [(before, 1.0), (flows.one("left", index), -1.0), (flows.one("went", index), -1.0)]
        system.facts.append(combined(stay, 0.0, INFINITE))
        now = [*stay, (flows.one("came", index), 1.0)]
        if "was" in flows.firsts:
            now.append((flows.one("was", index), -1.0))
            system.facts.append(combined(now, 0.0, INFINITE))
            now.append((flows.one("became", index), 1.0))
        came = [(flows.one("joined", index), 1.0), (after, -1.0)]
        system.facts.append(combined([*now, *came], 0.0, 0.0))


def _people(system: System, block: Block, names: tuple[str, ...], positions: tuple[int, ...]) -> Indices:
    for crossing, first in system.crossings[(block, "")]:
        if crossing.holds(names):
            return crossing.at_atoms(names, positions) + first
    raise LookupError(f"No crossing holds {', '.join(names)}.")


def _one(unknown: int) -> Indices:
    return np.array([unknown], dtype=np.int64)


def _keep_groups(
    system: System,
    flows: _Flows,
    crossings: Crossings,
    dimensions: Mapping[str, Dimension],
    *,
    declaring: bool,
) -> None:
    """Within a group, whoever moves in moved out elsewhere; only those not known may become known."""
    sensitive = tuple(name for name in flows.crossing.dimensions if dimensions[name].role == "sensitive")
    shape = tuple(len(crossings.atoms(name)) for name in sensitive)
    if not sensitive:
        return
    declared = []
    for positions in np.ndindex(*shape):
        moves = [
            (flows.all_of("came", sensitive, positions), 1.0),
            (flows.all_of("went", sensitive, positions), -1.0),
        ]
        if not declaring:
            system.facts.append(combined(moves, 0.0, 0.0))
            continue
        unknown = any(
            dimensions[name].never_primary & crossings.atoms(name)[position]
            for name, position in zip(sensitive, positions, strict=True)
        )
        # People newly known as of this group: they come from those not known, whose own number falls.
        newly = system.new_unknowns(1)
        declared.append((_one(newly), -1.0 if unknown else 1.0))
        system.facts.append(combined([*moves, (_one(newly), 1.0 if unknown else -1.0)], 0.0, 0.0))
    if declared:
        system.facts.append(combined(declared, 0.0, 0.0))


def _keep_lines(
    system: System, flows: _Flows, crossings: Crossings, dimensions: Mapping[str, Dimension]
) -> None:
    """Whose group is recorded anew stays where they are counted otherwise."""
    others = tuple(name for name in flows.crossing.dimensions if dimensions[name].role != "sensitive")
    for positions in np.ndindex(*(len(crossings.atoms(name)) for name in others)):
        was, became = (flows.all_of(side, others, positions) for side in _REGROUPED)
        system.facts.append(combined(((was, 1.0), (became, -1.0)), 0.0, 0.0))


def _give(system: System, columns: Indices, count: int) -> None:
    system.fact(columns, total(columns), count, count)


def _mover_items(
    flows: _Flows,
    side: str,
    lines: tuple[KnownCount, ...],
    dimensions: Mapping[str, Dimension],
) -> Iterator[MoverItem]:
    for line in lines:
        if not line.count:
            continue
        for group in _groups(flows.crossing, dimensions):
            at = tuple(sorted({**dict(line.at), **dict(group)}.items()))
            columns = flows.at(side, at)
            yield MoverItem(f"{cell_name(at)} ({_VERBS[side]})", Row(columns, total(columns), 0.0, 0.0))


def _groups(crossing: Crossing, dimensions: Mapping[str, Dimension]) -> Iterator[Coordinates]:
    """Yield every sensitive group, roll-ups included, of one sensitive dimension at a time."""
    for name in crossing.dimensions:
        if dimensions[name].role == "sensitive":
            known = [
                category
                for category, inside in crossing.members[name].items()
                if len(inside) < len(crossing.atoms[name])
                and not all(dimensions[name].never_primary & crossing.atoms[name][i] for i in inside)
            ]
            yield from (((name, category),) for category in known)
