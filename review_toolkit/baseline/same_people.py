"""Whether the names in two releases of an organisation stand for the same people (decision 19). Pure.

The audit of several releases goes by names. Where a name holds other people than before, or the same people
bear another name, it would be led astray, and a reader who subtracts would not. Reasons are for the person
who holds the file, and quote its values.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from review_toolkit.analysis.groups import UNKNOWN
from review_toolkit.baseline.ingest import EthnicitySettings
from review_toolkit.baseline.ingest.ethnic_groups import EthnicityReader
from review_toolkit.baseline.ingest.mapping import BRITISH_SUB_CODES, SCHEMES
from review_toolkit.baseline.made_of import Tag, mapped_values, tags_of
from review_toolkit.content import AGENDA_FOR_CHANGE, fold_label, ladder_preset
from review_toolkit.releases.made_of import MadeOf

if TYPE_CHECKING:
    from review_toolkit.baseline.ingest import Workforce

ELSEWHERE = (
    "{what} was counted {before} in {release}, and would now be counted {now}. "
    "Count {what} as before, {before}."
)
WHY = "Otherwise whoever subtracts one set of figures from the other would learn about a few people."
NOT_NAMED = (
    "'{group}' is a group of {release}, and this mapping does not name it. Its people would be counted under "
    "another name, and the difference would tell of them. Name it again, counted {before}, even if nobody is "
    "recorded in it."
)
COMPARED = (
    "Ethnic groups were compared with '{before}' in {release}, and would now be compared with '{now}'. Then "
    "everybody else is made up of other people. Write in the mapping the comparator that it had."
)
OTHER_GRADES = (
    "Grades of {release} on which nobody is left: {gone}. Grades that are new: {new}. The same people could "
    "stand under another name, and the difference would tell of them. Write each new grade in the file as "
    "the earlier one whose work it is."
)
OTHER_ORDER = (
    "'{low}' stood below '{high}' in {release}, and now stands above it. Then the upper grades are made up "
    "of other people. List the grades in the mapping in the order that they had."
)
OTHER_PAY = (
    "Pay was read as {before} in {release}, and would now be read as {now}. The halves and quarters of pay "
    "on one date would be made up of other people. Give pay as before."
)
OTHER_ROWS = (
    "For {release}, of the same date, it was decided who is counted by {before}, and now by {now}. The "
    "difference would be those whom the one counts and the other does not. Use a file with the same columns."
)
OTHER_MERGE = (
    "'{name}' would hold {now} in these figures, and held {before} in {release}. The difference would tell "
    "of the groups that changed. Release figures of a date on which the same can be counted together."
)
OTHER_KEY = (
    "What the values of a file were counted as in {release} is kept under another DATA_KEY, so it cannot be "
    "compared. Start with the key of that time."
)
MOST_TOLD = 3
_COLUMNS = {
    "count": "counts of people",
    "employee_id": "employee ids",
    "start_date": "start dates",
    "leaving_date": "leaving dates",
}


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier release; `words` is what a sentence calls it, `same_date` whether it is of our date."""

    made: MadeOf
    words: str
    same_date: bool


def why_other_people(earlier: Earlier, now: MadeOf, workforce: "Workforce", *, tag: Tag) -> str | None:
    """Return in words which names do not stand for the same people as before; None without one.

    A few of them, so that one round of corrections is likely to do.
    """
    found = list(islice(dict.fromkeys(_reasons(earlier, now, workforce, tag)), MOST_TOLD))
    return " ".join((*found, WHY)) if found else None


def why_other_merges(earlier: Earlier, now: MadeOf) -> str | None:
    """Return in words the first merged group or line whose members differ; None without one.

    A member that only one of the two releases knows at all is new, or gone: nobody was counted elsewhere.
    """
    before = earlier.made
    both = before.names & now.names
    for name, members in now.together.items():
        held = before.together.get(name)
        if held is not None and both & set(held) != both & set(members):
            words = {"now": _listed(members), "before": _listed(held)}
            return OTHER_MERGE.format(name=name, release=earlier.words, **words)
    return None


def _reasons(earlier: Earlier, now: MadeOf, workforce: "Workforce", tag: Tag) -> Iterator[str]:
    before = earlier.made
    if before.values and before.key != tag(""):
        yield OTHER_KEY.format(release=earlier.words)
        return
    yield from _values(earlier, workforce, tag)
    yield from _groups(earlier, now)
    if before.compared != now.compared:
        yield COMPARED.format(before=before.compared, now=now.compared, release=earlier.words)
    if before.grades and now.grades:
        yield from _grades(earlier, now, workforce)
    if earlier.same_date:
        yield from _of_one_date(earlier, now)


def _values(earlier: Earlier, workforce: "Workforce", tag: Tag) -> Iterator[str]:
    """Compare recorded values: those in the file and those that the mapping names."""
    recorded = mapped_values(workforce) | dict(workforce.recorded.get("ethnicity", {}))
    reader = _reader_of(earlier.made)
    for text, now in recorded.items():
        kept = (earlier.made.values.get(each) for each in tags_of(text, tag))
        before = next((each for each in kept if each is not None), None) or reader.reads(text)
        if before is not None and before != now:
            yield _elsewhere(earlier, f"'{text}'" if text else "A blank", _place(before), _place(now))


def _reader_of(made: MadeOf) -> EthnicityReader:
    """Return what recognised values in an earlier release beside those that its mapping named."""
    if made.scheme == "own":
        own = {category: category for category in made.groups}
        return EthnicityReader(EthnicitySettings("own", own, {}, next(iter(own))))
    scheme = next(each for each in SCHEMES if each == made.scheme)
    british = next(each for each in BRITISH_SUB_CODES if each == made.british_sub_codes)
    return EthnicityReader(EthnicitySettings(scheme, british_sub_codes=british))


def _groups(earlier: Earlier, now: MadeOf) -> Iterator[str]:
    for category, before in earlier.made.groups.items():
        above = now.groups.get(category)
        if above is None:
            yield NOT_NAMED.format(group=category, release=earlier.words, before=_inside(before))
        elif above != before:
            yield _elsewhere(earlier, f"'{category}'", _inside(before), _inside(above))


def _grades(earlier: Earlier, now: MadeOf, workforce: "Workforce") -> Iterator[str]:
    before = earlier.made
    by_words = {fold_label(grade): grade for grade in before.grades}
    preset = ladder_preset(AGENDA_FOR_CHANGE)
    for text, grade in workforce.recorded.get("grade", {}).items():
        held = by_words.get(fold_label(text)) or preset.grade_of(text)
        if held in before.grades and held != grade:
            yield _elsewhere(earlier, f"The grade '{text}'", f"as '{held}'", f"as '{grade}'")
    both = [grade for grade in before.grades if grade in now.grades]
    if any(before.grades.values()) and any(now.grades.values()):
        for grade in both:
            one, other = before.grades[grade], now.grades[grade]
            if one != other:
                yield _elsewhere(earlier, f"The grade '{grade}'", _cluster(one), _cluster(other))
    if before.ranked and now.ranked:
        places = list(now.grades)
        for low, high in pairwise(both):
            if places.index(low) > places.index(high):
                yield OTHER_ORDER.format(low=low, high=high, release=earlier.words)
    gone = [grade for grade in before.occupied if grade not in now.occupied]
    new = [grade for grade in now.occupied if grade not in before.grades]
    if gone and new:
        yield OTHER_GRADES.format(gone=_listed(gone), new=_listed(new), release=earlier.words)


def _of_one_date(earlier: Earlier, now: MadeOf) -> Iterator[str]:
    before = earlier.made
    if before.pay and now.pay and before.pay != now.pay:
        words = {"before": before.pay.replace("_", " "), "now": now.pay.replace("_", " ")}
        yield OTHER_PAY.format(release=earlier.words, **words)
    if before.counted_by != now.counted_by:
        words = {"before": _columns(before.counted_by), "now": _columns(now.counted_by)}
        yield OTHER_ROWS.format(release=earlier.words, **words)


def _elsewhere(earlier: Earlier, what: str, before: str, now: str) -> str:
    told = ELSEWHERE.format(what=what[:1].lower() + what[1:], before=before, now=now, release=earlier.words)
    return told[:1].upper() + told[1:]


def _place(group: str) -> str:
    return f"as {group}" if group in UNKNOWN else f"in '{group}'"


def _inside(groups: tuple[str, ...]) -> str:
    return f"in {_listed(groups)}" if groups else "in no larger group"


def _cluster(name: str) -> str:
    return f"in the cluster '{name}'" if name else "in no cluster"


def _listed(names: tuple[str, ...] | list[str]) -> str:
    *first, last = [f"'{name}'" for name in names] or ["nobody"]
    return f"{', '.join(first)} and {last}" if first else last


def _columns(names: tuple[str, ...]) -> str:
    *first, last = [_COLUMNS[name] for name in names] or ["rows alone"]
    return f"{', '.join(first)} and {last}" if first else last
