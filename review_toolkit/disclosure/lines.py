"""Merges of public lines, so that none with too few people is divided by ethnic group (privacy.md 2).

Colleagues know how many people work in a grade or a directorate. Where they are fewer than twice the
threshold, that alone says much about an ethnic group within it. Such a line is merged with its neighbour,
by public headcounts only, so that a merge tells nothing about anybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A public line and how many people are in it; `on_ladder` where its place in the list means rank."""

    name: str
    people: int
    on_ladder: bool = True


@dataclass(frozen=True, slots=True)
class MergedLine:
    """Lines that are counted as one. A line that stayed by itself is its own only member."""

    name: str
    members: tuple[str, ...]
    people: int


def least_people(threshold: int) -> int:
    """Return how many people a public line needs to be divided by ethnic group."""
    return 2 * threshold


def merge_lines(
    lines: Sequence[Line], *, least: int, given: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[MergedLine, ...]:
    """Return the lines, those with fewer than `least` people merged, in the order in which they came.

    On a ladder a small line joins the smaller of the lines beside it. Lines without a rank join the smallest
    other line first. `given` are the merges of an earlier cycle (name to members): they are kept, and merged
    further where they became too small, never taken apart. Where all people together are fewer than `least`,
    one line is left, which is everybody.
    """
    blocks = _as_given(lines, given or {})
    ranked = [block for block in blocks if block.ranked]
    others = [block for block in blocks if not block.ranked]
    while len(ranked) > 1 and (small := _smallest_below(ranked, least)) is not None:
        beside = [index for index in (small - 1, small + 1) if 0 <= index < len(ranked)]
        _join(ranked, small, min(beside, key=lambda index: (ranked[index].people, index)))
    while (small := _smallest_below(others, least)) is not None and len(others) > 1:
        rest = [index for index in range(len(others)) if index != small]
        _join(others, small, min(rest, key=lambda index: (others[index].people, index)))
    together = ranked + others
    while len(together) > 1 and (small := _smallest_below(together, least)) is not None:
        rest = [index for index in range(len(together)) if index != small]
        _join(together, small, min(rest, key=lambda index: (together[index].people, index)))
    return tuple(MergedLine(block.name, block.members, block.people) for block in together)


@dataclass(frozen=True, slots=True)
class _Block:
    """Neighbouring lines; `order` is the place of the first. `kept_name` is the name that a cycle gave it."""

    lines: tuple[Line, ...]
    order: int
    kept_name: str | None = None

    @property
    def people(self) -> int:
        return sum(line.people for line in self.lines)

    @property
    def ranked(self) -> bool:
        return any(line.on_ladder for line in self.lines)

    @property
    def members(self) -> tuple[str, ...]:
        return tuple(line.name for line in self.lines)

    @property
    def name(self) -> str:
        if self.kept_name is not None:
            return self.kept_name
        ladder = [line.name for line in self.lines if line.on_ladder]
        loose = [line.name for line in self.lines if not line.on_ladder]
        if len(ladder) > 1:
            ladder = [f"{ladder[0]} to {ladder[-1]}"]
        *first, last = [*ladder, *loose]
        return f"{', '.join(first)} and {last}" if first else last


def _as_given(lines: Sequence[Line], given: Mapping[str, tuple[str, ...]]) -> list[_Block]:
    """Return a block for each merge of an earlier cycle and for each line that is in none."""
    name_of = {member: name for name, members in given.items() for member in members}
    blocks: dict[str, list[int]] = {}
    for order, line in enumerate(lines):
        blocks.setdefault(name_of.get(line.name, f"\0{line.name}"), []).append(order)
    found = [
        _Block(tuple(lines[order] for order in orders), orders[0], None if name.startswith("\0") else name)
        for name, orders in blocks.items()
    ]
    return sorted(found, key=lambda block: block.order)


def _smallest_below(blocks: Sequence[_Block], least: int) -> int | None:
    small = [index for index, block in enumerate(blocks) if block.people < least]
    return min(small, key=lambda index: (blocks[index].people, index), default=None)


def _join(blocks: list[_Block], one: int, other: int) -> None:
    """Put two blocks together, at the place of the earlier."""
    pair = sorted((blocks[one], blocks[other]), key=lambda block: block.order)
    lines = tuple(line for block in pair for line in block.lines)
    blocks[min(one, other)] = _Block(lines, pair[0].order)
    del blocks[max(one, other)]
