"""What the baseline says in words: true of the figures, and never a word more."""

import random

import pytest

from review_toolkit.baseline.chapter import baseline_chapter, described
from review_toolkit.disclosure.engine.failures import TooFewStaff
from review_toolkit.figures import Figure, Hidden, NotCalculable, Shown, sentence_text
from tests.baseline.organisations import release, staff
from tests.figures.samples import DAY, content


def said(made):
    chapter = baseline_chapter(made)
    return {
        section.title: [sentence_text(each) for paragraph in section.paragraphs for each in paragraph]
        for section in chapter.sections
    }


def about_pay(state, *, decimals=1, statistic="median"):
    """The pay section of a release with this one gap."""
    share = Figure(
        "representation", "Minority ethnic", "percent", "representation@1", DAY, Shown(30.0, numerator=30)
    )
    staff_count = Figure("headcount", "All staff", "count", "headcount@1", DAY, Shown(100))
    rate = Figure(
        "declaration_rate", "All staff", "percent", "declaration_rate@1", DAY, NotCalculable("None.")
    )
    gap = Figure(
        f"{statistic}_pay_gap",
        "Minority ethnic",
        "percent",
        "gap@1",
        DAY,
        state,
        comparator="White",
        decimals=decimals,
    )
    table = content(share).tables
    return said(content(share, staff_count, rate, gap, tables=table))["Who is paid less"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (8.27, "was 8.3% lower than that of White staff."),
        (0.05, "was 0.1% lower than that of White staff."),
        (-4.5, "was higher than that of White staff: the gap is −4.5% (below zero: paid more)"),
        (0.0, "was the same, after rounding, as that of White staff: the gap is 0.0%."),
        (0.04, "was the same, after rounding, as that of White staff: the gap is 0.0%."),
        (-0.04, "was the same, after rounding, as that of White staff: the gap is 0.0%."),
        (-1234.0, "the gap is −1,234.0%"),
    ],
)
def test_a_gap_goes_the_way_that_its_printed_value_says(value, words):
    first = about_pay(Shown(value))[0]
    assert first.startswith("The median pay of staff from minority ethnic groups was ")
    assert words in first
    assert "−0" not in first.replace("−0.1", "")


@pytest.mark.parametrize(
    ("verdict", "words", "never"),
    [
        ("gap", "there is evidence of a gap, for chance alone would rarely", "small"),
        ("small gap", "there is evidence of a gap, and it is a small one.", "cannot"),
        ("little or no gap", "there is little or no gap", "evidence"),
        ("cannot tell", "they neither show nor rule out a gap", "evidence"),
    ],
)
def test_each_verdict_has_its_sentence_with_the_range(verdict, words, never):
    text = " ".join(about_pay(Shown(3.0, interval=(-1.26, 7.0), verdict=verdict)))
    assert words in text
    assert "anything from −1.3% to 7.0%" in text
    assert never not in text


def test_a_gap_without_a_verdict_is_told_without_one():
    assert about_pay(Shown(3.0, interval=(-1.0, 7.0)))[1:] == [
        "Pay gaps compare everyone, whatever their job."
    ]


def test_a_hidden_gap_is_said_to_be_hidden_and_has_no_mark_or_number():
    first, _ = about_pay(Hidden("h"))
    assert first == (
        "The median pay gap is hidden to protect colleagues: it, or a figure that could be worked out from "
        "it, is about too few people."
    )


@pytest.mark.parametrize("asian", [4, 9, 24])
def test_no_sentence_says_of_what_is_hidden_that_it_is_small(asian):
    """That it protects something else must stay possible: the mark [c] says no more either."""
    rows = [*staff(56 - asian, "White"), *staff(asian, "Asian"), *staff(40, "White", "G3")]
    words = " ".join(each for sentences in said(release(rows)).values() for each in sentences)
    assert ", or others that could be worked out from them, are about too few people." in words
    for told in ("at least one", "too small", "cannot be shown", "under the threshold"):
        assert told not in words


def test_a_gap_that_cannot_be_computed_gives_its_reason():
    assert about_pay(NotCalculable("Nobody has recorded pay.")) == ["Nobody has recorded pay."]


def test_without_a_pay_basis_the_chapter_says_what_to_state():
    (reason,) = said(release([*staff(30, "White"), *staff(20, "Asian")], basis=""))["Who is paid less"]
    assert "nobody has said what the pay column holds" in reason


def test_an_organisation_of_nine_people_is_told_nothing_about_anyone():
    with pytest.raises(TooFewStaff, match="Too few staff to report"):
        release([*staff(6, "White"), *staff(3, "Asian")])


def test_an_organisation_without_a_group_that_can_be_shown_is_told_so():
    words = said(release([*staff(26, "White"), *staff(3, "Asian")]))
    works, declared = words["Who works here"]
    assert works.startswith(
        "On 31 March 2026, 29 people were in post. The numbers by ethnic group are hidden to protect"
    )
    assert declared.startswith("100% of staff have a recorded ethnic group (29 of 29)")
    assert all("is hidden to protect" in each or "everyone" in each for each in words["Who is paid less"])


def test_nobody_from_a_minority_ethnic_group_is_a_finding():
    words = said(release(staff(40, "White")))
    assert "0% of them (0) were from minority ethnic groups" in words["Who works here"][0]
    assert words["Who is paid less"] == [
        "No member of staff with recorded pay is recorded as Minority ethnic, so there is nothing to compare."
    ]


def test_everybody_not_known_leaves_no_group_and_no_gap():
    words = said(release(staff(30, "")))
    assert "0% of staff have a recorded ethnic group (0 of 30)" in words["Who works here"][1]
    assert len(words["Who is paid less"]) == 1


def test_nobody_in_post_is_not_called_too_small():
    words = said(release(staff(3, "White", leaving_date="01/01/2020")))
    assert words["Who works here"] == [
        "On 31 March 2026, 0 people were in post.",
        "Nobody was in post, so there is no share.",
    ]
    assert len(words["Who is paid less"]) == 1


def test_the_highest_level_is_compared_with_the_lowest_and_people_outside_any_with_none():
    rows = [*staff(40, "White", "G1"), *staff(20, "Asian", "G1")]
    rows += [*staff(40, "White", "G3"), *staff(10, "Asian", "G3"), *staff(12, "White", "G4")]
    (first,) = said(release(rows, all_clustered=False))["Who is at which level"]
    assert first.startswith(
        "20% of staff in “High (G3)” were from minority ethnic groups, against 33% in “Low (G1 to G2)”."
    )


def test_levels_that_are_withheld_are_said_to_be():
    rows = [
        *staff(40, "White", "G1"),
        *staff(20, "Asian", "G1"),
        *staff(40, "White", "G3"),
        *staff(2, "Asian", "G3"),
    ]
    (first,) = said(release(rows))["Who is at which level"]
    assert first.startswith("The ethnic make-up of each level is hidden to protect colleagues")


@pytest.mark.parametrize("seed", range(6))
def test_no_sentence_of_a_protected_chapter_holds_the_mark_of_a_hidden_figure(seed):
    chance = random.Random(seed)
    rows = [
        row
        for grade in ("G1", "G2", "G3")
        for group in ("White", "Asian", "Black", "")
        for row in staff(chance.randint(0, 25), group, grade, 20_000 + chance.randint(0, 30_000))
    ]
    sections = said(release(rows))
    assert "[c]" not in str(sections)
    assert set(sections) >= {"Who works here", "Who is at which level", "Who is paid less"}


def test_the_organisations_words_stand_for_its_groups():
    assert described("Minority ethnic") == "from minority ethnic groups"
    assert described("Black British") == "recorded as Black British"
