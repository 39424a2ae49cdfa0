"""The grid of tables that is published: the finest of which most can be shown, kept from cycle to cycle.

Collapse first, suppress second (privacy.md 4). A fine grid full of holes tells a reader less than a coarser
one that is whole. So candidates come from fine to coarse, the engine says of each what it would show, and the
first that shows at least 70% of its sensitive counts is taken. What each step down the list gives up and
brings back is told in words without numbers: how many counts of a grid are small, or are not zero, would be
an equation about what is hidden.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic

from review_toolkit.disclosure.attack.failures import AttackTooSlow
from review_toolkit.disclosure.engine.failures import ProtectionTooSlow
from review_toolkit.disclosure.engine.requirements import is_sensitive
from review_toolkit.disclosure.statements import Coordinates, Statement
from review_toolkit.disclosure.unpublished import Result
from review_toolkit.failures import CannotBeDone

SHOWN_AT_LEAST = 0.70
"""The share of the non-zero sensitive counts that a grid must be able to show."""
STILL_WORTH_KEEPING = 0.50
"""The share that a kept grid must still show beside earlier figures, where no grid reaches the other one."""
SMALL_ORGANISATION = 500
"""Below about this many staff no grid reaches the share: the small-organisation profile answers instead."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A grid that could be published. `words` names what it breaks down: "5 ethnic groups by grade".

    `unpublished` are counts that it does not print and that must not follow from it.
    """

    name: str
    words: str
    statement: Statement
    unpublished: Mapping[Coordinates, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a candidate: how many sensitive counts it has, and how many of them it could show.

    `shown` is None where the engine refused, and an upper bound where the small counts alone ruled it out.
    """

    name: str
    words: str
    cells: int
    shown: int | None

    @property
    def share(self) -> float:
        """The share that could be shown; 1 where there is nothing to hide, 0 where it cannot be made safe."""
        if self.shown is None:
            return 0.0
        return self.shown / self.cells if self.cells else 1.0


@dataclass(frozen=True, slots=True)
class ChosenGrid(Generic[Result]):
    """The grid that is taken, what the engine made of it, and every finer one that was not good enough."""

    candidate: Candidate
    protected: Result
    tried: tuple[Tried, ...]

    @property
    def told(self) -> tuple[str, ...]:
        """What was passed over and why, a sentence for each, then what is taken."""
        said = (*(_passed_over(each) for each in self.tried[:-1]), _taken(self.tried[-1]))
        return tuple(dict.fromkeys(said))


def choose_grid(
    candidates: Sequence[Candidate],
    protect: Callable[[Candidate], Result],
    *,
    kept: str | None = None,
) -> ChosenGrid[Result] | None:
    """Return the first candidate, from fine to coarse, that can show enough; None where none can.

    `kept` names the grid of an earlier cycle: nothing finer is tried, so that a grid is merged where it
    became unsafe and never split. Beside earlier figures more has to be hidden, so where no such grid shows
    enough, the one that shows most is taken as long as that is half. A candidate that its small counts alone
    rule out does not reach the engine.

    Raises `ProtectionTooSlow` or `AttackTooSlow` where time ran out: a slow machine would else publish, and
    keep, a coarser grid than a fast one.
    """
    tried: list[Tried] = []
    best: tuple[Candidate, Result, Tried] | None = None
    for candidate in _from(candidates, kept):
        sensitive = sensitive_counts(candidate.statement)
        small = sum(count < candidate.statement.threshold for count in sensitive.values())
        verdict = Tried(candidate.name, candidate.words, len(sensitive), len(sensitive) - small)
        if verdict.share < SHOWN_AT_LEAST:
            tried.append(verdict)
            continue
        try:
            protected = protect(candidate)
        except (ProtectionTooSlow, AttackTooSlow):
            raise
        except CannotBeDone:
            tried.append(Tried(candidate.name, candidate.words, len(sensitive), None))
            continue
        shown = sum(not protected.is_hidden(at) for at in sensitive)
        tried.append(Tried(candidate.name, candidate.words, len(sensitive), shown))
        if tried[-1].share >= SHOWN_AT_LEAST:
            return ChosenGrid(candidate, protected, tuple(tried))
        if kept and tried[-1].share >= STILL_WORTH_KEEPING and (best is None or shown > (best[2].shown or 0)):
            best = candidate, protected, tried[-1]
    if best is None:
        return None
    return ChosenGrid(best[0], best[1], tuple(tried[: tried.index(best[2]) + 1]))


def sensitive_counts(statement: Statement) -> dict[Coordinates, int]:
    """Return the non-zero counts of people in a group, each cell once; "not known" is no group."""
    return {
        cell.at: cell.count
        for table in statement.tables
        for cell in table.cells
        if cell.count and not cell.hidden and is_sensitive(cell.at, statement.dimensions)
    }


def _from(candidates: Sequence[Candidate], kept: str | None) -> Iterator[Candidate]:
    names = [candidate.name for candidate in candidates]
    yield from candidates[names.index(kept) if kept in names else 0 :]


def _passed_over(tried: Tried) -> str:
    """Say it of every grid that did not reach the share, whether it was refused or would have many holes."""
    return (
        f"{_capital(tried.words)}: passed over, because less than {100 * SHOWN_AT_LEAST:.0f}% of the counts "
        "of people in it could be shown safely."
    )


def _taken(tried: Tried) -> str:
    """Say it in the same words whichever share was asked for: which it was would tell of hidden counts."""
    return f"{_capital(tried.words)}: taken. Enough of the counts of people in it can be shown safely."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
