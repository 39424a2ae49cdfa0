"""Exact figures for the HR lead, who holds the file: NOT FOR RELEASE (privacy.md 6).

They have a type of their own, which no page of anybody else, no export, chart, finding or report accepts.
What is small is marked here and nowhere else: whether a figure is hidden for its own size or to protect
another one is nobody else's to know.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn

from review_toolkit.analysis.counting import Counts
from review_toolkit.analysis.groups import UNKNOWN, Grouping
from review_toolkit.analysis.results import Exact
from review_toolkit.baseline.measures import BaselineMeasures

MARKING = "NOT FOR RELEASE"


class NotForRelease(TypeError):
    """Something tried to take an exact figure out of the working view."""


@dataclass(frozen=True, slots=True)
class WorkingNumber:
    """An exact number. It is read by `on_page`, and refuses whatever would store it or send it elsewhere."""

    _value: float
    _decimals: int = 0
    is_small: bool = False
    """Whether it is hidden for its own size in what is released."""

    @property
    def on_page(self) -> str:
        return f"{self._value:,.{self._decimals}f}"

    def __repr__(self) -> str:
        return f"<{MARKING}>"

    def _refuse(self, *_: object) -> NoReturn:
        raise NotForRelease("Exact figures stay in the working view. Use the released figures.")

    __str__ = __format__ = __float__ = __int__ = __index__ = _refuse
    __reduce__ = __reduce_ex__ = __copy__ = __deepcopy__ = __getstate__ = _refuse


@dataclass(frozen=True, slots=True)
class WorkingRow:
    label: str
    cells: tuple[WorkingNumber, ...]


@dataclass(frozen=True, slots=True)
class WorkingTable:
    name: str
    title: str
    row_heading: str
    columns: tuple[str, ...]
    rows: tuple[WorkingRow, ...]


def working_tables(baseline: BaselineMeasures, *, threshold: int) -> tuple[WorkingTable, ...]:
    """Return the exact baseline as tables for the working view."""
    grouping = baseline.grouping
    groups = (*_groups(grouping), *UNKNOWN)
    tables = [
        WorkingTable(
            "groups",
            "Staff by ethnic group",
            "Ethnic group",
            ("Staff",),
            tuple(
                WorkingRow(group, (_number(baseline.overall, group, grouping, threshold),))
                for group in groups
            ),
        )
    ]
    for dimension, heading in (("cluster", "Cluster of grades"), ("grade", "Grade")):
        lines = baseline.lines.get(dimension)
        if lines:
            tables.append(_by_line(dimension, heading, lines, groups, grouping, threshold))
    gaps = tuple(_gaps(baseline, threshold))
    if gaps:
        columns = ("Gap in percent", "Staff of the group", "Staff compared with")
        tables.append(WorkingTable("gaps", "Pay gaps", "Ethnic group and measure", columns, gaps))
    return tuple(tables)


def _groups(grouping: Grouping) -> Iterator[str]:
    """Yield every group, the coarsest first."""
    yield from grouping.roots
    for members in reversed(list(grouping.roll_ups.values())):
        yield from members


def _by_line(
    dimension: str,
    heading: str,
    lines: Mapping[str, Counts],
    groups: tuple[str, ...],
    grouping: Grouping,
    threshold: int,
) -> WorkingTable:
    rows = tuple(
        WorkingRow(
            line,
            (
                WorkingNumber(counts.total),
                *(_number(counts, group, grouping, threshold) for group in groups),
            ),
        )
        for line, counts in lines.items()
    )
    title = f"Staff by {heading.lower()} and ethnic group"
    return WorkingTable(dimension, title, heading, ("All staff", *groups), rows)


def _number(counts: Counts, group: str, grouping: Grouping, threshold: int) -> WorkingNumber:
    people = counts.of(group, grouping)
    return WorkingNumber(people, is_small=group not in UNKNOWN and 0 < people < threshold)


def _gaps(baseline: BaselineMeasures, threshold: int) -> Iterator[WorkingRow]:
    for measure in baseline.measures:
        if measure.indicator in ("mean_pay_gap", "median_pay_gap") and isinstance(measure.result, Exact):
            result = measure.result
            sides = (result.denominator or 0, result.comparator_denominator or 0)
            people = (WorkingNumber(side, is_small=0 < side < threshold) for side in sides)
            yield WorkingRow(
                f"{measure.group}, {measure.indicator.partition('_')[0]}",
                (WorkingNumber(result.value, 1), *people),
            )
