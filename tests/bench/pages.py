"""A page of the product, against the same statements and a plain template in a bare Flask app."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, render_template_string
from sqlalchemy import create_engine, event

from review_toolkit import create_app
from review_toolkit.database import db
from review_toolkit.schema import upgrade_database
from review_toolkit.settings import load_settings, make_demo_keys
from tests.baseline.refreshing import hand_in, release_them, staff_of, worked_out
from tests.clients import CheckedClient
from tests.people import PASSWORD, ReviewWithPeople, make_review

REQUESTS = 50


Pair = tuple[Callable[[], object], Callable[[], object]]


def task_list() -> Pair:
    app = _app()
    review = make_review(app)
    return _against_bare(app, f"/reviews/{review.id}", review)


def frozen_release() -> Pair:
    """The baseline's page with a release of 3,000 staff: tables, charts and words from the frozen row."""
    app = _app()
    review = make_review(app)
    hand_in(app, review, staff_of(1, 3_000))
    worked_out(app, review)
    release_them(app, review)
    return _against_bare(app, f"/reviews/{review.id}/baseline", review)


def _app() -> Flask:
    folder = Path(tempfile.mkdtemp())
    make_demo_keys(folder)
    app = create_app(load_settings({"REVIEW_TOOLKIT_INSTANCE": str(folder)}))
    with app.app_context():
        upgrade_database(db.engine)
    return app


def _against_bare(app: Flask, path: str, review: ReviewWithPeople) -> Pair:
    browser = CheckedClient(app)
    browser.sign_in(review.emails["hr_lead"], PASSWORD)
    client = browser._client
    statements: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            statements.append((statement, parameters))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    client.get(path)
    event.remove(engine, "before_cursor_execute", note)
    bare = _bare(engine.url.render_as_string(hide_password=False), statements)

    def ours() -> None:
        for _ in range(REQUESTS):
            client.get(path)

    def plain() -> None:
        for _ in range(REQUESTS):
            bare.get("/")

    return ours, plain


def _bare(url: str, statements: list[tuple[str, Any]]) -> Any:
    app = Flask("bare")
    app.testing = True
    engine = create_engine(url)

    @app.get("/")
    def page() -> str:
        with engine.connect() as connection:
            rows = [connection.exec_driver_sql(sql, values).all() for sql, values in statements]
        return render_template_string(
            "<ul>{% for row in rows %}<li>{{ row }}</li>{% endfor %}</ul>", rows=rows
        )

    return app.test_client()
