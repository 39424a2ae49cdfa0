"""A delegated reviewer declares interests and accepts the terms before the first page, once for each role."""

from collections.abc import Callable

import pytest
from flask import Flask, url_for
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from review_toolkit.access.actions import ALLOWED, Role
from review_toolkit.access.declarations import declaration_of, declare, has_declared
from review_toolkit.access.guards import add_gate, required_action
from review_toolkit.access.models import AuditEvent, Declaration, User
from review_toolkit.access.service import RoleRefused, end_role, grant
from review_toolkit.content.confidentiality import confidentiality_terms
from review_toolkit.database import db, write_transaction
from review_toolkit.figures import uk_date
from tests.clients import CheckedClient
from tests.membership.holding import alter, day, membership_id, words
from tests.people import PASSWORD, ReviewWithPeople, make_review

ClientFor = Callable[[str], CheckedClient]
DECLARED = {"has_interests": "no", "accepted": "y", "terms_version": "1"}
INTEREST = "My sister <works> here since 2019."


@pytest.fixture
def review(app: Flask) -> ReviewWithPeople:
    """A review whose reviewer has not declared anything yet."""
    return make_review(app, declared=False)


def declaration_at(review: ReviewWithPeople) -> str:
    return f"/reviews/{review.id}/people/declaration"


def test_every_page_and_form_of_the_review_leads_to_the_declaration(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    client, tried = client_for("reviewer"), 0
    values = {"stage": "report", "number": 1, "ending": "xlsx"}
    for rule in app.url_map.iter_rules():
        ids = rule.arguments - {"review_id"} - set(values)
        if "review_id" not in rule.arguments or rule.endpoint.startswith("declaring.") or ids:
            continue
        with app.test_request_context():
            further = {name: values[name] for name in rule.arguments & set(values)}
            address = url_for(rule.endpoint, review_id=review.id, **further)
        with app.app_context():
            action = required_action(rule.endpoint)
        is_theirs = action in ALLOWED[Role.REVIEWER]
        ask = client.get if "GET" in (rule.methods or ()) else client.post
        answer = ask(address, expect=302 if is_theirs else 404)
        if is_theirs:
            tried += 1
            assert answer.location == declaration_at(review)
    assert tried > 8
    client.get("/")
    client_for("hr_lead").get(f"/reviews/{review.id}")


def test_the_page_says_what_the_reviewer_is_asked_and_ticks_nothing(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    alter(app, review, "reviewer", ends_on=day(30), stages="report", purpose="Draft the report.")
    page = client_for("reviewer").get(declaration_at(review)).text
    for said in ("Own Organisation", "Draft the report.", "Report", uk_date(day(30))):
        assert said in words(page)
    assert " checked" not in page
    for point in confidentiality_terms().points:
        assert point in words(page)


def test_who_has_declared_is_let_in_and_the_hr_lead_can_read_it(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    client = client_for("reviewer")
    client.post(declaration_at(review), {**DECLARED, "has_interests": "yes", "interests": INTEREST})
    client.get(f"/reviews/{review.id}/report")
    assert f"An interest was declared: {INTEREST}" in words(client.get(declaration_at(review)).text)
    role = f"/reviews/{review.id}/people/{membership_id(app, review, 'reviewer')}"
    page = words(client_for("hr_lead").get(role).text)
    assert f"An interest was declared: {INTEREST}" in page
    assert "These terms were accepted (version 1)" in page
    assert INTEREST not in words(client_for("senior_leader").get(f"/reviews/{review.id}/audit-trail").text)
    with app.app_context():
        assert "declaration_made" in db.session.scalars(select(AuditEvent.kind)).all()
        row = db.session.scalars(select(Declaration)).one()
        assert (row.has_interests, row.interests, row.terms_version) == (True, INTEREST, "1")


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"has_interests": ""}, 422, "Choose whether you have an interest"),
        ({"has_interests": "yes", "interests": " "}, 422, "Enter what your interest is"),
        ({"accepted": ""}, 422, "Tick the box if you accept the terms"),
        ({"terms_version": "0"}, 409, "The terms have changed since this page was opened"),
    ],
)
def test_half_a_declaration_opens_nothing(
    app: Flask,
    review: ReviewWithPeople,
    client_for: ClientFor,
    changed: dict[str, str],
    status: int,
    said: str,
) -> None:
    client = client_for("reviewer")
    assert said in words(client.post(declaration_at(review), DECLARED | changed, expect=status).text)
    client.get(f"/reviews/{review.id}", expect=302)
    with app.app_context():
        assert db.session.scalars(select(Declaration)).all() == []


def test_what_was_typed_for_no_is_not_kept(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    client_for("reviewer").post(declaration_at(review), DECLARED | {"interests": INTEREST})
    with app.app_context():
        assert db.session.scalars(select(Declaration)).one().interests == ""


def test_a_declaration_is_made_once_and_never_changed(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    client = client_for("reviewer")
    client.post(declaration_at(review), DECLARED)
    client.post(declaration_at(review), {**DECLARED, "has_interests": "yes", "interests": INTEREST})
    with app.app_context():
        assert db.session.scalars(select(Declaration)).one().interests == ""
    with pytest.raises(IntegrityError), app.app_context(), write_transaction():
        db.session.scalars(select(Declaration)).one().interests = INTEREST


def test_a_role_that_is_given_anew_asks_for_a_declaration_of_its_own(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    client = client_for("reviewer")
    client.post(declaration_at(review), DECLARED)
    held = membership_id(app, review, "reviewer")
    with app.app_context(), write_transaction():
        end_role(review.id, held, reason="The contract ended.", actor=review.actors["hr_lead"])
        user = db.session.get_one(User, review.actors["reviewer"].user_id)
        anew = grant(user=user, review_id=review.id, role=Role.REVIEWER, actor=None).id
    client.get(f"/reviews/{review.id}", expect=302)
    client.post(declaration_at(review), DECLARED)
    client.get(f"/reviews/{review.id}")
    with app.app_context():
        assert has_declared(anew)
        assert declaration_of(anew) is not None


def test_nobody_declares_for_somebody_else(app: Flask, review: ReviewWithPeople) -> None:
    reviewers = membership_id(app, review, "reviewer")
    network = membership_id(app, review, "network_member")
    for held, who in ((reviewers, "hr_lead"), (network, "network_member")):
        with app.app_context(), write_transaction(), pytest.raises(RoleRefused, match="Only a delegated"):
            declare(review.id, held, interests="", terms_version="1", actor=review.actors[who])


def test_gates_are_asked_in_their_order_only_before_what_is_open(app: Flask) -> None:
    asked: list[str] = []
    add_gate(app, lambda: asked.append("first"))  # type: ignore[arg-type, func-returns-value]
    add_gate(app, lambda: ("Stop here.", 418))
    add_gate(app, lambda: asked.append("never"))  # type: ignore[arg-type, func-returns-value]
    review = make_review(app, prefix="gated")
    client = CheckedClient(app)
    client.sign_in(review.emails["hr_lead"], PASSWORD)
    client.get("/outbox", expect=404)
    assert asked == []
    assert client._client.get(f"/reviews/{review.id}").status_code == 418
    assert asked == ["first"]


def test_the_terms_are_about_eight_points_and_each_is_a_sentence() -> None:
    terms = confidentiality_terms()
    assert terms.version == "1"
    assert 6 <= len(terms.points) <= 10
    assert all(point.endswith(".") and point.startswith(("I ", "If ", "What ")) for point in terms.points)
