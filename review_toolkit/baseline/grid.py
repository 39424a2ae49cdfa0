"""The baseline of a larger organisation: the grid that is published, and what protection shows of it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from review_toolkit.analysis import composition
from review_toolkit.analysis.groups import UNKNOWN
from review_toolkit.analysis.results import Measure
from review_toolkit.baseline.levels import Levels, levels_of
from review_toolkit.baseline.measures import BaselineMeasures
from review_toolkit.baseline.showing import Key, Showing
from review_toolkit.baseline.statement import Grid, at, candidate_of, grids_of
from review_toolkit.disclosure.grids import Candidate, ChosenGrid, choose_grid
from review_toolkit.disclosure.moved import Moved
from review_toolkit.disclosure.statements import Coordinates
from review_toolkit.disclosure.unpublished import Proved

KeptGrid = Mapping[str, object]
"""A grid as an earlier release's manifest holds it: its name and the merges of its lines."""


def choose(
    baseline: BaselineMeasures,
    protect: Callable[[Candidate], Proved],
    *,
    threshold: int,
    as_of: date,
    moved: Sequence[Moved],
    kept: KeptGrid | None,
) -> tuple[ChosenGrid[Proved], Grid, Levels] | None:
    """Return the finest grid that shows enough, with its levels; None where the profile should answer."""
    levels = levels_of(baseline, threshold, _merges(kept))
    grids = {grid.name: grid for grid in grids_of(baseline, levels, threshold)}
    candidates = [
        candidate_of(grid, baseline, levels, threshold=threshold, as_of=as_of, moved=moved)
        for grid in grids.values()
    ]
    chosen = choose_grid(candidates, protect, kept=str(kept["name"]) if kept else None)
    return (chosen, grids[chosen.candidate.name], levels) if chosen else None


def kept_form(grid: Grid, levels: Levels) -> dict[str, object]:
    """Return a grid as a manifest keeps it for the next cycle."""
    lines = {
        name: {line: list(members) for line, members in levels.merges[name].items()}
        for name in grid.dimensions
    }
    return {"name": grid.name, "lines": lines}


def _merges(kept: KeptGrid | None) -> dict[str, dict[str, tuple[str, ...]]]:
    lines = kept.get("lines") if kept else None
    if not isinstance(lines, Mapping):
        return {}
    return {
        dimension: {name: tuple(members) for name, members in found.items()}
        for dimension, found in lines.items()
    }


def showing_of(
    baseline: BaselineMeasures, grid: Grid, levels: Levels, protected: Proved, threshold: int
) -> Showing:
    """Return what a protected grid shows of the baseline's figures, with the lines that it merged."""
    grouping, paid = baseline.grouping, baseline.pay
    counts: dict[Key, Coordinates] = {
        (group, "", ""): at(group) for group in grid.groups if not protected.is_hidden(at(group))
    }
    for dimension in grid.dimensions:
        for line in levels.merges[dimension]:
            for group in (*grid.groups_by_line, *UNKNOWN):
                nobody = group in UNKNOWN and not baseline.overall.by_category[group]
                place = at(group, level=levels.category(dimension, line))
                if nobody or not protected.is_hidden(place):
                    counts[(group, dimension, line)] = place
    if paid and grid.bands:
        for band in paid.bands[grid.bands]:
            shown = [root for root in grouping.roots if not protected.is_hidden(at(root, pay=band))]
            # People whose group is not recorded are the rest of a band; they are nobody's group.
            shown += UNKNOWN if len(shown) == len(grouping.roots) else ()
            counts |= {(group, "quarter", band): at(group, pay=band) for group in shown}
    hidden_sums = {each.at for each in protected.statement.sums if each.hidden}
    enough = {
        group
        for group in grid.groups
        if paid and (group, "", "") in counts and not 0 < paid.with_pay.of(group, grouping) < threshold
    }
    with_comparator = paid is not None and not 0 < paid.with_pay.of(grouping.comparator, grouping) < threshold
    medians = enough if with_comparator else set()
    of_comparator = at(grouping.comparator)
    means = medians if grouping.comparator in grid.groups and of_comparator not in hidden_sums else set()
    return Showing(
        counts=counts,
        means=frozenset(group for group in means if at(group) not in hidden_sums),
        medians=frozenset(medians),
        roots=grouping.roots,
        lines={name: levels.merges[name] for name in grid.dimensions if grid.groups_by_line},
        bands=grid.bands,
        extra=tuple(_merged_lines(baseline, grid, levels)),
    )


def _merged_lines(baseline: BaselineMeasures, grid: Grid, levels: Levels) -> "list[Measure]":
    found = []
    for dimension in grid.dimensions:
        for line, members in levels.merges[dimension].items():
            if members != (line,):
                counts = {line: levels.counts[dimension][line]}
                breakdown = ((dimension, line),)
                found.append(composition.headcount(counts[line], breakdown=breakdown))
                found += composition.representation_by_line(
                    counts, baseline.grouping, indicator="representation_by_grade", dimension=dimension
                )
    return found
