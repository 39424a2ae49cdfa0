"""What is hidden of the baseline, as a reader would look for it: by table, row and column. Pure.

Beside each hidden figure stands what an outsider could say of it, and in which coarser figures its people can
be read. All of it follows from what is shown and from what the attack found, so it tells of nobody which
hidden figure is a small one and which only protects others.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from review_toolkit.analysis.groups import ALL_STAFF, UNKNOWN
from review_toolkit.baseline.line_names import line_label
from review_toolkit.baseline.showing import Showing
from review_toolkit.disclosure.profile.facts import LOWER, UPPER
from review_toolkit.disclosure.profile.layout import STAFF
from review_toolkit.disclosure.statements import UNPUBLISHED, Coordinates, Statement
from review_toolkit.disclosure.wording import cell_name
from review_toolkit.figures import Figure, Hidden, ReleaseContent
from review_toolkit.releases.manifests import HiddenCell, range_of

if TYPE_CHECKING:
    from review_toolkit.baseline.measures import BaselineMeasures
    from review_toolkit.disclosure.attack import AttackReport, CellBounds

Line = tuple[str, str]
"""A dimension and a line of it; two empty texts for the whole organisation."""
_GAPS = {"mean_pay_gap": "mean pay gap", "median_pay_gap": "median pay gap"}


@dataclass(frozen=True, slots=True)
class _People:
    """The people whom a count is about: their recorded groups, their grades, and their band of pay."""

    groups: frozenset[str]
    grades: frozenset[str]
    band: str = ""
    directorate: str = ""

    def holds(self, other: "_People") -> bool:
        """Say whether everybody who is counted in the other is counted here."""
        return (
            self.groups >= other.groups
            and self.grades >= other.grades
            and self.band in ("", other.band)
            and self.directorate in ("", other.directorate)
        )


def hidden_figures(
    baseline: "BaselineMeasures",
    showing: Showing,
    content: ReleaseContent,
    statement: Statement,
    audit: "AttackReport",
) -> tuple[HiddenCell, ...]:
    """Return every hidden figure: those of the tables in reading order, then those in none.

    What the attack asked about and no figure is about comes then, and what earlier releases hide comes last.
    """
    return tuple(_Listing(baseline, showing, content, statement, audit).lines())


@dataclass(frozen=True)
class _Listing:
    baseline: "BaselineMeasures"
    showing: Showing
    content: ReleaseContent
    statement: Statement
    audit: "AttackReport"

    def lines(self) -> Iterator[HiddenCell]:
        titles = {
            figure.id: table.title for table in reversed(self.content.tables) for figure in table.figures
        }
        in_tables = {figure.id: figure for table in self.content.tables for figure in table.figures}
        every = {**in_tables, **{figure.id: figure for figure in self.content.figures}}
        told: set[_People] = set()
        for figure in every.values():
            if not isinstance(figure.state, Hidden):
                continue
            table = titles.get(figure.id, UNPUBLISHED)
            if figure.indicator in _GAPS:
                beside = self._gaps_beside(figure)
                yield HiddenCell(table, self._name(figure), None, None, None, beside, is_count=False)
                continue
            people = self._people_of(figure)
            told.add(people)
            yield self._line(table, self._name(figure), people)
        for at, cell in self._own.items():
            if at not in self._asked:
                if cell.table == UNPUBLISHED:
                    continue  # a part of a grade in a part of the pay range, say: nobody would look for it
                yield HiddenCell(UNPUBLISHED, cell_name(at), cell.as_of, *range_of(cell), ())
            elif self._asked[at][1] not in told:
                yield self._line(UNPUBLISHED, *self._asked[at])
        for cell in self.audit.cells:
            if cell is not self._own.get(cell.at):
                name = cell_name(cell.at).removeprefix(f"{STAFF}, ")
                yield HiddenCell(cell.table, name, cell.as_of, *range_of(cell), (), is_earlier=True)

    def _line(self, table: str, name: str, people: _People) -> HiddenCell:
        """Return a hidden count with its range, or at least with the smallest number that holds it."""
        if people in self._attacked:
            at_least, at_most = range_of(self._attacked[people])
        else:
            at_least, at_most = None, self._most(people)
        day = self.content.snapshot_date
        return HiddenCell(table, name, day, at_least, at_most, self._shown_in(people))

    def _most(self, people: _People) -> int | None:
        """Return the smallest number that is told of people among whom all of these are."""
        return min((most for holding, most in self._limits if holding.holds(people)), default=None)

    def _shown_in(self, people: _People) -> tuple[str, ...]:
        """Name the finest shown numbers of a group that hold these people, or of all staff where none is."""
        holding = {each: name for each, (name, _) in self._shown.items() if each.holds(people)}
        of_groups = {each: name for each, name in holding.items() if each.groups != self._everybody.groups}
        among = of_groups or holding
        return tuple(
            name
            for each, name in among.items()
            if not any(other != each and each.holds(other) for other in among)
        )

    def _gaps_beside(self, figure: Figure) -> tuple[str, ...]:
        """Name the finest shown gap of a group that this one is in, and the other gap of the same group."""
        own = self._groups(figure.group)
        same = [each for each in self.content.of(figure.indicator) if each.shown]
        holding = {each.id: each for each in same if self._groups(each.group) > own}
        beside = [
            each
            for each in holding.values()
            if not any(self._groups(other.group) < self._groups(each.group) for other in holding.values())
        ]
        beside += [
            each
            for indicator in _GAPS
            for each in self.content.of(indicator)
            if each.shown and each.group == figure.group
        ]
        return tuple(self._name(each) for each in beside)

    @cached_property
    def _shown(self) -> Mapping[_People, tuple[str, int]]:
        """What is shown of whom: its name and the number of people."""
        found: dict[_People, tuple[str, int]] = {}
        for figure in self.content.figures:
            count = figure.shown.numerator if figure.shown else None
            if figure.shown and figure.indicator == "headcount":
                count = figure.shown.value
            if count is not None and figure.indicator != "declaration_rate":
                found.setdefault(self._people_of(figure), (self._name(figure), round(count)))
        return found

    @cached_property
    def _limits(self) -> tuple[tuple[_People, int], ...]:
        """What can be said of how many there are at most: what is shown, and what the attack found."""
        found = ((people, range_of(cell)[1]) for people, cell in self._attacked.items())
        shown = ((people, count) for people, (_, count) in self._shown.items())
        return (*shown, *((people, most) for people, most in found if most is not None))

    @cached_property
    def _own(self) -> "Mapping[Coordinates, CellBounds]":
        """What the attack found of the hidden cells of this release.

        A correction hides cells of the same place and date as the release that it corrects, and comes last.
        """
        hidden = {cell.at for table in self.statement.tables for cell in table.cells if cell.hidden}
        day = self.statement.as_of
        return {cell.at: cell for cell in self.audit.cells if cell.as_of == day and cell.at in hidden}

    @cached_property
    def _asked(self) -> Mapping[Coordinates, tuple[str, _People]]:
        """The hidden cells of this release that can be named as a reader would."""
        found = {}
        for at in self._own:
            places = dict(at)
            group, pay = places.pop("ethnicity", ""), places.pop("pay", "")
            line: Line | None = ("quarter", pay) if pay else ("", "")
            if places.pop("counted", STAFF) != STAFF or (pay and "level" in places):
                continue
            if "level" in places:
                line = self._lines_of_levels.get(places.pop("level"))
            if group and line is not None and not places:
                found[at] = self._named(group, line), self._people(group, line)
        return found

    @cached_property
    def _attacked(self) -> Mapping[_People, "CellBounds"]:
        return {people: self._own[at] for at, (_, people) in self._asked.items()}

    @cached_property
    def _lines_of_levels(self) -> Mapping[str, Line]:
        """Each level of a statement, by its name there, as the line that readers know."""
        found: dict[str, Line] = {}
        published = self.showing.lines.get("cluster", {})
        for side, (name, grades) in zip((LOWER, UPPER), published.items(), strict=False):
            found[f"{side} ({grades[0]} to {grades[-1]})"] = ("cluster", name)
        for dimension in ("cluster", "grade"):
            for line in (*self.showing.lines.get(dimension, {}), *self.baseline.lines.get(dimension, {})):
                found.setdefault(f"{line} ({dimension})", (dimension, line))
        for grade in self.baseline.lines.get("grade", {}):
            found.setdefault(grade, ("grade", grade))
        return found

    @cached_property
    def _everybody(self) -> _People:
        groups = frozenset((*self.baseline.grouping.categories, *UNKNOWN))
        return _People(groups, frozenset(self.baseline.lines.get("grade", {})))

    def _people_of(self, figure: Figure) -> _People:
        return self._people(figure.group, _line_of(figure))

    def _people(self, group: str, line: Line) -> _People:
        dimension, name = line
        everybody = self._everybody
        groups = everybody.groups if group == ALL_STAFF else self._groups(group)
        if dimension == "quarter":
            return _People(groups, everybody.grades, band=name)
        if dimension == "directorate":
            return _People(groups, everybody.grades, directorate=name)
        return _People(groups, self._grades(name) if dimension else everybody.grades)

    def _groups(self, group: str) -> frozenset[str]:
        """Return the recorded groups inside a group, whether it is the mapping's own or was put together."""
        grouping, together = self.baseline.grouping, self.showing.together
        if group in UNKNOWN:
            return frozenset((group,))
        if group in grouping.categories or group in grouping.roll_ups:
            return frozenset(grouping.leaves(group))
        if group in together:
            return frozenset().union(*(grouping.leaves(member) for member in together[group]))
        # Everybody beside the comparator, where the mapping has no name for them.
        others = [root for root in self.showing.roots if root in grouping.roots]
        inside = frozenset(leaf for root in others for leaf in grouping.leaves(root))
        return frozenset(grouping.categories) - inside

    def _grades(self, line: str) -> frozenset[str]:
        """Return the grades of a line: its own, or those of the lines that were put together in it."""
        grades = self.baseline.lines.get("grade", {})
        merged = {**self.showing.lines.get("grade", {}), **self.showing.lines.get("cluster", {})}
        members = merged.get(line, (line,))
        clustered = {grade for grade, cluster in self.baseline.clusters.items() if cluster in members}
        return frozenset(grade for grade in grades if grade in members or grade in clustered)

    def _name(self, figure: Figure) -> str:
        if figure.indicator in _GAPS:
            return f"{_capital(figure.group)}, {_GAPS[figure.indicator]}"
        return self._named(figure.group, _line_of(figure))

    def _named(self, group: str, line: Line) -> str:
        dimension, name = line
        if not name:
            return _capital(group)
        if dimension == "quarter":
            part = name if name.endswith("half") else f"{name} quarter"
            return f"{_capital(group)}, {part} of the pay range"
        lines = self.showing.lines.get(dimension, {})
        label = line_label(dimension, name, clusters=self.baseline.clusters, lines=lines)
        return f"{_capital(group)}, {label}"


def _line_of(figure: Figure) -> Line:
    return figure.breakdown[0] if figure.breakdown else ("", "")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
