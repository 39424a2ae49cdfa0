"""Publications put side by side as a reader has them: dates, and what is shown, hidden and known at each.

Counts of hidden cells are dropped before anything else, so that no later step can read them.
"""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from review_toolkit.disclosure.attack.atoms import Atoms, atoms_of
from review_toolkit.disclosure.attack.failures import Contradiction
from review_toolkit.disclosure.statements import (
    Coordinates,
    Dimension,
    Hierarchy,
    Movers,
    ShownAs,
    Statement,
    Sum,
)
from review_toolkit.disclosure.wording import cell_name
from review_toolkit.failures import CannotBeDone


@dataclass
class Block:
    """All publications of one date. A correction, which may differ from it, is a block of its own."""

    as_of: date | None
    threshold: int = 0
    protect_zeros: bool = False
    statements: list[Statement] = field(default_factory=list)
    counts: dict[Coordinates, int] = field(default_factory=dict)
    shown: set[Coordinates] = field(default_factory=set)
    hidden: dict[Coordinates, str] = field(default_factory=dict)
    shown_as: dict[Coordinates, list[ShownAs]] = field(default_factory=dict)
    tables: dict[Coordinates, str] = field(default_factory=dict)
    atoms: Mapping[str, Atoms] = field(default_factory=dict)

    def add(self, statement: Statement) -> None:
        """Take in one more publication of this date."""
        self.statements.append(statement)
        self.threshold = max(self.threshold, statement.threshold)
        self.protect_zeros |= statement.zero == "protect"
        for known in statement.known:
            self._count(known.at, known.count)
        for table in statement.tables:
            for cell in table.cells:
                self.tables.setdefault(cell.at, table.name)
                if cell.hidden:
                    self.hidden.setdefault(cell.at, table.name)
                elif cell.count is not None:
                    self._count(cell.at, cell.count)
                    self.shown.add(cell.at)
                if cell.shown_as is not None:
                    self.shown_as.setdefault(cell.at, []).append(cell.shown_as)

    def _count(self, at: Coordinates, count: int) -> None:
        if self.counts.setdefault(at, count) != count:
            raise Contradiction(
                f"{cell_name(at)} has two counts on one date ({day_words(self.as_of)}). "
                "Publish a correction of that date, or correct one of the two."
            )

    @property
    def movers(self) -> Iterator[Movers]:
        for statement in self.statements:
            yield from statement.movers

    @property
    def sums(self) -> Iterator[Sum]:
        for statement in self.statements:
            yield from statement.sums

    def coordinates(self) -> Iterator[Coordinates]:
        """Yield every cell that is spoken of, more than once where it is."""
        yield from self.counts
        yield from self.hidden
        yield from self.shown_as
        for ways in self.shown_as.values():
            yield from (each.of for each in ways if each.of is not None)
        for statement in self.statements:
            for relation in statement.relations:
                yield from (*relation.parts, relation.whole)
            for bound in statement.bounds:
                yield from (at for at, _ in bound.terms)
            for group in statement.known_by:
                yield from group.cells


def blocks_of(statements: Sequence[Statement]) -> list[Block]:
    """Return the dates in the order in which they were published, with the atoms of their dimensions."""
    blocks: list[Block] = []
    for statement in map(_as_published, statements):
        same = [block for block in blocks if block.as_of == statement.as_of]
        corrects = any(each.is_correction and each.later == statement.as_of for each in statement.movers)
        if corrects or not same:
            blocks.append(Block(statement.as_of))
            same = blocks[-1:]
        same[-1].add(statement)
    _set_atoms(blocks)
    return blocks


def _as_published(statement: Statement) -> Statement:
    """Return a publication without what a reader does not see, whatever it was called with."""
    tables = tuple(
        dataclasses.replace(
            table,
            cells=tuple(
                dataclasses.replace(cell, count=None) if cell.hidden else cell for cell in table.cells
            ),
        )
        for table in statement.tables
    )
    sums = tuple(
        dataclasses.replace(each, top=(), count=None, total=None)
        if each.hidden
        else dataclasses.replace(each, top=())
        for each in statement.sums
    )
    return dataclasses.replace(statement, tables=tables, sums=sums)


def _set_atoms(blocks: Sequence[Block]) -> None:
    """Give every date the same atoms of a dimension if all its hierarchies go together, else its own."""
    names = {name for block in blocks for statement in block.statements for name in statement.hierarchies}
    for name in sorted(names):
        per_block = [
            [each.hierarchies[name] for each in block.statements if name in each.hierarchies]
            for block in blocks
        ]
        together = atoms_of([each for listed in per_block for each in listed], name)
        for block, listed in zip(blocks, per_block, strict=True):
            if listed:
                fits = not together.empty_categories()
                block.atoms = {**block.atoms, name: together if fits else _own_atoms(listed, name)}


def _own_atoms(hierarchies: Sequence[Hierarchy], name: str) -> Atoms:
    atoms = atoms_of(hierarchies, name)
    if empty := atoms.empty_categories():
        raise CannotBeDone(
            f"The ways in which '{name}' is divided contradict each other: nobody can be in '{empty[0]}'. "
            "Correct the hierarchies."
        )
    return atoms


def dimensions_of(blocks: Sequence[Block]) -> dict[str, Dimension]:
    """Return the dimensions; what one publication takes as sensitive is sensitive in all."""
    found: dict[str, Dimension] = {}
    strictest = ("public", "outcome", "sensitive")
    for block in blocks:
        for statement in block.statements:
            for name, each in statement.dimensions.items():
                before = found.setdefault(name, each)
                found[name] = Dimension(
                    name,
                    max(before.role, each.role, key=strictest.index),
                    before.never_primary | each.never_primary,
                    "protect" if "protect" in (before.zero, each.zero) else "publish",
                )
    return found


def day_words(day: date | None) -> str:
    return day.isoformat() if day else "no date"
