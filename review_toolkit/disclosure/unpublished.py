"""Counts that no table prints and that must stay open all the same.

A grade that is not broken down by ethnic group has a headcount that everybody knows. With the shares of the
organisation and of the upper grades printed, that can be enough to say that at least so many of a group work
in it. The engine judges what is to be printed; this asks the attacker about the rest, and refuses.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from review_toolkit.disclosure.engine.failures import CannotProtect
from review_toolkit.disclosure.statements import Cell, Coordinates, Statement, Table

if TYPE_CHECKING:
    from review_toolkit.disclosure.attack import AttackReport
    from review_toolkit.disclosure.engine import Protected

UNPUBLISHED = "not published"


class ProtectedStatement(Protocol):
    """What of the engine's result those need who choose what to publish."""

    def is_hidden(self, at: Coordinates) -> bool:
        """Say whether a count is hidden."""


Result = TypeVar("Result", bound=ProtectedStatement)
Report = Callable[[int, int, str], None]


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
    *,
    against: Sequence[Statement] = (),
    report: Report | None = None,
) -> Proved:
    """Protect a statement, and refuse it where it tells of a small count that it does not print.

    `unpublished` gives those counts by their place. Raises `CannotProtect`.
    """
    from review_toolkit.disclosure.engine import protect

    protected = protect(statement, against=against, report=report)
    if not unpublished:
        return Proved(protected, protected.statement, protected.audit)
    published = with_unpublished(protected.statement, unpublished)
    audit = attacked(published, against=against)
    bounds = {cell.at: cell for cell in audit.cells if cell.as_of == statement.as_of}
    for at, count in unpublished.items():
        found = bounds.get(at)
        narrow = found is not None and (
            found.lower > 0 or (found.upper is not None and found.upper < statement.threshold)
        )
        if 0 < count < statement.threshold and narrow:
            raise CannotProtect(
                "Known headcounts and these tables together would tell of a few people whom no table prints. "
                "Publish coarser tables."
            )
    return Proved(protected, published, audit)


def attacked(statement: Statement, *, against: Sequence[Statement] = ()) -> "AttackReport":
    """Return what attacking a publication beside all earlier ones found; refuse it where that succeeds."""
    from review_toolkit.disclosure.attack import attack

    audit = attack([*against, statement])
    if not audit.ok:
        raise CannotProtect(f"{'; '.join(audit.reasons)}. Publish coarser tables.")
    return audit


def with_unpublished(statement: Statement, places: Mapping[Coordinates, int]) -> Statement:
    """Return a statement with these places listed as hidden. It takes no count along."""
    names = sorted({name for at in places for name, _ in at})
    table = Table(UNPUBLISHED, tuple(names), tuple(Cell(at, hidden=True) for at in sorted(places)))
    return replace(statement, tables=(*statement.tables, table))
