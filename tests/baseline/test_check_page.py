"""The page of the workforce file in each of its states, and what readers of the figures see meanwhile."""

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import docx
import openpyxl
import pytest
from flask import Flask

from review_toolkit.baseline import service
from review_toolkit.baseline.chapter import chapter
from review_toolkit.baseline.ingest import Mapping, SourceFile
from review_toolkit.baseline.jobs import PREPARE_BASELINE
from review_toolkit.baseline.preparation import TOO_FEW_MOVES, Preparation
from review_toolkit.database import append_to_chain, now, write_transaction
from review_toolkit.exports.formats import FORMATS
from review_toolkit.figures import sentence_text
from review_toolkit.jobs.service import enqueue
from review_toolkit.releases.ledger import head_of
from review_toolkit.releases.models import Release
from review_toolkit.releases.outcomes import HeldBack, Refused
from review_toolkit.releases.queries import DamagedRelease
from review_toolkit.reviews.queries import review_of
from review_toolkit.worked_example import SNAPSHOT_DATE
from tests.clients import CheckedClient
from tests.databases import looked_at_once
from tests.jobs.running import run_due_jobs
from tests.people import ReviewWithPeople
from tests.web.page_checks import parse_page, text_of
from tests.worked_review import release_example

pytestmark = looked_at_once

ClientFor = Callable[[str], CheckedClient]
NOT_UPDATED = TOO_FEW_MOVES.format(since="31 March 2026")
TOO_SMALL = "The line “Estates” has 12 people, fewer than twice the threshold. Merge it with its neighbour."
STAFF = b"employee_id,ethnicity\n" + b"".join(b"%d,%s\n" % (n, b"AH"[n % 2 : n % 2 + 1]) for n in range(120))


def words(page: str) -> str:
    return text_of(parse_page(page))


def check(client: CheckedClient, review: ReviewWithPeople) -> str:
    return client.get(f"/reviews/{review.id}/baseline/check").text


def bring_in(app: Flask, review: ReviewWithPeople, result: HeldBack | Refused | None = None) -> None:
    """Import a file, of a year later where figures are released already, and let this come of it."""
    vault, actor = app.extensions["vault"], review.actors["hr_lead"]
    with app.app_context():
        own = review_of(review.id)
        head = head_of(own.organisation_id)
        day = SNAPSHOT_DATE.replace(year=SNAPSHOT_DATE.year + (head.strip("0") != ""))
        source = SourceFile("staff.csv", STAFF)
        read = service.read_extract(own, source, Mapping(), vault=vault, snapshot_date=day)
        with write_transaction():
            extract_id = service.keep_extract(own, read, actor=actor).id
        if result:
            with write_transaction():
                service.keep_prepared(
                    review_of(review.id), extract_id, Preparation(result, head), vault=vault
                )


def test_while_the_figures_are_worked_out_the_page_says_so_and_offers_no_release(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    bring_in(app, review)
    with app.app_context(), write_transaction():
        enqueue(
            PREPARE_BASELINE.name,
            arguments={},
            review_id=review.id,
            requested_by=review.actors["hr_lead"],
            due_at=now() + timedelta(hours=1),
        )
    page = check(client_for("hr_lead"), review)
    assert "The toolkit is working out what may be released" in words(page)
    assert "See how far it is" in words(page)
    assert "Work out what may be released" not in words(page)
    assert 'name="seen"' not in page


def test_what_was_not_worked_out_can_be_asked_for(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    bring_in(app, review)
    lead = client_for("hr_lead")
    page = check(lead, review)
    assert "What may be released of this file still has to be worked out" in words(page)
    assert 'name="seen"' not in page
    asked = lead.post(f"/reviews/{review.id}/baseline/prepare")
    assert lead.post(f"/reviews/{review.id}/baseline/prepare").location == asked.location
    run_due_jobs(app)
    page = check(lead, review)
    assert 'name="seen"' in page
    assert "Release these figures" in words(page)


def test_a_refusal_is_told_to_the_hr_lead_alone_with_the_way_out(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    bring_in(app, review, Refused(TOO_SMALL))
    page = check(client_for("hr_lead"), review)
    assert "These figures cannot be released as they are." in words(page)
    assert TOO_SMALL in words(page)
    assert "import them again" in words(page)
    assert 'name="seen"' not in page
    for role in ("reviewer", "senior_leader", "network_member"):
        assert "Estates" not in client_for(role).get(f"/reviews/{review.id}/baseline").text


def test_a_refusal_that_nothing_can_mend_names_the_way_on_without_the_figures(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    bring_in(app, review, Refused("Too few staff to report."))
    page = words(check(client_for("hr_lead"), review))
    assert "The same file gives the same answer again." in page
    assert "a senior leader leaves this stage incomplete, and the report says so and why" in page
    stage = f"/reviews/{review.id}/stages/baseline"
    assert stage in check(client_for("hr_lead"), review)
    assert "Leave" in words(client_for("senior_leader").get(stage).text)


def test_the_words_at_the_end_of_the_work_claim_no_success(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in(app, review)
    refused = Preparation(Refused("Too few staff to report."), "0" * 64)
    monkeypatch.setattr(service, "work_out", lambda *_given, **_more: refused)
    lead = client_for("hr_lead")
    job = lead.post(f"/reviews/{review.id}/baseline/prepare").location
    run_due_jobs(app)
    lead.get(f"{job}/result", expect=302)
    page = words(check(lead, review))
    assert "The toolkit has gone through the file." in page
    assert "worked out what may be released" not in page
    assert "These figures cannot be released as they are." in page


def test_an_attempt_that_failed_is_told_where_the_next_one_is_offered(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object, **_more: object) -> None:
        raise DamagedRelease("Release 7 is not what was released.")

    bring_in(app, review)
    lead = client_for("hr_lead")
    with monkeypatch.context() as patched:
        patched.setattr(service, "work_out", fail)
        lead.post(f"/reviews/{review.id}/baseline/prepare")
        run_due_jobs(app)
    page = words(check(lead, review))
    assert "The last attempt to work out what may be released did not succeed." in page
    assert "Release 7 is not what was released." in page
    assert "Work it out again" in page
    bring_in(app, review)
    assert "Release 7" not in words(check(lead, review)), "that was said of another file"


@pytest.fixture
def held_back(app: Flask, review: ReviewWithPeople, tmp_path: Path) -> ReviewWithPeople:
    """A review whose figures of a year later are held back."""
    release_example(app, review, tmp_path / "files")
    bring_in(app, review, HeldBack(NOT_UPDATED))
    return review


def test_figures_that_are_held_back_leave_the_earlier_ones_with_a_sentence_beside_them(
    held_back: ReviewWithPeople, client_for: ClientFor
) -> None:
    page = check(client_for("hr_lead"), held_back)
    assert "These figures are not released for now" in words(page)
    assert NOT_UPDATED in words(page)
    assert 'name="seen"' not in page
    for role in ("hr_lead", "reviewer", "senior_leader", "network_member"):
        page = client_for(role).get(f"/reviews/{held_back.id}/baseline").text
        assert NOT_UPDATED in words(page)
        assert "The figures below are those of 31 March 2026, not today’s." in words(page)
        assert "On 31 March 2026, 153 people were in post" in words(page)
        assert "2027" not in words(page) or role == "hr_lead"
    client_for("reviewer").get(f"/reviews/{held_back.id}/baseline/check", expect=404)


def test_files_of_figures_that_stand_say_that_newer_ones_are_held_back(
    app: Flask, held_back: ReviewWithPeople, client_for: ClientFor
) -> None:
    reader = client_for("network_member")
    made = {ending: reader.get(f"/reviews/{held_back.id}/releases/1.{ending}").data for ending in FORMATS}
    assert json.loads(made["json"])["not_updated"] == NOT_UPDATED
    rows = list(csv.DictReader(io.StringIO(made["csv"].decode("utf-8-sig"), newline="")))
    assert {row["marking"] for row in rows} == {f"Board confidential – {NOT_UPDATED}"}
    book = openpyxl.load_workbook(io.BytesIO(made["xlsx"]))
    assert all(NOT_UPDATED in sheet["A1"].value for sheet in book)
    told = [paragraph.text for paragraph in docx.Document(io.BytesIO(made["docx"])).paragraphs]
    place = told.index(NOT_UPDATED)
    assert "These figures are those of 31 March 2026, not today’s." in told[place + 1]
    with app.app_context(), write_transaction():
        service.withdraw_figures(
            review_of(held_back.id), 1, reason="A column was mixed up.", actor=held_back.actors["hr_lead"]
        )
    withdrawn = json.loads(reader.get(f"/reviews/{held_back.id}/releases/1.json").data)
    assert "not_updated" not in withdrawn


def test_the_report_says_the_same_before_its_figures(app: Flask, held_back: ReviewWithPeople) -> None:
    with app.app_context():
        told = chapter(held_back.id)
    assert told is not None
    first = told.sections[0]
    assert first.title == "Not updated"
    assert [sentence_text(each) for paragraph in first.paragraphs for each in paragraph] == [NOT_UPDATED]
    assert len(told.sections) > 1


def test_a_release_that_nothing_can_be_audited_against_is_told_on_the_page(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    with app.app_context(), write_transaction() as session:
        old = Release(
            review_id=review.id,
            number=1,
            snapshot_date=SNAPSHOT_DATE,
            content="{}",
            sha256="a" * 64,
            released_by_id=review.actors["hr_lead"].user_id,
            released_by_name="Own hr lead",
        )
        append_to_chain(session, old)
    bring_in(app, review)
    with app.app_context():
        vault = app.extensions["vault"]
        extract_id, preparation = service.prepare_figures(review_of(review.id), vault=vault)
        assert isinstance(preparation.result, Refused)
        with write_transaction():
            service.keep_prepared(review_of(review.id), extract_id, preparation, vault=vault)
    page = words(check(client_for("hr_lead"), review))
    assert "Release 1 of “Own review” was made before this version kept what an audit needs." in page
    assert "still has to be worked out" not in page
