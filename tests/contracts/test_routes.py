"""The route register, driven: every endpoint as every visitor, and what nobody may learn or do by trying."""

import re
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from review_toolkit.access.guards import PUBLIC_ENDPOINTS, SIGNED_IN_ENDPOINTS, required_action
from tests.contracts.conftest import Product
from tests.contracts.register import VISITORS, Register, read_register

REGISTER = read_register()
OPEN_TO_ALL = {
    "static",
    "security.login",
    *(f"second_step.{name}" for name in ("ask", "check", "check_passkey", "mail_again")),
    *(f"recovery.{name}" for name in ("ask", "send", "ask_key", "set_password")),
    *(f"single_sign_on.{name}" for name in ("begin", "come_back")),
    *(f"invited.{name}" for name in ("ask_key", "take_key", "show", "accept")),
}
OWN_ACCOUNT = {endpoint for endpoint, _ in REGISTER if endpoint.startswith(("account.", "own_step."))}
OPEN_TO_ALL_WITH_AN_ACCOUNT = {"overview.home", "security.logout"} | OWN_ACCOUNT
CLOSED = {"security.static", "security.verify"}
"""Flask-Security's own, which the product does not use: the guard answers that they are not there."""

_VOLATILE = re.compile(r'name="csrf_token"[^>]*>')


def unlisted(app: Flask, register: Register) -> set[tuple[str, str]]:
    """Return what the application answers and the register does not know, or the other way round."""
    answered = {(rule.endpoint, method) for rule in app.url_map.iter_rules() for method in methods_of(rule)}
    return answered ^ set(register)


def methods_of(rule: Rule) -> set[str]:
    return set(rule.methods or ()) - {"HEAD", "OPTIONS"}


def undeclared(app: Flask) -> set[str]:
    """Return the endpoints that stand for no action and are on no list of open or closed ones."""
    with app.app_context():
        return {
            endpoint
            for endpoint in app.view_functions
            if endpoint not in OPEN_TO_ALL | OPEN_TO_ALL_WITH_AN_ACCOUNT | CLOSED
            and required_action(endpoint) is None
        }


def path_of(product: Product, endpoint: str, method: str, **changed: object) -> str:
    """Return the address of an endpoint in the review with figures, or with other values."""
    values = {
        "review_id": product.own.id,
        "document_id": product.document,
        "job_id": product.job,
        "filename": "toolkit.css",
        "stage": "baseline",
        "number": 1,
        "ending": "xlsx",
        "mail_id": product.mails[method],
        "membership_id": product.role,
        "account_id": product.own.actors["reviewer"].user_id,
        "passkey_id": uuid4(),
        "invitation_id": product.invited_lead if endpoint.startswith("leads.") else product.invitation,
    } | changed
    with product.app.test_request_context():
        rule = next(rule for rule in product.app.url_map.iter_rules(endpoint) if method in methods_of(rule))
        return product.app.url_map.bind("localhost").build(
            endpoint, {name: values[name] for name in rule.arguments}, method=method
        )


def ids_of(product: Product, endpoint: str) -> set[str]:
    """Return the names of the ids in an endpoint's address."""
    rules = product.app.url_map.iter_rules(endpoint)
    return {name for rule in rules for name in rule.arguments if name.endswith("_id")}


def check_answer(response: TestResponse, expected: str) -> None:
    if expected == "sign-in":
        assert response.status_code == 302
        assert response.location.startswith("/sign-in"), response.location
    else:
        assert response.status_code == int(expected), response.text[:300] if response.is_json else response
        if response.status_code == 302:
            assert not response.location.startswith("/sign-in?"), response.location


LINES = [pytest.param(*line, id=" ".join(line)) for line in REGISTER]
LINES_ABOUT_A_REVIEW = [
    pytest.param(*line, id=" ".join(line))
    for line, answers in REGISTER.items()
    if answers["stranger"] == "404"
    and line[0] not in CLOSED
    and not line[0].startswith(
        ("reviews.", "leads.", "single_sign_on.", "outbox.", "trail.service_", "help_desk.", "own_step.")
    )
]
POSTS = [line for line in REGISTER if line[1] == "POST"]


def test_every_endpoint_has_a_line_in_the_register(product: Product) -> None:
    assert unlisted(product.app, REGISTER) == set()


def test_every_endpoint_stands_for_an_action_or_is_on_a_short_list(product: Product) -> None:
    assert undeclared(product.app) == set()
    assert OPEN_TO_ALL == PUBLIC_ENDPOINTS
    assert OPEN_TO_ALL_WITH_AN_ACCOUNT == SIGNED_IN_ENDPOINTS


def test_an_endpoint_that_nobody_thought_of_is_noticed_and_closed(app: Flask) -> None:
    app.add_url_rule("/back-door", "back_door", lambda: "Everything")
    assert unlisted(app, REGISTER) == {("back_door", "GET")}
    assert undeclared(app) == {"back_door"}
    assert app.test_client().get("/back-door").status_code == 404


@pytest.mark.parametrize("who", VISITORS)
@pytest.mark.parametrize(("endpoint", "method"), LINES)
def test_each_visitor_gets_the_answer_of_the_register(
    product: Product, endpoint: str, method: str, who: str
) -> None:
    expected = REGISTER[endpoint, method][who]
    path = path_of(product, endpoint, method)
    client = product.client(who)
    status = 302 if expected == "sign-in" else int(expected)
    if method == "GET":
        check_answer(client.get(path, expect=status), expected)
        return
    before = product.fingerprint()
    check_answer(client.post(path, expect=status), expected)
    if endpoint == "security.logout":
        product.forget_sign_ins()
    if expected != "302":
        assert product.fingerprint() == before, (
            f"{path} did not do what {who} asked, and still changed something."
        )


@pytest.mark.parametrize(("endpoint", "method"), LINES_ABOUT_A_REVIEW)
def test_what_is_absent_looks_like_what_is_another_organisations(
    product: Product, endpoint: str, method: str
) -> None:
    foreign = path_of(product, endpoint, method)
    absent = path_of(product, endpoint, method, review_id=uuid4(), document_id=uuid4())
    malformed = absent.replace(absent.split("/")[2], "not-an-id")
    assert malformed != absent
    pages = []
    for path in (foreign, absent, malformed):
        client = product.client("stranger")
        response = client.get(path, expect=404) if method == "GET" else client.post(path, expect=404)
        pages.append(_VOLATILE.sub("", response.text))
    assert len(set(pages)) == 1


@pytest.mark.parametrize(("endpoint", "method"), LINES_ABOUT_A_REVIEW)
def test_a_visitor_cannot_tell_an_absent_review_from_a_real_one(
    product: Product, endpoint: str, method: str
) -> None:
    for review in (product.own.id, uuid4()):
        client = product.client("visitor")
        path = path_of(product, endpoint, method, review_id=review)
        response = client.get(path, expect=302) if method == "GET" else client.post(path, expect=302)
        check_answer(response, "sign-in")


def test_what_is_another_organisations_is_not_found_through_ones_own_review(product: Product) -> None:
    tried = 0
    for endpoint, method in REGISTER:
        if len(ids_of(product, endpoint)) < 2:
            continue
        tried += 1
        others = {
            "document_id": product.other_document,
            "job_id": product.other_job,
            "membership_id": product.other_role,
            "invitation_id": product.other_invitation,
        }
        through_ones_own = path_of(product, endpoint, method, **others)
        through_its_own = path_of(product, endpoint, method, review_id=product.other.id, **others)
        answer = int(REGISTER[endpoint, method]["hr_lead"])
        for who, path, expect in (
            ("hr_lead", through_ones_own, 404),
            ("stranger", through_its_own, answer),
        ):
            client = product.client(who)
            client.get(path, expect=expect) if method == "GET" else client.post(path, expect=expect)
    assert tried


@pytest.mark.parametrize("who", VISITORS)
def test_a_form_without_its_token_is_refused_and_changes_nothing(product: Product, who: str) -> None:
    product.browser(who)
    stolen = product.client("reviewer" if who != "reviewer" else "hr_lead").token()
    # Signing in is noted, so it comes first.
    before = product.fingerprint()
    for endpoint, method in POSTS:
        if endpoint in CLOSED:
            continue
        for data in ({}, {"csrf_token": "made-up"}, {"csrf_token": stolen}):
            response = product.browser(who).post(path_of(product, endpoint, method), data=data)
            assert response.status_code == 400, f"{endpoint} with {sorted(data)} as {who}"
            assert "This form can no longer be sent" in response.text
    assert product.fingerprint() == before


@pytest.mark.parametrize("who", VISITORS)
def test_asking_for_the_head_or_the_options_tells_no_more_than_asking_for_the_page(
    product: Product, who: str
) -> None:
    answers_at: dict[str, set[str]] = {}
    for (endpoint, method), answers in REGISTER.items():
        path = path_of(product, endpoint, method)
        answers_at.setdefault(path, set()).add(answers[who])
        if method == "GET":
            head = product.browser(who).head(path, buffered=True)
            check_answer(head, answers[who])
            assert head.get_data() == b""
    for path, given in answers_at.items():
        options = product.browser(who).options(path, buffered=True)
        if given in ({"404"}, {"sign-in"}):
            check_answer(options, given.pop())


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE"])
def test_no_endpoint_answers_another_method(product: Product, method: str) -> None:
    for endpoint, listed in REGISTER:
        response = product.browser("hr_lead").open(path_of(product, endpoint, listed), method=method)
        assert response.status_code in (404, 405), endpoint
