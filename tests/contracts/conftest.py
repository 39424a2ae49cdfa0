"""One product for the contract tests: a review with figures and a report, one without, another body's."""

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from review_toolkit import create_app
from review_toolkit.access.actions import Role
from review_toolkit.access.invitations import invite
from review_toolkit.access.queries import held_roles
from review_toolkit.database import Base, db, write_transaction
from review_toolkit.mail.service import queue_mail
from review_toolkit.reviews.service import set_up_review
from tests.clients import CheckedClient
from tests.databases import SQLITE, PostgreSQL, elsewhere, settings_for
from tests.people import PASSWORD, ReviewWithPeople, hash_lightly, make_review
from tests.worked_review import release_example, send_for_sign_off, wait_for_report, write_report

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass
class Product:
    """An application with reviews in three states, and somebody to look at it for each role.

    `own` has figures, which are with the sponsor for sign-off, and a report; `empty` has nothing, `other`
    belongs to another organisation. Of the two mails that wait one is looked at (GET) and one is acted on
    (POST). Signing in is done once for each person and the cookie is kept.
    """

    app: Flask
    own: ReviewWithPeople
    empty: ReviewWithPeople
    other: ReviewWithPeople
    document: UUID
    other_document: UUID
    job: UUID
    other_job: UUID
    mails: dict[str, UUID]
    role: UUID
    other_role: UUID
    invitation: UUID
    other_invitation: UUID
    invited_lead: UUID
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
        digest = hashlib.sha256()
        with elsewhere(self.app) as connection:
            for table in Base.metadata.sorted_tables:
                rows = connection.execute(select(table).order_by(*table.primary_key.columns)).all()
                digest.update(f"{table.name}: {rows!r}".encode())
        return digest.hexdigest()

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
def product(
    backend: str,
    fresh_instance: Path,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[Product]:
    folder = tmp_path_factory.mktemp("product")
    instance = Path(shutil.copytree(fresh_instance, folder / "instance"))
    url = None
    if backend != SQLITE:
        server: PostgreSQL = request.getfixturevalue("postgresql")
        url = server.url_of(server.make(template=request.getfixturevalue("fresh_database")))
    app = create_app(settings_for(instance, url))
    app.testing = True
    hash_lightly(app)
    own, empty, other = (make_review(app, prefix=prefix) for prefix in ("own", "empty", "other"))
    release_example(app, own, folder / "files")
    send_for_sign_off(app, own, "baseline")
    yield Product(
        app,
        own,
        empty,
        other,
        document=write_report(app, own),
        other_document=write_report(app, other),
        job=wait_for_report(app, own),
        other_job=wait_for_report(app, other),
        mails={name: _mail_that_waits(app, to=f"{name.lower()}@own.example") for name in ("GET", "POST")},
        role=_a_role_in(app, own),
        other_role=_a_role_in(app, other),
        invitation=_an_invitation_to(app, own),
        other_invitation=_an_invitation_to(app, other),
        invited_lead=_an_invited_lead(app, own),
    )
    with app.app_context():
        db.engine.dispose()


def _a_role_in(app: Flask, review: ReviewWithPeople) -> UUID:
    with app.app_context():
        return next(held.id for held in held_roles(review.id) if held.role is Role.REVIEWER)


def _an_invitation_to(app: Flask, review: ReviewWithPeople) -> UUID:
    with app.app_context(), write_transaction():
        actor, email = review.actors["hr_lead"], f"invited@{review.emails['hr_lead'].partition('@')[2]}"
        found, _ = invite(review.id, email=email, name="Invited", role=Role.NETWORK_MEMBER, actor=actor)
        return found.id


def _an_invited_lead(app: Flask, review: ReviewWithPeople) -> UUID:
    """The HR lead of a review that nobody leads yet."""
    with app.app_context(), write_transaction():
        waiting = set_up_review(
            organisation="Waiting Organisation", title="Waiting", snapshot_date=date(2026, 3, 31)
        )
        actor = review.actors["administrator"]
        found, _ = invite(
            waiting.id, email="lead@waiting.example", name="Lee", role=Role.HR_LEAD, actor=actor
        )
        return found.id


def _mail_that_waits(app: Flask, *, to: str) -> UUID:
    with app.app_context(), write_transaction():
        vault = app.extensions["vault"]
        return queue_mail(to=to, subject="A mail", text="Words.", vault=vault).id
