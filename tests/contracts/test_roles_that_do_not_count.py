"""Whoever's role has ended, expired or not begun is answered in their own review as a stranger is."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from review_toolkit.access import guards, queries
from review_toolkit.access.actions import Role
from review_toolkit.access.models import Membership
from review_toolkit.access.queries import Holding
from review_toolkit.access.terms import OPEN_ENDED
from review_toolkit.database import db, write_transaction
from review_toolkit.jobs.models import Job, JobState
from tests.contracts.conftest import Product
from tests.contracts.test_routes import LINES_ABOUT_A_REVIEW, path_of
from tests.membership.holding import STATES, alter, state

_VOLATILE = re.compile(r'name="csrf_token"[^>]*>')
LINES = [tuple(line.values) for line in LINES_ABOUT_A_REVIEW]


@pytest.fixture
def finished_job(product: Product) -> Iterator[UUID]:
    """A report that was written for the reviewer: its job has a page, and leads on to a result."""
    found = uuid4()
    moment = datetime.now(UTC)
    with product.app.app_context(), write_transaction():
        db.session.add(
            Job(
                id=found,
                kind="write_report",
                arguments="{}",
                review_id=product.own.id,
                requested_by_id=product.own.actors["reviewer"].user_id,
                requested_by_name="Own reviewer",
                state=JobState.DONE,
                max_attempts=5,
                finished_at=moment,
            )
        )
    yield found
    with product.app.app_context(), write_transaction():
        db.session.delete(db.session.get_one(Job, found))


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize("who", ["reviewer", "hr_lead", "senior_leader"])
def test_a_role_that_does_not_count_is_answered_like_none(
    product: Product, finished_job: UUID, who: str, name: str
) -> None:
    product.client(who), product.client("stranger")
    before = alter(product.app, product.own, who, **state(name))
    try:
        as_it_was = product.fingerprint()
        for endpoint, method in LINES:
            path = path_of(product, endpoint, method, job_id=finished_job)
            pages = []
            for visitor in (who, "stranger"):
                client = product.client(visitor)
                ask = client.get if method == "GET" else client.post
                pages.append(_VOLATILE.sub("", ask(path, expect=404).text))
            assert pages[0] == pages[1], f"{endpoint} {method}"
        assert product.fingerprint() == as_it_was
    finally:
        alter(product.app, product.own, who, **before)


def test_a_reviewer_of_another_stage_finds_nothing_of_a_stage(product: Product, finished_job: UUID) -> None:
    before = alter(product.app, product.own, "reviewer", stages="listening")
    try:
        as_it_was = product.fingerprint()
        for endpoint, method in LINES:
            path = path_of(product, endpoint, method, job_id=finished_job)
            package = endpoint.partition(".")[0]
            is_of_a_stage = package in ("baseline", "releases", "reports", "sign_off") or "job" in endpoint
            if not is_of_a_stage:
                continue
            client = product.client("reviewer")
            client.get(path, expect=404) if method == "GET" else client.post(path, expect=404)
        assert product.fingerprint() == as_it_was
    finally:
        alter(product.app, product.own, "reviewer", **before)


def test_a_guard_that_does_not_look_at_the_calendar_is_noticed(
    product: Product, finished_job: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "at_work", lambda: (Membership.ended_at.is_(None),))
    with pytest.raises(AssertionError, match="answered 200, not 404"):
        test_a_role_that_does_not_count_is_answered_like_none(product, finished_job, "reviewer", "expired")


def test_a_guard_that_forgets_who_was_ended_is_noticed(
    product: Product, finished_job: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = tuple(Holding(uuid4(), role, OPEN_ENDED) for role in Role)
    monkeypatch.setattr(queries, "holdings_in", lambda *_, **__: held)
    with pytest.raises(AssertionError, match="not 404"):
        test_a_role_that_does_not_count_is_answered_like_none(product, finished_job, "hr_lead", "ended")


def test_a_guard_that_does_not_ask_for_the_stage_is_noticed(
    product: Product, finished_job: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guards, "stage_of", lambda *_: None)
    with pytest.raises(AssertionError, match="not 404"):
        test_a_reviewer_of_another_stage_finds_nothing_of_a_stage(product, finished_job)
