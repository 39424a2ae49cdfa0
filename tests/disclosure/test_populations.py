"""The made-up organisations are the same each time, add up, and are as skewed as they say."""

from datetime import date

import pytest

from review_toolkit.disclosure.categories import finest_by_category
from review_toolkit.disclosure.reading import read
from review_toolkit.disclosure.writing import write
from tests.disclosure.judging import broken_lines
from tests.disclosure.populations import (
    Change,
    count_by_cell,
    history,
    later,
    make_population,
    pay_sums,
    random_statement,
    sector,
    statement_of,
    wide_grid,
)


@pytest.mark.parametrize("seed", range(12))
def test_a_random_organisation_adds_up_and_comes_again(seed: int) -> None:
    statement = random_statement(seed)
    assert statement == random_statement(seed)
    assert read(write(statement)) == statement
    assert not broken_lines(statement)
    public = {name for name, each in statement.dimensions.items() if each.role == "public"}
    crossings = [
        count
        for at, count in count_by_cell(statement).items()
        if {name for name, _ in at} == public and public
    ]
    assert len(crossings) <= 1 or all(count == 0 or count >= 2 * statement.threshold for count in crossings)


def test_the_two_large_grids_have_the_sizes_of_the_measurements() -> None:
    grid, rolled_up = wide_grid(3000), sector()
    assert sum(len(table.cells) for table in grid.tables) == 704
    assert sum(len(table.cells) for table in rolled_up.tables) == 5896
    assert not broken_lines(grid)
    assert not broken_lines(rolled_up)
    small = [
        sum(0 < n < 10 for n in count_by_cell(wide_grid(staff)).values()) for staff in (150, 3000, 30_000)
    ]
    assert all(100 < each < 400 for each in small)


def test_eighteen_groups_roll_up_to_five_and_two() -> None:
    population = make_population(2000, 1)
    finest = finest_by_category(population.hierarchies["ethnicity"].children)
    assert len(finest["All"]) == 19
    assert finest["Minority ethnic"] | finest["White"] | {"Not known"} == finest["All"]


def test_movers_account_for_every_line() -> None:
    population = make_population(800, 3, groups=5, grades=4)
    dates = (date(2025, 3, 31), date(2026, 3, 31))
    after, movers, people = later(population, Change(), seed=4, dates=dates)
    assert after.staff == population.staff + people["joined"].staff - people["left"].staff
    assert {each.at: each.count for each in movers.joined}[()] == people["joined"].staff
    assert [each.as_of for each in history(1, staff=500)] == [date(year, 3, 31) for year in range(2020, 2024)]


def test_pay_adds_up() -> None:
    population = make_population(300, 5, groups=5)
    sums = {each.at: each for each in pay_sums(population, "grade")}
    parts = [each.total or 0 for at, each in sums.items() if at and at[0][1] != "Upper"]
    assert sum(parts) == sums[()].total
    assert statement_of(population).tables[0].cells[0].count == sums[()].count
