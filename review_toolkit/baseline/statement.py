"""The baseline as statements that disclosure control can judge: the grids that could be published."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nlargest

from review_toolkit.analysis.counting import Counts
from review_toolkit.analysis.groups import UNKNOWN, Grouping
from review_toolkit.baseline.levels import Levels, added
from review_toolkit.baseline.measures import BaselineMeasures, PayCounts
from review_toolkit.baseline.pay_in_bands import bands_allowed, in_lines
from review_toolkit.disclosure.grids import Candidate
from review_toolkit.disclosure.moved import Moved
from review_toolkit.disclosure.statements import (
    EVERYBODY,
    NO_PAY,
    Cell,
    Coordinates,
    Dimension,
    Hierarchy,
    KnownCount,
    Statement,
    Sum,
    Table,
)

LARGEST_KEPT = 3
_DIMENSIONS = {
    "ethnicity": Dimension("ethnicity", "sensitive", frozenset(UNKNOWN)),
    "level": Dimension("level", "public"),
    "pay": Dimension("pay", "public"),
}
_FINEST_FIRST = ("grade", "cluster", "")


@dataclass(frozen=True, slots=True)
class Grid:
    """One grid: groups for the whole organisation, groups within lines, and how many bands of pay.

    `finest` is the finest published dimension ("grade", "cluster"), "" where nothing is divided by line.
    """

    name: str
    groups: tuple[str, ...]
    groups_by_line: tuple[str, ...]
    finest: str
    dimensions: tuple[str, ...]
    bands: int | None


def steps_of(grouping: Grouping) -> tuple[tuple[str, ...], ...]:
    """Return the groups of each step of fineness, from coarse to fine; each step holds the ones before it.

    Groups of like fineness go together: five groups come before the categories inside any of them.
    """

    def height(group: str) -> int:
        return 1 + max((height(child) for child in grouping.children(group)), default=-1)

    steps = [grouping.roots]
    for step in range(max((height(root) for root in grouping.roots), default=0), 0, -1):
        finer = [child for group in steps[-1] if height(group) == step for child in grouping.children(group)]
        steps.append((*steps[-1], *finer))
    return tuple(steps)


def grids_of(baseline: BaselineMeasures, levels: Levels, threshold: int) -> tuple[Grid, ...]:
    """Return the grids that could be published, the one with the most counts first."""
    steps = steps_of(baseline.grouping)
    dimensions = [name for name in _FINEST_FIRST if not name or levels.published(name)]
    if len(dimensions) > 1:
        dimensions.remove("")  # without any line a grid says too little: the profile says more
    found = []
    for finest in dimensions:
        linked = tuple(
            name for name in ("cluster", "grade") if name in dimensions[dimensions.index(finest) :]
        )
        bands = bands_allowed(baseline, threshold, {name: levels.merges[name] for name in linked})
        for organisation, groups in enumerate(steps):
            for within, by_line in enumerate(steps[: organisation + 1] if finest else steps[:1]):
                name = f"{organisation}-{within}-{finest or 'all'}"
                found.append(Grid(name, groups, by_line if finest else (), finest, linked, bands))
    lines = {name: len(levels.merges.get(name, {})) for name in _FINEST_FIRST}

    def size(grid: Grid) -> int:
        return len(grid.groups) + len(grid.groups_by_line) * sum(lines[name] for name in grid.dimensions)

    return tuple(sorted(found, key=size, reverse=True))


def words_of(grid: Grid, grouping: Grouping) -> str:
    """Name a grid for reading."""

    def finest(groups: Sequence[str]) -> int:
        return sum(not set(grouping.children(group)) & set(groups) for group in groups)

    whole = f"{finest(grid.groups)} ethnic groups for the whole organisation"
    return f"{whole} and {finest(grid.groups_by_line)} by {grid.finest}" if grid.finest else whole


def at(group: str = "", *, level: str = "", pay: str = "") -> Coordinates:
    """Return the coordinates of a cell; "" stands for everybody."""
    pairs = (("ethnicity", group), ("level", level), ("pay", pay))
    return tuple((name, category) for name, category in pairs if category)


def candidate_of(
    grid: Grid,
    baseline: BaselineMeasures,
    levels: Levels,
    *,
    threshold: int,
    as_of: date,
    moved: Sequence[Moved] = (),
) -> Candidate:
    """Return a grid as a candidate for the chooser; `moved` says who came and went since earlier figures."""
    divided = {
        "ethnicity": ethnicity_hierarchy(baseline.grouping, grid.groups),
        "level": _level_hierarchy(levels, grid),
        "pay": _pay_hierarchy(baseline.pay, grid.bands),
    }
    # What divides nobody is no dimension: nothing would be left of it in the ledger.
    hierarchies = {name: hierarchy for name, hierarchy in divided.items() if hierarchy.children}
    return Candidate(
        grid.name,
        words_of(grid, baseline.grouping),
        Statement(
            threshold=threshold,
            dimensions={name: _DIMENSIONS[name] for name in hierarchies},
            hierarchies=hierarchies,
            tables=tuple(_tables(grid, baseline, levels)),
            as_of=as_of,
            known=tuple(_known(grid, baseline, levels)),
            movers=tuple(each.told(_places(grid, levels)) for each in moved),
            sums=tuple(pay_sums(baseline, grid.groups)),
        ),
        {
            at(group, level=level): round(counts.of(group, baseline.grouping))
            for level, counts, groups in _unpublished(grid, baseline, levels)
            for group in groups
        }
        | {
            at(root, level=level, pay=band): round(counts.of(root, baseline.grouping))
            for level, band, counts in _unpublished_in_bands(grid, baseline, levels)
            for root in baseline.grouping.roots
        },
    )


def _places(grid: Grid, levels: Levels) -> dict[str, Coordinates]:
    """Return where colleagues know somebody of a grade to work."""
    if not grid.finest:
        return {}
    grades = (grade for members in levels.merges["grade"].values() for grade in members)
    return {grade: at(level=levels.single(grade)) for grade in grades}


def headcounts_alone(baseline: BaselineMeasures, *, threshold: int, as_of: date) -> Statement:
    """Return what a reader learns where no ethnic group is told of: how many people, how many not known."""
    unknown = tuple(_cells(baseline.overall, UNKNOWN, baseline.grouping))
    return Statement(
        threshold=threshold,
        dimensions={"ethnicity": _DIMENSIONS["ethnicity"]},
        hierarchies={"ethnicity": ethnicity_hierarchy(baseline.grouping, baseline.grouping.roots)},
        tables=(Table("groups", ("ethnicity",), unknown),),
        as_of=as_of,
        known=(KnownCount((), round(baseline.overall.total)),),
    )


def _unpublished(
    grid: Grid, baseline: BaselineMeasures, levels: Levels
) -> Iterator[tuple[str, Counts, tuple[str, ...]]]:
    """Yield each level with the groups that are told of elsewhere but not in it."""
    finer = tuple(group for group in grid.groups if group not in grid.groups_by_line)
    for dimension in grid.dimensions:
        for line, counts in levels.counts[dimension].items():
            yield levels.category(dimension, line), counts, finer
    for level, counts in _not_lines(grid, baseline, levels):
        yield level, counts, grid.groups


def _unpublished_in_bands(
    grid: Grid, baseline: BaselineMeasures, levels: Levels
) -> Iterator[tuple[str, str, Counts]]:
    """Yield each level's part in each band of pay: a level that lies in one band is counted in it as well."""
    if baseline.pay:
        for level, by_band in _by_band(grid, baseline.pay, levels).items():
            yield from ((level, band, counts) for band, counts in by_band.items())


def _not_lines(grid: Grid, baseline: BaselineMeasures, levels: Levels) -> Iterator[tuple[str, Counts]]:
    """Yield the people of each level that has a headcount and is not divided by ethnic group."""
    if grid.finest:
        for level, grades in levels.not_lines(grid.dimensions).items():
            yield level, added(baseline.lines["grade"], grades)


def ethnicity_hierarchy(grouping: Grouping, groups: Sequence[str]) -> Hierarchy:
    """Return the tree of the groups that are published, with the words for "not recorded"."""
    children = {EVERYBODY: ((*grouping.roots, *UNKNOWN),)}
    for group in groups:
        if set(grouping.children(group)) <= set(groups) and grouping.children(group):
            children[group] = (grouping.children(group),)
    return Hierarchy(EVERYBODY, children)


def _level_hierarchy(levels: Levels, grid: Grid) -> Hierarchy:
    if not grid.finest:
        return Hierarchy(EVERYBODY, {})
    top = "cluster" if "cluster" in grid.dimensions else "grade"
    lines = tuple(levels.category(top, line) for line in levels.merges[top])
    return Hierarchy(EVERYBODY, {EVERYBODY: (lines,), **levels.ways(grid.dimensions)})


def _pay_hierarchy(paid: PayCounts | None, bands: int | None) -> Hierarchy:
    if paid is None or bands is None:
        return Hierarchy(EVERYBODY, {})
    return Hierarchy(EVERYBODY, {EVERYBODY: ((*paid.bands[bands], NO_PAY),)})


def _tables(grid: Grid, baseline: BaselineMeasures, levels: Levels) -> Iterator[Table]:
    grouping = baseline.grouping
    yield Table("groups", ("ethnicity",), tuple(_cells(baseline.overall, grid.groups, grouping)))
    for dimension in grid.dimensions:
        cells = [
            cell
            for line, counts in levels.counts[dimension].items()
            for cell in _cells(
                counts,
                (*grid.groups_by_line, *_unknown_in(baseline)),
                grouping,
                level=levels.category(dimension, line),
            )
        ]
        yield Table(dimension, ("ethnicity", "level"), tuple(cells))
    if baseline.pay and grid.bands:
        bands = baseline.pay.bands[grid.bands].items()
        cells = [
            cell for band, counts in bands for cell in _cells(counts, grouping.roots, grouping, pay=band)
        ]
        yield Table("pay", ("ethnicity", "pay"), tuple(cells))


def _cells(
    counts: Counts, groups: Sequence[str], grouping: Grouping, *, level: str = "", pay: str = ""
) -> Iterator[Cell]:
    for group in groups:
        yield Cell(at(group, level=level, pay=pay), round(counts.of(group, grouping)))


def _unknown_in(baseline: BaselineMeasures) -> tuple[str, ...]:
    """Return the words for "not recorded" that occur."""
    return tuple(word for word in UNKNOWN if baseline.overall.by_category[word])


def _known(grid: Grid, baseline: BaselineMeasures, levels: Levels) -> Iterator[KnownCount]:
    """Yield what colleagues know: headcounts, who is on which scale, and how many are not recorded."""
    yield KnownCount((), round(baseline.overall.total))
    for word in UNKNOWN:
        yield KnownCount(at(word), round(baseline.overall.by_category[word]))
    # A cluster and its only line of grades are one level.
    people = {
        levels.category(dimension, line): counts
        for dimension in grid.dimensions
        for line, counts in levels.counts[dimension].items()
    } | dict(_not_lines(grid, baseline, levels))
    for level, counts in people.items():
        yield KnownCount(at(level=level), round(counts.total))
    if not baseline.pay or not grid.bands:
        return
    for band, counts in baseline.pay.bands[grid.bands].items():
        yield KnownCount(at(pay=band), round(counts.total))
    for level, by_band in _by_band(grid, baseline.pay, levels).items():
        for band, counts in by_band.items():
            yield KnownCount(at(level=level, pay=band), round(counts.total))


def _by_band(grid: Grid, paid: PayCounts, levels: Levels) -> dict[str, dict[str, Counts]]:
    """Return the people with recorded pay by level and band of pay."""
    if not grid.bands:
        return {}
    found: dict[str, dict[str, Counts]] = {}
    for dimension in grid.dimensions:
        for line, by_band in in_lines(paid, dimension, grid.bands, levels.merges[dimension]).items():
            found[levels.category(dimension, line)] = by_band
    not_lines = levels.not_lines(grid.dimensions) if grid.finest else {}
    return found | in_lines(paid, "grade", grid.bands, not_lines)


def pay_sums(baseline: BaselineMeasures, groups: Sequence[str]) -> Iterator[Sum]:
    """Yield the sum of each group's pay with its largest amounts: a mean with its number is a sum."""
    if baseline.pay is None:
        return
    for group in groups:
        pay = baseline.pay.of(group, baseline.grouping)
        if len(pay):
            top = tuple(nlargest(LARGEST_KEPT, pay.tolist()))
            yield Sum("pay", at(group), len(pay), float(pay.sum()), top)
