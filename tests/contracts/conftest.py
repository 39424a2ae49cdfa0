"""One product for the contract tests: a review with figures and a report, one without, another body's."""

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from review_toolkit import create_app
from review_toolkit.database import db
from review_toolkit.settings import load_settings
from tests.clients import CheckedClient
from tests.people import PASSWORD, ReviewWithPeople, make_review
from tests.worked_review import release_example, wait_for_report, write_report

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass
class Product:
    """An application with reviews in three states, and somebody to look at it for each role.

    `own` has figures and a report, `empty` has nothing, `other` belongs to another organisation. Signing in
    is slow by design, so it is done once for each person and the cookie is kept.
    """

    app: Flask
    instance: Path
    own: ReviewWithPeople
    empty: ReviewWithPeople
    other: ReviewWithPeople
    document: UUID
    other_document: UUID
    job: UUID
    other_job: UUID
    _cookies: dict[str, str] = field(default_factory=dict)

    def client(self, who: str, *, of: ReviewWithPeople | None = None) -> CheckedClient:
        """A checked client for a role of a review, `visitor`, or `stranger`: another body's HR lead."""
        client = CheckedClient(self.app)
        if who != "visitor":
            client._client.set_cookie("session", self._cookie(who, of or self.own))
        return client

    def browser(self, who: str) -> FlaskClient:
        """The same person with a client that checks nothing."""
        return self.client(who)._client

    def fingerprint(self) -> str:
        """Return a digest of every row of every table."""
        with sqlite3.connect(self.instance / "review-toolkit.sqlite3") as connection:
            rows = "\n".join(connection.iterdump())
        connection.close()
        return hashlib.sha256(rows.encode()).hexdigest()

    def forget_sign_ins(self) -> None:
        """Sign people in anew from now on: signing out ends every visit of the account."""
        self._cookies.clear()

    def _cookie(self, who: str, review: ReviewWithPeople) -> str:
        email = self.other.emails["hr_lead"] if who == "stranger" else review.emails[who]
        if email not in self._cookies:
            client = CheckedClient(self.app)
            client.sign_in(email, PASSWORD)
            cookie = client._client.get_cookie("session")
            assert cookie is not None
            self._cookies[email] = cookie.value
        return self._cookies[email]


@pytest.fixture(scope="session")
def product(fresh_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    folder = tmp_path_factory.mktemp("product")
    instance = Path(shutil.copytree(fresh_instance, folder / "instance"))
    app = create_app(load_settings({"REVIEW_TOOLKIT_INSTANCE": str(instance)}))
    app.testing = True
    own, empty, other = (make_review(app, prefix=prefix) for prefix in ("own", "empty", "other"))
    release_example(app, own, folder / "files")
    yield Product(
        app,
        instance,
        own,
        empty,
        other,
        document=write_report(app, own),
        other_document=write_report(app, other),
        job=wait_for_report(app, own),
        other_job=wait_for_report(app, other),
    )
    with app.app_context():
        db.engine.dispose()
