"""Tries at a password: how many, for whom they count, what is kept of them, and what the trail says."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from review_toolkit.access.models import AuditEvent, User
from review_toolkit.database import Base, db, verify_chain, write_transaction
from review_toolkit.sign_in import throttle
from review_toolkit.sign_in.login_form import TOO_MANY
from review_toolkit.sign_in.models import SignInTries
from review_toolkit.sign_in.throttle import MOST_TRIES, WINDOW, begin_try, key_of
from tests.clients import CheckedClient
from tests.databases import elsewhere
from tests.people import PASSWORD, ReviewWithPeople
from tests.web.page_checks import parse_page, text_of

ClientFor = Callable[[str], CheckedClient]
EMAIL = "hr_lead@own.example"
UNKNOWN = "nobody@own.example"
WRONG = "correct horse battery"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(throttle, "now", clock)
    return clock


def words_of(response: TestResponse) -> str:
    return text_of(next(element for element in parse_page(response.text).iter("main")))


def fail(client: CheckedClient, times: int, email: str = EMAIL) -> None:
    for _ in range(times):
        client.sign_in(email, WRONG, expect=200)


def trail(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        events = db.session.scalars(
            select(AuditEvent)
            .where(AuditEvent.kind.in_(["signed_in", "signed_out", "sign_in_failed", "sign_ins_paused"]))
            .order_by(AuditEvent.position)
        )
        return [(event.kind, event.actor_name) for event in events]


def test_after_ten_wrong_passwords_the_right_one_has_to_wait(clock: Clock, client_for: ClientFor) -> None:
    client = client_for("visitor")
    fail(client, MOST_TRIES)
    answer = client.sign_in(EMAIL, PASSWORD, expect=429)
    assert TOO_MANY in words_of(answer)
    assert answer.headers["Retry-After"] == "900"
    clock.moment += WINDOW - timedelta(seconds=1)
    client.sign_in(EMAIL.upper(), PASSWORD, expect=429)
    clock.moment += timedelta(seconds=1)
    assert client.sign_in(EMAIL, PASSWORD).location == "/"


def test_the_tries_of_one_address_are_not_anothers(clock: Clock, client_for: ClientFor) -> None:
    client = client_for("visitor")
    fail(client, MOST_TRIES)
    assert client.sign_in("reviewer@own.example", PASSWORD).location == "/"


def test_the_right_password_begins_the_count_anew(clock: Clock, client_for: ClientFor) -> None:
    for _ in range(3):
        client = client_for("visitor")
        fail(client, MOST_TRIES - 1)
        assert client.sign_in(EMAIL, PASSWORD).location == "/"


@pytest.mark.parametrize(
    "spelling", ["hr_lead@\uff4fwn.example", "hr_lead@\u24deWN.example", "hr_lead@own\u3002example"]
)
def test_another_spelling_of_an_address_is_the_same_address(
    app: Flask, clock: Clock, client_for: ClientFor, spelling: str
) -> None:
    client_for("visitor").sign_in(spelling, PASSWORD)
    assert trail(app) == [("signed_in", "Own hr lead")]
    client = client_for("visitor")
    fail(client, MOST_TRIES - 1)
    fail(client, 1, spelling)
    assert trail(app)[-1] == ("sign_ins_paused", "Somebody not signed in")
    client.sign_in(spelling, PASSWORD, expect=429)
    client.sign_in(EMAIL, PASSWORD, expect=429)


def test_letters_that_a_database_takes_for_others_lead_to_no_account(
    app: Flask, clock: Clock, client_for: ClientFor
) -> None:
    # A capital I with a dot becomes a plain i in some databases, and something else in Python.
    client_for("visitor").sign_in("rev\u0130ewer@own.example", PASSWORD, expect=200)
    assert trail(app) == []


def test_an_unknown_address_is_answered_as_a_known_one_is(clock: Clock, client_for: ClientFor) -> None:
    answers = []
    for email in (EMAIL, UNKNOWN):
        client = client_for("visitor")
        told = [words_of(client.sign_in(email, WRONG, expect=200)) for _ in range(MOST_TRIES)]
        told.append(words_of(client.sign_in(email, WRONG, expect=429)))
        answers.append(told)
    assert answers[0] == answers[1]


def test_a_closed_account_is_answered_as_an_unknown_one(
    app: Flask, clock: Clock, client_for: ClientFor
) -> None:
    client = client_for("visitor")
    with app.app_context(), write_transaction():
        db.session.scalars(select(User).where(User.email == EMAIL)).one().active = False
    for _ in range(MOST_TRIES):
        client.sign_in(EMAIL, PASSWORD, expect=200)
    client.sign_in(EMAIL, PASSWORD, expect=429)


def test_a_form_without_address_or_password_is_no_try(
    app: Flask, clock: Clock, client_for: ClientFor
) -> None:
    client = client_for("visitor")
    client.sign_in(EMAIL, "", expect=200)
    client.sign_in("", WRONG, expect=200)
    with app.app_context():
        assert db.session.scalars(select(SignInTries)).all() == []


def test_the_trail_says_who_signed_in_and_out_and_whose_password_was_tried(
    app: Flask, review: ReviewWithPeople, clock: Clock, client_for: ClientFor
) -> None:
    client = client_for("visitor")
    fail(client, MOST_TRIES)
    fail(client_for("visitor"), 2, UNKNOWN)
    other = client_for("reviewer")
    other.post("/sign-out")
    visitor = "Somebody not signed in"
    assert trail(app) == [
        *[("sign_in_failed", visitor)] * (MOST_TRIES - 1),
        ("sign_ins_paused", visitor),
        ("signed_in", "Own reviewer"),
        ("signed_out", "Own reviewer"),
    ]
    with app.app_context(), db.engine.connect() as connection:
        assert verify_chain(connection, "audit_event").faults == ()
    page = text_of(parse_page(client_for("administrator").get("/audit-trail").text))
    assert "Somebody not signed in gave a wrong password Own hr lead" in page
    assert "Own reviewer signed out, on all devices Own reviewer" in page


def test_neither_what_was_typed_nor_whose_it_was_is_kept(
    app: Flask,
    review: ReviewWithPeople,
    clock: Clock,
    client_for: ClientFor,
    caplog: pytest.LogCaptureFixture,
) -> None:
    typed = "my-secret-word@own.example"
    fail(client_for("visitor"), MOST_TRIES, typed)
    client_for("visitor").sign_in(typed, WRONG, expect=429)
    with elsewhere(app) as connection:
        for table in Base.metadata.sorted_tables:
            kept = repr(connection.execute(select(table)).all())
            assert typed not in kept, table.name
            assert WRONG not in kept, table.name
    assert typed not in caplog.text
    assert key_of(typed, secret="one") != key_of(typed, secret="another")


def test_counts_of_windows_that_are_over_are_deleted(app: Flask, clock: Clock) -> None:
    with app.app_context():
        for number in range(5):
            with write_transaction():
                begin_try(f"{number}@own.example", secret="s")
        clock.moment += WINDOW
        with write_transaction():
            begin_try("last@own.example", secret="s")
        assert len(db.session.scalars(select(SignInTries)).all()) == 1


def test_a_clock_that_is_moved_back_keeps_nobody_waiting(clock: Clock, client_for: ClientFor) -> None:
    client = client_for("visitor")
    fail(client, MOST_TRIES)
    clock.moment -= timedelta(days=400)
    assert client.sign_in(EMAIL, PASSWORD).location == "/"


def test_tries_at_the_same_moment_all_count(app: Flask, clock: Clock) -> None:
    allowed: list[int | None] = []

    def attempt() -> None:
        with app.app_context(), write_transaction():
            allowed.append(begin_try(EMAIL, secret="s"))

    threads = [threading.Thread(target=attempt) for _ in range(MOST_TRIES + 6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(each for each in allowed if each) == list(range(1, MOST_TRIES + 1))
    assert allowed.count(None) == 6


def test_a_hash_of_lower_cost_is_made_anew_when_its_holder_signs_in(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    with app.app_context():
        old = app.extensions["security"].pwd_context.copy(argon2__time_cost=1).hash(PASSWORD)
        with write_transaction():
            db.session.scalars(select(User).where(User.email == EMAIL)).one().password = old
    assert client_for("visitor").sign_in(EMAIL, PASSWORD).location == "/"
    with app.app_context():
        kept = db.session.scalars(select(User).where(User.email == EMAIL)).one().password
        assert kept != old
        assert ",t=2," in kept
    assert client_for("visitor").sign_in(EMAIL, PASSWORD).location == "/"
