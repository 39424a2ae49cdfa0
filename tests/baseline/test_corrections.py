"""Corrected figures beside the withdrawn ones: released only where nobody whose row was wrong is told of."""

from collections.abc import Callable
from datetime import date
from random import Random
from types import SimpleNamespace
from uuid import uuid4

import pytest
from flask import Flask

from review_toolkit.baseline import corrections, queries
from review_toolkit.baseline.corrections import link_with_withdrawn
from review_toolkit.baseline.movers import CannotDerive, Staff
from review_toolkit.baseline.preparation import Ready
from review_toolkit.database import db, write_transaction
from review_toolkit.disclosure.attack import attack
from review_toolkit.releases.ledger import ledger_of
from review_toolkit.releases.outcomes import HeldBack, Refused, ReleaseRefused
from review_toolkit.releases.queries import current_release, numbered_release
from review_toolkit.reviews.queries import review_of
from tests.baseline.organisations import workforce
from tests.baseline.refreshing import (
    GRADES,
    GROUPS,
    Row,
    a_while_later,
    hand_in,
    release_them,
    staff_of,
    withdraw_them,
    worked_out,
)
from tests.clients import CheckedClient
from tests.databases import worked_out_once
from tests.people import ReviewWithPeople
from tests.web.page_checks import parse_page, text_of

TOO_FEW = (
    "The figures of 31 March 2026 are withdrawn: the corrected figures differ from the withdrawn ones in too "
    "few people to publish them beside each other. Wait until the next date: figures of 31 March 2027 or "
    "later can be released again."
)
Rows = list[Row]
ClientFor = Callable[[str], CheckedClient]


def words(page: str) -> str:
    return text_of(parse_page(page))


def changed(rows: Rows, number: int, column: str, labels: tuple[str, ...], seed: int = 0) -> Rows:
    """Return the rows with so many of them under another label."""
    random = Random(seed)
    chosen = set(random.sample(range(len(rows)), number))
    return [
        {**row, column: random.choice([each for each in labels if each != row[column]])}
        if n in chosen
        else row
        for n, row in enumerate(rows)
    ]


def filled_in(rows: Rows) -> Rows:
    place = next(n for n, row in enumerate(rows) if not row["ethnicity"])
    return [{**row, "ethnicity": "Asian"} if n == place else row for n, row in enumerate(rows)]


def correct(app: Flask, review: ReviewWithPeople, wrong: Rows, right: Rows) -> Ready | HeldBack | Refused:
    """Release figures, withdraw them, and work out those of a corrected file."""
    hand_in(app, review, wrong)
    assert isinstance(worked_out(app, review), Ready)
    withdraw_them(app, review, release_them(app, review))
    hand_in(app, review, right)
    return worked_out(app, review)


def released_together(app: Flask, review: ReviewWithPeople) -> dict[str, int]:
    """Release what was worked out; attack it beside the withdrawn figures; return what is told of rows."""
    assert release_them(app, review) == 2
    with app.app_context():
        statements = ledger_of(review_of(review.id).organisation_id).statements
        joint = attack(statements)
        assert joint.ok
        assert joint.summary["movers_pinned"] == 0
        assert (joint.summary["dates"], joint.summary["unlinked_dates"]) == (2, 0)
        (told,) = statements[1].movers
        sides = {"joined": told.joined, "left": told.left, "went": told.went, "regrouped": told.regrouped}
        return {side: lines[0].count for side, lines in sides.items()}


DIRECTOR: Row = {"employee_id": 999, "ethnicity": "Asian", "grade": "G4", "annual_pay": 52_000}
FEW: dict[str, Callable[[Rows], Rows]] = {
    "one director was missing": lambda rows: [*rows, DIRECTOR],
    "one should not have been there": lambda rows: rows[1:],
    "one group was wrong": lambda rows: changed(rows, 1, "ethnicity", GROUPS),
    "one group was missing": filled_in,
    "two groups were wrong": lambda rows: changed(rows, 2, "ethnicity", GROUPS),
}


@pytest.mark.parametrize("mend", FEW.values(), ids=FEW)
@worked_out_once
def test_a_correction_of_a_few_rows_is_held_back_in_plain_words(
    app: Flask, review: ReviewWithPeople, mend: Callable[[Rows], Rows]
) -> None:
    rows = staff_of(3, 150)
    assert correct(app, review, rows, mend(rows)) == HeldBack(TOO_FEW)
    with pytest.raises(ReleaseRefused, match="Wait until the next date"):
        release_them(app, review)
    with app.app_context():
        assert current_release(review.id) is None


def test_everybody_reads_why_a_correction_is_held_back(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    rows = staff_of(3, 150)
    assert correct(app, review, rows, [*rows, DIRECTOR]) == HeldBack(TOO_FEW)
    for role in ("hr_lead", "network_member"):
        assert TOO_FEW in words(client_for(role).get(f"/reviews/{review.id}/baseline").text)
    check = words(client_for("hr_lead").get(f"/reviews/{review.id}/baseline/check").text)
    assert TOO_FEW in check
    assert "about the people in whom the two differ" in check


@worked_out_once
def test_twenty_corrected_groups_are_released_with_more_hidden(app: Flask, review: ReviewWithPeople) -> None:
    rows = staff_of(1, 150)
    assert isinstance(correct(app, review, rows, changed(rows, 20, "ethnicity", GROUPS)), Ready)
    assert released_together(app, review) == {"joined": 0, "left": 0, "went": 0, "regrouped": 20}


@worked_out_once
def test_one_corrected_grade_is_released_without_the_levels_that_would_tell(
    app: Flask, review: ReviewWithPeople
) -> None:
    rows = staff_of(1, 150)
    assert isinstance(correct(app, review, rows, changed(rows, 1, "grade", GRADES)), Ready)
    assert released_together(app, review)["went"] <= 1
    with app.app_context():
        by_level = [
            any(
                each.shown and each.group == "White" for each in release.content.of("representation_by_grade")
            )
            for release in (numbered_release(review.id, 1), numbered_release(review.id, 2))
        ]
        assert by_level == [True, False]


@worked_out_once
def test_many_rows_that_were_missing_are_released(app: Flask, review: ReviewWithPeople) -> None:
    rows = staff_of(1, 750)
    assert isinstance(correct(app, review, rows[150:], rows), Ready)
    assert released_together(app, review) == {"joined": 150, "left": 0, "went": 0, "regrouped": 0}


@worked_out_once
def test_thirty_missing_rows_are_judged_like_any(app: Flask, review: ReviewWithPeople) -> None:
    """Of 30 among 750, few belong to each group: their lines would tell of them."""
    rows = staff_of(1, 750)
    assert isinstance(correct(app, review, rows[30:], rows), HeldBack)


@worked_out_once
def test_the_same_file_again_is_released(app: Flask, review: ReviewWithPeople) -> None:
    rows = staff_of(1, 150)
    assert isinstance(correct(app, review, rows, rows), Ready)
    assert not any(released_together(app, review).values())


def test_after_a_correction_that_is_held_back_the_next_date_can_follow(
    app: Flask, review: ReviewWithPeople
) -> None:
    rows = staff_of(1, 150)
    right = changed(rows, 2, "ethnicity", GROUPS)
    assert isinstance(correct(app, review, rows, right), HeldBack)
    hand_in(app, review, a_while_later(right, seed=1, left=20, joined=25), date(2027, 3, 31))
    assert isinstance(worked_out(app, review), Ready)
    assert release_them(app, review) == 2


def test_without_the_withdrawn_file_nothing_is_released_of_its_date(
    app: Flask, review: ReviewWithPeople
) -> None:
    rows = staff_of(1, 150)
    hand_in(app, review, rows)
    worked_out(app, review)
    withdraw_them(app, review, release_them(app, review))
    with app.app_context():
        held = queries.current_extract(review.id)
        with write_transaction():
            db.session.delete(held)
    hand_in(app, review, rows)
    found = worked_out(app, review)
    assert isinstance(found, HeldBack)
    assert "are withdrawn: the withdrawn workforce file is no longer held" in found.reason


def test_without_ids_nobody_can_tell_in_whom_the_files_differ(app: Flask, review: ReviewWithPeople) -> None:
    rows = [{name: value for name, value in row.items() if name != "employee_id"} for row in staff_of(1, 150)]
    found = correct(app, review, rows, rows)
    assert isinstance(found, HeldBack)
    assert "can be compared with the withdrawn one by employee ids only" in found.reason


@worked_out_once
def test_beside_figures_of_an_earlier_date_the_sentence_says_which_stand(
    app: Flask, review: ReviewWithPeople
) -> None:
    rows, day = staff_of(1, 150), date(2027, 3, 31)
    later = a_while_later(rows, seed=1, left=20, joined=25)
    for file, its_day in ((rows, date(2026, 3, 31)), (later, day)):
        hand_in(app, review, file, its_day)
        worked_out(app, review)
        release_them(app, review)
    withdraw_them(app, review, 2)
    hand_in(app, review, [*later, DIRECTOR], day)
    found = worked_out(app, review)
    assert isinstance(found, HeldBack)
    assert found.reason.startswith(
        "Not updated since 31 March 2026: the figures of 31 March 2027 are withdrawn: the corrected figures"
    )


@pytest.mark.parametrize(("files", "refused"), [((0, 9, 1), True), ((0, 9, 0), False), ((0, 1, 9), False)])
def test_two_corrections_are_no_way_to_one_row(
    monkeypatch: pytest.MonkeyPatch, files: tuple[int, ...], refused: bool
) -> None:
    """Each step may be large: what counts as well is how the last file differs from all before it."""
    rows = [{**row, "employee_id": f"E{row['employee_id']}"} for row in staff_of(1, 60)]
    versions = [workforce(rows[: 40 + 2 * more if more == 9 else 40 + more]) for more in files]
    kept = {uuid4(): version for version in versions[:-1]}
    monkeypatch.setattr(corrections.queries, "extract_behind", lambda release_id: release_id)
    monkeypatch.setattr(corrections.queries, "workforce_of", lambda release_id, **_more: kept[release_id])
    withdrawn = [SimpleNamespace(release_id=each) for each in kept]
    now = Staff(date(2026, 3, 31), versions[-1].people, versions[-1].mapping_fingerprint)

    def link() -> int:
        return link_with_withdrawn(now, withdrawn, threshold=5, vault=None).people

    if refused:
        with pytest.raises(CannotDerive, match="in too few people"):
            link()
    else:
        assert link() in (17, 18)
