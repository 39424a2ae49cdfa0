"""A reviewer's papers: what is in them, what can never be, who may take them, and that this is noted."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from review_toolkit.access.actions import Role
from review_toolkit.access.models import AuditEvent, User
from review_toolkit.access.queries import held_role
from review_toolkit.access.service import grant
from review_toolkit.baseline.service import withdraw_figures
from review_toolkit.database import db, write_transaction
from review_toolkit.people.papers.contents import pack_of
from review_toolkit.people.papers.packing import Paper, packed
from review_toolkit.reports.queries import documents_of
from review_toolkit.reviews.queries import review_of
from review_toolkit.worked_example import write_files
from tests.clients import CheckedClient
from tests.databases import sqlite_only
from tests.membership.holding import alter, day, membership_id
from tests.people import ReviewWithPeople
from tests.worked_review import release_example, write_report

pytestmark = sqlite_only
ClientFor = Callable[[str], CheckedClient]
OF_EVERYTHING = {
    "README.txt",
    "acts.csv",
    "declaration.txt",
    "record/2-baseline.csv",
    "record/6-report.csv",
    "reports/commissioned-review-0.1.docx",
}


@pytest.fixture
def worked(app: Flask, review: ReviewWithPeople, tmp_path: Path) -> ReviewWithPeople:
    """A review with released figures and a report by its reviewer."""
    release_example(app, review, tmp_path)
    write_report(app, review)
    return review


def own(review: ReviewWithPeople) -> str:
    return f"/reviews/{review.id}/people/papers.zip"


def hand_over(app: Flask, review: ReviewWithPeople, role: str = "reviewer") -> str:
    return f"/reviews/{review.id}/people/{membership_id(app, review, role)}/hand-over.zip"


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


def kinds(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEvent.kind)))


def pack(app: Flask, review: ReviewWithPeople, *, mine: bool) -> bytes:
    found = membership_id(app, review, "reviewer")
    with app.app_context():
        held = held_role(review.id, found)
        return pack_of(review_of(review.id), held, stages=app.extensions["stages"], own=mine)


def test_a_reviewer_takes_their_papers_and_the_hr_lead_takes_them_over(
    app: Flask, worked: ReviewWithPeople, client_for: ClientFor
) -> None:
    alter(app, worked, "reviewer", purpose="Draft the report.", starts_on=day(-3), ends_on=day(30))
    for client, path, kind in (
        (client_for("reviewer"), own(worked), "papers_downloaded"),
        (client_for("hr_lead"), hand_over(app, worked), "hand_over_downloaded"),
    ):
        answer = client.get(path)
        assert answer.mimetype == "application/zip"
        assert answer.headers["Cache-Control"] == "no-store"
        files = unpacked(answer.data)
        figures = {name for name in files if name.startswith("figures/")}
        assert {name.rpartition(".")[2] for name in figures} == {"json", "xlsx"}
        assert set(files) - figures == OF_EVERYTHING
        assert kinds(app).count(kind) == 1
    assert "took" not in files["README.txt"].decode()
    trail = client_for("hr_lead").get(f"/reviews/{worked.id}/audit-trail").text
    assert "downloaded a hand-over pack" in trail
    assert "downloaded working papers" in trail


def test_each_paper_is_what_the_readme_says_it_is(app: Flask, worked: ReviewWithPeople) -> None:
    files = unpacked(pack(app, worked, mine=False))
    readme = files["README.txt"].decode()
    for name, content in files.items():
        if name != "README.txt":
            assert name in readme
            assert hashlib.sha256(content).hexdigest() in readme
    assert readme.startswith("BOARD CONFIDENTIAL\n\nWorking papers of Own reviewer, delegated reviewer of")
    assert "WHAT IS NOT IN IT" in readme
    with app.app_context():
        (document,) = documents_of(worked.id)
        assert files["reports/commissioned-review-0.1.docx"] == document.content
    (name,) = (name for name in files if name.endswith(".json"))
    assert json.loads(files[name])
    rows = list(csv.DictReader(io.StringIO(files["acts.csv"].decode("utf-8-sig"))))
    assert [row["did"] for row in rows] == ["declared interests and accepted the terms", "wrote the report"]
    record = files["record/2-baseline.csv"].decode("utf-8-sig")
    assert "imported a workforce file" in record
    assert "I tell nobody outside the review" in files["declaration.txt"].decode()


def test_no_row_and_no_name_of_the_workforce_file_is_in_them(
    app: Flask, worked: ReviewWithPeople, tmp_path: Path
) -> None:
    sheet = openpyxl.load_workbook(write_files(tmp_path / "again").workforce).worksheets[0]
    ids = {str(cell) for row in sheet.iter_rows(values_only=True) for cell in row[:2]}
    whole = b""
    for name, content in unpacked(pack(app, worked, mine=False)).items():
        assert not any(word in name for word in ("mapping", "extract", "working-view", ".yaml"))
        inner = unpacked(content) if name.endswith((".xlsx", ".docx")) else {}
        whole += content + b"".join(inner.values())
    long_ids = [each for each in ids if len(each) >= 5 and any(sign.isdigit() for sign in each)]
    assert len(long_ids) > 50
    assert not [each for each in long_ids if each.encode() in whole]


@pytest.mark.parametrize(
    ("stages", "figures", "records", "reports"),
    [
        ("baseline", True, {"record/2-baseline.csv"}, False),
        ("report", False, {"record/6-report.csv"}, True),
        ("listening", False, set(), False),
    ],
)
def test_only_what_is_of_their_stages_is_in_them(
    app: Flask,
    worked: ReviewWithPeople,
    stages: str,
    figures: bool,
    records: set[str],
    reports: bool,
) -> None:
    alter(app, worked, "reviewer", stages=stages)
    mine, over = (set(unpacked(pack(app, worked, mine=each))) for each in (True, False))
    for names in (mine, over):
        assert any(name.startswith("figures/") for name in names) == figures
        assert {name for name in names if name.startswith("record/")} == records
    assert ("reports/commissioned-review-0.1.docx" in mine) == reports
    assert "reports/commissioned-review-0.1.docx" in over


def test_withdrawn_figures_are_left_out_and_a_report_with_them_is_marked(
    app: Flask, worked: ReviewWithPeople
) -> None:
    with app.app_context(), write_transaction():
        withdraw_figures(
            review_of(worked.id), 1, reason="The file lacked a site.", actor=worked.actors["hr_lead"]
        )
    files = unpacked(pack(app, worked, mine=True))
    assert not any(name.startswith("figures/") for name in files)
    assert "reports/commissioned-review-0.1-FIGURES-WITHDRAWN.docx" in files
    assert "do not use them" in files["README.txt"].decode()


def test_the_same_content_gives_the_same_bytes(app: Flask, worked: ReviewWithPeople) -> None:
    assert pack(app, worked, mine=True) == pack(app, worked, mine=True)
    papers = [Paper("b.txt", b"b", "B."), Paper("a.txt", b"a", "A.")]
    one = packed(papers, introduction="I.", left_out="Nothing.")
    assert one == packed(papers[::-1], introduction="I.", left_out="Nothing.")
    assert list(unpacked(one)) == ["README.txt", "a.txt", "b.txt"]
    assert "Nothing yet." in unpacked(packed([], introduction="I.", left_out="N."))["README.txt"].decode()


@pytest.mark.parametrize("how", [{"ends_on": day(-1)}, {"starts_on": day(1)}])
def test_after_the_last_day_the_hr_lead_still_has_them_and_the_reviewer_has_not(
    app: Flask, worked: ReviewWithPeople, client_for: ClientFor, how: dict[str, object]
) -> None:
    alter(app, worked, "reviewer", **how)
    client_for("reviewer").get(own(worked), expect=404)
    client_for("hr_lead").get(hand_over(app, worked))
    assert "papers_downloaded" not in kinds(app)


def test_there_are_papers_of_reviewers_alone(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    for role in ("hr_lead", "senior_leader", "network_member", "action_owner"):
        client_for("hr_lead").get(hand_over(app, review, role), expect=404)
        client_for(role).get(own(review), expect=404)
    client_for("reviewer").get(hand_over(app, review), expect=404)
    assert set(unpacked(client_for("reviewer").get(own(review)).data)) == {
        "README.txt",
        "acts.csv",
        "declaration.txt",
    }


def test_a_colleagues_report_is_nobody_elses_paper(app: Flask, worked: ReviewWithPeople) -> None:
    with app.app_context(), write_transaction():
        user = db.session.get_one(User, worked.actors["network_member"].user_id)
        second = grant(user=user, review_id=worked.id, role=Role.REVIEWER, actor=None).id
    with app.app_context():
        held = held_role(worked.id, second)
        pack_ = pack_of(review_of(worked.id), held, stages=app.extensions["stages"], own=True)
    files = unpacked(pack_)
    assert not any(name.startswith("reports/") for name in files)
    assert "acts.csv" not in files
