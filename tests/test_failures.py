"""What nobody did wrong and no view answers: a page with its message, and exit code 1 on the command line."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from review_toolkit.access.actions import Role
from review_toolkit.commands import main
from review_toolkit.database import db
from review_toolkit.reports import render
from review_toolkit.vault import Vault
from tests.clients import CheckedClient
from tests.databases import sqlite_only
from tests.jobs.running import run_due_jobs
from tests.people import ReviewWithPeople
from tests.worked_review import files_in, import_example, release_example

TITLE = "This cannot be done at the moment"
ClientFor = Callable[[Role | str], CheckedClient]


def damage_release(app: Flask, instance: Path) -> None:
    """Change a release as somebody could who holds the disk: the triggers taken away first."""
    with app.app_context():
        db.engine.dispose()
    connection = sqlite3.connect(instance / "review-toolkit.sqlite3")
    connection.execute("DROP TRIGGER tr_release_no_update")
    connection.execute("UPDATE release SET content = replace(content, '10', '11')")
    connection.commit()
    connection.close()


def test_stored_data_under_another_key_is_a_page_that_says_so(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor, tmp_path: Path
) -> None:
    import_example(app, review, files_in(tmp_path / "files"))
    app.extensions["vault"] = Vault(bytes(32))
    client = client_for(Role.HR_LEAD)
    page = client.get(f"/reviews/{review.id}/baseline/check", expect=503).text
    assert TITLE in page
    assert "cannot be opened with the DATA_KEY in use" in page
    asked = client.post(f"/reviews/{review.id}/baseline/release", {"seen": "0" * 64, "checked": "y"})
    run_due_jobs(app)
    assert "cannot be opened with the DATA_KEY in use" in client.get(asked.location).text


@sqlite_only
def test_a_damaged_release_is_a_page_that_says_so_and_a_command_that_fails(
    app: Flask, instance: Path, review: ReviewWithPeople, client_for: ClientFor, tmp_path: Path
) -> None:
    release_example(app, review, tmp_path / "files")
    client = client_for(Role.SENIOR_LEADER)
    damage_release(app, instance)
    page = client.get(f"/reviews/{review.id}/baseline", expect=503).text
    assert TITLE in page
    assert "its fingerprint differs. Restore a backup." in page
    with app.app_context():
        db.engine.dispose()
    connection = sqlite3.connect(instance / "review-toolkit.sqlite3")
    connection.execute(
        "CREATE TRIGGER tr_release_no_update BEFORE UPDATE ON release "
        "BEGIN SELECT RAISE(ABORT, 'release is append-only: a release is frozen'); END"
    )
    connection.close()
    words = ["report", str(review.id), "--output", str(tmp_path / "report.docx")]
    result = CliRunner().invoke(main, words, env={"REVIEW_TOOLKIT_INSTANCE": str(instance)})
    assert result.exit_code == 1
    assert "its fingerprint differs" in result.stderr
    assert not (tmp_path / "report.docx").exists()


def test_a_report_that_takes_too_long_is_a_page_that_says_so(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def expire(*_: object, **__: object) -> None:
        raise render.subprocess.TimeoutExpired("render", 90)

    client = client_for(Role.REVIEWER)
    monkeypatch.setattr(render.subprocess, "run", expire)
    asked = client.post(f"/reviews/{review.id}/report")
    run_due_jobs(app)
    page = client.get(asked.location).text
    assert "Failed" in page
    assert "it needed more time than a report may" in page
