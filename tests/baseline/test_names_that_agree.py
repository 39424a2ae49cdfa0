"""Names and fields that two packages must spell alike, because neither may import the other."""

from dataclasses import asdict, fields

from review_toolkit.analysis import pay
from review_toolkit.analysis.results import Exact
from review_toolkit.baseline.protection import _shown
from review_toolkit.disclosure.profile import facts
from review_toolkit.figures import Shown


def test_the_halves_of_pay_are_called_alike_or_they_would_vanish_from_a_profile() -> None:
    assert pay.HALVES == facts.HALVES


def test_everything_of_an_exact_value_is_shown_and_nothing_is_lost_on_the_way() -> None:
    exact = Exact(24.0, 12, 50, 30, 90, (20.0, 28.0), 0.04, "gap")
    assert len(set(asdict(exact).values())) == len(fields(Exact)), "each part has its own value"
    assert {each.name for each in fields(Exact)} == {each.name for each in fields(Shown)}
    assert asdict(_shown(exact)) == asdict(exact)
