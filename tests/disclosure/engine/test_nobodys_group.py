"""Who is sensitive, and who knows what: judged by the engine and by the attacker, each for itself."""

from dataclasses import replace

import pytest

from review_toolkit.disclosure.attack import attack
from review_toolkit.disclosure.engine import find_pattern, protect
from review_toolkit.disclosure.statements import Coordinates, Hierarchy, KnownBy, Statement
from tests.disclosure.populations import NOT_KNOWN, count_by_cell, make_population, merged, statement_of
from tests.disclosure.systems import KINDS


def with_outcomes(*, seed: int = 1, staff: int = 150) -> Statement:
    population = make_population(staff, seed, groups=2, grades=4, outcome="protect")
    return statement_of(merged(population, 10), threshold=5)


def unknown_cells(statement: Statement) -> set[Coordinates]:
    return {at for at in count_by_cell(statement) if ("ethnicity", NOT_KNOWN) in at}


def test_outcomes_of_those_whose_group_is_not_known_are_never_hidden_for_their_own_sake() -> None:
    statement = with_outcomes()
    small = {at for at, count in count_by_cell(statement).items() if 0 < count < 5}
    assert small & unknown_cells(statement), "the population holds what this is about"
    assert not find_pattern(statement).primary & unknown_cells(statement)


def test_the_attacker_does_not_count_what_follows_about_nobodys_group() -> None:
    statement = with_outcomes()
    one = min(at for at in unknown_cells(statement) if 0 < count_by_cell(statement)[at] < 5 and len(at) == 3)
    table = statement.tables[0]
    cells = tuple(replace(cell, count=None, hidden=True) if cell.at == one else cell for cell in table.cells)
    alone = replace(statement, tables=(replace(table, cells=cells),))
    assert attack([alone]).summary["exact_small"] == 0


def test_what_lies_inside_or_is_made_up_of_nobodys_groups_is_nobodys_group() -> None:
    """Declined and not asked make up "not known", whichever of them the input names."""
    for named in ({"Declined", "Not asked"}, {NOT_KNOWN}):
        statement = with_outcomes()
        before = statement.hierarchies["ethnicity"]
        tree = Hierarchy("All", {**before.children, NOT_KNOWN: (("Declined", "Not asked"),)})
        dimension = replace(statement.dimensions["ethnicity"], never_primary=frozenset(named))
        again = replace(
            statement,
            hierarchies={**statement.hierarchies, "ethnicity": tree},
            dimensions={**statement.dimensions, "ethnicity": dimension},
        )
        assert not find_pattern(again).primary & unknown_cells(again)


@pytest.mark.parametrize("seed", [2, 9])
def test_a_declared_group_works_out_nobody_elses_number(seed: int) -> None:
    """A staff network that knows all its members reads the same tables as everybody."""
    statement = KINDS["5 groups by 6 grades and band"](295, seed, 5)
    cells = tuple(sorted(at for at in count_by_cell(statement) if ("ethnicity", "Asian") in at))
    network = (KnownBy("network", cells),)
    unaware = replace(protect(statement).statement, known_by=network)
    assert attack([unaware], insiders=True, truth=statement).summary["insiders_pinned"], (
        "they could otherwise"
    )
    aware = protect(replace(statement, known_by=network)).statement
    assert aware.known_by == network
    told = attack([aware], insiders=True, truth=statement).summary
    assert (told["insiders_pinned"], told["insiders_left_out"]) == (0, 0)


def test_members_of_a_group_of_one_know_it_by_each_of_its_names() -> None:
    """Where only one grade is left, a cell with and without the grade is the same people."""
    population = merged(make_population(113, 2, groups=5, grades=2, directorates=2, not_known=False), 40)
    assert any(len(names) == 1 for names in population.finest.values())
    statement = statement_of(population, threshold=10)
    assert {1, 2} & set(count_by_cell(statement).values()), "somebody is inside a small group"
    assert protect(statement).audit.ok
