"""Several workers, a clock that jumps, and whatever order of events: each job takes effect once at most.

Workers are simulated by what they hold. One that "hangs" still holds its old lease and may come back with it
at any later moment; one that dies simply does nothing any more.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from review_toolkit.database import db, write_transaction
from review_toolkit.jobs import queries, service
from review_toolkit.jobs.kinds import JobCancelled
from review_toolkit.jobs.models import Job, JobState
from review_toolkit.jobs.service import LEASE, Claim
from review_toolkit.reviews.models import Organisation

START = datetime(2026, 3, 31, tzinfo=UTC)


class Workers(RuleBasedStateMachine):
    """What may happen to jobs, in any order."""

    app: Flask

    jobs = Bundle("jobs")
    claims = Bundle("claims")

    def __init__(self) -> None:
        super().__init__()
        self.context = self.app.app_context()
        self.context.push()
        self.now = START
        self.asked: dict[UUID, int] = {}
        self.ended: dict[UUID, JobState] = {}
        self.cancelled: set[UUID] = set()

    def write(self, change: Callable[[], Any]) -> Any:
        with write_transaction():
            return change()

    def job(self, job_id: UUID) -> Job:
        return db.session.get_one(Job, job_id, populate_existing=True)

    @rule(target=jobs, attempts=st.integers(1, 3), seconds=st.integers(0, 40))
    def ask(self, attempts: int, seconds: int) -> UUID:
        due = self.now + timedelta(seconds=seconds)
        job_id: UUID = self.write(
            lambda: service.enqueue("x", arguments={}, due_at=due, max_attempts=attempts).id
        )
        self.asked[job_id] = attempts
        return job_id

    @rule(seconds=st.integers(1, 40))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(target=claims, job_id=jobs)
    def take(self, job_id: UUID) -> Claim | None:
        before = self.job(job_id)
        free = before.state == JobState.QUEUED and before.due_at <= self.now
        let_go = before.state == JobState.RUNNING and (before.lease_until or START) <= self.now
        claim: Claim | None = self.write(lambda: service.claim(job_id, at=self.now))
        if claim is None:
            return None
        assert free or let_go
        assert claim.attempt <= self.asked[job_id]
        return claim

    @rule(claim=claims)
    def renew(self, claim: Claim | None) -> None:
        if claim is not None:
            self.write(lambda: service.renew(claim, at=self.now))

    @rule(claim=claims, crash=st.booleans())
    def finish(self, claim: Claim | None, crash: bool) -> None:
        if claim is None:
            return

        def effect() -> None:
            db.session.add(Organisation(name=str(claim.job_id)))
            db.session.flush()
            if crash:
                raise KeyError

        try:
            self.write(lambda: service.finish(claim, effect, at=self.now))
        except (JobCancelled, KeyError):
            self.write(lambda: service.end_cancelled(claim, at=self.now))

    @rule(claim=claims, how=st.sampled_from(["refuse", "fail", "fail for good", "hand back"]))
    def give_up(self, claim: Claim | None, how: str) -> None:
        if claim is None:
            return
        ways: dict[str, Callable[[], object]] = {
            "refuse": lambda: service.refuse(claim, error="No.", at=self.now),
            "fail": lambda: service.fail(claim, error="Not now.", at=self.now),
            "fail for good": lambda: service.fail(claim, error="Never.", at=self.now, again=False),
            "hand back": lambda: service.hand_back(claim, at=self.now),
        }
        before = self.job(claim.job_id).lease
        self.write(ways[how])
        after = self.job(claim.job_id)
        if how == "hand back" and before == claim.lease and after.state == JobState.QUEUED:
            assert after.attempts == claim.attempt - 1

    @rule(job_id=jobs)
    def cancel(self, job_id: UUID) -> None:
        if self.write(lambda: service.cancel(job_id, at=self.now)) is not None:
            self.cancelled.add(job_id)

    @rule()
    def sweep(self) -> None:
        self.write(lambda: service.end_abandoned(at=self.now))
        assert not queries.has_abandoned_jobs(at=self.now)

    @invariant()
    def each_job_took_effect_once_where_it_is_done_and_never_elsewhere(self) -> None:
        effects = dict(
            db.session.execute(select(Organisation.name, func.count()).group_by(Organisation.name)).all()
        )
        for found in db.session.scalars(select(Job).execution_options(populate_existing=True)):
            assert effects.get(str(found.id), 0) == (1 if found.state == JobState.DONE else 0)
        db.session.rollback()

    @invariant()
    def no_job_is_lost_tried_too_often_or_changed_after_its_end(self) -> None:
        found = {each.id: each for each in db.session.scalars(select(Job))}
        assert found.keys() == self.asked.keys()
        for job_id, each in found.items():
            assert each.attempts <= self.asked[job_id]
            assert each.state != JobState.DONE or job_id not in self.cancelled
            if each.state.is_final:
                assert self.ended.setdefault(job_id, each.state) == each.state
            else:
                assert job_id not in self.ended
        db.session.rollback()

    def teardown(self) -> None:
        """Whatever happened, one worker that works brings every job to an end."""
        for _ in range(2 * 3 + 1):
            self.now += timedelta(hours=1)
            self.write(lambda: service.end_abandoned(at=self.now))
            for job_id in queries.due_jobs(at=self.now):
                self.finish(self.take(job_id), crash=False)
        assert all(self.job(job_id).state.is_final for job_id in self.asked)
        with write_transaction():
            db.session.execute(delete(Job))
            db.session.execute(delete(Organisation))
        self.context.pop()


def test_each_job_takes_effect_once_whatever_happens_to_its_workers(app: Flask) -> None:
    machine = type("WorkersOfThisApp", (Workers,), {"app": app})
    run_state_machine_as_test(machine, settings=settings(max_examples=25, stateful_step_count=40))


def held_twice(app: Flask) -> tuple[Claim, Claim]:
    """A job whose first worker hung until a second one took it."""
    with app.app_context(), write_transaction():
        job_id = service.enqueue("x", arguments={}, due_at=START).id
    claims = []
    for moment in (START, START + LEASE):
        with app.app_context(), write_transaction():
            claim = service.claim(job_id, at=moment)
            assert claim is not None
            claims.append(claim)
    return claims[0], claims[1]


def test_a_worker_whose_lease_went_to_another_changes_nothing(app: Flask) -> None:
    hung, current = held_twice(app)
    later = START + LEASE
    with app.app_context(), write_transaction():
        assert not service.renew(hung, at=later)
        assert not service.report_progress(hung, done=1, total=1, message="", at=later)
        service.fail(hung, error="No.", at=later)
        service.refuse(hung, error="No.", at=later)
        service.hand_back(hung, at=later)
        with pytest.raises(JobCancelled):
            service.finish(hung, lambda: pytest.fail("It took effect."), at=later)
        assert service.renew(current, at=later)
        assert db.session.get_one(Job, current.job_id).attempts == 2


def test_a_lease_that_ran_out_and_that_nobody_took_still_lets_the_job_finish(app: Flask) -> None:
    with app.app_context(), write_transaction():
        job_id = service.enqueue("x", arguments={}, due_at=START).id
        claim = service.claim(job_id, at=START)
        assert claim is not None
        service.finish(claim, lambda: None, at=START + LEASE * 10)
        assert db.session.get_one(Job, job_id, populate_existing=True).state == JobState.DONE


def test_the_last_attempt_that_dies_ends_the_job_in_words(app: Flask) -> None:
    with app.app_context(), write_transaction():
        job_id = service.enqueue("x", arguments={}, due_at=START, max_attempts=2).id
        for attempt in range(2):
            assert service.claim(job_id, at=START + LEASE * attempt) is not None
        assert service.claim(job_id, at=START + LEASE * 9) is None
        assert service.end_abandoned(at=START + LEASE * 9) == 1
        ended = db.session.get_one(Job, job_id, populate_existing=True)
        assert (ended.state, ended.error) == (JobState.FAILED, service.STOPPED_EACH_TIME)


WRONG = {
    "done without an end": {"state": JobState.DONE},
    "running without a lease": {"state": JobState.RUNNING},
    "failed without a reason": {"state": JobState.FAILED, "finished_at": START},
    "more attempts than allowed": {"attempts": 9},
    "a result before the end": {"result_id": UUID(int=1)},
    "more done than there is": {"progress_done": 1},
    "waiting with no attempt left": {"attempts": 5},
}


@pytest.mark.parametrize("values", WRONG.values(), ids=WRONG)
def test_the_database_refuses_a_job_that_contradicts_itself(app: Flask, values: dict[str, Any]) -> None:
    def write() -> None:
        with app.app_context(), write_transaction():
            db.session.add(Job(kind="x", arguments="{}", **{"max_attempts": 5, **values}))

    with pytest.raises(IntegrityError):
        write()
