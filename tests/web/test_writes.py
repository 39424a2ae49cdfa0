"""`@writes`: what a view wrote is kept if its answer is a success, and undone with any other."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, abort, redirect
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from review_toolkit import create_app
from review_toolkit.database import db
from review_toolkit.reviews.models import Organisation
from review_toolkit.settings import load_settings
from review_toolkit.web.writes import writes


@pytest.fixture
def product(instance: Path) -> Iterator[Flask]:
    app = create_app(load_settings({"REVIEW_TOOLKIT_INSTANCE": str(instance)}))
    yield app
    with app.app_context():
        db.engine.dispose()


def names_after(app: Flask, answer: ResponseReturnValue | int | None) -> tuple[list[str], int]:
    """Write a row in a view that then answers, aborts or fails; return what is kept and the status."""

    @writes
    def view() -> ResponseReturnValue:
        db.session.add(Organisation(name="Written"))
        db.session.flush()
        if answer is None:
            raise KeyError
        return abort(answer) if isinstance(answer, int) else answer

    with app.test_request_context():
        try:
            status = app.make_response(app.ensure_sync(view)()).status_code
        except Exception as fault:  # noqa: BLE001 (the view's own fault is what is looked at)
            status = getattr(fault, "code", 500)
    with app.app_context():
        return list(db.session.scalars(select(Organisation.name))), status


def test_a_success_keeps_what_was_written(product: Flask) -> None:
    assert names_after(product, ("done", 200)) == (["Written"], 200)


def test_a_redirect_keeps_what_was_written(product: Flask) -> None:
    with product.test_request_context():
        answer = redirect("/")
    assert names_after(product, answer) == (["Written"], 302)


@pytest.mark.parametrize(
    ("answer", "status"),
    [(("Enter a title", 422), 422), (("Somebody was first", 409), 409), (404, 404), (None, 500)],
    ids=["a form sent back", "a conflict", "an abort", "a fault"],
)
def test_any_other_answer_undoes_it(
    product: Flask, answer: ResponseReturnValue | int | None, status: int
) -> None:
    assert names_after(product, answer) == ([], status)
