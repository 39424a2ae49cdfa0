"""People are told a week before a role ends; on the day after its last it is ended on record, once."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from review_toolkit.access import queries, service
from review_toolkit.access.actions import Role
from review_toolkit.access.models import AuditEvent, Membership, User
from review_toolkit.access.service import WATCH_ROLE, change_terms, end_role, extend_role, grant
from review_toolkit.access.terms import LONDON, Terms
from review_toolkit.database import db, write_transaction
from review_toolkit.jobs.models import Job, JobState
from review_toolkit.mail.models import Mail
from review_toolkit.people import jobs, letters
from review_toolkit.people.letters import TO_HOLDER, TO_LEADS
from review_toolkit.vault import vault_of
from review_toolkit.worker.runner import Runner
from tests.membership.holding import day
from tests.people import ReviewWithPeople

WHY = "The interviews took longer."
Go = Callable[..., list[tuple[str, str]]]


@pytest.fixture
def held(app: Flask, review: ReviewWithPeople) -> Any:
    """A role for thirty days from today: its id."""
    with app.app_context(), write_transaction():
        user = db.session.get_one(User, review.actors["action_owner"].user_id)
        terms = Terms(starts_on=day(), ends_on=day(30))
        return grant(user=user, review_id=review.id, role=Role.NETWORK_MEMBER, actor=None, terms=terms).id


@pytest.fixture
def go_to(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Go:
    """Move the clocks that matter to a day and time in London and run what is due; return the mails."""

    def go(on: date, at: time = time(9), *, runs: bool = True) -> list[tuple[str, str]]:
        moment = datetime.combine(on, at, LONDON).astimezone(UTC)
        for module in (queries, service, jobs):
            monkeypatch.setattr(module, "now", lambda: moment)
        if runs:
            Runner(app, clock=lambda: moment).sweep()
        with app.app_context():
            mails = db.session.scalars(select(Mail).order_by(Mail.created_at)).all()
            return sorted((mail.recipient, mail.subject) for mail in mails)

    return go


def row(app: Flask, held: Any) -> Membership:
    with app.app_context():
        found = db.session.get_one(Membership, held)
        db.session.expunge(found)
        return found


def expiries(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        events = db.session.scalars(select(AuditEvent).where(AuditEvent.kind == "role_expired"))
        return [(event.actor_name, event.subject) for event in events]


def told(review: ReviewWithPeople) -> list[tuple[str, str]]:
    return sorted([(review.emails["action_owner"], TO_HOLDER), (review.emails["hr_lead"], TO_LEADS)])


def test_holder_and_hr_leads_are_told_a_week_before_and_once(
    app: Flask, review: ReviewWithPeople, held: Any, go_to: Go
) -> None:
    assert go_to(day(22)) == []
    assert go_to(day(23)) == told(review)
    for later in (23, 24, 30):
        assert go_to(day(later)) == told(review)
    assert row(app, held).ended_at is None


def test_on_the_day_after_the_last_the_role_is_ended_on_record_and_once(
    app: Flask, review: ReviewWithPeople, held: Any, go_to: Go
) -> None:
    go_to(day(30), time(23, 59))
    assert expiries(app) == []
    go_to(day(31), time(12))
    assert row(app, held).ended_at is None
    for after in (31, 32, 60):
        go_to(day(after), time(19))
        subject = f"network_member to account {review.actors['action_owner'].user_id}"
        assert expiries(app) == [("The toolkit itself", subject)]
    ended = row(app, held).ended_at
    assert ended is not None
    assert ended.astimezone(LONDON).date() == day(31)


def test_access_ends_by_date_also_where_no_worker_runs(
    app: Flask, review: ReviewWithPeople, held: Any, go_to: Go
) -> None:
    who = review.actors["action_owner"].user_id
    for on, expected in ((day(30), True), (day(31), False), (day(29), True)):
        go_to(on, runs=False)
        with app.app_context():
            assert (Role.NETWORK_MEMBER in queries.roles_in(review.id, user_id=who)) == expected


def test_an_extended_role_is_told_of_and_ended_by_its_new_day(
    app: Flask, review: ReviewWithPeople, held: Any, go_to: Go
) -> None:
    go_to(day(25), runs=False)
    with app.app_context(), write_transaction():
        extend_role(review.id, held, reason=WHY, seen=1, actor=review.actors["hr_lead"])
    assert go_to(day(26)) == []
    go_to(day(31), time(19))
    assert expiries(app) == []
    last = row(app, held).ends_on
    assert last is not None
    assert go_to(last - timedelta(days=7)) == told(review)
    go_to(last + timedelta(days=1), time(19))
    assert len(expiries(app)) == 1


def test_a_role_that_lost_its_last_day_or_was_ended_is_left_alone(
    app: Flask, review: ReviewWithPeople, held: Any, go_to: Go
) -> None:
    actor = review.actors["hr_lead"]
    with app.app_context(), write_transaction():
        change_terms(review.id, held, terms=Terms(), reason=WHY, seen=1, actor=actor)
    assert go_to(day(40), time(19)) == []
    assert expiries(app) == []
    with app.app_context(), write_transaction():
        end_role(review.id, held, reason=WHY, actor=actor)
    go_to(day(80), time(19))
    assert expiries(app) == []


def test_jobs_that_run_too_early_because_a_clock_was_moved_back_ask_for_themselves_again(
    app: Flask, review: ReviewWithPeople, held: Any, go_to: Go, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given jobs that a worker takes by a clock that is ahead, while the database's writer is back in time
    go_to(day(5), runs=False)
    ahead = datetime.combine(day(40), time(19), LONDON).astimezone(UTC)
    runner = Runner(app, clock=lambda: ahead)
    with app.app_context():
        first = set(db.session.scalars(select(Job.id).where(Job.kind == WATCH_ROLE)))
    for job_id in first:
        runner.run(job_id)
    # Then nothing happened, and each step is asked for at its own time
    assert expiries(app) == []
    with app.app_context():
        again = db.session.scalars(select(Job).where(Job.kind == WATCH_ROLE, Job.id.not_in(first))).all()
        assert {json.loads(job.arguments)["step"] for job in again} == {"tell", "end"}
        assert all(job.state is JobState.QUEUED and job.due_at > runner_day(day(5)) for job in again)
    assert go_to(day(23)) == told(review)
    go_to(day(31), time(19))
    assert len(expiries(app)) == 1


def runner_day(on: date) -> datetime:
    return datetime.combine(on, time(9), LONDON).astimezone(UTC)


def test_a_clock_that_is_moved_back_afterwards_opens_no_role_that_was_ended(
    app: Flask, review: ReviewWithPeople, held: Any, go_to: Go
) -> None:
    go_to(day(31), time(19))
    go_to(day(10))
    with app.app_context():
        who = review.actors["action_owner"].user_id
        assert queries.roles_in(review.id, user_id=who) == {Role.ACTION_OWNER}


def test_a_role_shorter_than_a_week_is_told_of_at_once_and_one_whose_day_is_past_not_at_all(
    app: Flask, review: ReviewWithPeople, go_to: Go
) -> None:
    for who, last in (("action_owner", day(3)), ("senior_leader", day(-2))):
        with app.app_context(), write_transaction():
            user = db.session.get_one(User, review.actors[who].user_id)
            grant(
                user=user,
                review_id=review.id,
                role=Role.NETWORK_MEMBER,
                actor=None,
                terms=Terms(ends_on=last),
            )
    assert go_to(day(), time(19)) == told(review)
    assert [who for who, _ in expiries(app)] == ["The toolkit itself"]


def test_the_mails_name_the_day_and_the_way_and_have_no_link(app: Flask, review: ReviewWithPeople) -> None:
    with app.app_context(), write_transaction():
        found = next(each for each in queries.held_roles(review.id) if each.role is Role.REVIEWER)
        db.session.get_one(Membership, found.id).ends_on = date(2027, 3, 31)
        db.session.flush()
        held = queries.held_role(review.id, found.id)
        letters.tell_of_last_day(jobs.review_of(review.id), held, vault=vault_of(app))
    with app.app_context():
        texts = {
            mail.recipient: vault_of(app).open(mail.sealed_text or b"", record=mail.id).decode()
            for mail in db.session.scalars(select(Mail))
        }
    holder, lead = texts[review.emails["reviewer"]], texts[review.emails["hr_lead"]]
    assert "as delegated reviewer of “Own review” of Own Organisation ends on 31 March 2027" in holder
    assert "ask Own hr lead to extend your role" in holder
    assert "copy of your working papers" in holder
    assert "The role of Own reviewer as delegated reviewer" in lead
    assert "hand-over pack" in lead
    assert "http" not in holder + lead
