"""Counts that no table prints and that must stay open all the same.

A grade that is not broken down by ethnic group has a headcount that everybody knows. With the shares of the
organisation and of the upper grades printed, that can be enough to say that at least so many of a group work
in it. The engine judges what is to be printed; this asks the attacker about the rest, and has the engine keep
open what he could tell.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from review_toolkit.disclosure.engine.failures import CannotProtect
from review_toolkit.disclosure.statements import UNPUBLISHED, Cell, Coordinates, Statement, Table

if TYPE_CHECKING:
    from review_toolkit.disclosure.attack import AttackReport
    from review_toolkit.disclosure.engine import Protected


class ProtectedStatement(Protocol):
    """What of the engine's result those need who choose what to publish."""

    def is_hidden(self, at: Coordinates) -> bool:
        """Say whether a count is hidden."""


Result = TypeVar("Result", bound=ProtectedStatement)
Report = Callable[[int, int, str], None]
_TOLD_OF = (
    "Known headcounts and these tables together would tell of a few people whom no table prints. Publish "
    "coarser tables."
)


@dataclass(frozen=True, slots=True)
class Proved:
    """A publication that is safe to print. `statement` lists what is not printed as hidden.

    The next audit protects that too, as far as this publication left it open.
    """

    protected: "Protected"
    statement: Statement
    audit: "AttackReport"

    def is_hidden(self, at: Coordinates) -> bool:
        """Say whether a count is hidden."""
        return self.protected.is_hidden(at)

    @property
    def manifest(self) -> Mapping[str, object]:
        return self.protected.manifest


def protect_with_unpublished(
    statement: Statement,
    unpublished: Mapping[Coordinates, int],
    must_show: Collection[Coordinates] = (),
    *,
    against: Sequence[Statement] = (),
    report: Report | None = None,
) -> Proved:
    """Protect a statement, hiding also what would tell of a small count that it does not print.

    `unpublished` gives those counts by their place. Raises `CannotProtect` where one stays told of, and at
    once where the cells of `must_show` alone tell of one: a publication without them would be of no use.
    """
    from review_toolkit.disclosure.engine import protect

    if must_show and _tells_of_somebody(statement, unpublished, must_show, against):
        raise CannotProtect(_TOLD_OF)
    asked: set[Coordinates] = set()
    while True:
        # The engine is asked only for those counts that turned out to be told of: there are many more.
        protected = protect(_listing(statement, asked), against=against, report=report)
        bare = replace(protected.statement, tables=_printed_tables(protected.statement))
        if not unpublished:
            return Proved(protected, bare, protected.audit)
        published = _listing(bare, unpublished)
        audit = _attack([*against, published])
        told = told_of(audit, published, unpublished)
        if audit.ok and not told:
            return Proved(protected, published, audit)
        if not told:
            raise CannotProtect(f"{'; '.join(audit.reasons)}. Publish coarser tables.")
        if told <= asked:
            raise CannotProtect(_TOLD_OF)
        asked |= told


def _tells_of_somebody(
    statement: Statement,
    unpublished: Mapping[Coordinates, int],
    must_show: Collection[Coordinates],
    against: Sequence[Statement],
) -> bool:
    """Say whether these cells tell of a small count, were all else left out that a statement may leave out.

    Where they do, nothing that the engine could hide would help; and this takes a tenth of the time.
    """
    least = tuple(
        replace(table, cells=tuple(cell for cell in table.cells if cell.at in must_show))
        for table in statement.tables
    )
    left_out = {cell.at: cell.count or 0 for table in statement.tables for cell in table.cells}
    open_to_all = {at: count for at, count in {**unpublished, **left_out}.items() if at not in must_show}
    bare = replace(statement, tables=tuple(table for table in least if table.cells), sums=())
    shown = _listing(bare, open_to_all)
    audit = _attack([*against, shown])
    return not audit.ok or bool(told_of(audit, shown, open_to_all))


def told_of(
    audit: "AttackReport", statement: Statement, unpublished: Mapping[Coordinates, int]
) -> set[Coordinates]:
    """Return the unpublished places of which a reader learns too much.

    A small count must be able to be none, and as many as the threshold or as its public line has people. What
    is certain to be small is told of as well, whatever its count.
    """
    known = {each.at: each.count for each in statement.known}
    bounds = {cell.at: cell for cell in audit.cells if cell.as_of == statement.as_of}
    told = set()
    for at, count in unpublished.items():
        found = bounds.get(at)
        if found is None or count >= statement.threshold:
            continue
        line = tuple(pair for pair in at if statement.dimensions[pair[0]].role == "public")
        reach = min(statement.threshold, known.get(line, statement.threshold))
        under = found.upper is not None and found.upper < reach
        if (count and found.lower > 0) or (under and found.upper):
            told.add(at)
    return told


def attacked(statement: Statement, *, against: Sequence[Statement] = ()) -> "AttackReport":
    """Return what attacking a publication beside all earlier ones found; refuse it where that succeeds."""
    audit = _attack([*against, statement])
    if not audit.ok:
        raise CannotProtect(f"{'; '.join(audit.reasons)}. Publish coarser tables.")
    return audit


def _attack(statements: Sequence[Statement]) -> "AttackReport":
    from review_toolkit.disclosure.attack import attack

    return attack(statements)


def _printed_tables(statement: Statement) -> tuple[Table, ...]:
    return tuple(table for table in statement.tables if table.name != UNPUBLISHED)


def _listing(statement: Statement, places: Collection[Coordinates]) -> Statement:
    """Return a statement with these places listed as hidden. It takes no count along."""
    if not places:
        return statement
    names = sorted({name for at in places for name, _ in at})
    table = Table(UNPUBLISHED, tuple(names), tuple(Cell(at, hidden=True) for at in sorted(places)))
    return replace(statement, tables=(*statement.tables, table))
