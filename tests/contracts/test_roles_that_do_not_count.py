"""Whoever's role has ended, expired or not begun is answered in their own review as a stranger is."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

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


@pytest.mark.parametrize("stages", ["listening"])
def test_a_reviewer_of_another_stage_finds_what_belongs_to_the_review_and_nothing_of_a_stage(
    product: Product, finished_job: UUID, stages: str
) -> None:
    before = alter(product.app, product.own, "reviewer", stages=stages)
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


def test_a_role_that_counts_and_should_not_is_noticed(
    product: Product, finished_job: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{__name__}.state", lambda _: {})
    with pytest.raises(AssertionError):
        test_a_role_that_does_not_count_is_answered_like_none(product, finished_job, "reviewer", "ended")


def test_a_stage_that_is_open_and_should_not_be_is_noticed(product: Product, finished_job: UUID) -> None:
    with pytest.raises(AssertionError):
        test_a_reviewer_of_another_stage_finds_what_belongs_to_the_review_and_nothing_of_a_stage(
            product, finished_job, "baseline"
        )
