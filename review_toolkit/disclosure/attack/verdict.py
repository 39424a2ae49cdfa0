"""The verdict on what an attack found (interfaces.md 4), and the counts that it rests on."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from review_toolkit.disclosure.attack.bounds import NEARLY
from review_toolkit.disclosure.attack.insiders import KNOWN_WITHIN, InsiderFindings
from review_toolkit.disclosure.attack.publications import Block
from review_toolkit.disclosure.attack.report import AttackReport, CellBounds, SumBounds
from review_toolkit.disclosure.attack.system import ROUNDING
from review_toolkit.disclosure.attack.targets import Target
from review_toolkit.disclosure.rules import P_PERCENT
from review_toolkit.disclosure.statements import Coordinates, Statement, Sum


@dataclass(frozen=True)
class TrueCounts:
    """What only somebody with the file knows: counts by cell, and sums, of one date.

    Where a date was corrected, the file is the corrected one: of what stood before it, it says nothing.
    """

    block: Block | None
    counts: Mapping[Coordinates, int]
    sums: Mapping[tuple[str, Coordinates], Sum]

    @classmethod
    def of(cls, truth: Statement | None, blocks: Sequence[Block]) -> "TrueCounts":
        if truth is None:
            return cls(None, {}, {})
        cells = (cell for table in truth.tables for cell in table.cells)
        return cls(
            [block for block in blocks if block.as_of == truth.as_of][-1],
            {cell.at: cell.count for cell in cells if cell.count is not None},
            {(each.measure, each.at): each for each in truth.sums},
        )

    def of_target(self, target: Target) -> int | None:
        """Return a cell's true count; None where it is not known."""
        if target.kind == "sum" or target.block is not self.block:
            return None
        return self.counts.get(target.at)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the report says beside the ranges."""

    shown: int
    dates: int
    unlinked_dates: int
    loosely_linked: bool
    tables_left_out: int
    programmes: int
    insiders: InsiderFindings
    seconds: float


@dataclass(frozen=True, slots=True)
class Found:
    """A target with its range; `all_alike` says that nobody can be there with another outcome."""

    target: Target
    least: float
    most: float
    all_alike: bool = False

    @property
    def lower(self) -> int:
        return math.ceil(self.least - NEARLY)

    @property
    def upper(self) -> int | None:
        return None if math.isinf(self.most) else max(self.lower, math.floor(self.most + NEARLY))

    @property
    def exact(self) -> bool:
        return self.upper == self.lower

    @property
    def small(self) -> bool:
        """Whether it follows that there are people, and fewer than the threshold."""
        return self.lower >= 1 and self.under(self.target.block.threshold)

    def under(self, threshold: float) -> bool:
        return self.upper is not None and self.upper < threshold


_FAULTS = {
    "exact_small": "a hidden number under the threshold can be worked out exactly",
    "below_threshold": "a hidden number can be told to be under the threshold",
    "exact_zero": "it follows that nobody is in a cell where that is told of each member of a group",
    "exact_all": "it follows that everybody in a group had the same outcome",
    "unlisted_small": "a number under the threshold follows that no table lists",
    "movers_pinned": "the group of people who joined, left or moved can be told",
    "sums_pinned": "a hidden sum can be worked out too closely",
    "primaries_narrowed": "a small number cannot be anything from nobody up to the threshold",
    "within_2": "a small number can be told to within two",
    "truth_outside": "a true number lies outside what the publication allows: a figure is wrong",
    "insiders_pinned": "people inside a small group could work out another group's number",
}
"""What counts against a publication, and how that is said."""


def judge(found: Sequence[Found], facts: Facts, truth: TrueCounts) -> AttackReport:
    """Return the report."""
    hidden = [each for each in found if each.target.kind == "hidden"]
    others = [each for each in found if each.target.kind in ("unlisted", "moved") and each.small]
    sums = [each for each in found if each.target.kind == "sum"]
    instead = [each for each in found if each.target.kind == "instead"]
    faults = {
        **_by_range(hidden, instead),
        "unlisted_small": sum(each.target.kind == "unlisted" for each in others),
        "movers_pinned": sum(each.target.kind == "moved" for each in others),
        "sums_pinned": sum(_sum_is_pinned(each, truth) for each in sums),
        **_by_truth(hidden, truth),
        "insiders_pinned": len(facts.insiders.pinned),
    }
    judged = [each for each in hidden if each.target.sensitive]
    told: dict[str, int | float | bool] = {
        "ok": not any(faults.values()),
        "hidden": len(hidden) + len(sums),
        "shown": facts.shown,
        **faults,
        "narrowed": sum(
            each.lower > 0 and not each.exact and not each.under(each.target.block.threshold)
            for each in judged
        ),
        "exact_hidden_for_nothing": sum(
            each.exact and each.lower >= each.target.block.threshold for each in judged
        ),
        "asked": len(found),
        "dates": facts.dates,
        "unlinked_dates": facts.unlinked_dates,
        "loosely_linked": facts.loosely_linked,
        "tables_left_out": facts.tables_left_out,
        "insiders_tried": facts.insiders.tried,
        "insiders_left_out": facts.insiders.left_out,
        "insiders_possible": len(facts.insiders.possible),
        "programmes": facts.programmes,
        "seconds": round(facts.seconds, 3),
    }
    return AttackReport(
        cells=tuple(_bounds(each) for each in (*hidden, *instead, *others)),
        summary=told,
        sums=tuple(_sum_bounds(each) for each in sums),
        reasons=tuple(words for name, words in _FAULTS.items() if faults[name]),
    )


def _by_range(hidden: Sequence[Found], instead: Sequence[Found]) -> dict[str, int]:
    judged = [each for each in hidden if each.target.sensitive]
    told_zero = [each for each in judged if each.target.zero_is_told]
    # What is shown as a range says so itself; that one exact small number is left of it is another matter.
    shown_as = [each for each in instead if each.target.sensitive]
    return {
        "exact_small": sum(each.exact and each.small for each in (*judged, *shown_as)),
        "below_threshold": sum(each.upper != 0 and each.under(each.target.reach) for each in judged),
        "exact_zero": sum(each.upper == 0 and not each.all_alike for each in told_zero),
        "exact_all": sum(each.all_alike and each.upper != 0 for each in told_zero),
    }


def _by_truth(hidden: Sequence[Found], truth: TrueCounts) -> dict[str, int]:
    counts = {"primaries_narrowed": 0, "within_2": 0, "truth_outside": 0}
    for each in hidden:
        count = truth.of_target(each.target)
        if count is None:
            continue
        if count < each.lower or (each.upper is not None and count > each.upper):
            counts["truth_outside"] += 1
        threshold = each.target.block.threshold
        if each.target.sensitive and (0 < count < threshold or (count == 0 and each.target.zero_is_told)):
            counts["primaries_narrowed"] += each.lower > 0 or each.under(each.target.reach)
            near = each.lower > count - KNOWN_WITHIN and each.under(count + KNOWN_WITHIN)
            counts["within_2"] += near and count > 0
    return counts


def _is_one_sum(each: Found) -> bool:
    return each.most - each.least <= ROUNDING * max(1.0, each.least)


def _sum_is_pinned(each: Found, truth: TrueCounts) -> bool:
    """Say whether a hidden sum is exact, or, with the truth, within p% of its largest contribution."""
    if _is_one_sum(each):
        return each.most > 0
    true = truth.sums.get((each.target.table, each.target.at))
    if true is None or true.total is None or not true.top or each.target.block is not truth.block:
        return False
    reach = P_PERCENT * true.top[0]
    unit = each.target.unit
    return each.least * unit > true.total - reach and each.most * unit < true.total + reach


def _bounds(each: Found) -> CellBounds:
    target = each.target
    return CellBounds(target.table, target.at, target.block.as_of, each.lower, each.upper, each.exact)


def _sum_bounds(each: Found) -> SumBounds:
    target, unit = each.target, each.target.unit
    most = None if math.isinf(each.most) else each.most * unit
    return SumBounds(target.table, target.at, target.block.as_of, each.least * unit, most, _is_one_sum(each))
