"""Who joined and left between two dates, by public line: what colleagues know of it (privacy.md 6).

Pure. The numbers go into the joint audit of both dates as facts that everybody knows. So they must be right:
where the files do not account for everyone, there are no movers, and nothing is released on a guess. People
who changed their line within the organisation are not counted: the audit assumes that anybody may have.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from review_toolkit.analysis.groups import NO_LINE
from review_toolkit.disclosure.moved import Moved
from review_toolkit.figures import uk_date

People = Callable[[], pd.DataFrame | None]

FEWEST_IN_BOTH = 0.5
"""The share of the smaller file's ids that must stand in both, or the two number people differently."""

OTHER_IDS = (
    "Hardly any employee id of the earlier file stands in the new one, so nobody can tell who joined and who "
    "left. Export the new file with the same ids."
)
NO_DATES = (
    "The files have no employee ids to compare, and the new file has no start dates, so nobody can tell who "
    "joined and who left. Export it with employee ids, or with start and leaving dates."
)
NOT_BALANCED = (
    "By their start and leaving dates, those who joined and left do not account for the difference between "
    "the two headcounts. Export both files with employee ids, or the new one with everybody who left since "
    "{earlier}."
)


class CannotDerive(ValueError):
    """Two files do not say who joined and left between them. The message says why and what to do."""


@dataclass(frozen=True, slots=True, eq=False)
class Staff:
    """The people in post on a date, as a file has them (one row for each; columns as in `Workforce`)."""

    day: date
    people: pd.DataFrame


def moved_between(earlier: Staff, later: Staff, *, in_post_before: People = lambda: None) -> Moved:
    """Return who joined and left, by employee id where both files have it, by their dates otherwise.

    `in_post_before` gives the people who were in post on the earlier date according to the later file, where
    they are needed: with its leaving dates they are those who left. Raises `CannotDerive`.
    """
    if "employee_id" in earlier.people and "employee_id" in later.people:
        joined, left = _by_id(earlier.people, later.people)
    else:
        joined, left = _by_date(earlier, later, in_post_before)
    by_grade = "grade" in earlier.people and "grade" in later.people
    return Moved(
        earlier.day,
        later.day,
        len(joined),
        len(left),
        _by_grade(joined) if by_grade else {},
        _by_grade(left) if by_grade else {},
    )


def correction_of(day: date) -> Moved:
    """Return what links figures with those of the same date that they correct."""
    return Moved(day, day)


def _by_id(earlier: pd.DataFrame, later: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    before, after = set(earlier["employee_id"]), set(later["employee_id"])
    if len(before & after) < FEWEST_IN_BOTH * min(len(before), len(after)):
        raise CannotDerive(OTHER_IDS)
    return (
        later[~later["employee_id"].isin(before)],
        earlier[~earlier["employee_id"].isin(after)],
    )


def _by_date(earlier: Staff, later: Staff, in_post_before: People) -> tuple[pd.DataFrame, pd.DataFrame]:
    if "start_date" not in later.people:
        raise CannotDerive(NO_DATES)
    then, now = pd.Timestamp(earlier.day), pd.Timestamp(later.day)
    joined = later.people[later.people["start_date"] > then]
    for source in (in_post_before(), earlier.people):
        if source is None or "leaving_date" not in source:
            continue
        left = source[(source["leaving_date"] >= then) & (source["leaving_date"] < now)]
        if len(earlier.people) - len(left) + len(joined) == len(later.people):
            return joined, left
    raise CannotDerive(NOT_BALANCED.format(earlier=uk_date(earlier.day)))


def _by_grade(people: pd.DataFrame) -> dict[str, int]:
    labels = people["grade"].astype("object").where(people["grade"].notna(), NO_LINE)
    return {str(grade): int(count) for grade, count in labels.value_counts().items()}
