"""The small-organisation profile: what it answers at 150 staff, and what it never says."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from review_toolkit.disclosure.attack.failures import AttackTooSlow
from review_toolkit.disclosure.profile import (
    TOO_FEW_STAFF,
    Outcome,
    PayFacts,
    ProfileFacts,
    PublicFact,
    UnconfirmedFact,
    make_profile,
)
from review_toolkit.disclosure.profile.facts import LOWER, UPPER
from review_toolkit.disclosure.profile.layout import at, statement_of
from review_toolkit.disclosure.profile.merging import divisions_of
from review_toolkit.disclosure.profile.wanting import wanted_parts
from review_toolkit.disclosure.unpublished import protect_with_unpublished
from review_toolkit.failures import CannotBeDone
from tests.disclosure.small_organisations import MINORITY, small_organisation

ORGANISATIONS = 12
"""`make bench ARGS=profile` makes 200."""


def organisation(upper, lower, *, unknown=0, **more):
    """An organisation of two grades: (White, Asian, Black) on each."""
    staff = {
        (group, grade): count
        for grade, counts in (("High", upper), ("Low", lower))
        for group, count in zip(("White", "Asian", "Black"), counts, strict=True)
    }
    return ProfileFacts(
        threshold=10,
        as_of=date(2026, 3, 31),
        comparator="White",
        minority=MINORITY,
        minority_groups=("Asian", "Black"),
        unknown=("not known",),
        grades=("Low", "High"),
        staff={**staff, ("not known", "Low"): unknown},
        **more,
    )


def answers(facts):
    return {answer.point: answer for answer in make_profile(facts, protect_with_unpublished).answers}


def merged_groups(facts):
    return next(divisions_of(facts))


def words(answer):
    return " ".join(answer.words)


def test_150_staff_get_an_answer_to_four_of_five_questions_nearly_always():
    answered = Counter()
    for seed in range(ORGANISATIONS):
        profile = make_profile(small_organisation(seed), protect_with_unpublished)
        answered[profile.answered] += 1
    assert sum(times for number, times in answered.items() if number >= 4) >= 0.95 * ORGANISATIONS


def test_nine_people_are_too_few_to_report_on():
    profile = make_profile(organisation((4, 1, 0), (3, 1, 0)), protect_with_unpublished)
    assert profile.answered == 0
    assert {answer.words for answer in profile.answers} == {(TOO_FEW_STAFF,)}
    assert profile.protected is None


def test_groups_below_the_threshold_are_counted_together():
    facts = small_organisation(1)
    many = {
        ("Asian", "Grade A"): 30,
        ("Black", "Grade A"): 14,
        ("Mixed", "Grade A"): 7,
        ("Other", "Grade A"): 5,
    }
    found = merged_groups(replace(facts, staff=many))
    assert found == {"Asian": ("Asian",), "Black": ("Black",), "other minority groups": ("Mixed", "Other")}


def test_what_is_left_beside_the_groups_shown_is_never_small():
    facts = small_organisation(1)
    few = {
        ("Asian", "Grade A"): 30,
        ("Black", "Grade A"): 14,
        ("Mixed", "Grade A"): 3,
        ("Other", "Grade A"): 5,
    }
    assert merged_groups(replace(facts, staff=few)) == {
        "Asian": ("Asian",),
        "other minority groups": ("Black", "Mixed", "Other"),
    }
    fewer = {("Asian", "Grade A"): 12, ("Black", "Grade A"): 3}
    assert merged_groups(replace(facts, staff=fewer)) == {}


@pytest.mark.parametrize("seed", range(40))
def test_every_group_shown_and_every_difference_is_nobody_or_enough(seed):
    facts = small_organisation(seed)
    parts = [sum(map(facts.count, members)) for members in merged_groups(facts).values()]
    assert all(part == 0 or part >= 10 for part in parts)
    assert not parts or sum(parts) == facts.count(MINORITY)


def test_the_shares_are_in_whole_percent_and_the_declaration_rate_stands_beside_them():
    answer = answers(organisation((40, 12, 0), (60, 20, 11), unknown=7))[1]
    assert answer.kind == "figure"
    assert words(answer) == (
        "Of 150 staff: Minority ethnic 29%, White 67%, Asian 21%, Black 7%, not recorded 5%. "
        "95% of staff have a recorded ethnic group."
    )


def test_a_minority_below_the_threshold_is_told_of_nowhere():
    found = answers(organisation((40, 2, 0), (60, 3, 1), unknown=7))
    assert [found[point].kind for point in (1, 2)] == ["cannot be told", "cannot be told"]
    assert not found[1].figures


def test_a_table_of_two_by_two_where_all_four_counts_allow_it():
    answer = answers(organisation((40, 12, 0), (50, 30, 10)))[2]
    assert words(answer) == (
        "23% of staff in upper grades (High) are recorded as Minority ethnic, against 44% in lower grades."
    )


def test_words_where_a_count_is_too_small_and_the_words_hold_for_every_count_that_is():
    said = set()
    for few in range(1, 10):
        facts = organisation((70 - few, few, 0), (42, 38 - few, 0))
        answer = answers(facts)[2]
        assert answer.kind == "statement"
        assert few / 70 < (38 - few) / 80
        said.add(words(answer))
    assert said == {
        "The share of staff recorded as Minority ethnic in upper grades (High) is lower than in lower "
        "grades. The numbers are not shown."
    }


def bound_of(facts):
    """What the words tell: (level, most)."""
    (bound,) = statement_of(facts, wanted_parts(facts)).bounds
    ((level, times),) = bound.terms
    assert times == 1
    assert bound.low is None
    return level, bound.high


def test_the_words_are_the_same_where_the_count_in_them_is_not_small():
    few_white = organisation((8, 62, 0), (60, 60, 0))
    answer = answers(few_white)[2]
    assert answer.kind == "statement"
    assert "small" not in words(answer)
    assert few_white.count(MINORITY, ("Low",)) >= few_white.threshold


def test_the_words_bound_a_hidden_count_by_an_equal_share_and_by_nothing_else():
    facts = organisation((67, 3, 0), (45, 35, 0))
    assert bound_of(facts) == (at(MINORITY, level=f"{UPPER} (High to High)"), 17)


def test_not_lower_is_said_likewise():
    facts = organisation((40, 33, 0), (72, 5, 0))
    assert "is not lower than in lower grades" in words(answers(facts)[2])
    assert bound_of(facts) == (at(MINORITY, level=f"{LOWER} (Low to Low)"), 19)


def test_nothing_is_said_where_the_words_would_leave_less_than_the_threshold():
    answer = answers(organisation((27, 3, 0), (108, 12, 0)))[2]
    assert answer.kind == "cannot be told"


def test_a_confirmed_fact_about_the_executive_answers_and_is_given_to_the_audit():
    fact = PublicFact("executive", 27, 0, confirmed_by="the chair", grade="High")
    facts = organisation((27, 0, 0), (108, 15, 0), public_facts=(fact,))
    answer = answers(facts)[2]
    assert answer.kind == "fact"
    assert answer.words[0] == "None of the 27 members of the executive is from a minority ethnic group."


def test_a_fact_needs_somebody_who_confirms_it_and_a_number_needs_consent():
    with pytest.raises(UnconfirmedFact, match="Say who confirms"):
        PublicFact("board", 9, 0, confirmed_by="")
    with pytest.raises(UnconfirmedFact, match="consent of everyone"):
        PublicFact("board", 9, 2, confirmed_by="the chair")
    assert PublicFact("board", 9, 2, confirmed_by="the chair", consent=True).count == 2


@pytest.mark.parametrize(("met", "shown"), [((10, 10), True), ((9, 40), False), ((21, 40), False)])
def test_events_are_compared_where_those_who_met_them_and_those_who_did_not_are_enough(met, shown):
    outcome = Outcome("promotion", 2023, 2025, {MINORITY: (met[0], 30), "White": (met[1], 90)})
    answer = answers(organisation((40, 10, 0), (50, 20, 0), outcomes=(outcome,)))[3]
    assert (answer.kind == "figure") is shown
    assert words(answer) == (
        "From 2023 to 2025, 33% of those recorded as Minority ethnic and 11% of those recorded as White were "
        "promoted."
        if shown
        else "From 2023 to 2025, too few were promoted to compare groups."
    )


def paid(low, high, **more):
    crossed = {
        (group, grade, half): n
        for (half, grade), counts in {("lower half", "Low"): low, ("upper half", "High"): high}.items()
        for group, n in zip(("White", "Asian", "Black"), counts, strict=True)
    }
    with_pay = {"White": low[0] + high[0], MINORITY: sum(low[1:]) + sum(high[1:])}
    return PayFacts({"White": 31_240.0, MINORITY: 28_760.0}, with_pay, crossed, **more)


def test_the_pay_gap_comes_from_rounded_medians_and_halves_stand_beside_it():
    facts = organisation((40, 12, 0), (42, 20, 0), pay=paid((42, 20, 0), (40, 12, 0)))
    assert words(answers(facts)[4]) == (
        "The median pay of Minority ethnic staff is 6% lower than that of White staff. "
        "Minority ethnic staff are 23% of the upper half of the pay range and 32% of the lower half."
    )


@pytest.mark.parametrize(
    "pay",
    [
        paid((42, 20, 0), (40, 12, 0), split=True),
        paid((42, 15, 0), (40, 12, 0)),
        paid((42, 23, 0), (40, 9, 0)),
    ],
    ids=["a tie at the boundary", "a few without pay", "a small group in a half"],
)
def test_halves_are_left_out_where_they_would_tell_of_a_few(pay):
    facts = organisation((40, 12, 0), (42, 20, 0), pay=pay)
    assert not wanted_parts(facts).halves
    assert "half" not in words(answers(facts)[4])


def test_discipline_is_told_in_the_same_words_whatever_happened():
    facts = small_organisation(3, casework=True)
    assert facts.casework
    (said,) = answers(facts)[5].words
    assert "two, one of them from another body" in said
    assert not any(character.isdigit() for character in said)
    assert answers(replace(facts, casework=None))[5].kind == "cannot be told"


def test_where_the_engine_refuses_the_least_telling_part_is_left_out_first():
    facts = organisation((40, 12, 0), (42, 20, 0), pay=paid((42, 20, 0), (40, 12, 0)))

    def refuses_halves(statement, unpublished, must_show):
        if "pay" in statement.dimensions:
            raise CannotBeDone("No safe form was found.")
        return protect_with_unpublished(statement, unpublished, must_show)

    profile = make_profile(facts, refuses_halves)
    assert not profile.parts.halves
    assert profile.parts.cut


def test_where_no_form_is_safe_only_what_needs_no_share_is_told():
    def refuses(*_asked):
        raise CannotBeDone("No safe form was found.")

    profile = make_profile(small_organisation(3, casework=True), refuses)
    assert profile.protected is None
    assert not any(answer.figures for answer in profile.answers)
    assert profile.answers[4].kind == "statement"


def test_where_time_runs_out_nothing_is_told():
    def is_too_slow(*_asked):
        raise AttackTooSlow("Time was up.")

    with pytest.raises(AttackTooSlow):
        make_profile(small_organisation(3), is_too_slow)
