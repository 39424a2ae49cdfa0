"""A service that is no demo, so that second steps are asked for; passwords are hashed at their full cost."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from review_toolkit.web_address import WebAddress
from tests.clients import CheckedClient
from tests.people import PASSWORD, ReviewWithPeople


@pytest.fixture
def hash_passwords() -> Callable[[Flask], None]:
    """Leave the product's own parameters as they are."""
    return lambda _app: None


@pytest.fixture
def real(app: Flask) -> Flask:
    """The application as an organisation runs it."""
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, demo=False, web_address=WebAddress("http", "localhost"))
    return app


@pytest.fixture
def half_way(real: Flask, review: ReviewWithPeople) -> Callable[[str], CheckedClient]:
    """Give somebody's right password, and nothing else."""

    def client(who: str) -> CheckedClient:
        browser = CheckedClient(real)
        browser.sign_in(review.emails[who], PASSWORD)
        return browser

    return client
