"""A role counts from its first day to its last, both inclusive, by London's calendar."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from review_toolkit.access import queries
from review_toolkit.access.actions import Role
from review_toolkit.access.models import User
from review_toolkit.access.queries import actors_in, addresses_in, held_role, people_in, reviews_of, roles_in
from review_toolkit.access.service import grant
from review_toolkit.access.terms import Terms
from review_toolkit.database import db, write_transaction
from tests.clients import CheckedClient
from tests.membership.holding import STATES, alter, day, membership_id, state
from tests.people import ReviewWithPeople

ClientFor = Callable[[str], CheckedClient]


def counts(app: Flask, review: ReviewWithPeople) -> set[bool]:
    """Return what each read says of whether the reviewer's role counts: one answer, if they agree."""
    who, address = review.actors["reviewer"], review.emails["reviewer"]
    with app.app_context():
        return {
            Role.REVIEWER in roles_in(review.id, user_id=who.user_id),
            review.id in reviews_of(who.user_id),
            who in actors_in(review.id, roles=(Role.REVIEWER,)),
            address in addresses_in(review.id, roles=(Role.REVIEWER,)),
            who.name in people_in(review.id, role=Role.REVIEWER),
            held_role(review.id, membership_id(app, review, "reviewer")).is_under_way,
        }


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [(0, 0, True), (None, 0, True), (0, None, True), (None, -1, False), (1, None, False), (-9, 9, True)],
)
def test_a_role_counts_on_its_first_and_on_its_last_day_and_on_no_other(
    app: Flask, review: ReviewWithPeople, first: int | None, last: int | None, expected: bool
) -> None:
    days = {
        "starts_on": None if first is None else day(first),
        "ends_on": None if last is None else day(last),
    }
    alter(app, review, "reviewer", **days)
    assert counts(app, review) == {expected}


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 6, 30, 22, 59, tzinfo=UTC), True),
        (datetime(2026, 6, 30, 23, 1, tzinfo=UTC), False),  # midnight is past in London, in summer
        (datetime(2026, 6, 29, 22, 59, tzinfo=UTC), False),
        (datetime(2026, 6, 29, 23, 1, tzinfo=UTC), True),
    ],
)
def test_the_day_is_londons(
    app: Flask,
    review: ReviewWithPeople,
    monkeypatch: pytest.MonkeyPatch,
    moment: datetime,
    expected: bool,
) -> None:
    alter(app, review, "reviewer", starts_on=date(2026, 6, 30), ends_on=date(2026, 6, 30))
    monkeypatch.setattr(queries, "now", lambda: moment)
    assert counts(app, review) == {expected}


@pytest.mark.parametrize("name", STATES)
def test_a_role_that_does_not_count_opens_nothing_and_is_not_on_the_front_page(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor, name: str
) -> None:
    client = client_for("reviewer")
    client.get(f"/reviews/{review.id}/report")
    alter(app, review, "reviewer", **state(name))
    for page in ("", "/report", "/baseline", "/people", "/stages/report"):
        client.get(f"/reviews/{review.id}{page}", expect=404)
    assert "You have no role in a review" in client.get("/").text
    assert counts(app, review) == {False}


def test_a_role_that_is_to_begin_counts_where_roles_are_weighed_against_each_other(
    app: Flask, review: ReviewWithPeople
) -> None:
    with app.app_context(), write_transaction():
        user = db.session.get_one(User, review.actors["action_owner"].user_id)
        later = Terms(starts_on=day(5))
        grant(user=user, review_id=review.id, role=Role.SENIOR_LEADER, actor=None, terms=later)
    with app.app_context():
        who = review.actors["action_owner"].user_id
        assert roles_in(review.id, user_id=who) == {Role.ACTION_OWNER}
        assert queries.roles_on_record(review.id, user_id=who) == {Role.ACTION_OWNER, Role.SENIOR_LEADER}


def test_a_clock_that_is_moved_back_opens_only_what_counted_then(
    app: Flask, review: ReviewWithPeople, monkeypatch: pytest.MonkeyPatch
) -> None:
    alter(app, review, "reviewer", starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 30))
    monkeypatch.setattr(queries, "now", lambda: datetime(2026, 6, 15, tzinfo=UTC))
    assert counts(app, review) == {True}
    monkeypatch.setattr(queries, "now", lambda: datetime(2026, 5, 15, tzinfo=UTC))
    assert counts(app, review) == {False}
