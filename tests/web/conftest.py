"""A tiny app with the stubs that the layout counts on, so that pages are tested without the product."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, abort, render_template_string
from flask_wtf import CSRFProtect

from review_toolkit.web.errors import init_errors
from review_toolkit.web.headers import init_headers
from review_toolkit.web.pages import init_templates

PERSON = SimpleNamespace(is_authenticated=True, name="Ama Mensah-Clarke")
NOBODY = SimpleNamespace(is_authenticated=False)

PAGE = """{% extends "layouts/base.html" %}{% block heading %}Fish & chips{% endblock %}"""


def make_app(user: Any = NOBODY, organisation_name: str | None = "Harbour & Vale Members' Trust") -> Flask:
    app = Flask("review_toolkit")
    app.config.update(SECRET_KEY="only for these tests", MAX_CONTENT_LENGTH=1000)
    init_templates(app)
    init_headers(app)
    init_errors(app)
    CSRFProtect(app)
    app.jinja_env.globals.update(
        product_name="Review toolkit", organisation_name=organisation_name, sign_in_with=""
    )

    @app.context_processor
    def signed_in() -> dict[str, Any]:
        return {"current_user": user}

    app.add_url_rule("/", "overview.home", lambda: render_template_string(PAGE))
    app.add_url_rule("/sign-out", "security.logout", lambda: "", methods=["POST"])
    app.add_url_rule("/sign-in", "security.login", lambda: "")
    for endpoint in ("account.show", "recovery.ask", "invited.ask_key"):
        app.add_url_rule(f"/{endpoint}", endpoint, lambda: "")
    app.add_url_rule("/aborts/<int:status>", "aborts", lambda status: abort(status))
    return app


@pytest.fixture
def app() -> Iterator[Flask]:
    app = make_app()
    with app.test_request_context():
        yield app
