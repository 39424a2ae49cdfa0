"""What every test may use: a database at the current schema, an application, a review with people in it.

`client_for(role)` gives a browser-like client whose every page is inspected as it is fetched. `app` runs each
test on SQLite and on PostgreSQL (`tests/databases.py`).
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from jinja2 import FileSystemBytecodeCache

from review_toolkit import create_app
from review_toolkit.access.actions import Role
from review_toolkit.database import db
from review_toolkit.settings import make_demo_keys
from tests.clients import CheckedClient
from tests.compiled_routes import routes_compiled_once
from tests.databases import POSTGRESQL, SQLITE, PostgreSQL, running_postgresql, settings_for, upgraded
from tests.kept_databases import KeptDatabase
from tests.people import PASSWORD, ReviewWithPeople, hash_lightly, make_review

settings.register_profile("ci", max_examples=60, deadline=None, derandomize=True)
settings.register_profile(
    "thorough", max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session", autouse=True)
def compiled_routes() -> Iterator[None]:
    """Addresses' rules are compiled once for all applications."""
    with routes_compiled_once():
        yield


@pytest.fixture(scope="session", params=[SQLITE, POSTGRESQL])
def backend(request: pytest.FixtureRequest) -> str:
    """Which database a test runs on."""
    return str(request.param)


@pytest.fixture(scope="session")
def fresh_instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder with keys and an empty database, to copy from."""
    folder = tmp_path_factory.mktemp("fresh") / "instance"
    folder.mkdir()
    make_demo_keys(folder)
    upgraded(settings_for(folder))
    return folder


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A running PostgreSQL."""
    with running_postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def fresh_database(postgresql: PostgreSQL, fresh_instance: Path) -> str:
    """A database of PostgreSQL at the current schema, sealed by the fresh instance's keys, to copy from."""
    name = postgresql.make()
    upgraded(settings_for(fresh_instance, postgresql.url_of(name)))
    return name


@pytest.fixture(scope="session")
def kept_database(postgresql: PostgreSQL, fresh_database: str) -> KeptDatabase:
    """A copy of the fresh database, as fresh again after each test."""
    return KeptDatabase(postgresql, fresh_database)


@pytest.fixture
def instance(fresh_instance: Path, tmp_path: Path) -> Path:
    """An instance folder of the test's own."""
    return Path(shutil.copytree(fresh_instance, tmp_path / "instance"))


@pytest.fixture
def database_url(backend: str, request: pytest.FixtureRequest) -> Iterator[str | None]:
    """Where the test's own database is; None for the SQLite file in the instance folder."""
    if backend == SQLITE:
        yield None
        return
    kept: KeptDatabase = request.getfixturevalue("kept_database")
    yield kept.url
    kept.put_back()


@pytest.fixture(scope="session")
def compiled_pages(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Where compiled templates are kept between the tests: a third of a page's time goes into them."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("pages")))


@pytest.fixture
def hash_passwords() -> Callable[[Flask], None]:
    """How passwords are hashed: lightly, but in the tests of signing in, whose conftest.py says so."""
    return hash_lightly


@pytest.fixture
def app(
    instance: Path,
    database_url: str | None,
    compiled_pages: FileSystemBytecodeCache,
    hash_passwords: Callable[[Flask], None],
) -> Iterator[Flask]:
    """The application over a database of the test's own."""
    app = create_app(settings_for(instance, database_url))
    app.testing = True
    hash_passwords(app)
    app.jinja_env.bytecode_cache = compiled_pages
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
