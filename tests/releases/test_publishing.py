"""What the ledger takes: only what was audited against all that the organisation has published by then."""

import json
import sqlite3
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from review_toolkit.access.models import AuditEvent
from review_toolkit.database import NOTHING_BEFORE, append_to_chain, db, write_transaction
from review_toolkit.database.chains import verify_chain
from review_toolkit.disclosure.statements import Dimension, Hierarchy
from review_toolkit.figures import fingerprint_of
from review_toolkit.figures.document import canonical_bytes
from review_toolkit.releases.audits import audit_of
from review_toolkit.releases.ledger import CannotAudit, head_of, ledger_of
from review_toolkit.releases.models import Release, Withdrawal
from review_toolkit.releases.outcomes import Accepted, AcceptedWithMoreHiding, Refused, release_of
from review_toolkit.releases.queries import (
    DamagedRelease,
    charts_of_release,
    current_fingerprint,
    current_release,
    has_release,
    numbered_release,
    releases_of,
    withdrawal_notes,
)
from review_toolkit.releases.service import WithdrawalRefused, withdraw
from review_toolkit.releases.statement_text import DoesNotReadBack, HoldsHiddenCounts, statement_from, text_of
from review_toolkit.reviews.queries import review_of
from review_toolkit.reviews.service import set_up_review
from tests.databases import sqlite_only
from tests.people import ReviewWithPeople, make_review
from tests.releases.publishing import SNAPSHOT, Audit, prepared, publish_it, statement

NEXT_YEAR = date(2027, 3, 31)
WHY = "A whole directorate was missing from the file."


def withdraw_it(review: ReviewWithPeople, number: int, reason: str = WHY) -> None:
    with write_transaction():
        withdraw(review_of(review.id), number, reason=reason, actor=review.actors["hr_lead"])


def test_a_release_keeps_what_was_published_and_how_it_was_checked(
    app: Flask, review: ReviewWithPeople
) -> None:
    with app.app_context():
        assert isinstance(publish_it(review, prepared(review)), Accepted)
        ledger = ledger_of(review_of(review.id).organisation_id)
        assert ledger.statements == (statement(),)
        row = db.session.scalars(select(Release)).one()
        assert row.kind == "accepted"
        assert "count" not in json.dumps(
            [
                cell
                for cell in json.loads(row.statement or "")["tables"][0]["cells"]
                if cell["status"] == "hidden"
            ]
        )
        manifest = json.loads(row.manifest or "")
        assert manifest["engine"] == {"options": {"seed": 7}, "solver": "none"}
        assert manifest["audit"]["ok"] is True
        assert manifest["inputs"] == {"workforce": "f" * 64}
        assert manifest["ledger_head"] == NOTHING_BEFORE


def test_a_publication_that_would_not_read_back_is_never_stored() -> None:
    told = statement()
    dimensions = {**told.dimensions, "level": Dimension("level", "public")}
    hierarchies = {**told.hierarchies, "level": Hierarchy("everybody", {})}
    with pytest.raises(DoesNotReadBack, match="does not read back"):
        text_of(replace(told, dimensions=dimensions, hierarchies=hierarchies))
    assert statement_from(text_of(told), name="a release") == told


def test_a_hidden_cell_that_still_has_its_count_is_never_stored() -> None:
    told = statement()
    (table,) = told.tables
    leaking = replace(table, cells=tuple(replace(cell, count=3) for cell in table.cells))
    with pytest.raises(HoldsHiddenCounts, match="still has a count"):
        text_of(replace(told, tables=(leaking,)))


def test_releases_of_a_review_are_numbered_and_the_newest_that_stands_is_current(
    app: Flask, review: ReviewWithPeople
) -> None:
    with app.app_context():
        publish_it(review, prepared(review))
        publish_it(review, prepared(review, NEXT_YEAR))
        release = current_release(review.id)
        assert release is not None
        assert (release.number, release.content.snapshot_date) == (2, NEXT_YEAR)
        withdraw_it(review, 2)
        release = current_release(review.id)
        assert release is not None
        assert release.number == 1
        assert current_fingerprint(review.id) == release.sha256
        withdraw_it(review, 1)
        assert current_release(review.id) is None
        assert not has_release(review.id)
        assert [line.number for line in releases_of(review.id)] == [2, 1]
        assert len(withdrawal_notes(review.id)) == 2


def test_figures_that_were_not_checked_against_the_newest_release_are_refused(
    app: Flask, review: ReviewWithPeople
) -> None:
    with app.app_context():
        early = prepared(review, NEXT_YEAR)
        publish_it(review, prepared(review))
        outcome = publish_it(review, early)
        assert isinstance(outcome, Refused)
        assert "were released in the meantime" in outcome.reason
        assert len(releases_of(review.id)) == 1


def test_a_release_of_another_review_of_the_organisation_counts_as_well(
    app: Flask, review: ReviewWithPeople
) -> None:
    with app.app_context():
        with write_transaction():
            second = set_up_review(organisation="own organisation", title="Next", snapshot_date=NEXT_YEAR)
        later = ReviewWithPeople(second.id, review.emails, review.actors)
        early = prepared(later, NEXT_YEAR)
        publish_it(review, prepared(review))
        assert isinstance(publish_it(later, early), Refused)
        assert isinstance(publish_it(later, prepared(later, NEXT_YEAR)), Accepted)
        ledger = ledger_of(second.organisation_id)
        assert [each.review for each in ledger.publications] == ["Own review", "Next"]
        assert numbered_release(later.id, 1).content.snapshot_date == NEXT_YEAR


def test_another_organisations_releases_are_nobody_elses_business(
    app: Flask, review: ReviewWithPeople
) -> None:
    other = make_review(app, prefix="other")
    with app.app_context():
        early = prepared(review)
        publish_it(other, prepared(other))
        assert isinstance(publish_it(review, early), Accepted)
        assert len(ledger_of(review_of(review.id).organisation_id).publications) == 1


def test_withdrawn_figures_stay_in_the_ledger_and_in_every_audit(
    app: Flask, review: ReviewWithPeople
) -> None:
    with app.app_context():
        publish_it(review, prepared(review))
        head = head_of(review_of(review.id).organisation_id)
        withdraw_it(review, 1)
        ledger = ledger_of(review_of(review.id).organisation_id)
        assert ledger.head == head
        assert [each.is_withdrawn for each in ledger.publications] == [True]
        assert ledger.statements == (statement(),)
        assert isinstance(publish_it(review, prepared(review)), Accepted)
        release = current_release(review.id)
        assert release is not None
        assert release.number == 2
        against = audit_of(review.id, 2).manifest
        assert against is not None
        assert [(each.number, each.is_withdrawn) for each in against.against] == [(1, True)]


def test_figures_of_a_date_that_stands_cannot_be_released_again(app: Flask, review: ReviewWithPeople) -> None:
    with app.app_context():
        publish_it(review, prepared(review))
        outcome = publish_it(review, prepared(review))
        assert isinstance(outcome, Refused)
        assert "withdraw them first" in outcome.reason
        assert "31 March 2026" in outcome.reason


def test_figures_whose_protection_was_broken_are_refused(app: Flask, review: ReviewWithPeople) -> None:
    with app.app_context():
        outcome = publish_it(review, prepared(review, audit=Audit(ok=False)))
        assert isinstance(outcome, Refused)
        assert "could be worked out" in outcome.reason
        assert not has_release(review.id)


def test_what_is_hidden_now_and_was_shown_before_is_told_by_its_title_alone(
    app: Flask, review: ReviewWithPeople
) -> None:
    with app.app_context():
        publish_it(review, prepared(review))
        outcome = publish_it(review, prepared(review, NEXT_YEAR, hidden=("Asian", "Black")))
        assert isinstance(outcome, AcceptedWithMoreHiding)
        assert outcome.hidden == ("Staff by ethnic group",)


@pytest.mark.parametrize("reason", ["", "  ", "too short", "x" * 2_001])
def test_a_withdrawal_says_why(app: Flask, review: ReviewWithPeople, reason: str) -> None:
    with app.app_context():
        publish_it(review, prepared(review))
        with pytest.raises(WithdrawalRefused, match="10 to 2,000 characters"):
            withdraw_it(review, 1, reason)
        assert has_release(review.id)


def test_a_release_is_withdrawn_once_and_the_audit_trail_says_by_whom_and_why(
    app: Flask, review: ReviewWithPeople
) -> None:
    with app.app_context():
        publish_it(review, prepared(review))
        withdraw_it(review, 1)
        with pytest.raises(WithdrawalRefused, match="withdrawn already"):
            withdraw_it(review, 1)
        event = db.session.scalars(select(AuditEvent).where(AuditEvent.kind == "release_withdrawn")).one()
        assert (event.actor_name, event.subject, event.reason) == ("Own hr lead", "release 1", WHY)


def test_withdrawals_and_releases_are_chained_and_cannot_be_changed(
    app: Flask, review: ReviewWithPeople
) -> None:
    with app.app_context():
        publish_it(review, prepared(review))
        withdraw_it(review, 1)
        for change in (
            Release.__table__.update().values(manifest="{}"),
            Withdrawal.__table__.update().values(reason="Something else altogether."),
            Withdrawal.__table__.delete(),
        ):
            with pytest.raises(IntegrityError, match="append-only"), write_transaction():
                db.session.execute(change)
        with db.engine.connect() as connection:
            for table in ("release", "release_withdrawal"):
                assert verify_chain(connection, table).faults == ()


def test_nothing_can_be_audited_against_a_release_from_before_statements_were_kept(
    app: Flask, review: ReviewWithPeople
) -> None:
    with app.app_context():
        new = prepared(review)
        with write_transaction() as session:
            old = Release(
                review_id=review.id,
                number=1,
                snapshot_date=SNAPSHOT,
                content=canonical_bytes(new.content).decode(),
                sha256=fingerprint_of(new.content),
                released_by_id=review.actors["hr_lead"].user_id,
                released_by_name="Own hr lead",
            )
            append_to_chain(session, old)
        assert has_release(review.id)
        assert audit_of(review.id, 1).manifest is None
        with pytest.raises(CannotAudit, match="Release 1 of “Own review” was made before this version"):
            ledger_of(review_of(review.id).organisation_id)
        assert isinstance(publish_it(review, new), Refused)


def test_nothing_can_be_audited_against_a_release_whose_names_may_stand_for_anybody(
    app: Flask, review: ReviewWithPeople
) -> None:
    with app.app_context():
        told = prepared(review)
        manifest = json.loads(told.proof.manifest)
        assert manifest.pop("made_of")["compared"] == "White"
        publish_it(review, replace(told, proof=replace(told.proof, manifest=json.dumps(manifest))))
        found = audit_of(review.id, 1)
        assert found.manifest is not None
        assert found.made_of == ()
        with pytest.raises(CannotAudit, match="was made before this version kept what an audit needs"):
            ledger_of(review_of(review.id).organisation_id)


@sqlite_only
@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("release", "statement = replace(statement, '40', '41')"),
        ("release", "manifest = replace(manifest, '14', '15')"),
        ("release_chart", "svg = svg || ' '"),
    ],
)
def test_damage_to_what_an_audit_rests_on_is_found(
    app: Flask, review: ReviewWithPeople, table: str, change: str
) -> None:
    with app.app_context():
        drawn = replace(prepared(review), charts={"representation": "<svg></svg>"})
        release = release_of(publish_it(review, drawn)).id
        assert charts_of_release(release) == {"representation": "<svg></svg>"}
        organisation = review_of(review.id).organisation_id
        db.session.close()
        with sqlite3.connect(app.extensions["settings"].instance / "review-toolkit.sqlite3") as connection:
            connection.execute(f"DROP TRIGGER tr_{table}_no_update")
            connection.execute(f'UPDATE "{table}" SET {change}')  # noqa: S608 (our own words)
        connection.close()
        read = partial(ledger_of, organisation) if table == "release" else partial(charts_of_release, release)
        with pytest.raises(DamagedRelease, match="Restore a backup"):
            read()
