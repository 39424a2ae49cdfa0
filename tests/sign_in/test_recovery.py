"""A forgotten password: what the answer gives away, what a key opens, and what it does not."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from review_toolkit.access.models import AuditEvent, User
from review_toolkit.database import Base, db, now, write_transaction
from review_toolkit.mail.models import Mail, MailState
from review_toolkit.mail.troubles import Trouble
from review_toolkit.sign_in.models import OneTimeKey, RecoveryRequest
from review_toolkit.sign_in.recovery import service
from review_toolkit.sign_in.throttle import Counted
from tests.clients import CheckedClient
from tests.jobs.running import run_due_jobs
from tests.people import PASSWORD, ReviewWithPeople
from tests.sign_in.devices import answer_recoveries, mailed_code, mailed_key, mails_to
from tests.sign_in.test_second_step import choose_mail, is_let_in
from tests.web.page_checks import parse_page, text_of

ASK, USE = "/sign-in/forgotten", "/sign-in/new-password"
NEW = "lantern gravel seven otters"
EMAIL = "hr_lead@own.example"


def ask(app: Flask, email: str = EMAIL, *, expect: int = 302) -> CheckedClient:
    client = CheckedClient(app)
    client.post(ASK, {"email": email}, token=client.token(ASK), expect=expect)
    answer_recoveries(app)
    return client


def use(client: CheckedClient, key: str, password: str = NEW, *, expect: int = 302) -> str:
    data = {"key": key, "new_password": password}
    return client.post(USE, data, token=client.token(USE), expect=expect).text


def words_after(client: CheckedClient) -> str:
    return text_of(next(iter(parse_page(client.get(USE).text).iter("main"))))


def test_a_mailed_key_sets_a_new_password_and_ends_every_visit(app: Flask, review: ReviewWithPeople) -> None:
    inside = CheckedClient(app)
    inside.sign_in(EMAIL, PASSWORD)
    client = ask(app)
    use(client, mailed_key(app, EMAIL))
    assert not is_let_in(inside)
    assert not is_let_in(client), "Signing in comes after it."
    client.sign_in(EMAIL, PASSWORD, expect=200)
    client.sign_in(EMAIL, NEW)
    assert is_let_in(client)
    assert "How you sign in" in mails_to(app, EMAIL)[-1][0]


@pytest.mark.parametrize("written", [str.lower, lambda key: key.replace("-", " "), lambda key: f" {key}\t"])
def test_a_key_may_be_typed_as_people_type(
    app: Flask, review: ReviewWithPeople, written: Callable[[str], str]
) -> None:
    client = ask(app)
    use(client, written(mailed_key(app, EMAIL)))


def test_the_answer_is_the_same_for_known_unknown_and_closed_addresses(
    app: Flask, review: ReviewWithPeople
) -> None:
    with app.app_context(), write_transaction() as session:
        session.scalars(select(User).where(User.email == "reviewer@own.example")).one().active = False
    told = {words_after(ask(app, email)) for email in (EMAIL, "nobody@own.example", "reviewer@own.example")}
    assert len(told) == 1
    assert mails_to(app, "nobody@own.example") == mails_to(app, "reviewer@own.example") == []
    with app.app_context():
        assert len(db.session.scalars(select(OneTimeKey)).all()) == 1
        asked = db.session.scalars(select(AuditEvent).where(AuditEvent.kind == "recovery_asked")).all()
        assert len(asked) == 1


def test_a_key_counts_once_only_the_newest_does_and_only_for_half_an_hour(
    app: Flask, review: ReviewWithPeople, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = ask(app)
    first = mailed_key(app, EMAIL)
    ask(app)
    second = mailed_key(app, EMAIL)
    assert "opens nothing" in use(client, first, expect=422)
    moment = now()
    for wrong in (moment + timedelta(minutes=31), moment - timedelta(hours=1)):
        monkeypatch.setattr(service, "now", lambda at=wrong: at)
        assert "opens nothing" in use(client, second, expect=422)
    monkeypatch.undo()
    use(client, second)
    assert "opens nothing" in use(client, second, "another lantern of gravel", expect=422)


def test_forged_keys_and_keys_for_something_else_open_nothing(
    real: Flask, half_way: Callable[[str], CheckedClient], review: ReviewWithPeople
) -> None:
    choose_mail(real, half_way("hr_lead"), EMAIL)
    half_way("hr_lead")
    client = CheckedClient(real)
    for key in (mailed_code(real, EMAIL), "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-A", "' OR 1=1 --", "\x00", "ключ"):
        use(client, key, expect=422)
    assert is_let_in(client) is False


def test_a_new_password_is_judged_without_using_the_key_up(app: Flask, review: ReviewWithPeople) -> None:
    client = ask(app)
    key = mailed_key(app, EMAIL)
    assert "at least 12" in client.get(USE).text.lower()
    for weak in ("short", "passwordpassword", "own hr lead 2026", "qwertyuiop123", "x" * 129):
        assert "There is a problem" in use(client, key, weak, expect=422)
    use(client, key)


def test_the_second_step_stays_as_it_was(
    real: Flask, half_way: Callable[[str], CheckedClient], review: ReviewWithPeople
) -> None:
    choose_mail(real, half_way("hr_lead"), EMAIL)
    client = ask(real)
    use(client, mailed_key(real, EMAIL))
    client.sign_in(EMAIL, NEW)
    assert not is_let_in(client)


def test_more_than_five_mails_are_not_sent_to_an_address(app: Flask, review: ReviewWithPeople) -> None:
    for _ in range(Counted.MAIL.most):
        ask(app)
    for email in (EMAIL, EMAIL.upper()):
        client = ask(app, email, expect=429)
    assert not is_let_in(client)
    assert len(mails_to(app, EMAIL)) == Counted.MAIL.most


def test_the_key_stands_in_no_address_no_row_and_no_trail(app: Flask, review: ReviewWithPeople) -> None:
    client = ask(app)
    key = mailed_key(app, EMAIL)
    with app.app_context():
        for table in Base.metadata.sorted_tables:
            assert key not in str(db.session.execute(select(table)).all()), table.name
    assert key not in client.get(USE).text


def test_where_mail_cannot_be_sent_the_page_says_so_and_the_key_is_kept(
    app: Flask, review: ReviewWithPeople
) -> None:
    ask(app)
    key = mailed_key(app, EMAIL)
    client = CheckedClient(app)
    assert "Mail cannot be sent" not in client.get(ASK).text
    with app.app_context(), write_transaction() as session:
        session.scalars(select(Mail)).one().trouble = Trouble.NOT_SET_UP
    assert "Mail cannot be sent at the moment. The key is kept" in client.get(ASK).text
    use(client, key)


def test_the_request_itself_does_the_same_for_every_address_and_keeps_none_in_plain(
    app: Flask, review: ReviewWithPeople
) -> None:
    done = []
    for email in (EMAIL, "nobody@own.example"):
        client = CheckedClient(app)
        token, statements = client.token(ASK), []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            statements.append(statement)  # noqa: B023 (asked for within this round)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        client.post(ASK, {"email": email}, token=token)
        event.remove(engine, "before_cursor_execute", note)
        done.append(statements)
        with app.app_context():
            for table in Base.metadata.sorted_tables:
                if table.name != "user":
                    assert email not in str(db.session.execute(select(table)).all()), table.name
    assert done[0] == done[1]


def test_the_worker_mails_the_key_and_forgets_the_address(app: Flask, review: ReviewWithPeople) -> None:
    client = CheckedClient(app)
    client.post(ASK, {"email": EMAIL}, token=client.token(ASK))
    assert run_due_jobs(app) == 2, "Looking whose it is, and sending the mail."
    with app.app_context():
        assert db.session.scalars(select(RecoveryRequest)).all() == []
        assert db.session.scalars(select(Mail)).one().state == MailState.SENT
    (mail,) = (Path(app.extensions["settings"].instance) / "mail").glob("*.eml")
    key = re.search(r"(?:[0-9A-Z]{5}-){5}[0-9A-Z]", mail.read_text(encoding="utf-8"))
    assert key
    use(client, key.group(0))
