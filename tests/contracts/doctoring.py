"""Deliberate faults for a while: what an application does wrong so that a contract test has to notice.

Each fault is undone with the test's `monkeypatch`; nothing is written to the product's database for good.
"""

from collections.abc import Callable
from typing import Any

import pytest
from flask import make_response, request
from werkzeug.test import TestResponse

from tests.contracts.conftest import Product

Answer = Callable[..., Any]


def answer_first(product: Product, monkeypatch: pytest.MonkeyPatch, answer: Answer) -> None:
    """Ask `answer` before the guard does; what it returns is sent, None goes on as usual."""
    asked = product.app.before_request_funcs[None]
    monkeypatch.setitem(product.app.before_request_funcs, None, [answer, *asked])


def without_guard(product: Product, monkeypatch: pytest.MonkeyPatch, where: Callable[[], bool]) -> None:
    """Let everybody through where the condition holds."""
    asked = product.app.before_request_funcs[None]
    (guard,) = [each for each in asked if each.__name__ == "_guard"]

    def sometimes() -> Any:
        return None if where() else guard()

    kept = [sometimes if each is guard else each for each in asked]
    monkeypatch.setitem(product.app.before_request_funcs, None, kept)


def instead_of(product: Product, monkeypatch: pytest.MonkeyPatch, endpoint: str, view: Answer) -> None:
    """Put another view in an endpoint's place; it gets the real one as its first argument.

    The action that the endpoint stands for stays the same.
    """
    real = product.app.view_functions[endpoint]

    def doctored(**values: Any) -> Any:
        return view(real, **values)

    doctored.__dict__.update(real.__dict__)
    monkeypatch.setitem(product.app.view_functions, endpoint, doctored)


def change_pages(product: Product, monkeypatch: pytest.MonkeyPatch, change: Callable[[str], str]) -> None:
    """Change the HTML of every page before it is sent."""

    def doctored(response: Any) -> Any:
        if response.mimetype == "text/html":
            response.set_data(change(response.get_data(as_text=True)))
        return response

    sent = product.app.after_request_funcs.get(None, [])
    monkeypatch.setitem(product.app.after_request_funcs, None, [doctored, *sent])


def without_header(product: Product, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Forget one header on every answer."""

    def doctored(response: Any) -> Any:
        response.headers.pop(name, None)
        return response

    # What comes first in the list is done last.
    sent = product.app.after_request_funcs.get(None, [])
    monkeypatch.setitem(product.app.after_request_funcs, None, [doctored, *sent])


def with_words(response: TestResponse, words: str) -> tuple[str, int]:
    """Return the same page and status with a sentence more, still a sound page."""
    return response.text.replace("</main>", f"<p>{words}</p></main>"), response.status_code


def as_is(*_: Any, **__: Any) -> Any:
    """Stand in for a view that takes anything: nothing is checked, and one is led on."""
    response = make_response("", 302)
    response.location = f"{request.script_root}/"
    return response
