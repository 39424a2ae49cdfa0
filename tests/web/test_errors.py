"""Error pages: what happened, what to do, and never what the program saw."""

import logging
import re

import pytest
from flask import Flask, abort

from review_toolkit.baseline.ingest.problems import ExtractRefused, MappingRefused
from review_toolkit.content import InvalidContent
from review_toolkit.failures import CannotBeDone
from review_toolkit.figures import InvalidDocument
from review_toolkit.releases.queries import DamagedRelease
from review_toolkit.reports.faults import RenderFault, RenderLimitExceeded, TemplateFault
from review_toolkit.vault import CannotOpen
from tests.web.conftest import make_app
from tests.web.page_checks import check_page, parse_page, text_of

STATUSES = [400, 401, 403, 404, 405, 410, 413, 415, 422, 429, 500, 503, 418, 501]
SECRET = "the salary of employee 17"


def fail() -> str:
    raise RuntimeError(SECRET)


@pytest.mark.parametrize("status", STATUSES)
def test_every_error_has_a_page_that_says_what_to_do(app, status):
    response = app.test_client().get(f"/aborts/{status}")
    assert response.status_code == status
    check_page(response.text, status)
    paragraphs = [text_of(p) for p in parse_page(response.text).iter("p")]
    assert len(paragraphs[0]) > 10
    assert len(paragraphs[1]) > 10


def test_an_unexpected_fault_shows_a_reference_that_the_log_has_too(app, caplog):
    app.add_url_rule("/fails", "fails", fail)
    with caplog.at_level(logging.ERROR):
        response = app.test_client().get("/fails?who=17")
    assert response.status_code == 500
    check_page(response.text, 500)
    reference = re.search(r"[0-9A-F]{4}-[0-9A-F]{4}", response.text)
    assert reference
    records = [record for record in caplog.records if reference[0] in record.getMessage()]
    assert len(records) == 1
    assert "RuntimeError in fails" in records[0].getMessage()
    assert re.search(r"test_errors\.py:\d+ in fail\n?", records[0].getMessage())
    assert "who=17" not in records[0].getMessage()
    for word in (SECRET, "Traceback", "RuntimeError"):
        assert word not in response.text


def test_the_log_has_one_entry_for_a_fault_without_its_words_or_its_address(app, caplog):
    def read_cell(token: str) -> str:
        try:
            raise KeyError(f"cell of {token}")
        except KeyError as error:
            raise ValueError("secret cell") from error

    app.add_url_rule("/answers/<token>", "answer", read_cell)
    with caplog.at_level(logging.DEBUG):
        response = app.test_client().get("/answers/secret-path?secret=query")
    assert response.status_code == 500
    (entry,) = caplog.records
    told = logging.Formatter("%(message)s").format(entry)
    assert "ValueError in answer" in told
    assert "KeyError" in told
    assert told.count(" in read_cell") == 2
    assert "secret" not in told
    assert "secret" not in response.text


def test_what_was_foreseen_is_said_in_its_own_words_and_logged_without_them(app, caplog):
    def open_file() -> str:
        raise CannotBeDone("The stored file <secret> cannot be opened.")

    app.add_url_rule("/opens", "opens", open_file)
    with caplog.at_level(logging.DEBUG):
        response = app.test_client().get("/opens")
    assert response.status_code == 503
    check_page(response.text, 503)
    assert "This cannot be done at the moment" in response.text
    assert "The stored file &lt;secret&gt; cannot be opened." in response.text
    (entry,) = caplog.records
    assert re.search(r"[0-9A-F]{4}-[0-9A-F]{4}", entry.getMessage())[0] in response.text
    assert "CannotBeDone in opens" in entry.getMessage()
    assert "secret" not in logging.Formatter("%(message)s").format(entry)


@pytest.mark.parametrize(
    "failure",
    [
        *(CannotOpen, DamagedRelease, InvalidContent, InvalidDocument),
        *(RenderFault, RenderLimitExceeded, TemplateFault),
        *(ExtractRefused, MappingRefused),
    ],
)
def test_every_failure_that_no_view_answers_was_foreseen(failure):
    assert issubclass(failure, CannotBeDone)


def test_our_own_words_replace_the_general_ones(app):
    app.add_url_rule("/closed", "closed", lambda: abort(404, "This <wave> has closed."))
    text = app.test_client().get("/closed").text
    assert "This &lt;wave&gt; has closed." in text
    check_page(text, 404)


def test_the_headers_of_an_error_are_kept(app):
    response = app.test_client().post("/aborts/400")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_a_form_without_its_token_says_how_to_go_on(app):
    response = app.test_client().post("/sign-out")
    assert response.status_code == 400
    assert "This form can no longer be sent" in response.text
    check_page(response.text, 400)


def test_error_pages_ask_nobody_who_is_signed_in():
    app = make_app()

    @app.context_processor
    def broken_database() -> dict[str, object]:
        raise ConnectionError("the database is gone")

    response = app.test_client().get("/nowhere")
    assert response.status_code == 404
    assert "Page not found" in response.text
    assert "app-header" in response.text
    assert app.test_client().get("/").status_code == 500


def test_where_the_template_fails_too_plain_html_is_sent(app: Flask, monkeypatch, caplog):
    def broken(*_: object, **__: object) -> None:
        raise OSError(SECRET)

    app.add_url_rule("/fails", "fails", fail)
    monkeypatch.setattr(app.jinja_env, "get_template", broken)
    with caplog.at_level(logging.DEBUG):
        response = app.test_client().get("/fails")
    assert [SECRET in logging.Formatter().format(entry) for entry in caplog.records] == [False, False]
    assert response.status_code == 500
    assert SECRET not in response.text
    assert re.search(r"Reference: [0-9A-F]{4}-[0-9A-F]{4}", response.text)
    check_page(response.text, 500)


def test_an_upload_over_the_limit_says_so_before_anything_reads_it(app):
    app.add_url_rule("/send", "send", lambda: "read", methods=["POST"])
    response = app.test_client().post("/send", data={"text": "x" * 2000})
    assert response.status_code == 413
    assert "The file is too large" in response.text
    check_page(response.text, 413)


def test_redirects_are_left_alone(app):
    app.add_url_rule("/folder/", "folder", lambda: "")
    assert app.test_client().get("/folder").status_code == 308
