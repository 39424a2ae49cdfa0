"""A little site that has every part of a page, so that a browser can look at each in each of its states."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from flask import Flask, render_template_string, request
from werkzeug.serving import make_server

from review_toolkit.web.confirming import ConfirmForm
from review_toolkit.web.pagination import Page
from tests.web.conftest import PERSON, make_app
from tests.web.further_forms import Disabled, Further, Grouped
from tests.web.sample_forms import Everything

FORM = """{% extends "layouts/form.html" %}
{% block before_main %}{{ nhs.back_link({"href": "/", "text": "Back"}) }}{% endblock %}
{% block heading %}Every kind of field{% endblock %}
{% block cancel %}/{% endblock %}"""

PARTS = """{% extends "layouts/base.html" %}
{% from "macros/tables.html" import data_table, pagination %}
{% from "macros/tasks.html" import task_list %}
{% block heading %}Every other part{% endblock %}
{% block content %}
{{ task_list(tasks, label="Stages", id="stages") }}
{{ data_table("A wide table", columns, rows, id="wide") }}
{{ data_table("Nothing yet", columns, [], id="none", empty="Rows stand here once a file is imported.") }}
{{ pagination(page, "/parts") }}
{% endblock %}"""

CONFIRM = """{% extends "layouts/confirm.html" %}
{% block heading %}Destroy the answers{% endblock %}
{% block consequence %}<p>All 212 answers of the wave are destroyed.</p>{% endblock %}
{% block irreversible %}<p>This cannot be undone: nobody can bring them back.</p>{% endblock %}
{% block act %}Destroy the answers{% endblock %}
{% block cancel %}/{% endblock %}"""

TASKS = [
    {"title": "Baseline", "href": "/", "hint": "Bring in HR data.", "state": "In progress", "tone": "blue"},
    {"title": "Listening", "href": None, "hint": "Hear staff.", "state": "Not available yet", "tone": "grey"},
    {"title": "Report", "href": "/", "hint": "", "state": "Signed off", "tone": "green"},
]
COLUMNS = ["Directorate", *[{"text": f"Quarter {number}", "numeric": True} for number in range(1, 13)]]
ROWS = [[f"Directorate of many words {number}", *range(number, number + 12)] for number in range(6)]
FORMS = {"everything": Everything, "further": Further, "grouped": Grouped, "disabled": Disabled}


def sample_site() -> Flask:
    app = make_app(user=PERSON)
    app.config["MAX_CONTENT_LENGTH"] = None
    app.add_url_rule("/forms/<name>", "sample_form", _form, methods=["GET", "POST"])
    app.add_url_rule("/parts", "parts", _parts)
    app.add_url_rule("/confirm", "confirm", _confirm, methods=["GET", "POST"])
    return app


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an application from a thread; yield its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _form(name: str) -> Any:
    form = FORMS[name]()
    if form.validate_on_submit():
        return render_template_string(PARTS, tasks=TASKS, columns=COLUMNS, rows=ROWS, page=Page(1, 1, 1))
    return render_template_string(FORM, form=form), 422 if form.errors else 200


def _parts() -> str:
    page = Page.asked_for(request.args.get("page"), size=10, total=120)
    return render_template_string(PARTS, tasks=TASKS, columns=COLUMNS, rows=ROWS, page=page)


def _confirm() -> Any:
    form = ConfirmForm()
    if form.validate_on_submit():
        return _parts()
    return render_template_string(CONFIRM, form=form), 422 if form.errors else 200
