"""Seeded organisations of about 150 staff, with the three years of records that a profile is made from.

Made up, with what is usual at that size: a fifth to a third from minority ethnic groups, fewer of them with
each step of the ladder, 15% turnover, some people whose group nobody recorded.
"""

import random
from collections import Counter
from datetime import date

from review_toolkit.disclosure.pay_scales import told_by_median, told_by_order
from review_toolkit.disclosure.profile import Casework, Outcome, PayFacts, ProfileFacts, PublicFact

GRADES = tuple(f"Grade {letter}" for letter in "ABCDEFGH")
CLUSTERS = {"Lower": GRADES[:3], "Middle": GRADES[3:5], "Upper": GRADES[5:]}
SHARE_ON_GRADE = (0.14, 0.20, 0.20, 0.16, 0.12, 0.09, 0.06, 0.03)
MINORITY_GROUPS = ("Asian", "Black", "Mixed", "Other")
SHARE_OF_GROUP = (0.45, 0.27, 0.16, 0.12)
COMPARATOR, MINORITY = "White", "Minority ethnic"
UNKNOWN = ("not known", "declined")
TURNOVER = 0.15
PROMOTED_A_YEAR = 0.06
TRAINED_IN_THREE_YEARS = 0.55
SHORTLISTED_FOR_EACH_POST = 4


def small_organisation(seed: int, *, staff: int = 150, threshold: int = 10, **more: object) -> ProfileFacts:
    """Return the counts of one organisation; the same seed gives the same."""
    chance = random.Random(seed)
    share = more.get("minority_share") or chance.uniform(0.20, 0.30)
    gradient = chance.uniform(0.0, 0.5)
    people = [_person(chance, share, gradient) for _ in range(staff)]
    counted = Counter((group, grade) for group, grade, _ in people)
    return ProfileFacts(
        threshold=threshold,
        as_of=date(2026, 3, 31),
        comparator=COMPARATOR,
        minority=MINORITY,
        minority_groups=MINORITY_GROUPS,
        unknown=UNKNOWN,
        grades=GRADES,
        staff=counted,
        clusters=CLUSTERS,
        outcomes=_outcomes(chance, people, share),
        pay=_pay(chance, people),
        casework=Casework("a panel of two, one of them from another body")
        if chance.random() < 0.8 or more.get("casework")
        else None,
        public_facts=_executives(chance, counted),
    )


def _person(chance: random.Random, share: float, gradient: float) -> tuple[str, str, float]:
    place = chance.choices(range(len(GRADES)), SHARE_ON_GRADE)[0]
    if chance.random() < 0.06:
        group = chance.choice(UNKNOWN)
    else:
        # As many in all, but fewer the higher the grade: by up to half at either end.
        odds = share * (1 + gradient * (1 - 2 * place / (len(GRADES) - 1)))
        group = chance.choices(MINORITY_GROUPS, SHARE_OF_GROUP)[0] if chance.random() < odds else COMPARATOR
    pay = round(23_000 * 1.19**place * chance.uniform(1.0, 1.17), 2)
    return group, GRADES[place], pay


def _side(group: str) -> str:
    return MINORITY if group in MINORITY_GROUPS else group


def _outcomes(chance: random.Random, people: list, share: float) -> tuple[Outcome, ...]:
    sides = Counter(_side(group) for group, _, _ in people)
    leavers = Counter(
        MINORITY if chance.random() < share else COMPARATOR for _ in range(round(3 * TURNOVER * len(people)))
    )
    posts = round(3 * TURNOVER * len(people))
    shortlisted = Counter(
        MINORITY if chance.random() < share * 1.5 else COMPARATOR
        for _ in range(SHORTLISTED_FOR_EACH_POST * posts)
    )
    appointed = Counter()
    for _ in range(posts):
        weights = [shortlisted[MINORITY] * 0.75, shortlisted[COMPARATOR]]
        appointed[chance.choices((MINORITY, COMPARATOR), weights)[0]] += 1

    def some(odds: float) -> dict[str, tuple[int, int]]:
        return {
            side: (sum(chance.random() < odds for _ in range(sides[side])), sides[side])
            for side in (MINORITY, COMPARATOR)
        }

    def block(event, of):
        return Outcome(event, 2023, 2025, of)

    return (
        block("appointment", {s: (appointed[s], shortlisted[s]) for s in (MINORITY, COMPARATOR)}),
        block("leaving", {s: (leavers[s], sides[s] + leavers[s]) for s in (MINORITY, COMPARATOR)}),
        block("training", some(TRAINED_IN_THREE_YEARS)),
        block("promotion", some(3 * PROMOTED_A_YEAR)),
    )


def _pay(chance: random.Random, people: list) -> PayFacts:
    paid = sorted(
        ((pay, group, grade) for group, grade, pay in people if chance.random() > 0.01),
        key=lambda one: one[0],
    )
    middle = (len(paid) + 1) // 2
    crossed = Counter(
        (group, grade, "lower half" if place < middle else "upper half")
        for place, (_, group, grade) in enumerate(paid)
    )
    of_side: dict[str, list[float]] = {MINORITY: [], COMPARATOR: []}
    for pay, group, _ in paid:
        of_side.setdefault(_side(group), []).append(pay)
    scales = {
        grade: (
            min(pay for pay, _, one in paid if one == grade),
            max(pay for pay, _, one in paid if one == grade),
        )
        for grade in {grade for _, _, grade in paid}
    }
    alone = {group: [pay for pay, one, _ in paid if one == group] for group in MINORITY_GROUPS}
    return PayFacts(
        order=told_by_order(of_side[MINORITY], of_side[COMPARATOR], scales),
        by_median={group: told_by_median(pay, scales) for group, pay in {**alone, **of_side}.items()},
        medians={s: of_side[s][(len(of_side[s]) - 1) // 2] if of_side[s] else 0.0 for s in of_side},
        with_pay={side: len(of_side[side]) for side in of_side},
        crossed=crossed,
        split=paid[middle - 1][0] == paid[middle][0],
    )


def _executives(chance: random.Random, counted: Counter) -> tuple[PublicFact, ...]:
    """In half of the organisations somebody confirms that the executive has nobody from a minority group."""
    top = GRADES[-1]
    members = sum(n for (_, grade), n in counted.items() if grade == top)
    minority = sum(n for (group, grade), n in counted.items() if grade == top and _side(group) == MINORITY)
    if minority or not members or chance.random() < 0.5:
        return ()
    return (PublicFact("executive", members, 0, confirmed_by="the chief executive", grade=top),)
