"""Figures of another date and corrected figures: each is judged beside all that was published before."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from review_toolkit.baseline import preparation, service
from review_toolkit.baseline.preparation import Ready
from review_toolkit.baseline.service import ImportRefused
from review_toolkit.database import write_transaction
from review_toolkit.disclosure.attack import Contradiction, attack
from review_toolkit.disclosure.engine.failures import CannotProtect
from review_toolkit.releases.ledger import ledger_of
from review_toolkit.releases.outcomes import HeldBack, Refused, ReleaseRefused
from review_toolkit.releases.queries import current_release, releases_of
from review_toolkit.reviews.queries import review_of
from tests.baseline.refreshing import (
    FIRST,
    a_while_later,
    hand_in,
    release_them,
    staff_of,
    withdraw_them,
    worked_out,
)
from tests.databases import worked_out_once
from tests.people import ReviewWithPeople

A_YEAR_LATER, HALF_A_YEAR_LATER = date(2027, 3, 31), date(2026, 9, 30)


def first_figures(app: Flask, review: ReviewWithPeople, rows: list) -> Ready:
    hand_in(app, review, rows)
    found = worked_out(app, review)
    assert isinstance(found, Ready)
    release_them(app, review)
    return found


@pytest.mark.parametrize(
    ("size", "left", "joined", "day"), [(150, 20, 25, A_YEAR_LATER), (3_000, 250, 260, HALF_A_YEAR_LATER)]
)
@worked_out_once
def test_figures_of_a_later_date_are_released_where_nobody_who_moved_is_told(
    app: Flask, review: ReviewWithPeople, size: int, left: int, joined: int, day: date
) -> None:
    rows = staff_of(1, size)
    first_figures(app, review, rows)
    hand_in(app, review, a_while_later(rows, seed=1, left=left, joined=joined), day)
    found = worked_out(app, review)
    assert isinstance(found, Ready)
    release_them(app, review)
    with app.app_context():
        ledger = ledger_of(review_of(review.id).organisation_id)
        assert [each.snapshot_date for each in ledger.publications] == [FIRST, day]
        first, second = (dict(each.grid or {}) for each in ledger.publications)
        # A grid may become coarser, its lines stay. What a profile divided stays so.
        kept = ("lines",) if "lines" in first else tuple(first)
        assert {name: second[name] for name in kept} == {name: first[name] for name in kept}
        (moved,) = ledger.statements[1].movers
        assert sum(each.count for each in moved.joined if not dict(each.at).get("level")) == joined
        joint = attack(ledger.statements)
        assert joint.ok
        assert joint.summary["movers_pinned"] == 0
        assert joint.summary["unlinked_dates"] == 0
        standing = current_release(review.id)
        assert standing is not None
        assert standing.content.snapshot_date == day


def test_too_early_is_held_back_with_the_date_to_wait_for(app: Flask, review: ReviewWithPeople) -> None:
    rows = staff_of(1, 150)
    first_figures(app, review, rows)
    hand_in(app, review, a_while_later(rows, seed=1, left=20, joined=25), HALF_A_YEAR_LATER)
    found = worked_out(app, review)
    assert isinstance(found, HeldBack)
    assert found.reason == (
        "Not updated since 31 March 2026: with fewer than 500 staff, figures are refreshed once a year, so "
        "that nobody can be told by who joined and left. The next ones may be of 31 March 2027 or later."
    )
    with pytest.raises(ReleaseRefused, match="Not updated since"):
        release_them(app, review)


def test_too_few_moves_are_held_back_and_the_earlier_figures_stand(
    app: Flask, review: ReviewWithPeople
) -> None:
    rows = staff_of(1, 150)
    first_figures(app, review, rows)
    hand_in(app, review, a_while_later(rows, seed=1, left=1, joined=0), A_YEAR_LATER)
    found = worked_out(app, review)
    assert found == HeldBack("Not updated since 31 March 2026: too few moves to publish.")
    with app.app_context():
        standing = current_release(review.id)
        assert standing is not None
        assert standing.content.snapshot_date == FIRST


def test_files_that_cannot_be_compared_are_held_back_with_the_remedy(
    app: Flask, review: ReviewWithPeople
) -> None:
    rows = staff_of(1, 150)
    first_figures(app, review, rows)
    renumbered = [{**row, "employee_id": f"new-{row['employee_id']}"} for row in rows]
    hand_in(app, review, renumbered, A_YEAR_LATER)
    found = worked_out(app, review)
    assert isinstance(found, HeldBack)
    assert "Export the new file with the same ids" in found.reason


def test_a_file_of_an_earlier_or_the_same_date_is_refused(app: Flask, review: ReviewWithPeople) -> None:
    rows = staff_of(1, 150)
    with pytest.raises(ImportRefused, match="begins with staff in post on 31 March 2026"):
        hand_in(app, review, rows, A_YEAR_LATER)
    first_figures(app, review, rows)
    with pytest.raises(ImportRefused, match="can no longer be replaced"):
        hand_in(app, review, rows, FIRST)
    with pytest.raises(ImportRefused, match="a file of a later date"):
        hand_in(app, review, rows, date(2025, 3, 31))


def test_a_corrected_file_is_judged_beside_the_withdrawn_figures(
    app: Flask, review: ReviewWithPeople
) -> None:
    """A column slipped by a row for 60 people. Of a few, both versions would tell (test_corrections.py)."""
    rows = staff_of(1, 150)
    first_figures(app, review, rows)
    withdraw_them(app, review, 1)
    groups = [row["ethnicity"] for row in rows]
    slipped = [*groups[1:60], groups[0], *groups[60:]]
    corrected = [{**row, "ethnicity": group} for row, group in zip(rows, slipped, strict=True)]
    hand_in(app, review, corrected)
    assert isinstance(worked_out(app, review), Ready)
    assert release_them(app, review) == 2
    with app.app_context():
        ledger = ledger_of(review_of(review.id).organisation_id)
        assert [each.is_withdrawn for each in ledger.publications] == [True, False]
        assert attack(ledger.statements).ok
        assert [line.withdrawn is None for line in releases_of(review.id)] == [True, False]


def test_figures_prepared_before_others_were_released_are_worked_out_again(
    app: Flask, review: ReviewWithPeople, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(app, review, staff_of(1, 150))
    assert isinstance(worked_out(app, review), Ready)
    with app.app_context():
        own, vault = review_of(review.id), app.extensions["vault"]
        extract = service.queries.current_extract(review.id)
        assert extract is not None
        assert service.prepared_now(own, extract, vault=vault) is not None
        monkeypatch.setattr(service, "head_of", lambda _organisation: "f" * 64)
        assert service.prepared_now(own, extract, vault=vault) is None


def test_a_time_out_is_refused_and_never_a_reason_to_hold_back(
    app: Flask, review: ReviewWithPeople, monkeypatch: pytest.MonkeyPatch
) -> None:
    from review_toolkit.disclosure.engine.failures import ProtectionTooSlow

    def too_slow(*_args: object, **_more: object) -> None:
        raise ProtectionTooSlow("Time ran out.")

    hand_in(app, review, staff_of(1, 150))
    monkeypatch.setattr(preparation, "protected_content", too_slow)
    assert worked_out(app, review) == Refused("Time ran out.")


@worked_out_once
def test_one_promotion_that_everybody_sees_is_not_told_of_by_what_moved_with_it(
    app: Flask, review: ReviewWithPeople
) -> None:
    """Nobody joins or leaves and one person goes up the ladder: what changes in the tables is their group."""
    rows = staff_of(1, 150)
    first_figures(app, review, rows)
    one = next(row for row in rows if row["grade"] == "G1" and row["ethnicity"] == "Asian")
    hand_in(app, review, [{**row, "grade": "G4"} if row is one else row for row in rows], A_YEAR_LATER)
    found = worked_out(app, review)
    if isinstance(found, Ready):
        shown = {(each.group, each.breakdown) for each in found.content.figures if each.shown}
        assert not {group for group, where in shown if where} & {"Asian", "Black", "Minority ethnic", "White"}
    else:
        assert isinstance(found, HeldBack)


@pytest.fixture
def corrected_year(app: Flask, review: ReviewWithPeople) -> ReviewWithPeople:
    """A review whose figures of a second date were released and withdrawn, with a corrected file of it."""
    rows = staff_of(1, 150)
    first_figures(app, review, rows)
    later = a_while_later(rows, seed=1, left=20, joined=25)
    hand_in(app, review, later, A_YEAR_LATER)
    worked_out(app, review)
    withdraw_them(app, review, release_them(app, review))
    hand_in(app, review, later, A_YEAR_LATER)
    return review


def test_why_figures_are_held_back_is_told_by_what_they_are_and_never_by_what_was_found(
    app: Flask,
    corrected_year: ReviewWithPeople,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def exposes(*_args: object, **_more: object) -> None:
        raise CannotProtect("Too few people moved: their group would follow for G3, joined.")

    monkeypatch.setattr(preparation, "protected_content", exposes)
    with caplog.at_level("INFO", logger=preparation.__name__):
        found = worked_out(app, corrected_year)
    assert isinstance(found, HeldBack)
    assert found.reason.startswith(
        "Not updated since 31 March 2026: the figures of 31 March 2027 are withdrawn"
    )
    assert "G3" not in found.reason
    assert "Held back after CannotProtect" in caplog.text
    assert "in exposes" in caplog.text
    assert "G3" not in caplog.text

    def contradicts(*_args: object, **_more: object) -> None:
        raise Contradiction("No organisation fits these figures.")

    monkeypatch.setattr(preparation, "protected_content", contradicts)
    assert worked_out(app, corrected_year) == Refused("No organisation fits these figures.")


def test_a_proof_that_failed_is_never_released(app: Flask, review: ReviewWithPeople) -> None:
    hand_in(app, review, staff_of(1, 150))
    worked_out(app, review)
    with app.app_context():
        prepared = service.prepare_release(review_of(review.id), vault=app.extensions["vault"])
        unproved = replace(prepared, proof=replace(prepared.proof, ok=False))
        with write_transaction():
            outcome = service.release_baseline(review_of(review.id), unproved, actor=review.actors["hr_lead"])
        assert isinstance(outcome, Refused)
        assert current_release(review.id) is None
