"""An organisation's files of two dates, and what becomes of their figures."""

from collections.abc import Iterable, Mapping
from datetime import date
from random import Random

from flask import Flask

from review_toolkit.baseline import service
from review_toolkit.baseline.ingest import SourceFile, load_mapping
from review_toolkit.baseline.preparation import Ready
from review_toolkit.database import write_transaction
from review_toolkit.releases.outcomes import HeldBack, Refused, release_of
from review_toolkit.reviews.queries import review_of
from tests.baseline.organisations import mapping_text
from tests.people import ReviewWithPeople
from tests.worked_review import done_once

FIRST = date(2026, 3, 31)
GROUPS = ("White", "Asian", "Black", "")
GRADES = ("G1", "G2", "G3", "G4")
WITHDRAWN_BECAUSE = "A column was mixed up in the export."
Row = Mapping[str, object]


def staff_of(seed: int, size: int) -> list[Row]:
    """Return so many made-up people: a gradient by grade, a few not recorded, pay by grade."""
    random = Random(seed)
    return [_person(random, number) for number in range(size)]


def a_while_later(rows: Iterable[Row], *, seed: int, left: int, joined: int) -> list[Row]:
    """Return the staff after so many left and so many joined."""
    random, before = Random(seed), list(rows)
    gone = set(random.sample(range(len(before)), left))
    highest = max(int(str(row["employee_id"])) for row in before)
    return [
        *(row for place, row in enumerate(before) if place not in gone),
        *(_person(random, highest + 1 + number) for number in range(joined)),
    ]


def _person(random: Random, number: int) -> Row:
    level = random.choices(range(4), weights=(40, 30, 20, 10))[0]
    group = random.choices(GROUPS, weights=(60 + 8 * level, 24 - 4 * level, 14 - 2 * level, 3))[0]
    pay = 22_000 + 9_000 * level + 50 * random.randrange(120)
    return {"employee_id": number, "ethnicity": group, "grade": GRADES[level], "annual_pay": pay}


def text_of(rows: Iterable[Row]) -> bytes:
    listed = list(rows)
    columns = list(listed[0])
    lines = [",".join(columns), *(",".join(str(row[name]) for name in columns) for row in listed)]
    return "\n".join(lines).encode()


def hand_in(
    app: Flask,
    review: ReviewWithPeople,
    rows: Iterable[Row],
    day: date = FIRST,
    *,
    mapping_file: str | None = None,
) -> None:
    """Import a file of a date as the review's HR lead."""
    source = SourceFile(name="staff.csv", content=text_of(rows))
    mapping = load_mapping((mapping_file or mapping_text()).encode(), name="mapping.yaml")
    with app.app_context():
        own, vault = review_of(review.id), app.extensions["vault"]
        service.refuse_date(own, day)
        read = service.read_extract(own, source, mapping, vault=vault, snapshot_date=day)
        with write_transaction():
            service.keep_extract(review_of(review.id), read, actor=review.actors["hr_lead"])


def worked_out(app: Flask, review: ReviewWithPeople) -> Ready | HeldBack | Refused:
    """Work out what may be released of the newest file, and keep it as the job would."""
    with app.app_context(), done_once():
        own, vault = review_of(review.id), app.extensions["vault"]
        extract_id, preparation = service.prepare_figures(own, vault=vault)
        with write_transaction():
            service.keep_prepared(review_of(review.id), extract_id, preparation, vault=vault)
        return preparation.result


def release_them(app: Flask, review: ReviewWithPeople) -> int:
    """Release what was worked out, and return the release's number."""
    with app.app_context():
        prepared = service.prepare_release(review_of(review.id), vault=app.extensions["vault"])
        with write_transaction():
            outcome = service.release_baseline(review_of(review.id), prepared, actor=review.actors["hr_lead"])
            return release_of(outcome).number


def withdraw_them(app: Flask, review: ReviewWithPeople, number: int) -> None:
    """Withdraw a release as the review's HR lead."""
    with app.app_context(), write_transaction():
        service.withdraw_figures(
            review_of(review.id), number, reason=WITHDRAWN_BECAUSE, actor=review.actors["hr_lead"]
        )
