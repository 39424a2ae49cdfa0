"""Reading the audit trail and taking it away: whose events, in which order, what of a changed one."""

import csv
import io
from collections.abc import Callable

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select, text

from review_toolkit.access.actors import Actor
from review_toolkit.access.audit import note
from review_toolkit.access.models import AuditEvent
from review_toolkit.database import db, verify_chain, write_transaction
from review_toolkit.trail.files import COLUMNS, MARKING
from review_toolkit.trail.routes import EVENTS_ON_A_PAGE
from tests.clients import CheckedClient
from tests.people import ReviewWithPeople
from tests.web.page_checks import parse_page, text_of

ClientFor = Callable[[str], CheckedClient]


def address_of(review: ReviewWithPeople, ending: str = "") -> str:
    return f"/reviews/{review.id}/audit-trail{ending}"


def note_visits(app: Flask, review: ReviewWithPeople, *things: str, reason: str | None = None) -> None:
    with app.app_context(), write_transaction():
        for thing in things:
            note(
                kind="working_view_opened",
                actor=review.actors["hr_lead"],
                subject=thing,
                review_id=review.id,
                reason=reason,
            )


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def change(app: Flask, statement: str, **values: object) -> None:
    """Change the table as somebody would who has the database and takes its safeguards away."""
    with app.app_context(), db.engine.begin() as connection:
        if db.engine.dialect.name == "sqlite":
            names = connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_event'")
            ).scalars()
            for name in names.all():
                connection.execute(text(f'DROP TRIGGER "{name}"'))
        else:
            connection.execute(text("ALTER TABLE audit_event DISABLE TRIGGER USER"))
        connection.execute(text(statement), values)


def put_back_safeguards(app: Flask) -> None:
    with app.app_context(), db.engine.begin() as connection:
        if db.engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit_event ENABLE TRIGGER USER"))


@pytest.mark.parametrize("role", ["hr_lead", "senior_leader"])
def test_those_who_answer_for_the_review_read_who_did_what(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor, role: str
) -> None:
    note_visits(app, review, "workforce file of 2026-03-31")
    page = text_of(parse_page(client_for(role).get(address_of(review)).text))
    assert "Own hr lead opened the working view of exact figures workforce file of 2026-03-31" in page
    assert "Command line gave a role Delegated reviewer: Own reviewer" in page


def test_the_newest_stands_first_and_others_on_further_pages(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    note_visits(app, review, *[f"file {number:03}" for number in range(EVENTS_ON_A_PAGE + 1)])
    client = client_for("hr_lead")
    first = text_of(parse_page(client.get(address_of(review)).text))
    assert first.index(f"file {EVENTS_ON_A_PAGE:03}") < first.index("file 001")
    assert "file 000" not in first
    assert "file 000" in text_of(parse_page(client.get(address_of(review) + "?page=2").text))
    client.get(address_of(review) + "?page=9", expect=404)


def test_a_review_shows_its_own_events_alone(
    app: Flask, review: ReviewWithPeople, other_review: ReviewWithPeople, client_for: ClientFor
) -> None:
    note_visits(app, other_review, "file of another")
    for path in (address_of(review), address_of(review, ".csv")):
        told = client_for("hr_lead").get(path).get_data(as_text=True)
        assert "file of another" not in told
        assert "made an account" not in told
    administrator = client_for("administrator").get("/audit-trail").get_data(as_text=True)
    assert "made an account" in administrator
    assert "file of another" not in administrator
    assert "gave a role" not in administrator


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_copy_holds_every_event_and_the_note_of_itself(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor, ending: str
) -> None:
    note_visits(app, review, "=1+1", reason="+because of it")
    answer = client_for("senior_leader").get(address_of(review, f".{ending}"))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].endswith(f".{ending}")
    if ending == "csv":
        rows = [[row[column] for column in COLUMNS] for row in rows_of(answer.data)]
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
        assert sheet is not None
        lines = [[("" if cell is None else str(cell)) for cell in row] for row in sheet.values]
        assert lines[0][0] == MARKING
        assert tuple(lines[1]) == COLUMNS
        rows = lines[2:]
    with app.app_context():
        events = db.session.scalars(
            select(AuditEvent).where(AuditEvent.review_id == review.id).order_by(AuditEvent.position)
        ).all()
        assert [row[-1] for row in rows] == [event.row_hash for event in events]
    assert {row[-2] for row in rows} == {"yes"}
    assert rows[-1][2:5] == ["Own senior leader", "downloaded the audit trail", f"audit trail as {ending}"]
    visit = next(row for row in rows if "working view" in row[3])
    assert visit[4:6] == ["'=1+1", "'+because of it"]


def test_the_newest_fingerprint_of_a_copy_is_a_head_that_verifying_finds(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    kept = rows_of(client_for("hr_lead").get(address_of(review, ".csv")).data)[-1]["fingerprint"]
    note_visits(app, review, "later")
    with app.app_context(), db.engine.connect() as connection:
        report = verify_chain(connection, "audit_event", noted=frozenset({kept}))
    assert report.noted == {kept}
    assert report.faults == ()


def test_an_event_that_was_changed_past_the_product_is_told(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    note_visits(app, review, "the true file", "another file")
    client = client_for("hr_lead")
    assert "Not as it was written" not in client.get(address_of(review)).text
    change(app, "UPDATE audit_event SET subject = 'a forged file' WHERE subject = 'the true file'")
    try:
        page = client.get(address_of(review)).text
        assert page.count("Not as it was written") == 1
        assert "verify-audit-trail" in page
        told = {
            row["to_what"]: row["as_written"] for row in rows_of(client.get(address_of(review, ".csv")).data)
        }
        assert told["a forged file"] == "no"
        assert told["another file"] == "yes"
    finally:
        put_back_safeguards(app)


def test_names_and_reasons_are_text_and_never_markup(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    with app.app_context(), write_transaction():
        actor = Actor(user_id=review.actors["hr_lead"].user_id, name="<b>Robin</b>")
        note(kind="<i>x", actor=actor, subject="<u>it</u>", review_id=review.id, reason="<script>1</script>")
    page = client_for("hr_lead").get(address_of(review)).text
    for markup in ("<b>Robin", "<i>x", "<u>it", "<script>1"):
        assert markup not in page


@pytest.mark.parametrize("role", ["reviewer", "network_member", "action_owner", "administrator"])
def test_others_find_nothing_there_and_no_copy(
    review: ReviewWithPeople, client_for: ClientFor, role: str
) -> None:
    client = client_for(role)
    client.get(address_of(review), expect=404)
    client.get(address_of(review, ".csv"), expect=404)
