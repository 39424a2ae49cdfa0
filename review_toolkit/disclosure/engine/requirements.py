"""What must stay open to a reader: for each sensitive number, how low and how high it could be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from review_toolkit.disclosure.engine.building import Builder
from review_toolkit.disclosure.engine.movers import MoverItem
from review_toolkit.disclosure.engine.pay_sums import leeway, scale_of
from review_toolkit.disclosure.engine.system import INFINITE, Block, Item, Key, Row, System, total
from review_toolkit.disclosure.statements import Coordinates, Dimension, Statement
from review_toolkit.disclosure.wording import cell_name


@dataclass(frozen=True, slots=True)
class Requirement:
    """A number that a reader must find possible down to `low` and up to `high`.

    It belongs to an item, or to one of the system's watched sums. `either` asks for one of the two only.
    `soft` asks only for what nothing in earlier publications rules out already.
    """

    name: str
    low: float
    high: float
    item: int | None = None
    watched: int | None = None
    either: bool = False
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Requirements:
    """All of them; `primary` names the items that are sensitive in themselves."""

    each: tuple[Requirement, ...]
    watched: tuple[Row, ...]
    primary: frozenset[int]


def requirements_of(builder: Builder) -> Requirements:
    """Return what must stay open, and make every sensitive item a plain number that is hidden."""
    system = builder.system
    thresholds = _thresholds(builder)
    found: list[Requirement] = []
    primary: set[int] = set()
    for position, item in enumerate(system.items):
        if item.fixed or item.key.measure:
            continue
        threshold = thresholds[item.key.block]
        if item.value is None:
            if is_sensitive(item.key.at, builder.dimensions):
                reach = min(threshold, _people_beside(builder, item))
                found.append(_open(system, position, reach, soft=True))
        elif is_primary(item, builder.dimensions, threshold, builder.statement):
            primary.add(position)
            system.items[position] = _plain(system, item)
            found.append(_open(system, position, threshold))
    found.extend(_of_sums(builder, primary))
    watched = tuple(mover.row for mover in builder.movers.items)
    found.extend(
        _of_mover(number, mover, builder.statement.threshold)
        for number, mover in enumerate(builder.movers.items)
    )
    return Requirements(tuple(found), watched, frozenset(primary))


def is_sensitive(at: Coordinates, dimensions: Mapping[str, Dimension]) -> bool:
    """Say whether a cell is about a sensitive group or an outcome.

    Those whose group is not known are nobody's group, whatever else they are counted by: what became of
    them is not sensitive either (privacy.md 2).
    """
    if any(category in dimensions[name].never_primary for name, category in at):
        return False
    return any(dimensions[name].role != "public" for name, _ in at)


def is_primary(item: Item, dimensions: Mapping[str, Dimension], threshold: int, statement: Statement) -> bool:
    """Say whether a count is itself too small to show.

    Nobody is a finding and may be shown, unless a dimension says that a count of nobody is a fact about each
    member of the group (outcomes: "none of them was appointed").
    """
    if item.value is None or not is_sensitive(item.key.at, dimensions) or item.value >= threshold:
        return False
    if item.value > 0:
        return True
    return any(dimensions[name].zero == "protect" for name, _ in item.key.at) or statement.zero == "protect"


def _plain(system: System, item: Item) -> Item:
    """Return an item that is printed as its count or not at all: a small number has no coarser form."""
    columns = system.unknowns_in(item.key.block, item.key.at)
    value = item.value or 0.0
    return replace(item, rows=(Row(columns, total(columns), value, value),))


def _thresholds(builder: Builder) -> dict[Block, int]:
    """Return each date's threshold: the highest at which it was ever published."""
    found: dict[Block, int] = {}
    for one, block in zip(builder.everything, builder.blocks, strict=True):
        found[block] = max(found.get(block, 0), one.threshold)
    return found


def _people_beside(builder: Builder, item: Item) -> float:
    """Return how many people are known to be in the public line that a cell lies in.

    A group can be no larger in it, which nobody can hide.
    """
    line = tuple(pair for pair in item.key.at if builder.dimensions[pair[0]].role == "public")
    position = builder.system.position(Key(item.key.block, line))
    known = builder.system.items[position] if position is not None else None
    return INFINITE if known is None or not known.fixed or known.value is None else known.value


def _open(system: System, position: int, reach: float, *, soft: bool = False) -> Requirement:
    name = cell_name(system.items[position].key.at)
    return Requirement(name, 0.0, float(reach), item=position, soft=soft)


def _of_mover(number: int, mover: MoverItem, threshold: int) -> Requirement:
    return Requirement(mover.name, 0.0, float(threshold), watched=number, either=True)


def _of_sums(builder: Builder, primary: set[int]) -> Iterator[Requirement]:
    system, statement = builder.system, builder.statement
    block = builder.blocks[-1]
    for each in statement.sums:
        position = system.position(Key(block, each.at, each.measure))
        if position is None or system.items[position].fixed or system.items[position].value is None:
            continue
        needed = leeway(each, statement.threshold)
        if needed is None or not is_sensitive(each.at, builder.dimensions):
            continue
        scale = scale_of([one for one in statement.sums if one.measure == each.measure])
        value = system.items[position].value or 0.0
        primary.add(position)
        yield Requirement(
            f"{each.measure} of {cell_name(each.at)}",
            max(0.0, value - needed / scale),
            value + needed / scale,
            item=position,
        )
