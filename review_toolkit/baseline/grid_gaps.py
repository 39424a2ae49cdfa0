"""Which gaps in pay may stand beside a grid that hides some levels (decision 0020).

A gap tells whoever knows the pay scales something about how many of a group are on which grade. So each is
put to the attacker together with the grid, and those that would tell of a small number are left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from review_toolkit.baseline.levels import Levels
from review_toolkit.baseline.measures import BaselineMeasures, PayCounts
from review_toolkit.baseline.pay_gaps import mean_known_within, without_pay
from review_toolkit.baseline.showing import Showing
from review_toolkit.baseline.statement import Grid, at
from review_toolkit.disclosure.grids import Candidate
from review_toolkit.disclosure.pay import is_coarse
from review_toolkit.disclosure.pay_scales import Told, told_by_mean, told_by_median
from review_toolkit.disclosure.statements import Bound, Statement
from review_toolkit.disclosure.unpublished import Proved, told_of
from review_toolkit.failures import CannotBeDone

if TYPE_CHECKING:
    from review_toolkit.disclosure.attack import AttackReport

Kind = Literal["median", "mean"]
Gap = tuple[Kind, str]
"""A gap in pay: of medians or of means, and whose."""


def with_gaps(
    proved: Proved,
    showing: Showing,
    *,
    candidate: Candidate,
    grid: Grid,
    baseline: BaselineMeasures,
    levels: Levels,
    against: Sequence[Statement],
) -> tuple[Proved, Showing]:
    """Return a proved grid with the gaps that may stand beside it, and what is shown with them.

    Raises `AttackTooSlow`.
    """
    if baseline.pay is None or not grid.finest:
        return proved, showing
    asked = _Asked(proved, candidate, baseline, baseline.pay, levels, tuple(against))
    wanted = list(asked.possible(showing))
    found = asked.audit(wanted)
    told = wanted
    if found is None:
        told, found = [], (proved.statement, proved.audit)
        for gap in wanted:
            more = asked.audit([*told, gap])
            if more is not None:
                told, found = [*told, gap], more
    statement, audit = found
    nobody = {group for group in showing.medians | showing.means if not len(asked.pay_of(group))}
    return replace(proved, statement=statement, audit=audit), replace(
        showing,
        medians=showing.medians & (nobody | {group for kind, group in told if kind == "median"}),
        means=showing.means & (nobody | {group for kind, group in told if kind == "mean"}),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """A proved grid and what is known beside it."""

    proved: Proved
    candidate: Candidate
    baseline: BaselineMeasures
    paid: PayCounts
    levels: Levels
    against: tuple[Statement, ...]

    def possible(self, showing: Showing) -> Iterator[Gap]:
        """Yield the gaps that size allows, those of the largest groups first.

        Beside hidden levels a mean of few people is left out: an equation in whole people that only one
        distribution over the grades solves is not seen by an attack that reckons with parts of people.
        """
        compared = len(self.pay_of(self.baseline.grouping.comparator))
        sizes = {group: len(self.pay_of(group)) for group in showing.medians | showing.means}
        few = _hides_levels(self.proved)
        ordered = sorted((group for group in sizes if sizes[group]), key=lambda group: (-sizes[group], group))
        yield from (("median", group) for group in ordered if group in showing.medians)
        for group in ordered:
            if group in showing.means and not (few and is_coarse(sizes[group], compared)):
                yield "mean", group

    def pay_of(self, group: str) -> list[float]:
        """Return the recorded pay of a group's members."""
        return [float(amount) for amount in self.paid.of(group, self.baseline.grouping)]

    def audit(self, gaps: Sequence[Gap]) -> "tuple[Statement, AttackReport] | None":
        """Return the grid with these gaps and what attacking it found; None where that tells too much."""
        from review_toolkit.disclosure.attack import attack
        from review_toolkit.disclosure.attack.failures import AttackTooSlow

        statement = replace(self.proved.statement, bounds=tuple(self._bounds(gaps)))
        try:
            audit = attack([*self.against, statement], insiders=True, truth=self.candidate.statement)
        except AttackTooSlow:
            raise
        except CannotBeDone:
            return None
        if not audit.ok or told_of(audit, statement, self.candidate.unpublished):
            return None
        return statement, audit

    def _bounds(self, gaps: Sequence[Gap]) -> Iterator[Bound]:
        comparator = self.baseline.grouping.comparator
        for kind in ("median", "mean"):
            groups = [group for one, group in gaps if one == kind]
            for group in dict.fromkeys((*groups, comparator) if groups else ()):
                for told in self._told(kind, group):
                    terms = ((at(group, level=self.levels.single(grade)), n) for grade, n in told.weights)
                    yield Bound(tuple(terms), told.low, told.high)

    def _told(self, kind: str, group: str) -> tuple[Told, ...]:
        grouping, scales = self.baseline.grouping, self.paid.scales
        pay, others = self.pay_of(group), self.pay_of(grouping.comparator)
        if kind == "median":
            return told_by_median(pay, scales)
        coarse = is_coarse(len(pay), len(others)) or _hides_levels(self.proved)
        return told_by_mean(
            pay,
            scales,
            within=mean_known_within(others, pay) if coarse else 0.0,
            without_pay=round(without_pay(self.baseline, self.paid).of(group, grouping)),
        )


def _hides_levels(proved: Proved) -> bool:
    return any(
        cell.hidden
        for table in proved.statement.tables
        for cell in table.cells
        if any(name == "level" for name, _ in cell.at)
    )
