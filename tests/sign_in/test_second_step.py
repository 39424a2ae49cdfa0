"""The second step: who needs one, how it is chosen, what lets somebody in, and what does not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from review_toolkit.access.models import AuditEvent, User
from review_toolkit.database import db, now, write_transaction
from review_toolkit.sign_in.models import OneTimeKey, SecondStepRule
from review_toolkit.sign_in.second_step import mailed_codes
from review_toolkit.sign_in.second_step.service import set_rule
from review_toolkit.sign_in.throttle import Counted
from tests.clients import CheckedClient
from tests.people import PASSWORD, ReviewWithPeople
from tests.sign_in.devices import code_of_app, key_in, mailed_code, mails_to

HalfWay = Callable[[str], CheckedClient]
CHOOSE = "/account/second-step"
STEP = "/sign-in/second-step"


def is_let_in(client: CheckedClient) -> bool:
    response = client._client.get("/")
    return response.status_code == 200


def choose_mail(app: Flask, client: CheckedClient, address: str) -> None:
    client.post(f"{CHOOSE}/mail/code", token=client.token(CHOOSE))
    code = mailed_code(app, address)
    client.post(f"{CHOOSE}/mail", {"code": code}, token=client.token(CHOOSE))


def choose_app(client: CheckedClient) -> str:
    page = client.get(f"{CHOOSE}/app")
    key = key_in(page.text)
    client.post(f"{CHOOSE}/app", {"code": code_of_app(key)}, token=client.token(CHOOSE))
    return key


def kinds(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEvent.kind).order_by(AuditEvent.position)))


@pytest.mark.parametrize(
    ("who", "needs"),
    [
        ("administrator", True),
        ("hr_lead", True),
        ("reviewer", True),
        ("senior_leader", True),
        ("action_owner", False),
        ("network_member", False),
    ],
)
def test_whose_role_needs_one_chooses_it_before_the_first_page(
    half_way: HalfWay, review: ReviewWithPeople, who: str, needs: bool
) -> None:
    client = half_way(who)
    assert is_let_in(client) != needs
    if needs:
        for path in ("/", f"/reviews/{review.id}", f"/reviews/{review.id}/people"):
            response = client._client.get(path)
            assert response.location == CHOOSE or response.status_code == 404
        assert "Choose a second step" in client.get(CHOOSE).text


def test_nobody_is_stopped_in_a_demo(client_for: Callable[[str], CheckedClient]) -> None:
    assert is_let_in(client_for("hr_lead"))


def test_with_codes_by_mail_the_password_alone_lets_nobody_in(
    real: Flask, half_way: HalfWay, review: ReviewWithPeople
) -> None:
    address = review.emails["hr_lead"]
    choose_mail(real, half_way("hr_lead"), address)
    client = half_way("hr_lead")
    assert not is_let_in(client)
    assert "Choose" not in client.get(STEP).text
    response = client.post(STEP, {"code": mailed_code(real, address)}, token=client.token(STEP))
    assert response.location == "/"
    assert is_let_in(client)
    assert kinds(real)[-1] == "signed_in"


def test_an_app_is_taken_with_its_first_code_and_asked_for_ever_after(
    real: Flask, half_way: HalfWay, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = choose_app(half_way("reviewer"))
    client = half_way("reviewer")
    used = code_of_app(key)
    refused = client.post(STEP, {"code": used}, token=client.token(STEP), expect=422)
    assert "used already" in refused.text, "A code that was used to set the app up counts no second time."
    later = code_of_app(key, at=now().timestamp() + 30)
    client.post(STEP, {"code": later}, token=client.token(STEP))
    assert is_let_in(client)


def test_the_secret_of_an_app_is_nowhere_in_plain(real: Flask, half_way: HalfWay) -> None:
    key = choose_app(half_way("reviewer"))
    with real.app_context():
        secret = db.session.scalars(select(User.totp_secret).where(User.totp_secret.is_not(None))).one()
    assert secret is not None
    assert key not in secret.replace("-", "")


@pytest.mark.parametrize("code", ["00000000", "12345678"])
def test_a_wrong_code_is_refused_counted_and_on_record(
    real: Flask, half_way: HalfWay, review: ReviewWithPeople, code: str
) -> None:
    choose_mail(real, half_way("hr_lead"), review.emails["hr_lead"])
    client = half_way("hr_lead")
    for _ in range(Counted.SECOND_STEP.most):
        page = client.post(STEP, {"code": code}, token=client.token(STEP), expect=422)
        assert "That code is not right" in page.text
    right = mailed_code(real, review.emails["hr_lead"])
    response = client.post(STEP, {"code": right}, token=client.token(STEP), expect=429)
    assert response.headers["Retry-After"]
    assert not is_let_in(client)
    assert kinds(real).count("second_step_failed") == Counted.SECOND_STEP.most - 1
    assert kinds(real).count("second_steps_paused") == 1


def test_a_mailed_code_counts_once_and_only_the_newest_does(
    real: Flask, half_way: HalfWay, review: ReviewWithPeople
) -> None:
    address = review.emails["hr_lead"]
    choose_mail(real, half_way("hr_lead"), address)
    client = half_way("hr_lead")
    old = mailed_code(real, address)
    client.post(f"{STEP}/mail", token=client.token(STEP))
    new = mailed_code(real, address)
    client.post(STEP, {"code": old}, token=client.token(STEP), expect=422)
    client.post(STEP, {"code": new}, token=client.token(STEP))
    assert is_let_in(client)
    again = half_way("hr_lead")
    again.post(STEP, {"code": new}, token=again.token(STEP), expect=422)


def test_a_mailed_code_is_good_for_ten_minutes_and_not_after_the_clock_was_moved_back(
    real: Flask, half_way: HalfWay, review: ReviewWithPeople, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, moment = review.emails["hr_lead"], now()
    choose_mail(real, half_way("hr_lead"), address)
    client = half_way("hr_lead")
    code = mailed_code(real, address)
    for wrong in (moment + timedelta(minutes=11), moment - timedelta(hours=1)):
        monkeypatch.setattr(mailed_codes, "now", lambda at=wrong: at)
        client.post(STEP, {"code": code}, token=client.token(STEP), expect=422)
    monkeypatch.undo()
    client.post(STEP, {"code": code}, token=client.token(STEP))


def test_codes_are_kept_as_keyed_hashes(real: Flask, half_way: HalfWay, review: ReviewWithPeople) -> None:
    address = review.emails["hr_lead"]
    half_way("hr_lead").post(f"{CHOOSE}/mail/code")
    code = mailed_code(real, address)
    with real.app_context():
        row = db.session.scalars(select(OneTimeKey)).one()
        assert code not in row.key_hash
        assert not any(code in str(event.subject) for event in db.session.scalars(select(AuditEvent)))


def test_more_than_five_codes_are_not_mailed(
    real: Flask, half_way: HalfWay, review: ReviewWithPeople
) -> None:
    client = half_way("hr_lead")
    for _ in range(7):
        client.post(f"{CHOOSE}/mail/code", token=client.token(CHOOSE))
    codes = [subject for subject, _ in mails_to(real, review.emails["hr_lead"]) if "code" in subject]
    assert len(codes) == Counted.MAIL.most


def test_who_knows_the_password_cannot_fill_a_mailbox(
    real: Flask, half_way: HalfWay, review: ReviewWithPeople
) -> None:
    address = review.emails["hr_lead"]
    choose_mail(real, half_way("hr_lead"), address)
    for _ in range(Counted.MAIL.most + 3):
        half_way("hr_lead")
    codes = [subject for subject, _ in mails_to(real, address) if "code" in subject]
    assert len(codes) == Counted.MAIL.most


def test_a_code_of_one_is_none_of_another(real: Flask, half_way: HalfWay, review: ReviewWithPeople) -> None:
    for who in ("hr_lead", "reviewer"):
        choose_mail(real, half_way(who), review.emails[who])
    mine, theirs = half_way("hr_lead"), half_way("reviewer")
    mine.post(
        STEP, {"code": mailed_code(real, review.emails["reviewer"])}, token=mine.token(STEP), expect=422
    )
    theirs.post(STEP, {"code": mailed_code(real, review.emails["reviewer"])}, token=theirs.token(STEP))


def test_without_the_password_there_is_no_second_step(real: Flask, review: ReviewWithPeople) -> None:
    client = CheckedClient(real)
    assert client.get(STEP, expect=302).location == "/sign-in"
    client.post(STEP, {"code": "12345678"}, token=client.token("/sign-in"))
    assert not is_let_in(client)


def test_who_wanted_a_page_gets_it_after_the_second_step(
    real: Flask, half_way: HalfWay, review: ReviewWithPeople
) -> None:
    address = review.emails["hr_lead"]
    choose_mail(real, half_way("hr_lead"), address)
    client = CheckedClient(real)
    wanted = f"/reviews/{review.id}"
    asked = client._client.get(wanted).location
    client.post(asked, {"email": address, "password": PASSWORD}, token=client.token("/sign-in"))
    response = client.post(STEP, {"code": mailed_code(real, address)}, token=client.token(STEP))
    assert response.location == wanted


def test_who_chooses_on_the_first_visit_goes_on_to_the_page_that_they_wanted(
    half_way: HalfWay, review: ReviewWithPeople
) -> None:
    client, wanted = half_way("hr_lead"), f"/reviews/{review.id}/people"
    client.get(wanted, expect=302)
    key = key_in(client.get(f"{CHOOSE}/app").text)
    response = client.post(f"{CHOOSE}/app", {"code": code_of_app(key)}, token=client.token(CHOOSE))
    assert response.location == wanted
    key = key_in(client.get(f"{CHOOSE}/app").text)
    response = client.post(f"{CHOOSE}/app", {"code": code_of_app(key)}, token=client.token(CHOOSE))
    assert response.location == "/account"


def test_the_rule_can_be_switched_off_for_a_reason_and_on_again(
    real: Flask, half_way: HalfWay, review: ReviewWithPeople
) -> None:
    for required in (False, True):
        with real.app_context(), write_transaction():
            set_rule(
                is_required=required,
                reason="The mail server is being moved.",
                actor=review.actors["administrator"],
            )
        assert is_let_in(half_way("hr_lead")) != required
    with real.app_context():
        assert [row.reason for row in db.session.scalars(select(SecondStepRule))] == [
            "The mail server is being moved."
        ] * 2
        events = db.session.scalars(select(AuditEvent).where(AuditEvent.kind == "second_step_rule_set"))
        assert [event.subject for event in events] == ["second step: not required", "second step: required"]


def test_the_holder_is_told_by_mail_of_each_change(
    real: Flask, half_way: HalfWay, review: ReviewWithPeople
) -> None:
    address = review.emails["hr_lead"]
    choose_mail(real, half_way("hr_lead"), address)
    assert [subject for subject, _ in mails_to(real, address)][-1] == (
        "How you sign in to the review toolkit has changed"
    )
