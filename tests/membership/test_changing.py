"""Terms of a role are changed by HR leads, for others, with a reason; two at once are told of each other."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from review_toolkit.access.actions import Role
from review_toolkit.access.models import AuditEvent, Membership, User
from review_toolkit.access.service import RoleRefused, change_terms, extend_role, grant
from review_toolkit.access.terms import Terms, a_month_after, what_changed
from review_toolkit.database import db, write_transaction
from review_toolkit.figures import uk_date
from tests.clients import CheckedClient
from tests.membership.holding import alter, day, membership_id, words
from tests.membership.test_inviting import parts
from tests.people import ReviewWithPeople

ClientFor = Callable[[str], CheckedClient]
WHY = "The board asked for one more stage."
PURPOSE = "Read the figures and draft the report."


@pytest.fixture
def role(app: Flask, review: ReviewWithPeople) -> str:
    """The address of the page of the reviewer's role, for a time and for a stage."""
    alter(app, review, "reviewer", starts_on=day(-5), ends_on=day(20), stages="report", purpose=PURPOSE)
    return f"/reviews/{review.id}/people/{membership_id(app, review, 'reviewer')}"


def seen_at(client: CheckedClient, page: str, prefix: str = "") -> str:
    found = re.search(rf'name="{prefix}seen" value="(\d+)"', client.get(page).text)
    assert found
    return found.group(1)


def entered(seen: str = "1", **changed: Any) -> dict[str, Any]:
    return {
        "purpose": PURPOSE,
        "stages": ["baseline", "report"],
        "reason": WHY,
        "seen": seen,
        **parts("starts_on", day(-5)),
        **parts("ends_on", day(60)),
        **changed,
    }


def row_of(app: Flask, review: ReviewWithPeople) -> Membership:
    found = membership_id(app, review, "reviewer")
    with app.app_context():
        row = db.session.get_one(Membership, found)
        db.session.expunge(row)
        return row


def second_lead(app: Flask, review: ReviewWithPeople) -> str:
    with app.app_context(), write_transaction():
        user = db.session.get_one(User, review.actors["action_owner"].user_id)
        grant(user=user, review_id=review.id, role=Role.HR_LEAD, actor=None)
    return "action_owner"


def test_a_change_counts_at_once_and_is_noted_with_its_reason(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor, role: str
) -> None:
    reviewer, lead = client_for("reviewer"), client_for("hr_lead")
    reviewer.get(f"/reviews/{review.id}/baseline", expect=404)
    page = words(lead.get(role).text)
    assert PURPOSE in page
    assert f"Last day {uk_date(day(20))}" in page
    lead.post(role, entered(seen_at(lead, role)))
    reviewer.get(f"/reviews/{review.id}/baseline")
    assert row_of(app, review).version == 2
    trail = words(client_for("senior_leader").get(f"/reviews/{review.id}/audit-trail").text)
    assert "Own hr lead changed the terms of a role" in trail
    changed = f"(last day {uk_date(day(60))}; stages Demographic baseline, Report)"
    assert f"Delegated reviewer: Own reviewer {changed} {WHY}" in trail


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"reason": "short"}, 422, "in at least 10 characters"),
        ({"stages": []}, 422, "Choose at least one stage"),
        ({"purpose": ""}, 422, "Enter what the delegated reviewer is asked to do"),
        (parts("ends_on", day(-1)), 422, "Enter a last day that is not past"),
        (parts("ends_on", day(732)), 422, "at most 731 days away"),
        (parts("ends_on", day(20)) | {"stages": ["report"]}, 409, "Nothing of it is different"),
    ],
)
def test_what_will_not_do_is_said_and_nothing_is_changed(
    app: Flask,
    review: ReviewWithPeople,
    client_for: ClientFor,
    role: str,
    changed: dict[str, Any],
    status: int,
    said: str,
) -> None:
    page = client_for("hr_lead").post(role, entered(**changed), expect=status)
    assert said in words(page.text)
    assert row_of(app, review).version == 1


def test_two_hr_leads_who_change_one_role_are_shown_both_and_decide(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor, role: str
) -> None:
    one, other = client_for("hr_lead"), client_for(second_lead(app, review))
    seen = seen_at(one, role)
    other.post(role, entered(seen, **parts("ends_on", day(40))))
    page = one.post(role, entered(seen, purpose="Something else <b>"), expect=409)
    said = words(page.text)
    assert "Somebody else changed this role meanwhile, so nothing was saved." in said
    assert f"Last day {uk_date(day(40))} {uk_date(day(60))}" in said
    assert f"What they are asked to do {PURPOSE} Something else <b>" in said
    assert row_of(app, review).ends_on == day(40)
    # The form holds what was typed and the new version, so sending it again is a decision.
    assert 'name="seen" value="2"' in page.text
    assert "Something else &lt;b&gt;</textarea>" in page.text
    one.post(role, entered("2", purpose="Something else"))
    assert (row_of(app, review).ends_on, row_of(app, review).purpose) == (day(60), "Something else")


def test_a_role_is_extended_by_a_month_with_a_reason_and_once(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor, role: str
) -> None:
    client, last = client_for("hr_lead"), a_month_after(day(20))
    seen = seen_at(client, role, "extend-")
    form = {"extend-reason": "The interviews took longer.", "extend-seen": seen}
    client.post(f"{role}/extend", form | {"extend-reason": "short"}, expect=422)
    client.post(f"{role}/extend", form)
    assert row_of(app, review).ends_on == last
    assert f"goes on until {uk_date(last)}" in words(client.get(role).text)
    page = words(client.post(f"{role}/extend", form, expect=409).text)
    assert "Somebody else changed this role meanwhile" in page
    assert row_of(app, review).ends_on == last
    with app.app_context():
        event = db.session.scalars(select(AuditEvent).where(AuditEvent.kind == "role_changed")).one()
        assert event.reason == "The interviews took longer."
        assert event.subject.endswith(f": last day {uk_date(last)}")


def test_a_role_whose_last_day_is_past_can_be_extended_until_it_is_ended_on_record(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor, role: str
) -> None:
    alter(app, review, "reviewer", ends_on=day(-1))
    client, reviewer = client_for("hr_lead"), client_for("reviewer")
    reviewer.get(f"/reviews/{review.id}/report", expect=404)
    assert "the role opens nothing" in words(client.get(role).text)
    client.post(f"{role}/extend", {"extend-reason": WHY, "extend-seen": "1"})
    reviewer.get(f"/reviews/{review.id}/report")
    alter(app, review, "reviewer", **{"ended_at": row_of(app, review).created_at})
    client.post(role, entered("2"), expect=409)
    client.post(f"{role}/extend", {"extend-reason": WHY, "extend-seen": "2"}, expect=409)
    assert "invite them again" in words(client.get(role).text)


def test_nobody_changes_or_extends_their_own_role(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    second_lead(app, review)
    own = f"/reviews/{review.id}/people/{membership_id(app, review, 'hr_lead')}"
    client = client_for("hr_lead")
    assert "This is your own role." in words(client.get(own).text)
    assert "<textarea" not in client.get(own).text
    assert "Nobody changes their own role" in client.post(own, entered(), expect=409).text
    alter(app, review, "hr_lead", ends_on=day(9))
    found, me = membership_id(app, review, "hr_lead"), review.actors["hr_lead"]
    with app.app_context(), write_transaction(), pytest.raises(RoleRefused, match="their own role"):
        change_terms(review.id, found, terms=Terms(ends_on=day(40)), reason=WHY, seen=1, actor=me)
    with app.app_context(), write_transaction(), pytest.raises(RoleRefused, match="their own role"):
        extend_role(review.id, found, reason=WHY, seen=1, actor=me)


def test_only_hr_leads_change_roles_also_past_the_pages(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor, role: str
) -> None:
    for who in ("reviewer", "senior_leader", "network_member", "action_owner"):
        client = client_for(who)
        client.get(role, expect=404)
        client.post(role, entered(), expect=404)
        found, terms = membership_id(app, review, "network_member"), Terms(ends_on=day(40))
        with app.app_context(), write_transaction(), pytest.raises(RoleRefused, match="no role"):
            change_terms(review.id, found, terms=terms, reason=WHY, seen=1, actor=review.actors[who])


def test_a_review_keeps_an_hr_lead_who_can_stay(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    other = second_lead(app, review)
    first = f"/reviews/{review.id}/people/{membership_id(app, review, 'hr_lead')}"
    form = {"reason": WHY, "seen": "1", **parts("ends_on", day(40))}
    client_for(other).post(first, form)
    with app.app_context():
        second = db.session.scalars(
            select(Membership.id).where(
                Membership.user_id == review.actors[other].user_id, Membership.role == "hr_lead"
            )
        ).one()
    page = client_for("hr_lead").post(f"/reviews/{review.id}/people/{second}", form, expect=409)
    assert "only HR lead who can stay" in words(page.text)
    end = client_for(other).post(f"/reviews/{review.id}/people/{second}/end", {"reason": WHY}, expect=409)
    assert "only HR lead who can stay" in words(end.text)


def test_what_changed_is_said_without_what_the_purpose_says() -> None:
    before = Terms(starts_on=day(), purpose="Speak with Ama.", stages=("report",))
    assert what_changed(before, before) == ""
    after = Terms(ends_on=day(9), purpose="Speak with Ben.")
    assert what_changed(before, after) == f"first day none; last day {uk_date(day(9))}; stages all; purpose"


@pytest.mark.parametrize(
    ("before", "after"),
    [("2027-01-31", "2027-02-28"), ("2027-12-15", "2028-01-15"), ("2028-01-30", "2028-02-29")],
)
def test_a_month_after_is_the_same_day_or_the_last(before: str, after: str) -> None:
    assert a_month_after(date.fromisoformat(before)) == date.fromisoformat(after)
