"""The chooser: the finest grid that shows enough, kept, and merged where it became unsafe."""

from dataclasses import dataclass

import pytest

from review_toolkit.disclosure.attack import AttackTooSlow
from review_toolkit.disclosure.engine import ProtectionTooSlow
from review_toolkit.disclosure.grids import Candidate, choose_grid, sensitive_counts
from review_toolkit.disclosure.statements import Cell, Dimension, Hierarchy, Statement, Table
from review_toolkit.failures import CannotBeDone

GROUPS = ("White", "Asian", "not known")


def candidate(name, counts):
    """A grid by line: each line holds counts of White, Asian and not known people."""
    cells = [
        Cell((("ethnicity", group), ("grade", line)), count)
        for line, row in counts.items()
        for group, count in zip(GROUPS, row, strict=True)
    ]
    cells += [Cell((("grade", line),), sum(row)) for line, row in counts.items()]
    dimensions = {
        "ethnicity": Dimension("ethnicity", "sensitive", frozenset({"not known"})),
        "grade": Dimension("grade", "public"),
    }
    hierarchies = {
        "ethnicity": Hierarchy("All", {"All": (GROUPS,)}),
        "grade": Hierarchy("All", {"All": (tuple(counts),)}),
    }
    statement = Statement(
        threshold=10,
        dimensions=dimensions,
        hierarchies=hierarchies,
        tables=(Table(name, ("ethnicity", "grade"), tuple(cells)),),
    )
    return Candidate(name, f"two groups by {name}", statement)


@dataclass
class HidesSmall:
    """A stand-in for the engine: hides what is small, and one more where it is told to."""

    candidate: Candidate
    also: frozenset = frozenset()

    def is_hidden(self, at):
        statement = self.candidate.statement
        return sensitive_counts(statement)[at] < statement.threshold or at in self.also


def passed_over(name):
    return (
        f"Two groups by {name}: passed over, because less than 70% of the counts of people in it could be "
        "shown safely."
    )


def taken(name):
    return f"Two groups by {name}: taken. Enough of the counts of people in it can be shown safely."


FINE = candidate("grade", {"A": (30, 12, 1), "B": (40, 3, 2), "C": (20, 4, 0), "D": (12, 0, 3)})
MIDDLE = candidate("cluster", {"A to B": (70, 15, 3), "C to D": (32, 4, 3)})
COARSE = candidate("half", {"A to D": (102, 19, 6)})


def test_not_known_and_nobody_and_public_counts_are_not_reckoned_with():
    assert len(sensitive_counts(FINE.statement)) == 7


def test_the_finest_grid_that_shows_70_percent_is_taken():
    chosen = choose_grid([FINE, MIDDLE, COARSE], HidesSmall)
    assert chosen.candidate is FINE
    assert chosen.told == (taken("grade"),)


def test_what_the_engine_hides_beside_counts_and_the_words_say_why_a_grid_was_passed_over():
    also = frozenset({(("ethnicity", "White"), ("grade", "B"))})
    chosen = choose_grid([FINE, MIDDLE, COARSE], lambda grid: HidesSmall(grid, also))
    assert chosen.candidate is MIDDLE
    assert chosen.told == (passed_over("grade"), taken("cluster"))


def test_the_words_are_the_same_however_many_counts_are_small_or_zero():
    others = (
        candidate("grade", {"A": (30, 1, 2), "B": (40, 3, 0)}),
        candidate("grade", {"A": (30, 9, 9), "B": (40, 3, 8)}),
    )
    told = [choose_grid([grid, COARSE], HidesSmall).told for grid in others]
    assert told[0] == told[1]
    assert len(told[0]) == 2


def test_a_grid_that_small_counts_alone_rule_out_is_not_given_to_the_engine():
    hopeless = candidate("grade", {"A": (30, 1, 1), "B": (40, 3, 2)})
    asked = []

    def protect(grid):
        asked.append(grid)
        return HidesSmall(grid)

    assert choose_grid([hopeless, COARSE], protect).candidate is COARSE
    assert asked == [COARSE]


def test_a_grid_that_cannot_be_made_safe_is_passed_over():
    def protect(grid):
        if grid is FINE:
            raise CannotBeDone("No safe form was found.")
        return HidesSmall(grid)

    chosen = choose_grid([FINE, MIDDLE], protect)
    assert chosen.candidate is MIDDLE
    assert chosen.told == (passed_over("grade"), taken("cluster"))


@pytest.mark.parametrize("failure", [ProtectionTooSlow, AttackTooSlow])
@pytest.mark.parametrize("kept", [None, "grade"])
def test_a_time_out_ends_the_choice_and_never_in_a_coarser_grid(failure, kept):
    def protect(grid):
        if grid is FINE:
            raise failure("Time ran out.")
        return HidesSmall(grid)

    with pytest.raises(failure):
        choose_grid([FINE, MIDDLE], protect, kept=kept)


def test_an_earlier_cycles_grid_is_kept_though_a_finer_one_would_do_now():
    assert choose_grid([FINE, MIDDLE, COARSE], HidesSmall, kept="cluster").candidate is MIDDLE


def test_an_earlier_cycles_grid_that_became_unsafe_is_merged_and_not_split():
    unsafe = candidate("cluster", {"A to B": (70, 5, 3), "C to D": (32, 4, 3)})
    assert choose_grid([FINE, unsafe, COARSE], HidesSmall, kept="cluster").candidate is COARSE


def hiding(**how_many):
    """An engine that hides so many more counts of each grid."""

    def protect(grid):
        large = [at for at, count in sensitive_counts(grid.statement).items() if count >= 10]
        return HidesSmall(grid, frozenset(large[: how_many.get(grid.name, 0)]))

    return protect


HALF = candidate("cluster", {"A to B": (70, 15, 3), "C to D": (32, 14, 3)})
"""Four counts. Two hidden leave 50%, three 25%."""
WHOLE = candidate("half", {"A to D": (102, 29, 6)})
"""Two counts. One hidden leaves 50%."""


def test_beside_earlier_figures_the_grid_that_shows_most_is_taken_as_long_as_that_is_half():
    protect = hiding(cluster=2, half=1)
    chosen = choose_grid([FINE, HALF, WHOLE], protect, kept="cluster")
    assert chosen.candidate is HALF, "two counts are shown, of the coarser one a single one"
    assert choose_grid([HALF, WHOLE], hiding(cluster=3, half=1), kept="cluster").candidate is WHOLE
    assert choose_grid([HALF, WHOLE], hiding(cluster=3, half=2), kept="cluster") is None
    assert choose_grid([HALF, WHOLE], protect) is None, "first figures need 70%"


def test_a_grid_that_reaches_the_share_goes_before_a_finer_one_that_is_only_worth_keeping():
    assert choose_grid([HALF, WHOLE], hiding(cluster=2), kept="cluster").candidate is WHOLE


def test_the_words_do_not_tell_which_share_was_asked_for():
    """Less than 70% of a published grid's counts shown would be an inequality about the hidden ones."""
    enough = choose_grid([HALF, WHOLE], hiding(), kept="cluster")
    half = choose_grid([HALF, WHOLE], hiding(cluster=2, half=1), kept="cluster")
    assert enough.told == half.told == (taken("cluster"),)
    coarser = choose_grid([HALF, WHOLE], hiding(cluster=3, half=1), kept="cluster")
    assert coarser.told == (passed_over("cluster"), taken("half"))


def test_where_no_grid_shows_enough_there_is_none():
    few = candidate("half", {"A to D": (6, 3, 0)})
    assert choose_grid([few], HidesSmall) is None
    assert choose_grid([], HidesSmall) is None


@pytest.mark.parametrize("kept", [None, "a grid that is no longer there"])
def test_without_an_earlier_grid_all_are_tried(kept):
    assert choose_grid([FINE, MIDDLE], HidesSmall, kept=kept).candidate is FINE
