"""A sum of pay beside counts: people come whole, pounds need not."""

from review_toolkit.disclosure.engine import find_pattern
from review_toolkit.disclosure.statements import Cell, Dimension, Hierarchy, Statement, Sum, Table


def test_a_shown_sum_that_is_no_whole_number_does_not_stand_in_the_way_of_whole_people():
    lines, groups = ("Low", "High"), ("White", "Asian")
    counts = {("White", "Low"): 60, ("White", "High"): 30, ("Asian", "Low"): 60, ("Asian", "High"): 5}
    cells = [Cell((("ethnicity", g), ("grade", line)), counts[g, line]) for g in groups for line in lines]
    cells += [Cell((("ethnicity", g),), sum(counts[g, line] for line in lines)) for g in groups]
    cells += [Cell((("grade", line),), sum(counts[g, line] for g in groups)) for line in lines]
    statement = Statement(
        threshold=10,
        dimensions={
            "ethnicity": Dimension("ethnicity", "sensitive"),
            "grade": Dimension("grade", "public"),
        },
        hierarchies={
            "ethnicity": Hierarchy("All", {"All": (groups,)}),
            "grade": Hierarchy("All", {"All": (lines,)}),
        },
        tables=(Table("by grade", ("ethnicity", "grade"), tuple(cells)),),
        sums=tuple(
            Sum("pay", (("ethnicity", group),), 90 if group == "White" else 65, total, (40_000.0, 40_000.0))
            for group, total in (("White", 3_000_000.0), ("Asian", 1_826_667.8))
        ),
    )
    pattern = find_pattern(statement)
    assert set(pattern.primary) == {(("ethnicity", "Asian"), ("grade", "High"))}
    assert not pattern.hidden_sums
