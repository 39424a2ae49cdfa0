"""The HR export as a grid of cells, with the faults that such exports really have.

Title rows above the headers, several spellings of one category, pay and dates partly as text, repeated rows,
people who have left or not yet joined, a blank row and a total. None of the faults takes a person in post
away or changes anybody's group, grade or pay: reading the file well gives the figures of truth.py.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from review_toolkit.worked_example.chance import Stream
from review_toolkit.worked_example.labels import LABELS
from review_toolkit.worked_example.organisation import DIRECTORATES, GRADES, ORGANISATION
from review_toolkit.worked_example.people import Person, draw_population

Cell = str | int | float | date | None

HEADERS: Final = (
    "Emp. No",
    "Known As",
    "Dept",
    "Cost Centre",
    "Pay Grade",
    "Employment Basis",
    "FTE",
    "Legal Sex",
    "Age",
    "Ethnic Origin (self-declared)",
    "Date Commenced",
    "Date Left",
    "Full-time salary (£)",
    "Bonus in year (£)",
)
TITLES: Final = (f"{ORGANISATION}: staff list", "Report HR-014, run 02/04/2026 08:15, confidential")
HEADER_ROW: Final = len(TITLES) + 2
"""The row that holds the headers, counted from 1: the titles and a blank row stand above it."""

IDENTICAL_REPEATS: Final = 2
CONFLICTING_REPEATS: Final = 1

_DEPT: Final = HEADERS.index("Dept")
_BASIS: Final = HEADERS.index("Employment Basis")
_AGE: Final = HEADERS.index("Age")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_BLANK: Final[tuple[Cell, ...]] = (None,) * len(HEADERS)


def draw_grid(seed: int = 2026) -> list[tuple[Cell, ...]]:
    """Draw every row of the export, from the first title to the total, all of the same width."""
    people = draw_population(seed)
    above = [_padded(title) for title in TITLES]
    rows = _with_repeats(seed, people, _with_blanks(seed, people, _rows(seed, people)))
    return [*above, _BLANK, HEADERS, *rows, _BLANK, _total(people)]


def _rows(seed: int, people: Sequence[Person]) -> list[list[Cell]]:
    labels = Stream(seed, "export/labels")
    dates = Stream(seed, "export/dates")
    pay = Stream(seed, "export/pay")
    return [
        [
            person.employee_id,
            person.known_as,
            person.directorate,
            _cost_centre(person),
            person.grade,
            person.contract_type,
            person.fte,
            person.sex,
            person.age,
            _label(labels, person.ethnicity),
            _written_date(dates, person.started_on),
            _written_date(dates, person.left_on),
            _written_pay(pay, person.annual_pay),
            person.bonus,
        ]
        for person in people
    ]


def _label(stream: Stream, ethnicity: str) -> str | None:
    labels = LABELS[ethnicity]
    weights = {label: 5 if place == 0 else 2 for place, label in enumerate(labels)}
    return stream.weighted(weights) or None


def _written_date(stream: Stream, day: date | None) -> Cell:
    """Write a date as most rows have it, as a real one, or as text in one of two ways."""
    if day is None:
        return None
    style = stream.weighted({"date": 7, "figures": 2, "words": 1})
    if style == "figures":
        return f"{day.day:02d}/{day.month:02d}/{day.year}"
    if style == "words":
        # Not strftime: its names of months depend on the machine's language.
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return day


def _written_pay(stream: Stream, pounds: int | None) -> Cell:
    if pounds is None:
        return None
    return f"£{pounds:,}.00" if stream.below(6) == 0 else pounds


def _cost_centre(person: Person) -> str:
    """Give a column that no review needs, which an import should leave out."""
    place = tuple(DIRECTORATES).index(person.directorate)
    return f"CC-{100 * (place + 1) + 10 * (GRADES.index(person.grade) // 3)}"


def _with_blanks(seed: int, people: Sequence[Person], rows: list[list[Cell]]) -> list[list[Cell]]:
    """Lose a few ages and one kind of contract, never what a published count depends on."""
    places = Stream(seed, "export/blanks").shuffled(_in_post(people))
    rows[places[0]][_AGE] = None
    rows[places[1]][_AGE] = None
    rows[places[2]][_BASIS] = None
    return rows


def _with_repeats(seed: int, people: Sequence[Person], rows: list[list[Cell]]) -> list[tuple[Cell, ...]]:
    """Repeat people in post: alike (once at once, otherwise at the end), or with another department.

    The first row of a number is the right one. Only the department ever differs, so that the choice of row
    cannot change a count by ethnicity, grade or pay.
    """
    stream = Stream(seed, "export/repeats")
    places = stream.shuffled(_in_post(people))
    alike = places[:IDENTICAL_REPEATS]
    differing = places[IDENTICAL_REPEATS : IDENTICAL_REPEATS + CONFLICTING_REPEATS]
    grid: list[tuple[Cell, ...]] = []
    for place, row in enumerate(rows):
        grid.append(tuple(row))
        if place == alike[0]:
            grid.append(tuple(row))
    for place in differing:
        moved = list(rows[place])
        moved[_DEPT] = stream.one_of([name for name in DIRECTORATES if name != people[place].directorate])
        grid.append(tuple(moved))
    grid.extend(tuple(rows[place]) for place in alike[1:])
    return grid


def _in_post(people: Sequence[Person]) -> list[int]:
    return [place for place, person in enumerate(people) if person.in_post()]


def _total(people: Sequence[Person]) -> tuple[Cell, ...]:
    """Add up hours and salaries as the report writer does, over everybody listed."""
    hours = round(sum(person.fte for person in people), 1)
    salaries = sum(person.annual_pay or 0 for person in people)
    known: dict[str, Cell] = {"Emp. No": "Total", "FTE": hours, "Full-time salary (£)": salaries}
    return tuple(known.get(header) for header in HEADERS)


def _padded(first: str) -> tuple[Cell, ...]:
    return (first, *_BLANK[1:])
