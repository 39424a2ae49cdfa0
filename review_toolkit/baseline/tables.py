"""The baseline's tables, arranged for reading: on pages, in exports and in Word alike."""

import re
from collections.abc import Iterable, Iterator, Mapping

from review_toolkit.analysis.groups import ALL_STAFF, UNKNOWN, Grouping
from review_toolkit.baseline.line_names import follow_clusters, line_label
from review_toolkit.baseline.showing import Showing
from review_toolkit.figures import HIDDEN_MARK, Cell, Figure, Hidden, Part, Shown, Table, TableRow, Withheld

FACT = "A count of everyone in post, not an estimate."
WITHHELD_NOTE = (
    "Ethnic groups at each level are withheld, to protect colleagues. The number of staff is shown, because "
    "colleagues know it anyway."
)
PARTED = "Staff in lower and upper grades, by ethnic group"
PARTED_ELSEWHERE = "The grades are parted where the numbers of both parts can be shown, not by cluster."
MARKED = f"{HIDDEN_MARK} stands where a number is withheld to protect colleagues."
REST = "Staff whose group is not recorded make up the rest."
_WITHHELD_TITLES = {
    "representation/": "How many staff are in each ethnic group",
    "representation_by_grade/cluster": "How many staff of each ethnic group work in each cluster of grades",
    "representation_by_grade/grade": "How many staff of each ethnic group work in each grade",
    "mean_pay_gap/": "How the mean pay of ethnic groups differs",
    "median_pay_gap/": "How the median pay of ethnic groups differs",
    "pay_quarters/quarter": "Which ethnic groups are in which part of the pay range",
}
Key = tuple[str, str, str]
"""Indicator, group and line ("" for the whole organisation)."""


class BaselineTables:
    """Arranges one set of figures. `tables` gives them in reading order; `withheld` what is left out."""

    def __init__(
        self,
        figures: Iterable[Figure],
        grouping: Grouping,
        clusters: Mapping[str, str] | None = None,
        showing: Showing | None = None,
    ) -> None:
        self._grouping = grouping
        self._clusters = clusters or {}
        self._showing = showing or Showing()
        self._roots = self._showing.roots or grouping.roots
        self._figures: dict[Key, Figure] = {}
        self._lines: dict[str, dict[str, None]] = {}
        for figure in figures:
            dimension, line = figure.breakdown[0] if figure.breakdown else ("", "")
            self._lines.setdefault(f"{figure.indicator}/{dimension}", {})[line] = None
            self._figures[(f"{figure.indicator}/{dimension}", figure.group, line)] = figure

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(
            table
            for table in (
                self._representation(),
                *self._finer_groups(),
                *self._by_line("cluster", "Staff by cluster of grades and ethnic group", "Cluster"),
                *self._by_line("grade", "Staff by grade and ethnic group", "Grade"),
                self._directorates(),
                self._pay_gaps(),
                self._pay_bands(),
            )
            if table is not None
        )

    @property
    def withheld(self) -> tuple[Withheld, ...]:
        """What is hidden, one line for each kind of table, in reading order.

        Where the finer groups of a group are hidden, so is everything inside them, which goes without saying.
        """
        inside: dict[str, dict[str, None]] = {}
        reasons: dict[str, str] = {}
        in_part: set[str] = set()
        for (name, group, _), figure in self._figures.items():
            if isinstance(figure.state, Hidden):
                inside.setdefault(name, {})[self._grouping.parent(group)] = None
                reasons[name] = figure.state.reason
        for (name, group, _), figure in self._figures.items():
            if figure.shown and group not in UNKNOWN and self._grouping.parent(group) in inside.get(name, ()):
                in_part.add(name)
        return tuple(
            Withheld(_title(name, in_part=name in in_part) + self._within(parents), reasons[name])
            for name, parents in inside.items()
        )

    def _within(self, parents: Iterable[str]) -> str:
        """Say which groups' finer groups are meant; nothing where the coarsest groups are hidden too."""
        parents = set(parents)
        if "" in parents:
            return ""
        topmost = [parent for parent in self._grouping.roll_ups if parent in parents]
        topmost = [parent for parent in topmost if self._grouping.parent(parent) not in parents]
        return f", for the finer groups within {' and '.join(topmost)}"

    def _get(self, name: str, group: str, line: str = "") -> Figure:
        return self._figures[(name, group, line)]

    def _unknown(self) -> tuple[str, ...]:
        """The words for "not recorded" that occur; shown at organisation level at any size."""
        return tuple(word for word in UNKNOWN if _count(self._get("representation/", word)))

    def _representation(self) -> Table:
        groups = (*self._roots, *self._unknown())
        figures = [self._get("representation/", group) for group in groups]
        return Table(
            name="representation",
            title="Staff by ethnic group",
            row_heading="Ethnic group",
            columns=("Staff", "Share of all staff"),
            rows=tuple(_row(figure.group, figure, "numerator", "value") for figure in figures),
            note=_noted(FACT, figures),
        )

    def _finer_groups(self) -> Iterator[Table]:
        divisions = {**dict(reversed(list(self._grouping.roll_ups.items()))), **self._showing.groups}
        for number, (parent, members) in enumerate(divisions.items(), start=1):
            figures = [self._get("representation/", member) for member in members]
            if len(members) > 1 and any(figure.shown for figure in figures):
                yield Table(
                    name=f"representation_within_{number}_{_slug(parent)}",
                    title=f"{_capital(parent)}: staff by ethnic group",
                    row_heading="Ethnic group",
                    columns=("Staff", "Share of all staff"),
                    rows=tuple(_row(figure.group, figure, "numerator", "value") for figure in figures),
                    note=_noted(" ".join((FACT, *self._counted_together(members))), figures),
                )

    def _counted_together(self, groups: Iterable[str]) -> Iterator[str]:
        """Say which groups are counted in another one: what they are called tells of nobody."""
        for group in groups:
            if inside := self._showing.together.get(group):
                yield f"{_capital(group)} are: {', '.join(inside)}."

    def _by_line(self, dimension: str, title: str, heading: str) -> Iterator[Table]:
        """Yield the published lines with their groups, then all lines with headcounts where they differ."""
        name = f"representation_by_grade/{dimension}"
        if name not in self._lines:
            return
        merged = {dict(extra.breakdown).get(dimension, "") for extra in self._showing.extra}
        own = [line for line in self._lines[name] if line not in merged]
        lines = list(self._showing.lines.get(dimension, own))
        figures = [self._figures.get((name, group, line)) for line in lines for group in self._roots]
        shown = [figure for figure in figures if figure is not None]
        if not any(figure.shown for figure in shown):
            # Columns of nothing but marks would tell nobody anything.
            lines, shown = own, []
        groups = self._roots if shown else ()
        head, note = heading, f"{FACT} {REST}"
        if dimension == "cluster" and shown and not self._follows_clusters(lines):
            # Two things must not both be called clusters.
            title, head = PARTED, "Grades"
            note = f"{note} {PARTED_ELSEWHERE}" if self._clusters else note
        rows = []
        for line in lines:
            cells = [Cell(self._get(f"headcount/{dimension}", ALL_STAFF, line))]
            for group in groups:
                figure = self._get(name, group, line)
                cells += [Cell(figure, "numerator"), Cell(figure)]
            rows.append(TableRow(self._line_label(dimension, line), tuple(cells)))
        yield Table(
            name=f"representation_by_{dimension}",
            title=title if shown else f"Staff by {heading.lower()}",
            row_heading=head,
            columns=("All staff", *(text for group in groups for text in (group, f"{group}, share"))),
            rows=tuple(rows),
            note=_noted(note, shown) if shown else WITHHELD_NOTE,
        )
        if shown and own and lines != own:
            yield self._headcounts(dimension, own, heading)

    def _follows_clusters(self, lines: Iterable[str]) -> bool:
        published = self._showing.lines.get("cluster", {})
        parted = {line: published.get(line, ()) for line in lines}
        return bool(self._clusters) and follow_clusters(parted, self._clusters)

    def _headcounts(self, dimension: str, lines: Iterable[str], heading: str) -> Table:
        name = f"headcount/{dimension}"
        return Table(
            name=f"headcount_by_{dimension}",
            title=f"Staff by {heading.lower()}",
            row_heading=heading,
            columns=("All staff",),
            rows=tuple(
                _row(self._line_label(dimension, line), self._get(name, ALL_STAFF, line), "value")
                for line in lines
            ),
            note=FACT,
        )

    def _line_label(self, dimension: str, line: str) -> str:
        lines = self._showing.lines.get(dimension, {})
        return line_label(dimension, line, clusters=self._clusters, lines=lines)

    def _directorates(self) -> Table | None:
        name = "headcount/directorate"
        return (
            self._headcounts("directorate", self._lines[name], "Directorate") if name in self._lines else None
        )

    def _pay_gaps(self) -> Table | None:
        groups = [group for group in self._groups_in_order() if self._has_gap(group)]
        if not groups:
            return None
        parts: tuple[Part, ...] = ("value", "interval", "verdict")
        rows = tuple(
            TableRow(
                f"{group}, {statistic}",
                tuple(Cell(self._get(f"{statistic}_pay_gap/", group), part) for part in parts),
            )
            for group in groups
            for statistic in ("mean", "median")
        )
        comparator = self._grouping.comparator
        return Table(
            name="pay_gaps",
            title=f"Pay gaps: how much less than {comparator} staff each group is paid",
            row_heading="Ethnic group and measure",
            columns=("Gap", "95% interval", "Verdict"),
            rows=rows,
            note=(
                f"As a percentage of the pay of {comparator} staff; a minus sign means that the group is "
                "paid more. The interval is the range of gaps that these figures fit. Only a gap with a "
                "verdict was tested."
            ),
        )

    def _groups_in_order(self) -> Iterator[str]:
        """Yield every group, the coarsest first: they hold the headline."""
        yield from self._grouping.roots
        for members in reversed(list(self._grouping.roll_ups.values())):
            yield from members

    def _has_gap(self, group: str) -> bool:
        figures = [
            self._figures.get((f"{statistic}_pay_gap/", group, "")) for statistic in ("mean", "median")
        ]
        return any(figure is not None and isinstance(figure.state, Shown) for figure in figures)

    def _pay_bands(self) -> Table | None:
        name = "pay_quarters/quarter"
        if name not in self._lines:
            return None
        bands = list(self._lines[name])
        groups = self._grouping.roots
        figures = [self._get(name, group, band) for band in bands for group in groups]
        if all(isinstance(figure.state, Hidden) for figure in figures):
            return None
        kind = "quarters" if len(bands) == 4 else "halves"
        return Table(
            name="pay_quarters",
            title=f"Who is in which part of the pay range ({kind})",
            row_heading="Part of the pay range",
            columns=tuple(_capital(group) for group in groups),
            rows=tuple(
                TableRow(_capital(band), tuple(Cell(self._get(name, group, band)) for group in groups))
                for band in bands
            ),
            note=_noted(
                f"Staff in order of pay, in equal parts; each row shows who makes up that part. {REST}",
                figures,
            ),
        )


def _title(name: str, *, in_part: bool) -> str:
    title = _WITHHELD_TITLES[name]
    return f"In part: {title[:1].lower()}{title[1:]}" if in_part else title


def _noted(note: str, figures: Iterable[Figure]) -> str:
    """Add what the mark means where one stands in the table."""
    return f"{note} {MARKED}" if any(isinstance(figure.state, Hidden) for figure in figures) else note


def _row(label: str, figure: Figure, *parts: Part) -> TableRow:
    return TableRow(_capital(label), tuple(Cell(figure, part) for part in parts))


def _count(figure: Figure) -> float:
    state = figure.state
    return (state.numerator or 0) if isinstance(state, Shown) else 0


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
