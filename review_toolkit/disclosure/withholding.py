"""Which breakdowns to withhold: the rule that stands until the disclosure engine does.

Blunt and safe: a breakdown in which any sensitive cell is above 0 and below the threshold is withheld as a
whole, and so is everything finer that rests on it. It hides far more than an engine would. It then attacks
its own choice: where public headcounts and the shown totals would pin down a cell of a withheld breakdown,
the coarser breakdown that gives it away is withheld as well (decision 0003).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Cell = tuple[str, str]
"""A group and a line: ("Minority ethnic", "Grade 3"). The line is "" for the whole organisation."""


class UnknownBreakdown(ValueError):
    """A breakdown rests on one that was not given before it."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Sensitive counts that are shown together or not at all.

    `counts` holds people by cell; `never_primary` names groups that are nobody's ethnicity. `rests_on`
    names the coarser breakdowns that must be shown for this one to be. For the attack on margins, `lines`
    gives the known total of each line and `margins` says, for each coarser breakdown that has the same
    groups, which of its lines each line belongs to. `merged_below` is the size under which a line is
    not formed as a sensitive line at all (privacy.md 2: twice the threshold, for public lines).
    """

    name: str
    counts: Mapping[Cell, float]
    never_primary: frozenset[str] = frozenset()
    rests_on: tuple[str, ...] = ()
    lines: Mapping[str, float] = field(default_factory=dict)
    margins: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    merged_below: float = 0


def withheld(breakdowns: Iterable[Breakdown], threshold: int) -> frozenset[str]:
    """Return the names of the breakdowns to withhold. Breakdowns come from coarse to fine."""
    ordered = tuple(breakdowns)
    hidden: set[str] = set()
    seen: set[str] = set()
    for breakdown in ordered:
        missing = [name for name in breakdown.rests_on if name not in seen]
        if missing:
            raise UnknownBreakdown(f"'{breakdown.name}' rests on '{missing[0]}', which does not come before.")
        seen.add(breakdown.name)
        if _has_small_cell(breakdown, threshold) or hidden.intersection(breakdown.rests_on):
            hidden.add(breakdown.name)
    while given_away := _given_away(ordered, hidden, threshold):
        hidden |= given_away
        hidden |= _resting_on(ordered, hidden)
    return frozenset(hidden)


def is_small(count: float, threshold: int) -> bool:
    """Say whether a count is above nought and below the threshold."""
    return 0 < count < threshold


def _has_small_cell(breakdown: Breakdown, threshold: int) -> bool:
    return any(
        is_small(count, threshold)
        for (group, _), count in breakdown.counts.items()
        if group not in breakdown.never_primary
    )


def _resting_on(breakdowns: tuple[Breakdown, ...], hidden: set[str]) -> set[str]:
    """Return every breakdown that rests, however far down, on a hidden one; they come coarse to fine."""
    reached = set(hidden)
    for breakdown in breakdowns:
        if reached.intersection(breakdown.rests_on):
            reached.add(breakdown.name)
    return reached


def _given_away(breakdowns: tuple[Breakdown, ...], hidden: set[str], threshold: int) -> set[str]:
    """Return the shown breakdowns whose totals pin down a cell of a withheld one.

    With row and column totals known, a cell of a two-way table lies between max(0, row + column - all) and
    min(row, column), and can be anything between.
    """
    by_name = {breakdown.name: breakdown for breakdown in breakdowns}
    found: set[str] = set()
    for breakdown in breakdowns:
        if breakdown.name not in hidden:
            continue
        for source, inside in breakdown.margins.items():
            if source not in hidden and _pins_down(by_name[source], breakdown, inside, threshold):
                found.add(source)
    return found


def _pins_down(coarse: Breakdown, fine: Breakdown, inside: Mapping[str, str], threshold: int) -> bool:
    everyone: dict[str, float] = {}
    for (_, outer), count in coarse.counts.items():
        everyone[outer] = everyone.get(outer, 0) + count
    for (group, line), count in fine.counts.items():
        row = fine.lines[line]
        if group in fine.never_primary or row < fine.merged_below or not is_small(count, threshold):
            continue
        outer = inside[line]
        column = coarse.counts[(group, outer)]
        if row + column - everyone[outer] > 0 or min(row, column) < threshold:
            return True
    return False
