"""What every test may use: a database at the current schema, an application, a review with people in it.

`client_for(role)` gives a browser-like client whose every page is inspected as it is fetched.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings

from review_toolkit import create_app
from review_toolkit.access.actions import Role
from review_toolkit.database import db
from review_toolkit.schema import upgrade_database
from review_toolkit.settings import load_settings, make_demo_keys
from tests.clients import CheckedClient
from tests.people import PASSWORD, ReviewWithPeople, make_review

settings.register_profile("ci", max_examples=60, deadline=None, derandomize=True)
settings.register_profile(
    "thorough", max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def fresh_instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder with keys and an empty database, to copy from."""
    folder = tmp_path_factory.mktemp("fresh") / "instance"
    folder.mkdir()
    make_demo_keys(folder)
    app = create_app(load_settings({"REVIEW_TOOLKIT_INSTANCE": str(folder)}))
    with app.app_context():
        upgrade_database(db.engine)
        # What is still in the write-ahead log would not be copied with the file.
        with db.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    return folder


@pytest.fixture
def instance(fresh_instance: Path, tmp_path: Path) -> Path:
    """An instance folder of the test's own."""
    return Path(shutil.copytree(fresh_instance, tmp_path / "instance"))


@pytest.fixture
def app(instance: Path) -> Iterator[Flask]:
    """The application over a database of the test's own."""
    app = create_app(load_settings({"REVIEW_TOOLKIT_INSTANCE": str(instance)}))
    app.testing = True
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def review(app: Flask) -> ReviewWithPeople:
    """A review of an organisation, and an account for each role in it."""
    return make_review(app)


@pytest.fixture
def other_review(app: Flask, review: ReviewWithPeople) -> ReviewWithPeople:
    """Another organisation's review, with people of its own."""
    return make_review(app, prefix="other")


@pytest.fixture
def client_for(app: Flask, review: ReviewWithPeople) -> Callable[[Role | str], CheckedClient]:
    """Sign somebody in by role ("administrator" and "visitor" are no roles in a review) or by email."""

    def client(who: Role | str) -> CheckedClient:
        browser = CheckedClient(app)
        if who != "visitor":
            browser.sign_in(review.emails.get(str(who), str(who)), PASSWORD)
        return browser

    return client
