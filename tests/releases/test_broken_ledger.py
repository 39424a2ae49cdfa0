"""A ledger that is not as it was written: nothing is proved beside it, and nothing is added to it."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import Executable, Table, delete, select, update

from review_toolkit.database import db, write_transaction
from review_toolkit.database.chains import ChainHead, hash_of
from review_toolkit.database.safeguards import remove_triggers
from review_toolkit.releases.audits import audit_of
from review_toolkit.releases.ledger import ledger_of
from review_toolkit.releases.models import Release, Withdrawal
from review_toolkit.releases.outcomes import Accepted
from review_toolkit.releases.queries import DamagedRelease, releases_of
from review_toolkit.releases.service import withdraw
from review_toolkit.reviews.queries import review_of
from tests.people import ReviewWithPeople, make_review
from tests.releases.publishing import prepared, publish_it

NEXT_YEAR = date(2027, 3, 31)
RELEASES: Table = Release.__table__  # type: ignore[assignment]
WITHDRAWALS: Table = Withdrawal.__table__  # type: ignore[assignment]


def go_round_the_triggers() -> None:
    db.session.close()
    with db.engine.begin() as connection:
        remove_triggers(connection)


def tamper(change: Executable) -> None:
    with db.engine.begin() as connection:
        connection.execute(change)


def refuses(review: ReviewWithPeople, words: str) -> None:
    """Nothing can be proved beside what stands in the ledger, and the words say why."""
    with pytest.raises(DamagedRelease, match=words):
        ledger_of(review_of(review.id).organisation_id)
    db.session.close()


def test_a_release_that_was_taken_out_is_missed(app: Flask, review: ReviewWithPeople) -> None:
    with app.app_context():
        publish_it(review, prepared(review))
        publish_it(review, prepared(review, NEXT_YEAR))
        later = prepared(review, date(2028, 3, 31))
        go_round_the_triggers()
        tamper(delete(RELEASES).where(RELEASES.c.position == 1))
        refuses(review, r"release, row 1: is missing.*Restore a backup")
        with pytest.raises(DamagedRelease, match="is missing"):
            publish_it(review, later)
        assert [line.number for line in releases_of(review.id)] == [2]
        assert audit_of(review.id, 2).manifest is not None


def test_an_end_that_was_cut_off_is_missed(app: Flask, review: ReviewWithPeople) -> None:
    with app.app_context():
        publish_it(review, prepared(review))
        publish_it(review, prepared(review, NEXT_YEAR))
        go_round_the_triggers()
        tamper(delete(RELEASES).where(RELEASES.c.position == 2))
        refuses(review, "the chain ends here, but its head says row 2")


def test_an_only_release_that_was_taken_out_is_missed(app: Flask, review: ReviewWithPeople) -> None:
    with app.app_context():
        alone = prepared(review)
        publish_it(review, prepared(review))
        go_round_the_triggers()
        tamper(delete(RELEASES))
        refuses(review, "the chain ends here, but its head says row 1")
        with pytest.raises(DamagedRelease):
            publish_it(review, alone)
        assert releases_of(review.id) == ()


def test_a_row_that_was_written_anew_with_its_hash_is_found(app: Flask, review: ReviewWithPeople) -> None:
    with app.app_context():
        publish_it(review, prepared(review))
        go_round_the_triggers()
        with db.engine.begin() as connection:
            row = dict(connection.execute(select(RELEASES)).mappings().one())
            row["statement"] = row["statement"].replace('"threshold":10', '"threshold":5')
            connection.execute(
                update(RELEASES).values(statement=row["statement"], row_hash=hash_of(RELEASES, row))
            )
        refuses(review, "but its head says row 1")


def test_a_head_that_was_made_to_fit_lacks_its_seal(app: Flask, review: ReviewWithPeople) -> None:
    with app.app_context():
        publish_it(review, prepared(review))
        first = db.session.scalars(select(Release.row_hash)).one()
        publish_it(review, prepared(review, NEXT_YEAR))
        go_round_the_triggers()
        tamper(delete(RELEASES).where(RELEASES.c.position == 2))
        heads: Table = ChainHead.__table__  # type: ignore[assignment]
        tamper(update(heads).where(heads.c.table_name == "release").values(position=1, row_hash=first))
        refuses(review, "was not made with this SIGNING_KEY")


def test_a_release_that_was_given_to_another_organisation_is_found_and_not_named_there(
    app: Flask, review: ReviewWithPeople
) -> None:
    other = make_review(app, prefix="other")
    with app.app_context():
        publish_it(review, prepared(review))
        go_round_the_triggers()
        tamper(update(RELEASES).values(review_id=other.id))
        refuses(review, r"release, row 1: was changed after it was written")
        refuses(other, "Release 1 of “Other review” is not what was released")


def test_a_withdrawal_that_was_taken_out_is_missed(app: Flask, review: ReviewWithPeople) -> None:
    with app.app_context():
        publish_it(review, prepared(review))
        with write_transaction():
            withdraw(
                review_of(review.id),
                1,
                reason="The wrong month was exported.",
                actor=review.actors["hr_lead"],
            )
        go_round_the_triggers()
        tamper(delete(WITHDRAWALS))
        refuses(review, "release_withdrawal, row 0: the chain ends here")


def test_a_sound_ledger_is_added_to(app: Flask, review: ReviewWithPeople) -> None:
    with app.app_context():
        for year in (2026, 2027, 2028):
            assert isinstance(publish_it(review, prepared(review, date(year, 3, 31))), Accepted)
        assert len(ledger_of(review_of(review.id).organisation_id).publications) == 3
