"""Who joined and left between two dates, by public line: what colleagues know of it (privacy.md 6).

Pure. The numbers go into the joint audit of both dates as facts that everybody knows. So they must be right:
where the files do not account for everyone, there are no movers, and nothing is released on a guess. People
who changed their line within the organisation are not counted: the audit assumes that anybody may have.

Of a corrected file they are, and so is everybody whose group is recorded anew: nothing happened in between,
so whose row was wrong can get about as who joined does.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from review_toolkit.analysis.groups import NO_LINE, UNKNOWN
from review_toolkit.disclosure.moved import Moved
from review_toolkit.figures import uk_date

People = Callable[[], pd.DataFrame | None]

FEWEST_IN_BOTH = 0.5
"""The share of the smaller file's ids that must stand in both, or the two number people differently."""

OTHER_IDS = (
    "Hardly any employee id of the earlier file stands in the new one, so nobody can tell who joined and who "
    "left. Export the new file with the same ids."
)
NO_IDS = (
    "A corrected file can be compared with the withdrawn one by employee ids only, and one of the two has no "
    "id of its own for each person."
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
    """The people in post on a date, as a file has them (one row for each; columns as in `Workforce`).

    `mapping` is the fingerprint of what gave the groups their names.
    """

    day: date
    people: pd.DataFrame
    mapping: str = ""

    @property
    def has_ids(self) -> bool:
        return "employee_id" in self.people and self.people["employee_id"].is_unique


def moved_between(earlier: Staff, later: Staff, *, in_post_before: People = lambda: None) -> Moved:
    """Return who joined and left, by employee id where both files have it, by their dates otherwise.

    `in_post_before` gives the people who were in post on the earlier date according to the later file, where
    they are needed: with its leaving dates they are those who left. Raises `CannotDerive`.
    """
    if earlier.has_ids and later.has_ids:
        joined, left = _by_id(earlier.people, later.people)
        changed = _regrouped(earlier, later)
        found = Moved(earlier.day, later.day, len(joined), len(left))
        found = replace(found, regrouped=int((~changed["ethnicity"].isin(UNKNOWN)).sum()))
    else:
        joined, left = _by_date(earlier, later, in_post_before)
        found = Moved(earlier.day, later.day, len(joined), len(left))
    if not _have_grades(earlier, later):
        return found
    by_grade = replace(found, joined_by_grade=_by_grade(joined), left_by_grade=_by_grade(left))
    if not (earlier.has_ids and later.has_ids):
        return by_grade
    return replace(by_grade, moved_by_grades=_on_another_grade(earlier, later))


def corrected_in(withdrawn: Staff, corrected: Staff) -> Moved:
    """Return in whom a corrected file differs from the withdrawn one of its date. Raises `CannotDerive`."""
    if not (withdrawn.has_ids and corrected.has_ids):
        raise CannotDerive(NO_IDS)
    joined, left = _by_id(withdrawn.people, corrected.people)
    regrouped = _regrouped(withdrawn, corrected)
    found = Moved(corrected.day, corrected.day, len(joined), len(left), regrouped=len(regrouped))
    if not _have_grades(withdrawn, corrected):
        return found
    return replace(
        found,
        joined_by_grade=_by_grade(joined),
        left_by_grade=_by_grade(left),
        regrouped_by_grade=_by_grade(regrouped, "grade_now"),
        moved_by_grades=_on_another_grade(withdrawn, corrected),
    )


def _have_grades(earlier: Staff, later: Staff) -> bool:
    return "grade" in earlier.people and "grade" in later.people


def _on_another_grade(earlier: Staff, later: Staff) -> Counter[tuple[str, str]]:
    """Count who stands on another grade than before, by both grades."""
    both = _in_both(earlier, later)
    before, now = _labels(both["grade"]), _labels(both["grade_now"])
    pairs = pd.DataFrame({"before": before, "now": now})[before != now]
    return Counter(zip(pairs["before"].map(str), pairs["now"].map(str), strict=True))


def _in_both(earlier: Staff, later: Staff) -> pd.DataFrame:
    """Return who stands in both files, with what the later one says in columns that end in `_now`."""
    kept = [name for name in ("ethnicity", "grade") if name in earlier.people and name in later.people]
    columns = ["employee_id", *kept]
    return earlier.people[columns].merge(later.people[columns], on="employee_id", suffixes=("", "_now"))


def _regrouped(earlier: Staff, later: Staff) -> pd.DataFrame:
    """Return who is recorded under another group than before.

    Where groups were named by another mapping, names that stand in one file alone tell nothing of anybody:
    the people under them are taken to be recorded as before. Counting too few is safe, for figures that
    more people make differ then fit nothing and are held back.
    """
    if "ethnicity" not in earlier.people or "ethnicity" not in later.people:
        return pd.DataFrame({"ethnicity": [], "grade_now": []})
    both = _in_both(earlier, later)
    before, now = both["ethnicity"].astype("object"), both["ethnicity_now"].astype("object")
    changed = before != now
    if earlier.mapping != later.mapping:
        changed &= before.isin({*later.people["ethnicity"], *UNKNOWN})
        changed &= now.isin({*earlier.people["ethnicity"], *UNKNOWN})
    return both[changed]


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


def _labels(grades: pd.Series) -> pd.Series:
    return grades.astype("object").where(grades.notna(), NO_LINE)


def _by_grade(people: pd.DataFrame, column: str = "grade") -> dict[str, int]:
    return {str(grade): int(count) for grade, count in _labels(people[column]).value_counts().items()}
