"""Figures that were wrong: withdrawn for everybody with a reason, kept on record, and corrected."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from review_toolkit.access.models import AuditEvent
from review_toolkit.baseline import service
from review_toolkit.baseline.summary import summarise
from review_toolkit.database import db, write_transaction
from review_toolkit.exports.formats import FORMATS
from review_toolkit.figures import fingerprint_of, from_document
from review_toolkit.releases.ledger import ledger_of
from review_toolkit.releases.queries import current_release, has_release, releases_of
from review_toolkit.releases.service import WithdrawalRefused
from review_toolkit.reviews.models import StageEvent
from review_toolkit.reviews.queries import review_of
from review_toolkit.worked_example import ExampleFiles, write_files
from tests.clients import CheckedClient
from tests.databases import worked_out_once
from tests.jobs.running import run_due_jobs
from tests.people import PASSWORD, ReviewWithPeople, make_review
from tests.releases.publishing import prepared, publish_it
from tests.web.page_checks import parse_page, text_of
from tests.worked_review import done_once, import_example, release_example, send_for_sign_off, write_report

ClientFor = Callable[[str], CheckedClient]
WHY = "The file left out <b>Estates & Facilities</b>. A corrected one follows."
SENT = {"reason": WHY, "confirmed": "y"}
READERS = ("network_member", "senior_leader", "reviewer", "hr_lead")


@pytest.fixture
def released(app: Flask, review: ReviewWithPeople, tmp_path: Path) -> ReviewWithPeople:
    """A review whose release 1 stands."""
    release_example(app, review, tmp_path / "first")
    return review


@pytest.fixture
def lead(client_for: ClientFor, released: ReviewWithPeople) -> CheckedClient:
    return client_for("hr_lead")


def address(review: ReviewWithPeople, number: int = 1) -> str:
    return f"/reviews/{review.id}/baseline/withdraw/{number}"


def words(page: str) -> str:
    return text_of(parse_page(page))


def send_corrected(lead: CheckedClient, review: ReviewWithPeople, files: ExampleFiles) -> None:
    """Import a file of the same date as anybody would, by the form."""
    sent = {
        "workforce": (io.BytesIO(files.workforce.read_bytes()), files.workforce.name),
        "mapping": (io.BytesIO(files.mapping.read_bytes()), files.mapping.name),
        "snapshot_date-day": "31",
        "snapshot_date-month": "3",
        "snapshot_date-year": "2026",
    }
    lead.post(f"/reviews/{review.id}/baseline/import", sent)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"confirmed": "y"}, "Enter why these figures are withdrawn"),
        ({"reason": "  Wrong.   ", "confirmed": "y"}, "in at least 10 characters"),
        ({"reason": "x" * 2_001, "confirmed": "y"}, "2,000 characters"),
        ({"reason": WHY}, "Tick the box to show that you understand, or choose Cancel"),
    ],
    ids=["no reason", "too short a reason", "too long a reason", "not confirmed"],
)
def test_without_a_reason_and_a_yes_nothing_is_withdrawn(
    app: Flask, released: ReviewWithPeople, lead: CheckedClient, sent: dict[str, str], said: str
) -> None:
    page = lead.post(address(released), sent, expect=422).text
    assert said in words(page)
    assert page.count("nhsuk-error-summary__list") == 1
    with app.app_context():
        assert has_release(released.id)
    # What was typed is still there, and the box is not ticked in anybody's place.
    assert "<textarea" in page
    assert "Estates &amp; Facilities" in page or sent.get("reason") != WHY


def test_the_form_says_what_it_does_and_is_never_ticked_beforehand(
    released: ReviewWithPeople, lead: CheckedClient
) -> None:
    page = lead.get(address(released)).text
    assert "cannot unread them" in page
    assert re.search(r'<input[^>]*name="confirmed"[^>]*>', page)
    assert not re.search(r'<input[^>]*name="confirmed"[^>]* checked', page)


def test_figures_of_a_stage_that_takes_no_work_are_not_withdrawn(
    app: Flask, released: ReviewWithPeople, lead: CheckedClient
) -> None:
    send_for_sign_off(app, released, "baseline")
    page = lead.get(address(released)).text
    assert "Withdraw this release" not in page
    assert "State and sign-off of this stage" in page
    lead.post(address(released), SENT, expect=409)
    with app.app_context():
        assert has_release(released.id)
        with pytest.raises(WithdrawalRefused), write_transaction():
            service.withdraw_figures(review_of(released.id), 1, reason=WHY, actor=released.actors["hr_lead"])


def test_a_release_is_withdrawn_once(app: Flask, released: ReviewWithPeople, lead: CheckedClient) -> None:
    lead.post(address(released), SENT)
    page = lead.post(address(released), {**SENT, "reason": "Another reason."}, expect=409).text
    assert "Release 1 has been withdrawn already." in words(page)
    assert "It was withdrawn on" in words(page)
    assert "Another reason." not in page
    page = lead.get(address(released)).text
    assert "Withdraw this release" not in page
    with app.app_context():
        kinds = db.session.scalars(select(StageEvent.kind)).all()
        assert kinds.count("figures_withdrawn") == 1
        event = db.session.scalars(select(AuditEvent).where(AuditEvent.kind == "release_withdrawn")).one()
        assert (event.actor_name, event.subject, event.reason) == ("Own hr lead", "release 1", WHY)


@pytest.mark.parametrize("number", ["0", "2", "-1", "one", "9999"])
def test_what_is_no_release_cannot_be_withdrawn(
    released: ReviewWithPeople, lead: CheckedClient, number: str
) -> None:
    path = f"/reviews/{released.id}/baseline/withdraw/{number}"
    lead.get(path, expect=404)
    lead.post(path, SENT, expect=404)


def test_another_reviews_release_is_not_to_be_found(
    app: Flask, released: ReviewWithPeople, lead: CheckedClient
) -> None:
    other = make_review(app, prefix="other")
    stranger = CheckedClient(app)
    stranger.sign_in(other.emails["hr_lead"], PASSWORD)
    for client, path in ((stranger, address(released)), (stranger, address(other)), (lead, address(other))):
        client.get(path, expect=404)
        client.post(path, SENT, expect=404)
    with app.app_context():
        assert has_release(released.id)


def test_everybody_who_reads_figures_reads_that_they_were_withdrawn_and_why(
    released: ReviewWithPeople, lead: CheckedClient, client_for: ClientFor
) -> None:
    lead.post(address(released), SENT)
    for role in READERS:
        page = client_for(role).get(f"/reviews/{released.id}/baseline").text
        said = words(page)
        assert "Release 1 was withdrawn on " in said
        assert "by Own hr lead. It showed staff in post on 31 March 2026." in said
        assert f"Why: {WHY}" in said
        assert "There are no figures to use at the moment" in said
        assert "<b>Estates" not in page
        assert "data-figure" not in page
        assert "Withdraw these figures" not in page
        assert ("Import a corrected file" in page) is (role == "hr_lead")


def test_a_withdrawn_release_can_still_be_had_and_each_file_of_it_says_so(
    released: ReviewWithPeople, lead: CheckedClient
) -> None:
    before = {ending: lead.get(f"/reviews/{released.id}/releases/1.{ending}").data for ending in FORMATS}
    lead.post(address(released), SENT)
    after = {}
    for ending in FORMATS:
        response = lead.get(f"/reviews/{released.id}/releases/1.{ending}")
        name = f"workforce-indicators-2026-03-31-release-1-WITHDRAWN.{ending}"
        assert response.headers["Content-Disposition"] == f"attachment; filename={name}"
        after[ending] = response.data
    warning = re.compile(r"WITHDRAWN: release 1 was withdrawn on \d+ \w+ \d{4}: " + re.escape(WHY))
    document = json.loads(after["json"])
    assert warning.fullmatch(document["withdrawn"])
    assert document["marking"].startswith("WITHDRAWN – ")
    assert fingerprint_of(from_document(document)) == json.loads(before["json"])["fingerprint"]
    rows = list(csv.DictReader(io.StringIO(after["csv"].decode("utf-8-sig"), newline="")))
    assert rows
    assert all(warning.search(row["marking"]) for row in rows)
    book = openpyxl.load_workbook(io.BytesIO(after["xlsx"]))
    assert all(warning.search(str(sheet["A1"].value)) for sheet in book)
    paper = docx.Document(io.BytesIO(after["docx"]))
    assert paper.sections[0].header.paragraphs[0].text.startswith("WITHDRAWN – ")
    told = [each.text for each in paper.paragraphs if warning.search(each.text)]
    assert [each.removesuffix(" Do not use these figures.") for each in told] == [
        warning.search(told[0]).group()  # type: ignore[union-attr]
    ]
    assert not any(b"WITHDRAWN" in text for data in before.values() for text in parts_of(data))


def parts_of(data: bytes) -> list[bytes]:
    """The texts of a file, whether it is a package or not."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return [data]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return [package.read(name) for name in package.namelist()]


def test_a_report_without_a_standing_release_says_so_and_has_none_of_its_figures(
    app: Flask, released: ReviewWithPeople, lead: CheckedClient, client_for: ClientFor
) -> None:
    write_report(app, released)
    lead.post(address(released), SENT)
    write_report(app, released)
    page = lead.get(f"/reviews/{released.id}/report").text
    links = re.findall(r'href="([^"]+)">Download version', page)
    papers = [lead.get(link).data for link in links]
    assert len(papers) == 2
    texts = ["\n".join(part.decode("utf-8", "replace") for part in parts_of(each)) for each in papers]
    newest = [text for text in texts if "was withdrawn on" in text]
    assert len(newest) == 1
    assert "figure:" not in newest[0]
    assert all("figure:" in text for text in texts if text is not newest[0])


@worked_out_once
def test_the_task_list_says_what_is_next(
    app: Flask, released: ReviewWithPeople, lead: CheckedClient, tmp_path: Path
) -> None:
    lead.post(address(released), SENT)
    assert "Next: import a corrected file." in words(lead.get(f"/reviews/{released.id}").text)
    with app.app_context():
        summary = summarise(released.id)
        assert (summary.state, summary.missing) == ("Figures withdrawn", "Release corrected figures first.")
    import_example(app, released, write_files(tmp_path / "second", seed=7))
    with app.app_context():
        assert summarise(released.id).left_to_do == "Next: check the corrected file and release its figures."


def test_a_corrected_file_of_the_same_date_is_released_as_the_next_number(
    app: Flask, released: ReviewWithPeople, lead: CheckedClient, client_for: ClientFor, tmp_path: Path
) -> None:
    lead.post(address(released), SENT)
    page = lead.get(f"/reviews/{released.id}/baseline/import").text
    assert "The figures of 31 March 2026 were withdrawn. Import the corrected file here" in words(page)
    assert re.search(r'name="snapshot_date-day"[^>]*value="31"', page)
    send_corrected(lead, released, write_files(tmp_path / "second", seed=7))
    with done_once():
        run_due_jobs(app)
    check = lead.get(f"/reviews/{released.id}/baseline/check").text
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]{64})"', check)
    assert seen is not None
    lead.post(f"/reviews/{released.id}/baseline/release", {"seen": seen.group(1), "checked": "y"})
    run_due_jobs(app)
    with app.app_context():
        release = current_release(released.id)
        assert release is not None
        assert release.number == 2
        ledger = ledger_of(review_of(released.id).organisation_id)
        assert [(each.number, each.is_withdrawn) for each in ledger.publications] == [(1, True), (2, False)]
        assert [bool(line.withdrawn) for line in releases_of(released.id)] == [False, True]
    page = client_for("network_member").get(f"/reviews/{released.id}/baseline").text
    assert "Release 1 was withdrawn" in page
    assert "those below take their place" in words(page)
    assert "data-figure" in page
    assert "WITHDRAWN" not in lead.get(f"/reviews/{released.id}/releases/2.csv").text
    audit = words(client_for("reviewer").get(f"/reviews/{released.id}/releases/2/audit").text)
    assert "Release 1 of “Own review”, staff in post on 31 March 2026, withdrawn by then" in audit


def test_the_file_of_a_withdrawn_release_is_not_released_again(
    released: ReviewWithPeople, lead: CheckedClient
) -> None:
    lead.post(address(released), SENT)
    page = lead.get(f"/reviews/{released.id}/baseline/check").text
    assert "The figures of this file were released, and then withdrawn." in words(page)
    assert 'name="seen"' not in page
    for step, data in (("release", {"seen": "0" * 64, "checked": "y"}), ("prepare", {})):
        lead.post(f"/reviews/{released.id}/baseline/{step}", data)
        assert "Import another file first" in lead.get(f"/reviews/{released.id}/baseline/check").text


def test_where_an_earlier_date_still_stands_the_task_list_says_that(
    app: Flask, review: ReviewWithPeople
) -> None:
    with app.app_context():
        publish_it(review, prepared(review))
        publish_it(review, prepared(review, date(2027, 3, 31)))
        with write_transaction():
            service.withdraw_figures(review_of(review.id), 2, reason=WHY, actor=review.actors["hr_lead"])
        summary = summarise(review.id)
        assert (summary.state, summary.missing) == ("Figures released", "")
        assert summary.left_to_do == "A release was withdrawn, and another one stands."
        release = current_release(review.id)
        assert release is not None
        assert release.number == 1
