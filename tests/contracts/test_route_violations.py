"""Each contract of `test_routes` fails where an application breaks it (docs/contracts.md)."""

from typing import Any

import pytest
from flask import request
from sqlalchemy import select

from review_toolkit.access.models import User
from review_toolkit.database import db, write_transaction
from review_toolkit.reports import queries as reports
from review_toolkit.reports.models import ReportDocument
from tests.contracts import test_routes as contracts
from tests.contracts.conftest import Product
from tests.contracts.doctoring import answer_first, instead_of, with_words, without_guard


def test_a_page_that_is_opened_to_another_role_is_noticed(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_guard(product, monkeypatch, lambda: request.endpoint == "baseline.show")
    with pytest.raises(AssertionError, match="200"):
        contracts.test_each_visitor_gets_the_answer_of_the_register(
            product, "baseline.show", "GET", "action_owner"
        )


def test_a_page_that_is_closed_to_its_own_role_is_noticed(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("review_toolkit.access.guards.allows", lambda *_, **__: False)
    with pytest.raises(AssertionError, match="404"):
        contracts.test_each_visitor_gets_the_answer_of_the_register(
            product, "baseline.show", "GET", "hr_lead"
        )


def test_a_get_that_writes_is_noticed(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    def writing(real: Any, **values: Any) -> Any:
        _rename(product, "Somebody")
        return real(**values)

    instead_of(product, monkeypatch, "overview.task_list", writing)
    before = _rename(product, None)
    try:
        with pytest.raises(AssertionError, match="wrote: UPDATE"):
            contracts.test_each_visitor_gets_the_answer_of_the_register(
                product, "overview.task_list", "GET", "hr_lead"
            )
    finally:
        _rename(product, before)


def test_a_refused_form_that_still_changes_something_is_noticed(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    def writing(real: Any, **values: Any) -> Any:
        _rename(product, "Somebody else")
        return real(**values)

    instead_of(product, monkeypatch, "reviews.create", writing)
    before = _rename(product, None)
    try:
        with pytest.raises(AssertionError, match="still changed something"):
            contracts.test_each_visitor_gets_the_answer_of_the_register(
                product, "reviews.create", "POST", "administrator"
            )
    finally:
        _rename(product, before)


def test_a_word_about_another_organisations_review_is_noticed(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = product.client("stranger").get("/nowhere", expect=404)

    def tell() -> Any:
        known = (request.view_args or {}).get("review_id") == product.own.id
        return with_words(absent, "It belongs to another organisation.") if known else None

    answer_first(product, monkeypatch, tell)
    with pytest.raises(AssertionError, match="2 == 1"):
        contracts.test_what_is_absent_looks_like_what_is_another_organisations(
            product, "baseline.show", "GET"
        )


def test_telling_visitors_which_reviews_exist_is_noticed(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = product.client("visitor").get("/nowhere", expect=404)

    def tell() -> Any:
        asked = (request.view_args or {}).get("review_id")
        return with_words(absent, "No such review.") if asked not in (None, product.own.id) else None

    answer_first(product, monkeypatch, tell)
    with pytest.raises(AssertionError, match="404, not 302"):
        contracts.test_a_visitor_cannot_tell_an_absent_review_from_a_real_one(product, "baseline.show", "GET")


def test_a_document_that_is_found_through_any_review_is_noticed(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        reports, "document_of", lambda _review_id, document_id: db.session.get(ReportDocument, document_id)
    )
    with pytest.raises(AssertionError, match="200, not 404"):
        contracts.test_what_is_another_organisations_is_not_found_through_ones_own_review(product)


def test_a_form_that_needs_no_token_is_noticed(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(product.app.config, "WTF_CSRF_ENABLED", False)
    with pytest.raises(AssertionError, match=r"security\.login"):
        contracts.test_a_form_without_its_token_is_refused_and_changes_nothing(product, "visitor")


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_a_method_that_the_guard_forgets_is_noticed(
    product: Product, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    without_guard(product, monkeypatch, lambda: request.method == method)
    with pytest.raises(AssertionError):
        contracts.test_asking_for_the_head_or_the_options_tells_no_more_than_asking_for_the_page(
            product, "action_owner"
        )


def test_an_answer_to_another_method_is_noticed(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_first(product, monkeypatch, lambda: ("Done.", 200) if request.method == "DELETE" else None)
    contracts.test_no_endpoint_answers_another_method(product, "PUT")
    with pytest.raises(AssertionError):
        contracts.test_no_endpoint_answers_another_method(product, "DELETE")


def _rename(product: Product, name: str | None) -> str:
    """Give the administrator of the empty review another name, or none, and return the one before."""
    with product.app.app_context(), write_transaction():
        user = db.session.scalars(
            select(User).where(User.email == product.empty.emails["administrator"])
        ).one()
        before = user.name
        user.name = name or before
    return before
