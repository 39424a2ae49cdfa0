"""From statements to a system: which items there are, what each tells, and what everybody knows anyway."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import sqrt

import numpy as np

from review_toolkit.disclosure.engine.atoms import Crossings, merged, shared
from review_toolkit.disclosure.engine.failures import CannotProtect
from review_toolkit.disclosure.engine.filling import worked_out
from review_toolkit.disclosure.engine.movers import MoverItems, link_dates
from review_toolkit.disclosure.engine.pay_sums import lay_out_sums
from review_toolkit.disclosure.engine.system import (
    INFINITE,
    Block,
    Item,
    Key,
    Row,
    System,
    combined,
    total,
)
from review_toolkit.disclosure.statements import (
    Cell,
    Coordinates,
    Dimension,
    ShownAs,
    Statement,
)
from review_toolkit.disclosure.wording import cell_name


def block_of(statement: Statement, earlier: Sequence[Statement]) -> Block:
    """Return the date's block; a correction of a date opens a block of its own."""
    version = sum(other.as_of == statement.as_of and corrects(other) for other in (*earlier, statement))
    return Block(statement.as_of, version)


def corrects(statement: Statement) -> bool:
    """Say whether a statement replaces its date's earlier figures, so that the two may differ."""
    return any(movers.is_correction and movers.later == statement.as_of for movers in statement.movers)


class Builder:
    """Builds the system of one publication and all earlier ones."""

    def __init__(self, statement: Statement, earlier: Sequence[Statement]) -> None:
        self.statement = statement
        self.everything = (*earlier, statement)
        self.blocks = tuple(
            block_of(one, self.everything[:index]) for index, one in enumerate(self.everything)
        )
        self.dimensions = self._dimensions()
        self.crossings = Crossings(
            {
                name: merged(
                    [one.hierarchies[name] for one in self.everything if name in one.hierarchies], name
                )
                for name in self.dimensions
            }
        )
        self.system = System()
        self.movers = MoverItems()

    def build(self) -> System:
        """Return the system, with the items of the new publication last."""
        for block in dict.fromkeys(self.blocks):
            shapes = {
                frozenset(name for name, _ in at)
                for one, its_block in zip(self.everything, self.blocks, strict=True)
                if its_block == block
                for at in coordinates_of(one)
            }
            self.system.lay_out(block, self.crossings.of(shapes))
            self._equal_margins(block)
        for one, block in zip(self.everything, self.blocks, strict=True):
            self._add_known(one, block)
        for one, block in zip(self.everything, self.blocks, strict=True):
            self._add_cells(one, block, new=one is self.statement)
            self._add_relations(one, block)
            lay_out_sums(self.system, one, block, self.crossings, new=one is self.statement)
        for one, block in zip(self.everything, self.blocks, strict=True):
            link_dates(self.system, one, block, self.crossings, self.dimensions, self.movers)
        return self.system

    def _dimensions(self) -> Mapping[str, Dimension]:
        found: dict[str, Dimension] = {}
        for one in self.everything:
            for name, dimension in one.dimensions.items():
                before = found.setdefault(name, dimension)
                if before.role != dimension.role:
                    raise CannotProtect(
                        f"'{name}' is {before.role} in an earlier publication and {dimension.role} in this "
                        "one. Give it one role."
                    )
                found[name] = replace(
                    before, never_primary=before.never_primary | dimension.never_primary, zero=dimension.zero
                )
        return found

    def _equal_margins(self, block: Block) -> None:
        """Make what two crossings of one date share the same people."""
        laid_out = self.system.crossings[(block, "")]
        first_of = {id(crossing): first for crossing, first in laid_out}
        for one, other, names in shared(tuple(crossing for crossing, _ in laid_out)):
            shape = tuple(len(self.crossings.atoms(name)) for name in names)
            for positions in np.ndindex(*shape):
                self.system.facts.append(
                    combined(
                        (
                            (one.at_atoms(names, positions) + first_of[id(one)], 1.0),
                            (other.at_atoms(names, positions) + first_of[id(other)], -1.0),
                        ),
                        0.0,
                        0.0,
                    )
                )

    def _add_known(self, one: Statement, block: Block) -> None:
        for known in one.known:
            self._add_item(Key(block, known.at), known.count, fixed=True)

    def _add_cells(self, one: Statement, block: Block, *, new: bool) -> None:
        by_hand = {cell.at for table in one.tables for cell in table.cells if cell.hidden}
        for at in sorted(by_hand):
            self._add_item(Key(block, at), unprinted=True)
        for table in one.tables:
            for cell in table.cells:
                if cell.at not in by_hand:
                    self._add_cell(cell, Key(block, cell.at), new=new)
        if new:
            for at, count in worked_out(one).items():
                self._add_item(Key(block, at), count, unprinted=True)

    def _add_cell(self, cell: Cell, key: Key, *, new: bool) -> None:
        if cell.shown_as is None:
            self._add_item(key, cell.count, fixed=not new or self._is_common(cell.at))
        elif new and cell.count is not None:
            rows = tuple(self._what_is_shown(key, cell.shown_as))
            self._add_item(key, cell.count, rows=rows)
        else:
            self.system.facts.extend(self._what_is_shown(key, cell.shown_as))

    def _is_common(self, at: Coordinates) -> bool:
        """Say whether a cell is shown whatever its size: the organisation chart, and who is not known."""
        if all(self.dimensions[name].role == "public" for name, _ in at):
            return True
        return len(at) == 1 and at[0][1] in self.dimensions[at[0][0]].never_primary

    def _add_item(
        self,
        key: Key,
        value: float | None = None,
        *,
        rows: tuple[Row, ...] = (),
        fixed: bool = False,
        unprinted: bool = False,
    ) -> None:
        """Add an item, or what more is said of one that is there."""
        columns = self.system.unknowns_in(key.block, key.at)
        plain = (Row(columns, total(columns), value or 0.0, value or 0.0),)
        cost = 0.0 if unprinted else 1 + sqrt((value or 0.0) + 1)
        said = Item(key, rows or plain, value, cost, fixed, unprinted)
        position = self.system.position(key)
        if position is None:
            self.system.add(said)
            return
        before = self.system.items[position]
        if before.value is not None and value is not None and before.value != value:
            # Neither is quoted: one of them may have been hidden since.
            raise CannotProtect(f"{cell_name(key.at)} has two counts on one date. Give it one.")
        if before.fixed or (unprinted and not before.unprinted):
            return
        if fixed or before.unprinted:
            self.system.items[position] = said

    def _what_is_shown(self, key: Key, shown_as: ShownAs) -> Iterator[Row]:
        columns = self.system.unknowns_in(key.block, key.at)
        if shown_as.low is not None or shown_as.high is not None:
            yield Row(
                columns,
                total(columns),
                -INFINITE if shown_as.low is None else shown_as.low,
                INFINITE if shown_as.high is None else shown_as.high,
            )
        if shown_as.percent is not None:
            of = shown_as.of if shown_as.of is not None else self._everybody_beside(key.at)
            whole = self.system.unknowns_in(key.block, of)
            half = shown_as.round / 2
            yield combined(((columns, 1.0), (whole, -(shown_as.percent - half) / 100)), 0.0, INFINITE)
            yield combined(((columns, 1.0), (whole, -(shown_as.percent + half) / 100)), -INFINITE, 0.0)

    def _everybody_beside(self, at: Coordinates) -> Coordinates:
        return tuple(pair for pair in at if self.dimensions[pair[0]].role != "sensitive")

    def _add_relations(self, one: Statement, block: Block) -> None:
        for relation in one.relations:
            parts = [(self.system.unknowns_in(block, at), 1.0) for at in relation.parts]
            self.system.facts.append(
                combined((*parts, (self.system.unknowns_in(block, relation.whole), -1.0)), 0.0, 0.0)
            )
        for bound in one.bounds:
            terms = [(self.system.unknowns_in(block, at), times) for at, times in bound.terms]
            low = -INFINITE if bound.low is None else bound.low
            high = INFINITE if bound.high is None else bound.high
            self.system.facts.append(combined(terms, low, high))


def coordinates_of(one: Statement) -> Iterator[Coordinates]:
    """Yield every cell that a statement speaks of."""
    for table in one.tables:
        for cell in table.cells:
            yield cell.at
            if cell.shown_as is not None and cell.shown_as.of is not None:
                yield cell.shown_as.of
    yield from (known.at for known in one.known)
    yield from (at for group in one.known_by for at in group.cells)
    for relation in one.relations:
        yield from (*relation.parts, relation.whole)
    for bound in one.bounds:
        yield from (at for at, _ in bound.terms)
    for movers in one.movers:
        told = (movers.joined, movers.left, movers.went, movers.came, movers.regrouped)
        yield from (known.at for lines in told for known in lines)
        for move in movers.moved:
            yield from (move.source, move.target)
