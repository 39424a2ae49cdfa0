"""Roles held together: every pair is decided, told where readers rely on it, or refused."""

from itertools import combinations
from pathlib import Path

import pytest
from flask import Flask

from review_toolkit.access.actions import Role
from review_toolkit.access.combinations import PAIRS, Together, notices, why_never
from review_toolkit.access.models import User
from review_toolkit.access.queries import combined_roles, held_roles, roles_in
from review_toolkit.access.service import RoleRefused, grant
from review_toolkit.database import db, write_transaction
from tests.people import ReviewWithPeople

ROLES_PAGE = Path(__file__).resolve().parents[2] / "docs" / "roles.md"


def give(app: Flask, review: ReviewWithPeople, holder: Role, role: Role) -> None:
    with app.app_context(), write_transaction() as session:
        user = session.get_one(User, review.actors[holder].user_id)
        grant(user=user, review_id=review.id, role=role, actor=None)


def test_every_two_roles_are_decided_and_nothing_else() -> None:
    assert set(PAIRS) == {frozenset(pair) for pair in combinations(Role, 2)}
    for pair in PAIRS.values():
        assert bool(pair.why) == (pair.together is not Together.ALLOWED)


def test_the_documentation_says_of_each_pair_what_the_code_does() -> None:
    page = ROLES_PAGE.read_text("utf-8")
    for one, other in combinations(Role, 2):
        pair = PAIRS[frozenset({one, other})]
        cells = (one.label, other.label, pair.together.value, pair.why)
        assert f"| {' | '.join(cells)} |".replace("|  |", "| |") in page


@pytest.mark.parametrize(("one", "other"), list(combinations(Role, 2)))
def test_a_pair_is_given_in_either_order_or_in_neither(
    app: Flask, review: ReviewWithPeople, one: Role, other: Role
) -> None:
    pair = PAIRS[frozenset({one, other})]
    for holder, added in ((one, other), (other, one)):
        if pair.together is Together.NEVER:
            with pytest.raises(RoleRefused, match="cannot become"):
                give(app, review, holder, added)
        else:
            give(app, review, holder, added)
        with app.app_context():
            held = roles_in(review.id, user_id=review.actors[holder].user_id)
            assert held == ({holder} if pair.together is Together.NEVER else {holder, added})
    with app.app_context():
        told = combined_roles(held_roles(review.id))
    assert len(told) == (2 if pair.together is Together.WITH_NOTICE else 0)
    assert all(pair.why in text for text in told)


def test_a_pair_that_may_never_be_is_found_among_three() -> None:
    held = {Role.ACTION_OWNER, Role.HR_LEAD}
    assert why_never(held, Role.REVIEWER) in {PAIRS[frozenset({role, Role.REVIEWER})].why for role in held}
    assert why_never(held, Role.SENIOR_LEADER) is None
    assert why_never((), Role.REVIEWER) is None
    assert len(notices({Role.HR_LEAD, Role.SENIOR_LEADER, Role.NETWORK_MEMBER})) == 3


def test_the_same_role_is_not_given_twice(app: Flask, review: ReviewWithPeople) -> None:
    with pytest.raises(RoleRefused, match="is delegated reviewer of this review already"):
        give(app, review, Role.REVIEWER, Role.REVIEWER)


def test_a_closed_account_is_given_no_role_that_it_could_not_have_when_open(
    app: Flask, review: ReviewWithPeople
) -> None:
    with app.app_context(), write_transaction():
        db.session.get_one(User, review.actors["reviewer"].user_id).active = False
    for role in (Role.HR_LEAD, Role.REVIEWER):
        with pytest.raises(RoleRefused):
            give(app, review, Role.REVIEWER, role)


def test_who_has_a_closed_account_is_not_told_of(app: Flask, review: ReviewWithPeople) -> None:
    give(app, review, Role.HR_LEAD, Role.SENIOR_LEADER)
    with app.app_context(), write_transaction():
        db.session.get_one(User, review.actors["hr_lead"].user_id).active = False
    with app.app_context():
        assert combined_roles(held_roles(review.id)) == ()
