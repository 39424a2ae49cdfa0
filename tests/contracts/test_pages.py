"""Every page that a link leads to, for each role, in a review with nothing in it and in one with figures."""

import io
from urllib.parse import urlsplit

import pytest
from werkzeug.test import TestResponse

from review_toolkit.access.actions import Role
from review_toolkit.web.headers import CONTENT_SECURITY_POLICY, HEADERS
from tests.clients import CheckedClient
from tests.contracts.conftest import Product
from tests.contracts.register import VISITORS, read_register
from tests.databases import looked_at_once
from tests.people import NEW_REVIEW, ReviewWithPeople
from tests.web.links import links_of
from tests.web.page_checks import outside_addresses, parse_page, text_of

pytestmark = looked_at_once

HEAVIEST_PAGE = 250_000
"""Bytes of HTML: a page must open at once on a phone with a poor signal."""
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EVERYBODY = (*[role.value for role in Role], "administrator")


def crawl(client: CheckedClient) -> dict[str, TestResponse]:
    """Follow every link from the front page. The client inspects each page and notices any write."""
    found: dict[str, TestResponse] = {}
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found[path] = response = client.get(path)
        if response.mimetype == "text/html":
            page = parse_page(response.text)
            assert outside_addresses(page) == [], path
            waiting.extend(link for link in links_of(page))
    return found


def pages_of(found: dict[str, TestResponse]) -> dict[str, TestResponse]:
    return {path: response for path, response in found.items() if response.mimetype == "text/html"}


def endpoints_of(product: Product, found: dict[str, TestResponse]) -> set[str]:
    adapter = product.app.url_map.bind("localhost")
    return {adapter.match(urlsplit(path).path)[0] for path in found}


@pytest.fixture(params=["with figures", "with nothing"])
def review(request: pytest.FixtureRequest, product: Product) -> ReviewWithPeople:
    return product.own if request.param == "with figures" else product.empty


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_page_that_a_link_leads_to_is_sound_light_and_protected(
    product: Product, review: ReviewWithPeople, who: str
) -> None:
    found = crawl(product.client(who, of=review))
    for path, response in found.items():
        for name, value in HEADERS.items():
            assert response.headers.get(name) == value, f"{path}: {name}"
        assert "http:" not in CONTENT_SECURITY_POLICY
    pages = pages_of(found)
    for path, response in pages.items():
        assert len(response.data) < HEAVIEST_PAGE, f"{path} has {len(response.data)} bytes."
        assert "set-cookie" not in response.headers or "Domain=" not in response.headers["set-cookie"]
    assert len(pages) >= 2


_NOT_BY_A_LINK = {"recovery.ask", "recovery.ask_key", "invited.ask_key", "account.ask_password"}
"""The first three are linked from the sign-in page; the last is shown when somebody signed in long ago."""


@pytest.mark.parametrize("who", EVERYBODY)
def test_links_lead_to_every_page_that_the_register_opens_and_to_no_other(product: Product, who: str) -> None:
    opened = {
        endpoint
        for (endpoint, method), answers in read_register().items()
        if method == "GET" and answers[who] == "200" and endpoint not in _NOT_BY_A_LINK
    }
    reached: set[str] = set()
    for review in (product.own, product.empty):
        reached |= endpoints_of(product, crawl(product.client(who, of=review)))
    assert reached == opened


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_page_of_a_person_has_a_title_of_its_own(
    product: Product, review: ReviewWithPeople, who: str
) -> None:
    pages = pages_of(crawl(product.client(who, of=review)))
    titles = {path: title_of(response) for path, response in pages.items()}
    assert len(set(titles.values())) == len(titles), titles
    for path, title in titles.items():
        assert title.endswith(" – Review toolkit")
        in_review = path.startswith("/reviews/") and path != "/reviews/new"
        assert ("Organisation" in title) == in_review, f"{path}: {title}"


def test_a_report_that_is_downloaded_is_the_word_file_that_was_written(product: Product) -> None:
    found = crawl(product.client("senior_leader"))
    reports = [response for path, response in found.items() if path.endswith(".docx")]
    assert reports
    for response in reports:
        assert response.mimetype == WORD
        assert response.data.startswith(b"PK")
        assert response.headers["Content-Disposition"].startswith("attachment; filename=")
        assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["/nowhere", "/static/nowhere.css", "/static/../settings.py", "/sign-in", "/"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_every_answer_has_the_headers_whatever_was_asked(product: Product, path: str, method: str) -> None:
    for who in VISITORS[:2]:
        response = product.browser(who).open(path, method=method, buffered=True)
        for name, value in HEADERS.items():
            assert response.headers.get(name) == value, f"{method} {path}: {name}"


def test_a_fault_of_ours_has_the_headers_and_tells_nothing(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("somebody's pay is 31,250")

    monkeypatch.setitem(product.app.view_functions, "overview.home", fail)
    monkeypatch.setitem(product.app.config, "PROPAGATE_EXCEPTIONS", False)
    response = product.browser("hr_lead").get("/")
    assert response.status_code == 500
    assert "31,250" not in response.text
    assert response.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"organisation": " "}, "Enter the name of the organisation"),
        ({"snapshot_date-month": "13"}, "snapshot date"),
        ({"threshold": "4"}, "as a whole number from 5 to 1000"),
        ({"threshold": "ten"}, "whole number"),
        ({"hr_lead_email": "ada"}, "Enter an email address in the format name@example.org"),
        ({"hr_lead_email": "nobody"}, "Enter an email address in the format name@example.org"),
        ({"title": "x" * 201}, "200"),
        ({"title": "Review\x00"}, "Title"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_new_review_with_a_wrong_value_is_sent_back_with_an_error_summary(
    product: Product, wrong: dict[str, str], message: str
) -> None:
    product.client("administrator"), product.client("hr_lead"), product.client("hr_lead", of=product.empty)
    # Signing in is noted, so it came first.
    before = product.fingerprint()
    client = product.client("administrator")
    response = client.post("/reviews/new", NEW_REVIEW | wrong, expect=422)
    assert message in summary_of(response)
    assert product.fingerprint() == before


def test_an_import_without_a_file_is_sent_back_with_an_error_summary(product: Product) -> None:
    client = product.client("hr_lead", of=product.empty)
    response = client.post(f"/reviews/{product.empty.id}/baseline/import", expect=422)
    assert "Choose the workforce file" in summary_of(response)


def test_an_import_after_the_release_is_refused_with_the_reason(product: Product) -> None:
    product.client("administrator"), product.client("hr_lead"), product.client("hr_lead", of=product.empty)
    # Signing in is noted, so it came first.
    before = product.fingerprint()
    day = {
        f"snapshot_date-{part}": value for part, value in (("day", "31"), ("month", "3"), ("year", "2026"))
    }
    files = {"workforce": (io.BytesIO(b"employee_id,ethnicity\n1,A\n"), "staff.csv"), **day}
    response = product.client("hr_lead").post(f"/reviews/{product.own.id}/baseline/import", files, expect=409)
    assert "Reopen it before anything in it is changed" in summary_of(response)
    assert product.fingerprint() == before


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("staff.csv", b"", "staff.csv"),
        ("staff.csv", b"%PDF-1.7\n1 0 obj", "staff.csv"),
        ("staff.csv", b"employee_id,grade\n1,A\n", "ethnicity"),
        ("<b>staff.xlsx", b"PK\x03\x04 not a workbook", "&lt;b&gt;staff.xlsx"),
    ],
    ids=["empty", "a PDF", "no ethnicity", "a name with markup"],
)
def test_an_unreadable_file_is_sent_back_with_an_error_summary(
    product: Product, name: str, content: bytes, words: str
) -> None:
    product.client("administrator"), product.client("hr_lead"), product.client("hr_lead", of=product.empty)
    # Signing in is noted, so it came first.
    before = product.fingerprint()
    response = product.client("hr_lead", of=product.empty).post(
        f"/reviews/{product.empty.id}/baseline/import",
        {"workforce": (io.BytesIO(content), name)},
        expect=422,
    )
    assert summary_of(response)
    assert words in response.text
    assert product.fingerprint() == before


def title_of(response: TestResponse) -> str:
    return next(text_of(element) for element in parse_page(response.text).iter("title"))


def summary_of(response: TestResponse) -> str:
    """Return the words of the page's error summary."""
    assert title_of(response).startswith("Error: ")
    for element in parse_page(response.text).iter("div"):
        if "nhsuk-error-summary" in element.get("class", "").split():
            return text_of(element)
    raise AssertionError("There is no error summary.")
