"""The record of a stage: what may stand on it, and what the database itself refuses."""

from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from review_toolkit.access.actors import Actor
from review_toolkit.database import db, write_transaction
from review_toolkit.reviews.acts import KINDS, ActRefused, UnknownAct
from review_toolkit.reviews.models import StageEvent
from review_toolkit.reviews.queries import acts_of, latest_work, review_of, state_of, why_closed
from review_toolkit.reviews.service import record
from tests.people import ReviewWithPeople

REASON = "The file lacks a grade."
NEEDS_A_REASON = sorted(kind.name for kind in KINDS.values() if kind.reason == "required")
TAKES_NO_REASON = sorted(kind.name for kind in KINDS.values() if kind.reason == "none")


def write(review: ReviewWithPeople, *done: tuple[str, str, str | None], stage: str = "baseline") -> None:
    """Record acts, each as (kind, who by role, reason)."""
    for kind, who, reason in done:
        with write_transaction():
            record(review_of(review.id), stage=stage, kind=kind, actor=review.actors[who], reason=reason)


def events() -> int:
    return len(db.session.scalars(select(StageEvent)).all())


def add_row(review: ReviewWithPeople, *, kind: str, reason: str | None) -> None:
    """Write a row past the service, as careless code would."""
    lead = review.actors["hr_lead"]
    with write_transaction() as session:
        session.add(
            StageEvent(
                review_id=review.id,
                number=1,
                stage="baseline",
                kind=kind,
                actor_id=lead.user_id,
                actor_name=lead.name,
                reason=reason,
            )
        )


def test_acts_come_back_in_order_with_who_did_them_and_why(app: Flask, review: ReviewWithPeople) -> None:
    with app.app_context():
        write(review, ("extract_imported", "hr_lead", None))
        write(review, ("report_written", "reviewer", None), stage="report")
        write(
            review,
            ("stage_sent_for_sign_off", "hr_lead", "  Ready.\n"),
            ("stage_returned", "senior_leader", REASON),
        )
        acts = acts_of(review.id)
        assert [(act.number, act.kind, act.actor, act.reason) for act in acts["baseline"]] == [
            (1, "extract_imported", review.actors["hr_lead"], None),
            (3, "stage_sent_for_sign_off", review.actors["hr_lead"], "Ready."),
            (4, "stage_returned", review.actors["senior_leader"], REASON),
        ]
        assert [act.number for act in acts["report"]] == [2]
        assert acts_of(uuid4()) == {}
        latest = latest_work(review.id, stage="baseline")
        assert latest is not None
        assert latest.kind == "extract_imported"


def test_an_act_that_cannot_be_done_as_the_stage_stands_is_not_recorded(
    app: Flask, review: ReviewWithPeople
) -> None:
    with app.app_context():
        assert why_closed(review.id, stage="baseline") is None
        write(review, ("extract_imported", "hr_lead", None), ("stage_sent_for_sign_off", "hr_lead", None))
        assert why_closed(review.id, stage="baseline") == (
            "This stage is with the sponsor for sign-off. Reopen it before anything in it is changed."
        )
        assert why_closed(review.id, stage="report") is None
        with pytest.raises(ActRefused, match="unless it is reopened"):
            write(review, ("figures_released", "hr_lead", None))
        assert events() == 2
        assert state_of(review.id, stage="baseline").number == 2


@pytest.mark.parametrize("reason", [None, "", " \n\t ", "Too short", "x" * 2_001])
def test_a_reason_that_is_asked_for_is_given_in_words(
    app: Flask, review: ReviewWithPeople, reason: str | None
) -> None:
    with app.app_context():
        write(review, ("extract_imported", "hr_lead", None), ("stage_sent_for_sign_off", "hr_lead", None))
        with pytest.raises(ActRefused, match="10 to 2,000 characters"):
            write(review, ("stage_returned", "senior_leader", reason))
        assert events() == 2


def test_an_act_that_asks_for_no_reason_takes_none(app: Flask, review: ReviewWithPeople) -> None:
    with app.app_context(), pytest.raises(ActRefused, match="takes no reason"):
        write(review, ("extract_imported", "hr_lead", REASON))


def test_an_act_of_no_name_or_of_another_stage_is_refused(app: Flask, review: ReviewWithPeople) -> None:
    with app.app_context():
        for kind in ("tea_made", "report_written"):
            with pytest.raises(UnknownAct, match=kind):
                write(review, (kind, "hr_lead", None))
        assert events() == 0


@pytest.mark.parametrize("kind", NEEDS_A_REASON)
@pytest.mark.parametrize("reason", [None, "", "            ", "Too short", "x" * 2_001])
def test_the_database_refuses_a_move_without_the_reason_that_it_needs(
    app: Flask, review: ReviewWithPeople, kind: str, reason: str | None
) -> None:
    with app.app_context():
        with pytest.raises(IntegrityError, match="reason_where_needed"):
            add_row(review, kind=kind, reason=reason)
        add_row(review, kind=kind, reason=REASON)


@pytest.mark.parametrize("kind", TAKES_NO_REASON)
def test_the_database_refuses_a_reason_where_none_is_asked_for(
    app: Flask, review: ReviewWithPeople, kind: str
) -> None:
    with app.app_context(), pytest.raises(IntegrityError, match="reason_only_where_asked"):
        add_row(review, kind=kind, reason=REASON)


def test_nothing_is_recorded_in_nobodys_name(app: Flask, review: ReviewWithPeople) -> None:
    nobody = Actor(user_id=uuid4(), name="Nobody")
    with app.app_context(), pytest.raises(IntegrityError), write_transaction():
        record(review_of(review.id), stage="baseline", kind="extract_imported", actor=nobody)
