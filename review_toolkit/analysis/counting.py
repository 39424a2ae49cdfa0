"""Headcounts by ethnic group and by public line (grade, cluster, directorate)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from review_toolkit.analysis.groups import NO_LINE, UNKNOWN, Grouping, InvalidGrouping

Codes = NDArray[np.int64]


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
    labels = labels_of(grouping)
    people = np.bincount(category_codes(ethnicity, grouping), minlength=len(labels))
    return Counts({label: int(n) for label, n in zip(labels, people, strict=True)})


def count_by_line(
    ethnicity: "pd.Series[str]", line: "pd.Series[str]", grouping: Grouping
) -> dict[str, Counts]:
    """Count people by category within each line, in the order of the line's categories.

    `line` is categorical. People without a line form one of their own, `NO_LINE`, so that the lines add up
    to everybody. Lines in which nobody works are left out.
    """
    labels = labels_of(grouping)
    lines, line_codes = line_codes_of(line)
    flat = line_codes * len(labels) + category_codes(ethnicity, grouping)
    table = np.bincount(flat, minlength=len(lines) * len(labels)).reshape(len(lines), len(labels))
    return {
        lines[index]: Counts({label: int(n) for label, n in zip(labels, table[index], strict=True)})
        for index in range(len(lines))
        if table[index].any()
    }


def line_codes_of(line: "pd.Series[str]") -> tuple[list[str], Codes]:
    """Return the lines, `NO_LINE` among them, and each person's position in that list.

    A file that calls a line "Not recorded" itself means the same by it as by a blank.
    """
    lines = [str(category) for category in line.cat.categories]
    if NO_LINE not in lines:
        lines.append(NO_LINE)
    codes = line.cat.codes.to_numpy().astype(np.int64)
    codes[codes < 0] = lines.index(NO_LINE)
    return lines, codes


def labels_of(grouping: Grouping) -> tuple[str, ...]:
    """Return every category and then the words for "not recorded", the order of `category_codes`."""
    return (*grouping.categories, *UNKNOWN)


def category_codes(ethnicity: "pd.Series[str]", grouping: Grouping) -> Codes:
    """Return each person's position in `labels_of(grouping)`."""
    position = {label: index for index, label in enumerate(labels_of(grouping))}
    unknown = [label for label in ethnicity.cat.categories if label not in position]
    if unknown:
        raise InvalidGrouping(f"The data holds groups that the grouping lacks: {', '.join(unknown)}.")
    codes = ethnicity.cat.codes.to_numpy()
    if (codes < 0).any():
        raise InvalidGrouping("Somebody has no category; use one of the words of UNKNOWN.")
    translate = np.array([position[label] for label in ethnicity.cat.categories], dtype=np.int64)
    return translate[codes] if len(codes) else np.zeros(0, dtype=np.int64)
