"""Sums of a measure, such as pay: additive like counts, and dangerous where a few people make them up."""

from collections.abc import Iterable, Sequence

from review_toolkit.disclosure.engine.atoms import Crossings
from review_toolkit.disclosure.engine.system import Block, Item, Key, Row, System, total
from review_toolkit.disclosure.rules import DOMINANCE_PEOPLE, DOMINANCE_SHARE, P_PERCENT
from review_toolkit.disclosure.statements import Statement, Sum


def lay_out_sums(system: System, one: Statement, block: Block, crossings: Crossings, *, new: bool) -> None:
    """Add the sums of a statement, each measure over unknowns of its own."""
    for measure in dict.fromkeys(each.measure for each in one.sums):
        sums = [each for each in one.sums if each.measure == measure]
        if (block, measure) not in system.crossings:
            system.lay_out(block, crossings.of(_shapes(sums)), measure)
        for each in sums:
            _add(system, each, Key(block, each.at, measure), new=new, scale=scale_of(sums))


def scale_of(sums: Sequence[Sum]) -> float:
    """Return the unit in which a measure is reckoned, so that pounds and people are of like size."""
    largest = max((abs(each.total) for each in sums if each.total is not None), default=0.0)
    return max(1.0, largest / 1000)


def _shapes(sums: Iterable[Sum]) -> set[frozenset[str]]:
    return {frozenset(name for name, _ in each.at) for each in sums}


def _add(system: System, each: Sum, key: Key, *, new: bool, scale: float) -> None:
    columns = system.unknowns_in(key.block, each.at, each.measure)
    number = None if each.total is None or each.hidden else each.total / scale
    row = Row(columns, total(columns), number or 0.0, number or 0.0)
    unprinted = number is None
    position = system.position(key)
    item = Item(
        key,
        (row,),
        number,
        cost=0.0 if unprinted else 1 + (abs(number or 0.0) + 1) ** 0.5,
        fixed=not new and not unprinted,
        unprinted=unprinted,
    )
    if position is None:
        system.add(item)
    elif system.items[position].unprinted:
        system.items[position] = item


def leeway(each: Sum, threshold: int) -> float | None:
    """Return how far from a sum the truth must be able to lie; None where the sum is no danger.

    A sum is sensitive where fewer than the threshold make it up, where the two largest contributors hold
    more than 85% of it, or where the second largest could work out the largest to within 10% (privacy.md 3).
    """
    if each.total is None or each.count is None or each.count == 0:
        return None
    top = sorted(each.top, reverse=True)[:DOMINANCE_PEOPLE]
    largest = top[0] if top else abs(each.total) / each.count
    rest = each.total - sum(top)
    needed = 0.0
    if each.count < threshold:
        needed = largest
    if top and sum(top) > DOMINANCE_SHARE * each.total:
        needed = max(needed, sum(top) / DOMINANCE_SHARE - each.total)
    if len(top) == DOMINANCE_PEOPLE and rest < P_PERCENT * largest:
        needed = max(needed, P_PERCENT * largest - rest)
    return needed or None
