"""Small tables that may shrink: among all organisations that fit, one has nobody there and one the threshold.

Every organisation of whole people is tried, so nothing here rests on a solver.
"""

import numpy as np
from hypothesis import event, given, reject, settings
from hypothesis import strategies as st

from review_toolkit.disclosure.engine import CannotProtect, Protected, protect
from review_toolkit.disclosure.statements import Statement
from tests.disclosure.judging import is_small, tells_of_each
from tests.disclosure.small_tables import (
    THRESHOLD,
    Counts,
    Small,
    every_organisation,
    groups_by_grade,
    groups_by_grade_and_site,
    groups_with_not_known,
    outcome_by_group,
)


def _counts(ways: int, most: int, lines: int, last: int) -> st.SearchStrategy[Counts]:
    """Draw people by line and group; the last group makes every line large enough to be published."""
    line = st.lists(st.integers(0, most), min_size=ways - 1, max_size=ways - 1).flatmap(
        lambda few: st.integers(
            max(0, 2 * THRESHOLD - sum(few)), max(0, 2 * THRESHOLD - sum(few)) + last
        ).map(lambda rest: [*few, rest])
    )
    return st.lists(line, min_size=lines, max_size=lines).map(lambda rows: np.array(rows).T.reshape(-1))


def _protected(statement: Statement) -> Protected:
    """Protect a statement, or set it aside where the engine refuses it."""
    try:
        return protect(statement)
    except CannotProtect:
        event("refused")
        reject()


def check(small: Small, lines: int) -> None:
    """Hold a protected table to what privacy.md 1 promises, by every organisation that there could be."""
    made = _protected(small.statement)
    worlds = every_organisation(small, made.hidden, lines)
    counts = {cell.at: cell.count or 0 for cell in small.statement.tables[0].cells}
    printed = made.statement.tables[0].cells
    assert {cell.at for cell in printed if cell.hidden} == made.hidden
    assert all(cell.count == counts[cell.at] for cell in printed if not cell.hidden)
    small_ones = [at for at, count in counts.items() if is_small(small.statement, at, count)]
    sums = {at: worlds[:, small.members[at]].sum(axis=1) for at in counts}
    for at in small_ones:
        assert made.is_hidden(at)
        assert sums[at].min() == 0, at
        assert sums[at].max() >= THRESHOLD, at
    for at in counts:
        if tells_of_each(small.statement, at, counts):
            assert made.is_hidden(at)
            assert sums[at].max() > 0, at
    for own in small_ones:
        if counts[own] in (1, 2) and len(small.members[own]) == 1:
            seen = sums[own] == counts[own]
            for at in small_ones:
                if not set(small.members[own]) & set(small.members[at]):
                    assert sums[at][seen].max() >= THRESHOLD, (own, at)


@settings(max_examples=60)
@given(_counts(3, 9, lines=2, last=4))
def test_groups_in_groups_by_grade(truth: Counts) -> None:
    check(groups_by_grade(truth), 2)


@settings(max_examples=60)
@given(_counts(2, 12, lines=4, last=3))
def test_two_groups_by_grade_and_site(truth: Counts) -> None:
    check(groups_by_grade_and_site(truth), 4)


@settings(max_examples=40)
@given(_counts(3, 9, lines=2, last=4))
def test_groups_with_some_not_known(truth: Counts) -> None:
    check(groups_with_not_known(truth), 2)


@settings(max_examples=30)
@given(_counts(4, 5, lines=2, last=1))
def test_an_outcome_of_which_none_is_a_fact_about_each(truth: Counts) -> None:
    check(outcome_by_group(truth), 2)
