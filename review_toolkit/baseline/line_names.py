"""What a line of the ladder is called: a cluster with its grades, so that a reader knows who is in it."""

from collections.abc import Mapping

from review_toolkit.analysis.groups import NO_LINE, NOT_IN_CLUSTER

Lines = Mapping[str, tuple[str, ...]]
"""Published lines with their members, which are clusters or grades."""


def line_label(dimension: str, line: str, *, clusters: Mapping[str, str], lines: Lines) -> str:
    """Name a cluster with its grades: "Upper (Grade E to Executive)". `clusters` maps grades to clusters."""
    grades = grades_of(line, clusters=clusters, lines=lines)
    if dimension != "cluster" or not grades or line == NOT_IN_CLUSTER or line.startswith(grades[0]):
        return line
    return f"{line} ({grades[0]} to {grades[-1]})" if len(grades) > 1 else f"{line} ({grades[0]})"


def grades_of(line: str, *, clusters: Mapping[str, str], lines: Lines) -> tuple[str, ...]:
    """Return the grades of a line in the ladder's order, whether it is a cluster or several, or grades."""
    inside = {line, *lines.get(line, ())}
    return tuple(
        grade
        for grade, cluster in clusters.items()
        if (cluster in inside or grade in inside) and grade != NO_LINE
    )


def follow_clusters(lines: Lines, clusters: Mapping[str, str]) -> bool:
    """Say whether the lines are clusters, or whole clusters put together."""
    for line in lines:
        grades = set(grades_of(line, clusters=clusters, lines=lines))
        touched = {clusters[grade] for grade in grades} - {NOT_IN_CLUSTER}
        if any(
            cluster in touched and grade not in grades
            for grade, cluster in clusters.items()
            if grade != NO_LINE
        ):
            return False
    return True
