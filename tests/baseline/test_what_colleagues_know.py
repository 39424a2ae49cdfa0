"""A reader who knows the headcount of each single grade, who is on which scale, and what each grade pays.

None of it is printed with a group beside it. The readers of these tests reckon by themselves, by trying out
every way in which a minority could be spread over the grades, and use nothing of the engine or the attacker.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from statistics import median_low

import pytest

from review_toolkit.baseline import protection
from review_toolkit.baseline.indicators import ProtectedContent, protected_content
from review_toolkit.baseline.showing import NotJudged, Showing
from review_toolkit.disclosure.pay import in_whole_percent, rounded_median
from review_toolkit.figures import Shown
from tests.baseline.organisations import DAY, Row, staff, workforce

MINORITY, THRESHOLD = "Minority ethnic", 10
Spread = tuple[int, ...]
"""How many of the minority are on each grade, from low to high."""


def published(rows: list[Row], **mapping: object) -> ProtectedContent:
    return protected_content(workforce(rows, **mapping), snapshot_date=DAY, threshold=THRESHOLD)


def shown(found: ProtectedContent, indicator: str, group: str = MINORITY) -> Shown | None:
    return next(
        (each.shown for each in found.content.of(indicator) if each.group == group and not each.breakdown),
        None,
    )


def grades_of(rows: list[Row]) -> dict[str, int]:
    return dict(sorted(Counter(str(row["grade"]) for row in rows).items()))


def truth_of(rows: list[Row]) -> Spread:
    counted = Counter(str(row["grade"]) for row in rows if row["ethnicity"] in ("Asian", "Black"))
    return tuple(counted[grade] for grade in grades_of(rows))


def spreads(found: ProtectedContent, rows: list[Row]) -> Iterator[Spread]:
    """Every way to spread the shown minority over the grades that agrees with the shown lines of grades."""
    everybody = shown(found, "representation")
    grades = grades_of(rows)
    lines = [
        (figure.breakdown[0][1], round(figure.shown.numerator or 0))
        for figure in found.content.of("representation_by_grade")
        if figure.group == MINORITY and figure.shown and figure.breakdown
    ]
    for spread in product(*(range(people + 1) for people in grades.values())):
        if everybody is not None and sum(spread) != everybody.numerator:
            continue
        if all(sum(_of_line(line, grades, spread)) == count for line, count in lines):
            yield spread


def _of_line(line: str, grades: dict[str, int], spread: Spread) -> list[int]:
    names = list(grades)
    first, _, last = line.rpartition(" (")[0].partition(" to ") if "(" in line else line.partition(" to ")
    inside = {"Low": names[:2], "High": names[2:]}.get(first)
    if inside is None:
        inside = names[names.index(first) : names.index(last or first) + 1]
    return [count for name, count in zip(names, spread, strict=True) if name in inside]


def narrowed(possible: list[Spread], rows: list[Row]) -> list[tuple[int, int, int, int]]:
    """Small true numbers, by grade and cluster, that cannot be none, or not as many as could be there."""
    grades = list(grades_of(rows).values())
    places = [(1 << number, people) for number, people in enumerate(grades)]
    places += [(0b0011, sum(grades[:2])), (0b1100, sum(grades[2:]))]
    found = []
    for place, people in places:
        counts = {sum(n for i, n in enumerate(spread) if place >> i & 1) for spread in possible}
        true = sum(n for i, n in enumerate(truth_of(rows)) if place >> i & 1)
        if 0 < true < THRESHOLD and (min(counts) > 0 or max(counts) < min(THRESHOLD, people)):
            found.append((place, true, min(counts), max(counts)))
    return found


def test_a_grade_that_is_merged_with_a_few_others_is_not_told_of_by_their_sum():
    """20 people on two grades, ten of the minority; three are on the upper one, as everybody knows."""
    rows = [*staff(50, "White", "G1"), *staff(40, "Asian", "G1"), *staff(30, "White", "G2")]
    rows += [*staff(12, "Asian", "G2"), *staff(9, "White", "G3"), *staff(8, "Asian", "G3")]
    rows += [*staff(1, "White", "G4"), *staff(2, "Asian", "G4")]
    found = published(rows, basis="")
    assert shown(found, "representation")
    assert narrowed(list(spreads(found, rows)), rows) == []


@pytest.mark.parametrize("size", [1, 4])
def test_the_same_in_a_grid(size):
    rows = [*staff(150 * size, "White", "G1"), *staff(60 * size, "Asian", "G1")]
    rows += [*staff(180 * size, "White", "G2"), *staff(40 * size, "Asian", "G2")]
    rows += [*staff(190 * size, "White", "G3"), *staff(8, "Asian", "G3")]
    rows += [*staff(1, "White", "G4"), *staff(2, "Asian", "G4")]
    found = published(rows, basis="")
    of_merged = [
        round(figure.shown.numerator or 0)
        for figure in found.content.of("representation_by_grade")
        if figure.group == MINORITY and figure.shown and figure.breakdown[0][1] == "G3 to G4"
    ]
    # Three on G4, so 10 in both would leave at least seven on G3.
    assert of_merged == []


def test_a_grade_inside_one_half_of_the_pay_range_is_not_told_of_by_that_half():
    rows = [*staff(64, "White", "G1", 22_000), *staff(9, "Asian", "G1", 22_000)]
    rows += [*staff(1, "White", "G2", 28_000), *staff(1, "Asian", "G2", 28_000)]
    rows += [*staff(61, "White", "G2", 32_000), *staff(5, "Asian", "G2", 32_000)]
    rows += [*staff(4, "White", "G3", 45_000), *staff(5, "Asian", "G3", 45_000)]
    found = published(rows)
    # 75 in the lower half, all 73 of G1 among them: ten of the minority there would be at least eight of G1.
    assert [each.status for each in found.content.of("pay_quarters") if each.group == MINORITY] == [
        "hidden",
        "hidden",
    ]


SCALES = {"G1": 22_000, "G2": 30_000, "G3": 42_000, "G4": 60_000}


def gaps_fit(found: ProtectedContent, rows: list[Row], minority: Spread) -> bool:
    """Say whether the shown gaps are those of this spread, with everybody of a grade paid alike."""
    pay = list(SCALES.values())[: len(minority)]
    others = [people - n for people, n in zip(grades_of(rows).values(), minority, strict=True)]
    ours = [amount for amount, n in zip(pay, minority, strict=True) for _ in range(n)]
    theirs = [amount for amount, n in zip(pay, others, strict=True) for _ in range(n)]
    if not ours or not theirs:
        return False
    mean, median = shown(found, "mean_pay_gap"), shown(found, "median_pay_gap")
    a, b = sum(ours) / len(ours), sum(theirs) / len(theirs)
    if mean is not None and in_whole_percent(100 * (b - a) / b) != mean.value:
        return False
    low, high = rounded_median(median_low(ours), "year"), rounded_median(median_low(theirs), "year")
    return median is None or in_whole_percent(100 * (high - low) / high) == median.value


def paid(spread: Spread, others: Spread) -> list[Row]:
    rows: list[Row] = []
    for (grade, pay), ours, theirs in zip(SCALES.items(), spread, others, strict=True):
        rows += [*staff(theirs, "White", grade, pay), *staff(ours, "Asian", grade, pay)]
    return rows


ORGANISATIONS = [
    paid((5, 0, 8, 0), (60, 40, 20, 10)),
    paid((9, 4, 1, 0), (61, 39, 24, 10)),
    paid((12, 8, 5, 1), (40, 45, 25, 9)),
    paid((4, 14, 8, 3), (50, 31, 22, 14)),
    paid((30, 22, 12, 2), (40, 45, 25, 9)),
]


@pytest.mark.parametrize("rows", ORGANISATIONS)
def test_whoever_knows_the_pay_scales_reads_no_small_number_out_of_a_gap(rows):
    found = published(rows)
    possible = [spread for spread in spreads(found, rows) if gaps_fit(found, rows, spread)]
    assert truth_of(rows) in possible
    assert narrowed(possible, rows) == []


def test_some_organisation_still_shows_a_gap_and_others_say_in_words_which_median_is_lower():
    content = [published(rows).content for rows in ORGANISATIONS]
    told = [each.find("median_pay_gap", MINORITY).status == "shown" for each in content]
    in_words = [any("The median pay of staff recorded as" in note for note in each.notes) for each in content]
    assert any(told)
    assert any(in_words)
    assert not any(figure and words for figure, words in zip(told, in_words, strict=True))


def test_these_readers_find_what_is_told_where_the_gap_is_printed_all_the_same():
    """The readers can fail: the gaps that were hidden do tell of a small number."""
    rows = ORGANISATIONS[0]
    found = published(rows)
    assert shown(found, "median_pay_gap") is None
    ours, theirs = [22_000] * 5 + [42_000] * 8, [22_000] * 60 + [30_000] * 40 + [42_000] * 20 + [60_000] * 10
    median = in_whole_percent(100 * (median_low(theirs) - median_low(ours)) / median_low(theirs))
    possible = []
    for spread in spreads(found, rows):
        pay = [amount for amount, n in zip(SCALES.values(), spread, strict=True) for _ in range(n)]
        rest = [
            amount
            for amount, people, n in zip(SCALES.values(), grades_of(rows).values(), spread, strict=True)
            for _ in range(people - n)
        ]
        if in_whole_percent(100 * (median_low(rest) - median_low(pay)) / median_low(rest)) == median:
            possible.append(spread)
    assert narrowed(possible, rows) != []


def test_a_count_that_was_not_judged_is_never_printed(monkeypatch: pytest.MonkeyPatch):
    made = protection.small_organisation.showing_of

    def too_much(*args: object, **more: object) -> Showing:
        showing = made(*args, **more)  # type: ignore[arg-type]
        wrong = (("ethnicity", "Nobody asked about these"),)
        return replace(showing, counts={**showing.counts, ("Black", "", ""): wrong})

    monkeypatch.setattr(protection.small_organisation, "showing_of", too_much)
    with pytest.raises(NotJudged):
        published([*staff(80, "White"), *staff(30, "Asian"), *staff(4, "Black")])
