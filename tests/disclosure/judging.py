"""What became of a history of publications, counted by two attackers: the product's and the tests' own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from random import Random

from review_toolkit.disclosure.attack import attack
from review_toolkit.disclosure.engine import CannotProtect, Options, protect
from review_toolkit.disclosure.statements import Cell, Coordinates, Statement
from tests.disclosure.populations import count_by_cell
from tests.disclosure.worlds import Columns, Day, Worlds

NEARLY = 1e-4
WITHIN = 2.5
EVERY_INSIDER = 10_000


@dataclass
class Tally:
    """What was tried, and (the names under FAULTS) what must all be nought."""

    publications: int = 0
    refused: int = 0
    cells: int = 0
    small: int = 0
    hidden: int = 0
    insiders: int = 0
    movers: int = 0
    exact: int = 0
    within_2: int = 0
    below: int = 0
    narrowed: int = 0
    zeros_told: int = 0
    shown_small: int = 0
    wrong: int = 0
    broken_lines: int = 0
    pinned_by_insiders: int = 0
    movers_told: int = 0
    sums: int = 0
    sums_told: int = 0
    attacker_found: int = 0
    reasons: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))

    @property
    def faults(self) -> dict[str, int]:
        """Return what must not be, where it is."""
        return {name: getattr(self, name) for name in FAULTS if getattr(self, name)}


FAULTS = (
    *("exact", "within_2", "below", "narrowed", "zeros_told", "shown_small", "wrong", "broken_lines"),
    *("pinned_by_insiders", "movers_told", "sums_told", "attacker_found"),
)


@dataclass(frozen=True)
class Published:
    """The true counts of a publication, and what was printed of it."""

    truth: Statement
    printed: Statement


def publish(
    history: Sequence[Statement], *, options: Options | None = None
) -> tuple[list[Published], list[str]]:
    """Protect one after the other, each against all that stand; return why others were refused."""
    done: list[Published] = []
    refused: list[str] = []
    for truth in history:
        try:
            made = protect(truth, against=[each.printed for each in done], options=options)
        except CannotProtect as reason:
            refused.append(str(reason))
        else:
            done.append(Published(truth, made.statement))
    return done, refused


def is_small(statement: Statement, at: Coordinates, count: int) -> bool:
    """Say whether a count is of few people whose group or outcome it tells."""
    roles = [(statement.dimensions[name], category) for name, category in at]
    if _never(statement, at):
        return False
    return 0 < count < statement.threshold and any(dimension.role != "public" for dimension, _ in roles)


def tells_of_each(statement: Statement, at: Coordinates, counts: Mapping[Coordinates, int]) -> bool:
    """Say whether nobody here is a fact about each member of a group ("none of them was appointed")."""
    told = [name for name, _ in at if statement.dimensions[name].zero == "protect"]
    whole = tuple(pair for pair in at if pair[0] not in told)
    return bool(told) and not _never(statement, at) and counts[at] == 0 and counts.get(whole, 0) > 0


def broken_lines(statement: Statement) -> int:
    """Return how many lines of shown numbers do not add up."""
    counts = count_by_cell(statement)
    broken = 0
    for at, count in counts.items():
        for name, tree in statement.hierarchies.items():
            here = dict(at).get(name, tree.top)
            beside = tuple(each for each in at if each[0] != name)
            for way in tree.children.get(here, ()):
                parts = [counts.get(tuple(sorted((*beside, (name, each))))) for each in way]
                broken += None not in parts and sum(filter(None, parts)) != count
    return broken


def judge(done: Sequence[Published], *, insiders: int = EVERY_INSIDER, whole: bool = False) -> Tally:
    """Attack all publications together, with at most `insiders`, and by `whole` people where asked."""
    tally = Tally(publications=len(done))
    if not done:
        return tally
    worlds = Worlds([each.printed for each in done])
    for number, each in enumerate(done):
        _judge_one(tally, each, number, worlds, whole=whole)
        _judge_sums(tally, each)
    _judge_insiders(tally, done, worlds, insiders)
    _judge_movers(tally, worlds, done[-1].truth.threshold)
    # The truth of a date that was corrected is that of the last file.
    for each in {one.truth.as_of: one for one in done}.values():
        report = attack([one.printed for one in done], truth=each.truth, insiders=True)
        tally.attacker_found += not report.ok
        tally.reasons.extend(report.reasons)
    return tally


def _hidden(printed: Statement) -> set[Coordinates]:
    return {cell.at for table in printed.tables for cell in table.cells if cell.hidden}


def _judge_one(tally: Tally, each: Published, number: int, worlds: Worlds, *, whole: bool) -> None:
    counts, hidden = count_by_cell(each.truth), _hidden(each.printed)
    shown = count_by_cell(each.printed)
    tally.cells += len(counts)
    tally.hidden += len(hidden)
    tally.wrong += sum(counts[at] != count for at, count in shown.items())
    tally.wrong += len(counts) != len(hidden) + len(shown)
    tally.broken_lines += broken_lines(each.printed)
    for at, count in counts.items():
        columns = worlds.days[number].of(at)
        if tells_of_each(each.truth, at, counts):
            tally.zeros_told += at not in hidden or worlds.most(columns) < 1 - NEARLY
        if is_small(each.truth, at, count):
            tally.small += 1
            tally.shown_small += at not in hidden
            _judge_small(tally, worlds, columns, count, each.truth.threshold, whole=whole)


def _judge_small(
    tally: Tally, worlds: Worlds, columns: Columns, count: int, threshold: int, *, whole: bool
) -> None:
    least, most = worlds.least(columns), worlds.most(columns)
    tally.exact += most - least < 1 - NEARLY
    tally.within_2 += least > count - WITHIN and most < count + WITHIN
    tally.below += most < threshold - NEARLY and least > NEARLY
    tally.narrowed += least > NEARLY or most < threshold - NEARLY
    if whole:
        ends = ((0, 0), (threshold, 10**6))
        tally.narrowed += not all(worlds.has_whole_people(columns, *end) for end in ends)


def _judge_sums(tally: Tally, each: Published) -> None:
    """Nobody can tell a sum of few people, or of two who earn most of it, to within a tenth of the best paid.

    Whole pounds add up as people do, so sums are asked of the same oracle.
    """
    if not each.truth.sums:
        return
    true = {one.at: one for one in each.truth.sums}
    cells = [Cell(one.at, _pounds(one.total), hidden=one.hidden) for one in each.printed.sums]
    table = replace(each.truth.tables[0], cells=tuple(cells))
    pounds = Worlds([replace(each.printed, tables=(table,), sums=(), known=(), movers=())])
    hidden = _hidden(each.printed)
    for one in each.printed.sums:
        total, count, top = _pounds(true[one.at].total) or 0, true[one.at].count or 0, true[one.at].top
        tally.sums += 1
        tally.wrong += not one.hidden and one.total != total
        tally.shown_small += one.at in hidden and one.count is not None
        few = 0 < count < each.truth.threshold
        lopsided = sum(top) > 0.85 * total or total - sum(top) < 0.1 * max(top, default=0.0)
        if one.at and count and (few or lopsided) and not _never(each.truth, one.at):
            columns, reach = pounds.days[0].of(one.at), 0.1 * top[0] - 1
            tally.sums_told += pounds.most(columns) < total + reach and pounds.least(columns) > total - reach


def _pounds(total: float | None) -> int | None:
    return None if total is None else round(total)


def _never(statement: Statement, at: Coordinates) -> bool:
    return any(category in statement.dimensions[name].never_primary for name, category in at)


@dataclass(frozen=True)
class _Small:
    """A small number: its unknowns, how many people it is, and whether no hidden cell lies inside."""

    day: Day
    columns: Columns
    people: int
    threshold: int
    innermost: bool

    @property
    def places(self) -> frozenset[int]:
        return frozenset((self.columns - self.day.first).tolist())

    def is_of_others(self, than: "_Small") -> bool:
        """Say whether this is somebody else's number. A year earlier, one's own group is no news either."""
        if self.day is than.day:
            return self.places != than.places
        return not self.places & than.places


def _smalls(done: Sequence[Published], worlds: Worlds) -> Iterator[_Small]:
    """Yield every small number once."""
    seen: set[tuple[int, ...]] = set()
    for number, each in enumerate(done):
        day = worlds.days[number]
        same_day = [one for one, its in zip(done, worlds.days, strict=True) if its is day]
        hidden = {at: frozenset(day.of(at).tolist()) for one in same_day for at in _hidden(one.printed)}
        for at, count in count_by_cell(each.truth).items():
            columns = tuple(sorted(day.of(at).tolist()))
            if at in hidden and columns not in seen and is_small(each.truth, at, count):
                seen.add(columns)
                inner = not any(other < hidden[at] for other in hidden.values())
                yield _Small(day, day.of(at), count, each.truth.threshold, inner)


def _judge_insiders(tally: Tally, done: Sequence[Published], worlds: Worlds, limit: int) -> None:
    smalls = list(_smalls(done, worlds))
    inside = [each for each in smalls if each.innermost and each.people in (1, 2)]
    if len(inside) > limit:
        inside = Random(len(inside)).sample(inside, limit)
    for own in inside:
        tally.insiders += 1
        with worlds.knowing(own.columns, own.people):
            for each in smalls:
                if each.is_of_others(own):
                    tally.pinned_by_insiders += worlds.most(each.columns) < each.threshold - NEARLY


def _judge_movers(tally: Tally, worlds: Worlds, threshold: int) -> None:
    """Nobody can say of those who joined, left or were corrected that some, and few, belong to a group."""
    for lines, flow, never in worlds.flows:
        tree = flow.trees["ethnicity"]
        for line in lines:
            for category in tree.categories[1:] if line.count else ():
                if category in never:
                    continue
                tally.movers += 1
                columns = flow.of(tuple(sorted((*line.at, ("ethnicity", category)))))
                if worlds.most(columns) < threshold - NEARLY:
                    tally.movers_told += worlds.least(columns) > NEARLY
