"""The population: everybody whom the organisation's HR system knows, as frozen records.

Each attribute is drawn from a stream of its own (chance.py). To add a topic later, draw it from a new
stream in a new module, keyed by `employee_id`; never add draws to the streams that are used here, since
tests pin this population. A second year continues the employee numbers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from review_toolkit.worked_example.chance import Stream
from review_toolkit.worked_example.composition import (
    BONUSES,
    ENDING_SOON,
    LEFT_EARLIER,
    LEFT_IN_THE_YEAR,
    MINORITY,
    PLACES,
    STILL_TO_JOIN,
    UNRECORDED,
    WHITE,
)
from review_toolkit.worked_example.organisation import (
    CHIEF_EXECUTIVES_OFFICE,
    DIRECTORATES,
    SNAPSHOT_DATE,
    SPINE,
)

PERMANENT = "Permanent"
FIXED_TERM = "Fixed term"

_AGES = {
    "Grade A": (19, 58),
    "Grade B": (21, 60),
    "Grade C": (22, 62),
    "Grade D": (25, 62),
    "Grade E": (28, 63),
    "Grade F": (30, 63),
    "Grade G": (34, 63),
    "Grade H": (38, 62),
    "Executive": (43, 61),
}
_SERVICE_YEARS = {(0, 1): 26, (2, 4): 32, (5, 9): 25, (10, 18): 17}
_SERVICE_YEARS_MINORITY = {(0, 1): 38, (2, 4): 36, (5, 9): 20, (10, 18): 6}
_LEAVERS = {"Grade A": 4, "Grade B": 6, "Grade C": 6, "Grade D": 4, "Grade E": 3, "Grade F": 1}


@dataclass(frozen=True, slots=True)
class Person:
    """One person as the HR system has them, without a name.

    `ethnicity` is an NHS 16+1 letter or one of the reserved words of composition.py. `annual_pay` is
    full-time-equivalent pounds, `fte` a share of full-time hours, `age` whole years at the snapshot date or
    on leaving. `left_on` is the last day in post.
    """

    employee_id: str
    known_as: str
    ethnicity: str
    grade: str
    directorate: str
    contract_type: str
    fte: float
    sex: str
    age: int
    started_on: date
    left_on: date | None = None
    annual_pay: int | None = None
    bonus: int | None = None

    def in_post(self, on: date = SNAPSHOT_DATE) -> bool:
        """Tell whether somebody was employed on a day; the last day in post counts."""
        return self.started_on <= on and (self.left_on is None or self.left_on >= on)


@dataclass(frozen=True, slots=True)
class _Post:
    """A place in the organisation before anybody has an employee number."""

    grade: str
    ethnicity: str
    paid: bool = True


def draw_population(seed: int = 2026) -> tuple[Person, ...]:
    """Draw everybody in post at the snapshot date, those who left before it and those who join after it.

    The order is that of employee numbers, which were given out by start date.
    """
    staff = [*_staff_in_post(seed), *_leavers(seed), *_joiners(seed)]
    staff.sort(key=lambda person: person.started_on)
    return tuple(
        replace(person, employee_id=f"QF{number:04d}", known_as=f"Person {number:04d}")
        for number, person in enumerate(staff, start=1)
    )


def _posts_in_post(seed: int) -> Iterator[_Post]:
    """Fill the places on each grade with people of the categories that composition.py sets."""
    white = iter(Stream(seed, "population/white").shuffled(_repeat(WHITE)))
    minority = iter(Stream(seed, "population/minority").shuffled(_repeat(MINORITY)))
    unrecorded = iter(Stream(seed, "population/unrecorded").shuffled(_repeat(UNRECORDED)))
    for grade, places in PLACES.items():
        for _ in range(places.white):
            yield _Post(grade, next(white))
        for _ in range(places.minority):
            yield _Post(grade, next(minority))
        for place in range(places.unrecorded):
            yield _Post(grade, next(unrecorded), paid=place >= places.unpaid)


def _staff_in_post(seed: int) -> list[Person]:
    posts = list(_posts_in_post(seed))
    directorates = _directorates(seed, [post.grade for post in posts])
    service = Stream(seed, "population/service")
    staff = []
    for post, directorate in zip(posts, directorates, strict=True):
        years = _SERVICE_YEARS_MINORITY if post.ethnicity in MINORITY else _SERVICE_YEARS
        low, high = service.weighted(years)
        # Nobody starts in the last fortnight, so that no reader's rule for the day itself matters.
        days = 14 + service.between(low * 365, high * 365 + 350)
        staff.append(_draft(post, directorate, SNAPSHOT_DATE - timedelta(days=days)))
    staff = _with_pay(seed, _with_circumstances(seed, staff, "in post"), [post.paid for post in posts])
    return _with_endings(_with_bonuses(seed, staff))


def _directorates(seed: int, grades: list[str]) -> Iterator[str]:
    """Give each directorate one executive, the Chief Executive's Office first, and deal out the rest."""
    stream = Stream(seed, "population/directorate")
    executives = iter(DIRECTORATES)
    others = iter(stream.shuffled(_repeat({name: size - 1 for name, size in DIRECTORATES.items()})))
    return (next(executives) if grade == "Executive" else next(others) for grade in grades)


def _leavers(seed: int) -> list[Person]:
    stream = Stream(seed, "population/leavers")
    staff = []
    for number in range(LEFT_IN_THE_YEAR + LEFT_EARLIER):
        # Days before the snapshot date: inside the year without either boundary, or well before it.
        ago = stream.between(5, 360) if number < LEFT_IN_THE_YEAR else stream.between(380, 600)
        left_on = SNAPSHOT_DATE - timedelta(days=ago)
        started_on = left_on - timedelta(days=stream.between(120, 2600))
        post = _Post(stream.weighted(_LEAVERS), _category(stream))
        staff.append(replace(_draft(post, _directorate(stream), started_on), left_on=left_on))
    return _with_pay(seed, _with_circumstances(seed, staff, "leavers"), [True] * len(staff), "leavers")


def _joiners(seed: int) -> list[Person]:
    stream = Stream(seed, "population/joiners")
    staff = []
    for _ in range(STILL_TO_JOIN):
        started_on = SNAPSHOT_DATE + timedelta(days=stream.between(6, 40))
        post = _Post(stream.weighted(_LEAVERS), _category(stream))
        staff.append(_draft(post, _directorate(stream), started_on))
    return _with_pay(seed, _with_circumstances(seed, staff, "joiners"), [True] * len(staff), "joiners")


def _draft(post: _Post, directorate: str, started_on: date) -> Person:
    return Person("", "", post.ethnicity, post.grade, directorate, PERMANENT, 1.0, "", 0, started_on)


def _category(stream: Stream) -> str:
    return stream.weighted({**WHITE, **MINORITY, **UNRECORDED})


def _directorate(stream: Stream) -> str:
    return stream.weighted(
        {name: size for name, size in DIRECTORATES.items() if name != CHIEF_EXECUTIVES_OFFICE}
    )


def _with_circumstances(seed: int, staff: list[Person], cohort: str) -> list[Person]:
    """Add sex, age, hours and kind of contract."""
    sex = Stream(seed, f"population/sex/{cohort}")
    age = Stream(seed, f"population/age/{cohort}")
    hours = Stream(seed, f"population/hours/{cohort}")
    contract = Stream(seed, f"population/contract/{cohort}")
    drawn = []
    for person in staff:
        served = _years_served(person)
        women = {"Executive": 55, "Grade H": 55, "Grade G": 60}.get(person.grade, 70)
        person_sex = sex.weighted({"Female": women, "Male": 100 - women})
        part_time = 32 if person_sex == "Female" else 12
        temporary = 0 if person.grade == "Executive" else 40 if served < 2 else 2
        drawn.append(
            replace(
                person,
                sex=person_sex,
                age=max(age.between(*_AGES[person.grade]), 18 + served),
                fte=hours.weighted(
                    {1.0: 100 - part_time, 0.9: part_time // 4, 0.8: part_time // 2, 0.6: part_time // 4}
                ),
                contract_type=contract.weighted({PERMANENT: 100 - temporary, FIXED_TERM: temporary}),
            )
        )
    return drawn


def _with_pay(seed: int, staff: list[Person], paid: list[bool], cohort: str = "in post") -> list[Person]:
    """Place everybody on a point of their grade's spine, higher with longer service."""
    stream = Stream(seed, f"population/pay/{cohort}")
    # Executives have spot salaries: no two are paid alike, and the first is the chief executive.
    directors, chief = SPINE["Executive"][:-1], SPINE["Executive"][-1]
    spot = iter([chief, *stream.shuffled(directors)])
    drawn = []
    for person, has_pay in zip(staff, paid, strict=True):
        points = SPINE[person.grade]
        if person.grade == "Executive":
            pay = next(spot)
        else:
            # People often join a grade above its first point, or have moved between grades.
            pay = points[min(len(points) - 1, stream.below(_years_served(person) + 3))]
        drawn.append(replace(person, annual_pay=pay if has_pay else None))
    return drawn


def _with_bonuses(seed: int, staff: list[Person]) -> list[Person]:
    stream = Stream(seed, "population/bonus")
    paid = [place for place, person in enumerate(staff) if person.annual_pay is not None]
    for place in stream.shuffled(paid)[:BONUSES]:
        staff[place] = replace(staff[place], bonus=stream.one_of((250, 500, 500, 1_000)))
    return staff


def _with_endings(staff: list[Person]) -> list[Person]:
    """Let the newest fixed-term contracts end after the snapshot date: a leaving date that is no leaver."""
    temporary = [place for place, person in enumerate(staff) if person.contract_type == FIXED_TERM]
    temporary.sort(key=lambda place: staff[place].started_on)
    for months, place in enumerate(temporary[-ENDING_SOON:]):
        staff[place] = replace(staff[place], left_on=date(2026, 6 + 2 * months, 30))
    return staff


def _years_served(person: Person) -> int:
    until = min(person.left_on or SNAPSHOT_DATE, SNAPSHOT_DATE)
    return max(0, (until - person.started_on).days // 365)


def _repeat(counts: Mapping[str, int]) -> list[str]:
    """List each name as often as its count says."""
    return [name for name, count in counts.items() for _ in range(count)]
