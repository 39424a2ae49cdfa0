"""After figures were withdrawn: what the task list, a stage's page, its record and the report say of it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from review_toolkit.baseline import service
from review_toolkit.database import write_transaction
from review_toolkit.reviews.acts import ActRefused
from review_toolkit.reviews.queries import review_of, state_of
from review_toolkit.reviews.sign_off.service import reopen_stage, return_stage, sign_off_stage
from review_toolkit.reviews.stages import stage_of
from review_toolkit.worked_example import write_files
from tests.clients import CheckedClient
from tests.databases import worked_out_once
from tests.people import ReviewWithPeople
from tests.releases.publishing import prepared, publish_it
from tests.web.page_checks import parse_page, text_of
from tests.worked_review import import_example, release_example, send_for_sign_off, write_report

ClientFor = Callable[[str], CheckedClient]
WHY = "The file left out the whole of Estates."
CHANGE = "Estates is missing."
READERS = ("network_member", "senior_leader", "reviewer", "hr_lead")


@pytest.fixture
def released(app: Flask, review: ReviewWithPeople, tmp_path: Path) -> ReviewWithPeople:
    """A review whose release 1 stands."""
    release_example(app, review, tmp_path / "first")
    return review


def move(app: Flask, review: ReviewWithPeople, role: str, act: Callable[..., object], stage: str) -> None:
    """Let somebody sign off, return or reopen a stage."""
    given = {} if act is sign_off_stage else {"reason": CHANGE}
    with app.app_context(), write_transaction():
        seen = state_of(review.id, stage=stage).number
        act(
            review_of(review.id),
            stage_of(stage),
            seen=seen,
            actor=review.actors[role],
            stages=app.extensions["stages"],
            **given,
        )


def withdraw(app: Flask, review: ReviewWithPeople, number: int = 1) -> None:
    with app.app_context(), write_transaction():
        service.withdraw_figures(review_of(review.id), number, reason=WHY, actor=review.actors["hr_lead"])


def words(client: CheckedClient, address: str) -> str:
    return text_of(parse_page(client.get(address).text))


def task(client: CheckedClient, review: ReviewWithPeople, title: str) -> str:
    """A stage's line on the task list, with its tag."""
    page = parse_page(client.get(f"/reviews/{review.id}").text)
    (line,) = (
        text
        for item in page.iter("li")
        if "nhsuk-task-list__item" in item.get("class", "") and (text := text_of(item)).startswith(title)
    )
    return line


@worked_out_once
def test_a_stage_that_was_reopened_to_withdraw_figures_says_that_they_are_withdrawn(
    app: Flask, released: ReviewWithPeople, client_for: ClientFor, tmp_path: Path
) -> None:
    send_for_sign_off(app, released, "baseline")
    move(app, released, "senior_leader", sign_off_stage, "baseline")
    move(app, released, "hr_lead", reopen_stage, "baseline")
    reader = client_for("network_member")
    line = task(reader, released, "Demographic baseline")
    assert "Next: make the changes, then send it for sign-off again." in line
    assert line.endswith("Reopened")
    withdraw(app, released)
    line = task(reader, released, "Demographic baseline")
    assert re.search(
        r"Reopened by Own hr lead on .*\. Release 1 was withdrawn on .*\. Next: import a corr", line
    )
    assert "make the changes" not in line
    assert line.endswith("Figures withdrawn")
    page = words(client_for("hr_lead"), f"/reviews/{released.id}/stages/baseline")
    assert "State Reopened Figures withdrawn Since" in page
    assert "Release corrected figures first." in page
    import_example(app, released, write_files(tmp_path / "second", seed=7))
    line = task(reader, released, "Demographic baseline")
    assert "Next: check the corrected file and release its figures." in line
    assert line.endswith("Figures withdrawn")


def test_the_record_says_which_release_was_withdrawn_and_why(
    app: Flask, released: ReviewWithPeople, client_for: ClientFor
) -> None:
    withdraw(app, released)
    page = words(client_for("network_member"), f"/reviews/{released.id}/stages/baseline")
    assert "Own hr lead released the figures, release 1" in page
    assert re.search(rf"Own hr lead withdrew the figures, release 1.{{0,60}}{re.escape(WHY)}", page)


def test_the_record_names_no_release_where_acts_and_releases_do_not_tally(
    app: Flask, released: ReviewWithPeople, client_for: ClientFor
) -> None:
    withdraw(app, released)
    with app.app_context():
        publish_it(released, prepared(released))  # without an act on the record
    page = words(client_for("network_member"), f"/reviews/{released.id}/stages/baseline")
    assert "Own hr lead released the figures, release" not in page
    assert "Own hr lead withdrew the figures, release 1" in page


def test_the_reports_page_says_that_figures_were_withdrawn_and_which_versions_hold_them(
    app: Flask, released: ReviewWithPeople, client_for: ClientFor
) -> None:
    address = f"/reviews/{released.id}/report"
    write_report(app, released)
    page = words(client_for("reviewer"), address)
    assert "with the figures of release 1" in page
    assert "withdrawn" not in page
    withdraw(app, released)
    write_report(app, released)
    for role in READERS:
        page = words(client_for(role), address)
        assert "No figures have been released yet" not in page
        assert "There are no figures to fill it from at the moment: release 1, staff in post on" in page
        _, newer, older = re.split(r"Download version", page)
        assert "without figures" in newer
        assert "Its figures were withdrawn" not in newer
        assert re.search(rf"Its figures were withdrawn on .* Why: {re.escape(WHY)}", older)
    links = re.findall(r'href="([^"]+)">Download version', client_for("reviewer").get(address).text)
    named = [client_for("reviewer").get(link).headers["Content-Disposition"] for link in links]
    assert [each.partition("filename=")[2] for each in named] == [
        "commissioned-review-0.2.docx",
        "commissioned-review-0.1-FIGURES-WITHDRAWN.docx",
    ]


def test_before_any_release_the_reports_page_says_that_there_was_none(
    review: ReviewWithPeople, client_for: ClientFor
) -> None:
    page = words(client_for("reviewer"), f"/reviews/{review.id}/report")
    assert "No figures have been released yet." in page
    assert "withdrawn" not in page


def test_a_report_with_withdrawn_figures_is_not_sent_and_whoever_may_sign_it_off_is_told(
    app: Flask, released: ReviewWithPeople, client_for: ClientFor
) -> None:
    review = released
    write_report(app, review)
    send_for_sign_off(app, review, "report")
    withdraw(app, review)
    alert = "Version 0.1 was filled from release 1, which was withdrawn."
    leader = client_for("senior_leader")
    line = task(leader, review, "Report")
    assert f"{alert} Next: the sponsor signs it off or returns it." in line
    assert line.endswith("Sent for sign-off")
    assert alert in words(leader, f"/reviews/{review.id}/stages/report/sign-off")
    move(app, review, "senior_leader", return_stage, "report")
    assert task(leader, review, "Report").endswith("Draft to be written again")
    with pytest.raises(ActRefused, match="Write the report again first"):
        send_for_sign_off(app, review, "report")
    write_report(app, review)
    send_for_sign_off(app, review, "report")
