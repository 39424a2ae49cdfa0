"""Upper and lower grades: where the ladder may be parted in two, and what may be said without numbers.

A verdict is a published constraint. "The share in upper grades is lower" bounds the number of minority ethnic
people in them by what an equal share would give, and by nothing else. So it is said only where that bound
still leaves the hidden number anything up to the threshold, and then it is true of every hidden small number
alike: it tells nobody which it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from review_toolkit.disclosure.lines import least_people
from review_toolkit.disclosure.profile.facts import LOWER, UPPER, Cut, ProfileFacts

Said = Literal["lower", "not lower"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of a cut without numbers: at most `most` minority ethnic people are in `level`."""

    cut: Cut
    said: Said
    level: str
    most: int


def cuts_of(facts: ProfileFacts) -> Iterator[Cut]:
    """Yield the ways to part the ladder, the organisation's own clusters first, each time from the top down.

    Only ways that leave twice the threshold on both sides: that is decided by public headcounts alone. A cut
    that an earlier cycle made is kept to.
    """
    kept = facts.kept.cut
    if kept is not None:
        # Another cut beside the earlier one would tell the grades between them apart.
        if (*kept.lower, *kept.upper) == facts.grades:
            yield kept
        return
    places = [facts.grades.index(grades[0]) for grades in facts.clusters.values() if grades]
    steps = range(len(facts.grades) - 1, 0, -1)
    least = least_people(facts.threshold)
    for place in dict.fromkeys((*sorted((place for place in places if place), reverse=True), *steps)):
        cut = Cut(facts.grades[:place], facts.grades[place:])
        if min(facts.people(cut.lower), facts.people(cut.upper)) >= least:
            yield cut


def cuts_to_show(facts: ProfileFacts) -> tuple[Cut, ...]:
    """Return the cuts of which all four counts may be shown, the best first.

    With them and the shares, the people of each side who have no grade follow by subtraction.
    """
    if any(0 < facts.without_grade(group) < facts.threshold for group in facts.sides()):
        return ()
    return tuple(
        cut
        for cut in cuts_of(facts)
        if all(
            facts.count(group, grades) >= facts.threshold
            for group in facts.sides()
            for grades in (cut.lower, cut.upper)
        )
    )


def sayable(facts: ProfileFacts) -> Verdict | None:
    """Return the first verdict that can be given in words, where no table of two by two can be shown."""
    minority, everyone = facts.count(facts.minority), facts.total
    if minority < facts.threshold or facts.people(facts.grades) < everyone:
        return None
    for cut in cuts_of(facts):
        upper, lower = facts.people(cut.upper), facts.people(cut.lower)
        # Lower means strictly under an equal share, not lower means at most the rest of one.
        for level, said, most in (
            (UPPER, "lower", (minority * upper - 1) // everyone),
            (LOWER, "not lower", minority * lower // everyone),
        ):
            count = facts.count(facts.minority, cut.grades(level))
            # Whether the count is small must make no difference, or the sentence would tell that it is.
            if count <= most and most >= facts.threshold:
                return Verdict(cut, "lower" if said == "lower" else "not lower", level, most)
    return None
