"""Each contract of `test_pages` fails where an application breaks it (docs/contracts.md)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Response

from tests.contracts import test_pages as contracts
from tests.contracts.conftest import Product
from tests.contracts.doctoring import as_is, change_pages, instead_of, without_header
from tests.databases import looked_at_once

pytestmark = looked_at_once


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda page: page.replace("</main>", f"<p>{'x' * 250_000}</p></main>"), "bytes"),
        (lambda page: page.replace("</main>", '<p id="a"></p><p id="a"></p></main>'), "used 2 times"),
        (lambda page: page.replace("</main>", '<a href="//elsewhere.example">x</a></main>'), "elsewhere"),
        (lambda page: page.replace("</main>", '<a href="/gone">x</a></main>'), "404, not 200"),
    ],
    ids=["heavy", "unsound", "a way out", "a broken link"],
)
def test_a_page_that_is_not_sound_or_light_is_noticed(
    product: Product, monkeypatch: pytest.MonkeyPatch, change: Callable[[str], str], complaint: str
) -> None:
    change_pages(product, monkeypatch, change)
    with pytest.raises(AssertionError, match=complaint):
        contracts.test_every_page_that_a_link_leads_to_is_sound_light_and_protected(
            product, product.empty, "hr_lead"
        )


def test_a_header_that_is_forgotten_is_noticed(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    without_header(product, monkeypatch, "Content-Security-Policy")
    with pytest.raises(AssertionError, match="Content-Security-Policy"):
        contracts.test_every_page_that_a_link_leads_to_is_sound_light_and_protected(
            product, product.empty, "hr_lead"
        )
    with pytest.raises(AssertionError, match="Content-Security-Policy"):
        contracts.test_every_answer_has_the_headers_whatever_was_asked(product, "/nowhere", "GET")


def test_a_page_that_no_link_leads_to_is_noticed(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    change_pages(product, monkeypatch, lambda page: re.sub(r'href="[^"]*/releases/[^"]*"', 'href="/"', page))
    with pytest.raises(AssertionError, match=r"releases\.download"):
        contracts.test_links_lead_to_every_page_that_the_register_opens_and_to_no_other(
            product, "network_member"
        )


def test_a_link_to_a_page_that_is_not_for_this_person_is_noticed(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_pages(
        product, monkeypatch, lambda page: page.replace("</main>", '<a href="/reviews/new">x</a></main>')
    )
    with pytest.raises(AssertionError, match="404"):
        contracts.test_links_lead_to_every_page_that_the_register_opens_and_to_no_other(
            product, "network_member"
        )


def test_two_pages_with_one_title_are_noticed(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    def alike(page: str) -> str:
        page = re.sub("<title>.*?</title>", "<title>Here – Review toolkit</title>", page, flags=re.DOTALL)
        return re.sub("<h1([^>]*)>.*?</h1>", r"<h1\1>Here</h1>", page, flags=re.DOTALL)

    change_pages(product, monkeypatch, alike)
    with pytest.raises(AssertionError, match="Here – Review toolkit"):
        contracts.test_each_page_of_a_person_has_a_title_of_its_own(product, product.empty, "hr_lead")


@pytest.mark.parametrize(
    ("body", "mimetype", "disposition"),
    [
        (b"PK", "text/plain", "attachment; filename=a.docx"),
        (b"no", contracts.WORD, "attachment; filename=a.docx"),
        (b"PK", contracts.WORD, "inline"),
    ],
    ids=["another kind", "no Word file", "shown in the browser"],
)
def test_a_report_that_is_not_handed_out_as_a_word_file_is_noticed(
    product: Product, monkeypatch: pytest.MonkeyPatch, body: bytes, mimetype: str, disposition: str
) -> None:
    def other(*_: Any, **__: Any) -> Response:
        return Response(body, mimetype=mimetype, headers={"Content-Disposition": disposition})

    instead_of(product, monkeypatch, "reports.download", other)
    with pytest.raises(AssertionError):
        contracts.test_a_report_that_is_downloaded_is_the_word_file_that_was_written(product)


def test_a_fault_that_tells_what_it_saw_is_noticed(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    handlers = product.app.error_handler_spec[None][None]
    monkeypatch.setitem(handlers, RuntimeError, lambda fault: (f"<p>{fault}</p>", 500))
    with pytest.raises(AssertionError, match="31,250"):
        contracts.test_a_fault_of_ours_has_the_headers_and_tells_nothing(product, monkeypatch)


def test_forms_that_take_anything_are_noticed(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    for endpoint in ("reviews.create", "baseline.import_file"):
        instead_of(product, monkeypatch, endpoint, as_is)
    for contract, given in (
        (
            contracts.test_a_new_review_with_a_wrong_value_is_sent_back_with_an_error_summary,
            ({"threshold": "4"}, "whole number"),
        ),
        (contracts.test_an_import_without_a_file_is_sent_back_with_an_error_summary, ()),
        (contracts.test_an_import_after_the_release_is_refused_with_the_reason, ()),
        (
            contracts.test_an_unreadable_file_is_sent_back_with_an_error_summary,
            ("staff.csv", b"", "staff.csv"),
        ),
    ):
        with pytest.raises(AssertionError, match="answered 302"):
            contract(product, *given)
