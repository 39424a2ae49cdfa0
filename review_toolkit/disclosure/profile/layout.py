"""The profile's published numbers as one statement, so that nothing in it is safe by argument alone.

The statement holds the counts, although whole percentages are printed: what is proved of the counts holds
for anything coarser. People are laid out by what they are counted as (staff, leavers, shortlisted), so that
"staff and leavers" less "staff" is seen to be the leavers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from review_toolkit.disclosure.profile.facts import HALVES, LOWER, UPPER, Cut, Event, Outcome, ProfileFacts
from review_toolkit.disclosure.profile.ladder import Lines
from review_toolkit.disclosure.profile.levels import Verdict
from review_toolkit.disclosure.statements import (
    EVERYBODY,
    NO_PAY,
    Bound,
    Cell,
    Coordinates,
    Dimension,
    Hierarchy,
    KnownCount,
    Movers,
    Statement,
    Sum,
    Table,
)

NOT_RECORDED = "not recorded"
STAFF = "staff"
_STAFF_AND_LEAVERS, _LEAVERS, _SHORTLISTED = "staff and leavers", "leavers", "shortlisted"
MET: Mapping[Event, tuple[str, str, str]] = {
    # what those are counted as who met the event, who did not, and who could have
    "appointment": ("appointed", "not appointed", _SHORTLISTED),
    "leaving": (_LEAVERS, STAFF, _STAFF_AND_LEAVERS),
    "training": ("trained", "not trained", STAFF),
    "promotion": ("promoted", "not promoted", STAFF),
}


@dataclass(frozen=True, slots=True)
class Parts:
    """What the profile puts into its statement. Each part can be left out without touching the others."""

    groups: Mapping[str, tuple[str, ...]]
    cut: Cut | None = None
    verdict: Verdict | None = None
    outcomes: tuple[Outcome, ...] = ()
    halves: bool = False
    medians: tuple[str, ...] = ()
    pay_said: bool = False
    means: bool = False

    @property
    def divided(self) -> Cut | None:
        """The parting of the ladder that is told of, in numbers or in words."""
        return self.cut or (self.verdict.cut if self.verdict else None)

    def members(self, facts: ProfileFacts) -> dict[str, tuple[str, ...]]:
        """Return every group that is told of with the counted groups inside it."""
        return {**{side: facts.members(side) for side in facts.sides()}, **self.groups}


def at(group: str = "", **places: str) -> Coordinates:
    """Return the coordinates of a cell: a group ("" for everybody) and its places by dimension."""
    pairs = {"ethnicity": group, "counted": STAFF, **places}
    return tuple(sorted((name, category) for name, category in pairs.items() if category))


def _table(name: str, cells: Sequence[Cell]) -> Table:
    """Return a table whose dimensions are those of its cells."""
    return Table(name, tuple(sorted({dimension for cell in cells for dimension, _ in cell.at})), tuple(cells))


def statement_of(facts: ProfileFacts, parts: Parts) -> Statement:
    """Return the statement of these parts, with everything that colleagues know in any case."""
    dimensions = {
        "ethnicity": Dimension("ethnicity", "sensitive", frozenset({NOT_RECORDED})),
        # Public: an event is laid out only where both sides have enough people who met it and who did not
        # (`wanted_parts`), and the rule for outcomes would take "not recorded" for a group of people.
        "counted": Dimension("counted", "public"),
    }
    hierarchies = {"ethnicity": _ethnicity(facts, parts), "counted": _counted(parts)}
    cut = parts.divided
    if facts.grades:
        dimensions["level"] = Dimension("level", "public")
        hierarchies["level"] = Lines(facts, cut).hierarchy
    if parts.halves:
        dimensions["pay"] = Dimension("pay", "public")
        hierarchies["pay"] = Hierarchy(EVERYBODY, {EVERYBODY: ((*HALVES, NO_PAY),)})
    return Statement(
        threshold=facts.threshold,
        dimensions=dimensions,
        hierarchies=hierarchies,
        tables=tuple(_tables(facts, parts, cut)),
        as_of=facts.as_of,
        known=tuple(_known(facts, parts, cut)),
        movers=tuple(_movers(facts, cut)),
        sums=tuple(_sums(facts)) if parts.means else (),
        bounds=tuple(_told(facts, parts, cut)),
    )


def _ethnicity(facts: ProfileFacts, parts: Parts) -> Hierarchy:
    children: dict[str, tuple[tuple[str, ...], ...]] = {
        EVERYBODY: ((facts.comparator, facts.minority, NOT_RECORDED),)
    }
    if parts.groups:
        children[facts.minority] = (tuple(parts.groups),)
    return Hierarchy(EVERYBODY, children)


def _counted(parts: Parts) -> Hierarchy:
    """Divide everyone who is counted anywhere: staff, and where they are told of, leavers and candidates."""
    events = [outcome.event for outcome in parts.outcomes]
    children: dict[str, tuple[tuple[str, ...], ...]] = {}
    whole = STAFF
    if "leaving" in events:
        whole, children[_STAFF_AND_LEAVERS] = _STAFF_AND_LEAVERS, ((STAFF, _LEAVERS),)
    top = (whole, _SHORTLISTED) if "appointment" in events else (whole,)
    of_staff = tuple(MET[event][:2] for event in events if MET[event][2] == STAFF)
    if of_staff:
        children[STAFF] = of_staff
    if "appointment" in events:
        children[_SHORTLISTED] = (MET["appointment"][:2],)
    return Hierarchy(EVERYBODY, {EVERYBODY: (top,), **children})


def _tables(facts: ProfileFacts, parts: Parts, cut: Cut | None) -> Iterator[Table]:
    members = parts.members(facts)
    yield _table(
        "shares",
        tuple(Cell(at(group), sum(map(facts.count, inside))) for group, inside in members.items()),
    )
    if cut:
        yield _table(
            "levels",
            tuple(
                Cell(at(group, level=cut.name(level)), facts.count(group, cut.grades(level)))
                for group in facts.sides()
                for level in (LOWER, UPPER)
            ),
        )
    for outcome in parts.outcomes:
        met, not_met, could = MET[outcome.event]
        yield _table(
            outcome.event,
            tuple(
                cell
                for group in facts.sides()
                for cell in (
                    Cell(at(group, counted=could), outcome.of[group][1]),
                    Cell(at(group, counted=met), outcome.of[group][0]),
                    Cell(at(group, counted=not_met), outcome.of[group][1] - outcome.of[group][0]),
                )
            ),
        )
    if parts.halves and facts.pay:
        yield _table(
            "halves",
            tuple(
                Cell(at(group, pay=half), people_in_half(facts, group, half))
                for group in facts.sides()
                for half in HALVES
            ),
        )


def unpublished(facts: ProfileFacts, parts: Parts) -> Iterator[tuple[Coordinates, int]]:
    """Yield the groups that are told of in each line of the ladder that is not, with their counts."""
    told = [parts.divided.name(level) for level in (LOWER, UPPER)] if parts.divided else []
    lines = Lines(facts, parts.divided)
    bodies = lines.public_bodies
    for line, grades in lines.grades.items():
        for group, members in parts.members(facts).items():
            if line not in bodies and (line not in told or group not in facts.sides()):
                yield at(group, level=line), sum(facts.count(member, grades) for member in members)
        for group in facts.sides() if parts.halves and line not in bodies else ():
            # Who is on which half is known by grade: a grade within one half is counted in it as well.
            for half in HALVES:
                yield at(group, level=line, pay=half), people_in_half(facts, group, half, grades)


def _sums(facts: ProfileFacts) -> Iterator[Sum]:
    """Yield each side's sum of pay: a mean with its number of people is one."""
    for side, (total, top) in facts.pay.sums.items() if facts.pay else ():
        yield Sum("pay", at(side), facts.pay.with_pay[side] if facts.pay else None, total, top)


def _told(facts: ProfileFacts, parts: Parts, cut: Cut | None) -> Iterator[Bound]:
    """Yield what a verdict and the gaps in pay tell of how many are on which grades."""
    if parts.verdict:
        level = at(facts.minority, level=parts.verdict.cut.name(parts.verdict.level))
        yield Bound(((level, 1.0),), high=float(parts.verdict.most))
    if facts.pay is None or not facts.grades:
        return
    lines = Lines(facts, cut)
    pay = facts.pay
    compared = (facts.comparator,) if parts.medians or parts.pay_said else ()
    told = [
        *((group, each) for group in (*parts.medians, *compared) for each in pay.by_median.get(group, ())),
        *((side, each) for side in facts.sides() if parts.means for each in pay.by_mean.get(side, ())),
        *((facts.minority, each) for each in (pay.order.told if pay.order and parts.pay_said else ())),
    ]
    for group, each in told:
        terms = ((at(group, level=lines.name_of(grade)), times) for grade, times in each.weights)
        yield Bound(tuple(terms), each.low, each.high)


def _movers(facts: ProfileFacts, cut: Cut | None) -> Iterator[Movers]:
    """Yield who is known to have come and gone, by grade."""
    lines = Lines(facts, cut)
    places = {grade: at(level=lines.name_of(grade)) for grade in facts.grades}
    yield from (each.told(places, at()) for each in facts.moved)


def _known(facts: ProfileFacts, parts: Parts, cut: Cut | None) -> Iterator[KnownCount]:
    yield KnownCount(at(), facts.total)
    yield KnownCount(at(NOT_RECORDED), sum(facts.count(word) for word in facts.unknown))
    lines = Lines(facts, cut)
    for level, grades in lines.grades.items():
        yield KnownCount(at(level=level), facts.people(grades))
    for level, grade in lines.public_bodies.items():
        # That none of a body is from the minority says that the rest of it is not.
        for side in facts.sides():
            yield KnownCount(at(side, level=level), facts.count(side, (grade,)))
    if parts.halves and facts.pay:
        for half in HALVES:
            yield KnownCount(at(pay=half), in_half(facts, half))
            for level, grades in lines.grades.items():
                yield KnownCount(at(level=level, pay=half), in_half(facts, half, grades))


def in_half(facts: ProfileFacts, half: str, grades: Sequence[str] | None = None) -> int:
    """Return how many people are in a half of the pay range, on some grades or on any."""
    crossed = facts.pay.crossed if facts.pay else {}
    return sum(
        count
        for (_, grade, where), count in crossed.items()
        if where == half and (grades is None or grade in grades)
    )


def people_in_half(facts: ProfileFacts, group: str, half: str, grades: Sequence[str] | None = None) -> int:
    """Return how many people of a group are in a half of the pay range, on some grades or on any."""
    if facts.pay is None:
        return 0
    return sum(
        count
        for (one, grade, where), count in facts.pay.crossed.items()
        if one in facts.members(group) and where == half and (grades is None or grade in grades)
    )
