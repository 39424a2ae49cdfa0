"""Headcounts by ethnic group and by public line (grade, cluster, directorate)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from review_toolkit.analysis.groups import UNKNOWN, Grouping, InvalidGrouping


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people are in each category, the reserved words of `UNKNOWN` included."""

    by_category: Mapping[str, float]

    @property
    def total(self) -> float:
        return sum(self.by_category.values())

    def of(self, group: str, grouping: Grouping) -> float:
        """Return the headcount of a category, a roll-up, or one of the words of `UNKNOWN`."""
        if group in UNKNOWN:
            return self.by_category[group]
        return sum(self.by_category[leaf] for leaf in grouping.leaves(group))


def count_people(ethnicity: "pd.Series[str]", grouping: Grouping) -> Counts:
    """Count people by category. `ethnicity` is categorical and has no blanks."""
    return Counts(dict(zip(_labels(grouping), _row_counts(ethnicity, grouping), strict=True)))


def count_by_line(
    ethnicity: "pd.Series[str]", line: "pd.Series[str]", grouping: Grouping
) -> dict[str, Counts]:
    """Count people by category within each line, in the order of the line's categories.

    `line` is categorical; people without a line are left out, so the lines need not add up to everybody.
    Categories of `line` in which nobody works are left out as well.
    """
    labels = _labels(grouping)
    codes = _codes(ethnicity, labels)
    lines = list(line.cat.categories)
    line_codes = line.cat.codes.to_numpy()
    known = line_codes >= 0
    flat = line_codes[known].astype(np.int64) * len(labels) + codes[known]
    table = np.bincount(flat, minlength=len(lines) * len(labels)).reshape(len(lines), len(labels))
    return {
        str(lines[index]): Counts({label: int(n) for label, n in zip(labels, table[index], strict=True)})
        for index in range(len(lines))
        if table[index].any()
    }


def add_up(parts: list[Counts]) -> Counts:
    """Return the counts of several lines together."""
    return Counts({label: sum(part.by_category[label] for part in parts) for label in parts[0].by_category})


def _labels(grouping: Grouping) -> tuple[str, ...]:
    return (*grouping.categories, *UNKNOWN)


def _row_counts(ethnicity: "pd.Series[str]", grouping: Grouping) -> list[int]:
    labels = _labels(grouping)
    return [int(n) for n in np.bincount(_codes(ethnicity, labels), minlength=len(labels))]


def _codes(
    ethnicity: "pd.Series[str]", labels: tuple[str, ...]
) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Return each person's position in `labels`."""
    position = {label: index for index, label in enumerate(labels)}
    unknown = [label for label in ethnicity.cat.categories if label not in position]
    if unknown:
        raise InvalidGrouping(f"The data holds groups that the grouping lacks: {', '.join(unknown)}.")
    codes = ethnicity.cat.codes.to_numpy()
    if (codes < 0).any():
        raise InvalidGrouping("Somebody has no category; use one of the words of UNKNOWN.")
    translate = np.array([position[label] for label in ethnicity.cat.categories], dtype=np.int64)
    return translate[codes] if len(translate) else np.zeros(0, dtype=np.int64)
