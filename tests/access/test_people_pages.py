"""The page of people: who has which role, and how a role ends, for good and at once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from review_toolkit.access import service
from review_toolkit.access.actions import Role
from review_toolkit.access.models import AuditEvent, Membership, User
from review_toolkit.access.queries import held_roles
from review_toolkit.access.service import RoleRefused, end_role, grant
from review_toolkit.database import db, write_transaction
from tests.clients import CheckedClient
from tests.people import ReviewWithPeople
from tests.web.page_checks import parse_page, text_of

ClientFor = Callable[[str], CheckedClient]
WHY = "The contract ended on Friday."


def people_of(review: ReviewWithPeople) -> str:
    return f"/reviews/{review.id}/people"


def end_of(app: Flask, review: ReviewWithPeople, role: Role) -> str:
    with app.app_context():
        held = next(held for held in held_roles(review.id) if held.role is role)
    return f"{people_of(review)}/{held.id}/end"


def words_of(client: CheckedClient, path: str) -> str:
    return text_of(parse_page(client.get(path).text))


def give(app: Flask, review: ReviewWithPeople, holder: str, role: Role) -> None:
    with app.app_context(), write_transaction() as session:
        user = session.get_one(User, review.actors[holder].user_id)
        grant(user=user, review_id=review.id, role=role, actor=None)


@pytest.mark.parametrize("role", list(Role))
def test_everybody_in_the_review_sees_who_is_who_and_the_hr_lead_alone_sees_addresses(
    review: ReviewWithPeople, client_for: ClientFor, role: Role
) -> None:
    page = words_of(client_for(role), people_of(review))
    for each in Role:
        assert review.actors[each].name in page
    assert (review.emails["reviewer"] in page) == (role is Role.HR_LEAD)


def test_a_role_that_is_ended_opens_nothing_from_the_next_request_on(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    reviewer, lead = client_for("reviewer"), client_for("hr_lead")
    reviewer.get(f"/reviews/{review.id}/report")
    path = end_of(app, review, Role.REVIEWER)
    assert "it opens nothing any more" in words_of(lead, path)
    lead.post(path, {"reason": WHY})
    for gone in ("", "/report", "/baseline", "/people"):
        reviewer.get(f"/reviews/{review.id}{gone}", expect=404)
    page = words_of(lead, people_of(review))
    assert "Own reviewer is no longer delegated reviewer of this review." in page
    assert "Roles that ended" in page
    assert "This role ended on" in words_of(lead, path)
    trail = words_of(lead, f"/reviews/{review.id}/audit-trail")
    assert f"Own hr lead ended a role Delegated reviewer: Own reviewer {WHY}" in trail


def test_a_role_can_be_given_anew_after_it_ended(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    client_for("hr_lead").post(end_of(app, review, Role.REVIEWER), {"reason": WHY})
    give(app, review, "reviewer", Role.REVIEWER)
    answer = client_for("reviewer").get(f"/reviews/{review.id}/report", expect=302)
    assert answer.location == f"{people_of(review)}/declaration"


@pytest.mark.parametrize(
    ("reason", "said"), [("", "Enter why this role ends"), ("short", "in at least 10 characters")]
)
def test_a_role_does_not_end_without_a_reason(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor, reason: str, said: str
) -> None:
    answer = client_for("hr_lead").post(end_of(app, review, Role.REVIEWER), {"reason": reason}, expect=422)
    assert said in answer.text
    client_for("reviewer").get(f"/reviews/{review.id}/report")


def test_the_only_hr_lead_stays(app: Flask, review: ReviewWithPeople, client_for: ClientFor) -> None:
    client = client_for("hr_lead")
    answer = client.post(end_of(app, review, Role.HR_LEAD), {"reason": WHY}, expect=409)
    assert "only HR lead" in answer.text
    client.get(people_of(review))


def test_one_of_two_hr_leads_may_end_their_own_role(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    own = end_of(app, review, Role.HR_LEAD)
    give(app, review, "action_owner", Role.HR_LEAD)
    client = client_for("hr_lead")
    answer = client.post(own, {"reason": WHY})
    assert answer.location == "/"
    client.get(people_of(review), expect=404)
    other = client_for("action_owner")
    with app.app_context():
        left = next(held for held in held_roles(review.id) if held.role is Role.HR_LEAD and not held.ended_at)
    assert (
        "only HR lead" in other.post(f"{people_of(review)}/{left.id}/end", {"reason": WHY}, expect=409).text
    )


def test_a_lead_whose_account_is_closed_can_be_ended_and_counts_for_none(
    app: Flask, review: ReviewWithPeople
) -> None:
    give(app, review, "action_owner", Role.HR_LEAD)
    closed, runs = review.actors["hr_lead"], review.actors["action_owner"]
    with app.app_context(), write_transaction() as session:
        session.get_one(User, closed.user_id).active = False
    with app.app_context():
        leads = {held.email: held.id for held in held_roles(review.id) if held.role is Role.HR_LEAD}
    with app.app_context(), write_transaction(), pytest.raises(RoleRefused, match="only HR lead"):
        end_role(review.id, leads[review.emails["action_owner"]], reason=WHY, actor=runs)
    with app.app_context(), write_transaction():
        end_role(review.id, leads[review.emails["hr_lead"]], reason=WHY, actor=runs)


def test_the_second_of_two_who_end_one_role_is_told(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    path, client = end_of(app, review, Role.REVIEWER), client_for("hr_lead")
    client.post(path, {"reason": WHY})
    client.post(path, {"reason": "Another reason altogether."}, expect=409)
    with app.app_context():
        events = db.session.scalars(select(AuditEvent).where(AuditEvent.kind == "role_ended")).all()
        assert [event.reason for event in events] == [WHY]


def test_another_reviews_role_is_not_found_through_ones_own(
    app: Flask, review: ReviewWithPeople, other_review: ReviewWithPeople, client_for: ClientFor
) -> None:
    foreign = end_of(app, other_review, Role.REVIEWER).replace(str(other_review.id), str(review.id))
    client_for("hr_lead").get(foreign, expect=404)
    client_for("hr_lead").post(foreign, {"reason": WHY}, expect=404)


def test_a_clock_that_was_moved_back_keeps_no_role_open(
    app: Flask, review: ReviewWithPeople, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "now", lambda: datetime.now(UTC) - timedelta(days=400))
    with app.app_context(), write_transaction():
        held = next(held for held in held_roles(review.id) if held.role is Role.REVIEWER)
        end_role(review.id, held.id, reason=WHY, actor=review.actors["hr_lead"])
    with app.app_context():
        row = db.session.get_one(Membership, held.id)
        assert row.ended_at == row.created_at
        with pytest.raises(RoleRefused, match="10 to 2,000 characters"):
            end_role(review.id, held.id, reason="short", actor=review.actors["hr_lead"])


def test_roles_held_together_are_told_on_the_page(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    give(app, review, "hr_lead", Role.SENIOR_LEADER)
    said = "Own hr lead is HR lead and senior leader of this review. Whoever runs this review also answers"
    assert said in words_of(client_for("network_member"), people_of(review))
