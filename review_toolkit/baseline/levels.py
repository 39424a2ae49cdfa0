"""Grades and clusters as they may be divided by ethnic group: merged where a line has too few people."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from review_toolkit.analysis.counting import Counts
from review_toolkit.analysis.groups import NO_LINE, NOT_IN_CLUSTER
from review_toolkit.baseline.measures import BaselineMeasures
from review_toolkit.disclosure.lines import Line, MergedLine, least_people, merge_lines

Merges = Mapping[str, Mapping[str, tuple[str, ...]]]
"""By dimension ("cluster", "grade"): the name of each published line, and the lines that it is made of."""


@dataclass(frozen=True, slots=True)
class Levels:
    """The published lines of the ladder.

    `inside` gives the grade lines of each cluster line; without clusters everything is inside "". A dimension
    of which one line is left is not published: it would be everybody over again. `clusters` gives the single
    grades of each cluster as the organisation has them, before any merge: colleagues know those headcounts.
    """

    merges: Merges
    inside: Mapping[str, tuple[str, ...]]
    counts: Mapping[str, Mapping[str, Counts]]
    clusters: Mapping[str, tuple[str, ...]]

    def category(self, dimension: str, line: str) -> str:
        """Return a line's name among all levels. A cluster and a grade may bear one name.

        A grade line that is its whole cluster is no line beside it: two names for the same people would make
        them strangers to each other.
        """
        if dimension == "grade":
            for cluster, lines in self.inside.items():
                if cluster and lines == (line,):
                    return f"{cluster} (cluster)"
        return f"{line} ({dimension})"

    def single(self, grade: str) -> str:
        """Return a single grade's name among all levels, whether or not it is a line."""
        for line, members in self.merges["grade"].items():
            if members == (grade,):
                return self.category("grade", line)
        return f"{grade} (grade)"

    def not_lines(self, dimensions: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return what is no published line but has a headcount: single grades, and clusters that were merged.

        Each is its name among all levels with the single grades in it.
        """
        lines = {
            self.category(dimension, line) for dimension in dimensions for line in self.merges[dimension]
        }
        found: dict[str, tuple[str, ...]] = {
            self.single(grade): (grade,) for members in self.merges["grade"].values() for grade in members
        }
        if "cluster" in dimensions:
            for merged in self.merges["cluster"].values():
                found.update({self._cluster(one): self.clusters[one] for one in merged if len(merged) > 1})
        return {name: inside for name, inside in found.items() if name not in lines}

    def ways(self, dimensions: Collection[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
        """Return how each published line is divided: into other lines, merged clusters and single grades."""
        found: dict[str, dict[tuple[str, ...], None]] = {}

        def divide(whole: str, parts: Iterable[str]) -> None:
            named = tuple(parts)
            if len(named) > 1:
                found.setdefault(whole, {})[named] = None

        for cluster, lines in self.inside.items() if "cluster" in dimensions else ():
            name = self.category("cluster", cluster)
            if "grade" in dimensions:
                divide(name, (self.category("grade", line) for line in lines))
            else:
                divide(name, map(self.single, self.grades_in(cluster)))
            merged = self.merges["cluster"][cluster]
            divide(name, map(self._cluster, merged))
            for one in merged if len(merged) > 1 else ():
                divide(self._cluster(one), map(self.single, self.clusters[one]))
        for line, grades in self.merges["grade"].items() if "grade" in dimensions else ():
            divide(self.category("grade", line), map(self.single, grades))
        return {name: tuple(ways) for name, ways in found.items()}

    def _cluster(self, cluster: str) -> str:
        """Return the name of a cluster as the organisation has it. The same people have one name."""
        grades = self.clusters[cluster]
        if len(grades) == 1:
            return self.single(grades[0])
        for line, members in self.merges["grade"].items():
            if members == grades:
                return self.category("grade", line)
        return f"{cluster} (cluster)"

    def grades_in(self, cluster: str) -> tuple[str, ...]:
        """Return the single grades of a cluster line."""
        return tuple(grade for line in self.inside[cluster] for grade in self.merges["grade"][line])

    def published(self, dimension: str) -> bool:
        """Say whether a dimension divides anybody."""
        return len(self.merges.get(dimension, {})) > 1


def levels_of(baseline: BaselineMeasures, threshold: int, kept: Merges | None = None) -> Levels:
    """Merge clusters, then grades within each merged cluster; `kept` are an earlier cycle's merges."""
    least, given = least_people(threshold), kept or {}
    grades = baseline.lines.get("grade", {})
    clusters = _merged(baseline, "cluster", tuple(baseline.lines.get("cluster", {})), least, given)
    inside: dict[str, tuple[str, ...]] = {}
    lines: dict[str, tuple[str, ...]] = {}
    for name, members in ({line.name: line.members for line in clusters} or {"": ()}).items():
        within = tuple(grade for grade in grades if not name or _cluster_of(grade, baseline) in members)
        merged = _merged(baseline, "grade", within, least, given)
        inside[name] = tuple(line.name for line in merged)
        lines |= {line.name: line.members for line in merged}
    merges = {"cluster": {line.name: line.members for line in clusters}, "grade": lines}
    return Levels(
        merges={dimension: found for dimension, found in merges.items() if found},
        inside=inside,
        counts={
            dimension: {name: added(baseline.lines[dimension], members) for name, members in found.items()}
            for dimension, found in merges.items()
            if found
        },
        clusters={
            member: tuple(grade for grade in grades if _cluster_of(grade, baseline) == member)
            for line in clusters
            for member in line.members
        },
    )


def added(lines: Mapping[str, Counts], members: tuple[str, ...]) -> Counts:
    """Return the people of several lines together."""
    found: dict[str, float] = {}
    for member in members:
        for category, count in lines[member].by_category.items():
            found[category] = found.get(category, 0) + count
    return Counts(found)


def _cluster_of(grade: str, baseline: BaselineMeasures) -> str:
    return baseline.clusters.get(grade, NOT_IN_CLUSTER)


def _merged(
    baseline: BaselineMeasures, dimension: str, names: tuple[str, ...], least: int, given: Merges
) -> tuple[MergedLine, ...]:
    lines = []
    for name in names:
        ranked = name in baseline.ranked if dimension == "grade" else name != NOT_IN_CLUSTER
        people = int(baseline.lines[dimension][name].total)
        lines.append(Line(name, people, on_ladder=ranked and name != NO_LINE))
    return merge_lines(lines, least=least, given=given.get(dimension))
