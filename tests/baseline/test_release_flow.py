"""What is released is what was looked at."""

import hashlib
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from review_toolkit.baseline import service
from review_toolkit.baseline.ingest import Mapping, SourceFile
from review_toolkit.database import write_transaction
from review_toolkit.figures import to_document
from review_toolkit.releases.outcomes import Refused
from review_toolkit.releases.queries import has_release
from review_toolkit.reviews.queries import review_of
from review_toolkit.vault import Vault
from tests.clients import CheckedClient
from tests.jobs.running import run_due_jobs
from tests.people import ReviewWithPeople
from tests.worked_review import files_in, import_example

SEEN = re.compile(r'name="seen"[^>]*value="([^"]+)"')


def import_plain(app: Flask, review: ReviewWithPeople, content: bytes) -> None:
    with app.app_context():
        source = SourceFile(name="staff.csv", content=content)
        own = review_of(review.id)
        read = service.read_extract(own, source, Mapping(), vault=app.extensions["vault"])
        with write_transaction():
            service.keep_extract(own, read, actor=review.actors["hr_lead"])


def test_a_file_that_was_replaced_after_the_look_is_not_released(
    app: Flask, review: ReviewWithPeople, client_for: Callable[[str], CheckedClient], tmp_path: Path
) -> None:
    import_example(app, review, files_in(tmp_path / "files"))
    lead = client_for("hr_lead")
    base = f"/reviews/{review.id}/baseline"
    seen = SEEN.search(lead.get(f"{base}/check").text)
    assert seen is not None
    import_plain(app, review, b"employee_id,ethnicity\n" + b"".join(b"%d,A\n" % n for n in range(40)))
    asked = lead.post(f"{base}/release", {"seen": seen.group(1), "checked": "y"})
    run_due_jobs(app)
    page = lead.get(asked.location).text
    assert "was replaced in the meantime" in page
    assert "Not done" in page
    with app.app_context():
        assert not has_release(review.id)


@pytest.mark.parametrize("seen", [{}, {"seen": ""}, {"seen": "0" * 64}, {"seen": "a salary of 31,415"}])
def test_figures_that_nobody_looked_at_are_not_released(
    app: Flask,
    review: ReviewWithPeople,
    client_for: Callable[[str], CheckedClient],
    tmp_path: Path,
    seen: dict[str, str],
) -> None:
    import_example(app, review, files_in(tmp_path / "files"))
    lead = client_for("hr_lead")
    expect = 302 if seen.get("seen") else 422
    lead.post(f"/reviews/{review.id}/baseline/release", {"checked": "y", **seen}, expect=expect)
    run_due_jobs(app)
    with app.app_context():
        assert not has_release(review.id)


def test_nothing_is_released_before_somebody_says_that_they_have_checked_it(
    app: Flask, review: ReviewWithPeople, client_for: Callable[[str], CheckedClient], tmp_path: Path
) -> None:
    import_example(app, review, files_in(tmp_path / "files"))
    lead = client_for("hr_lead")
    base = f"/reviews/{review.id}/baseline"
    page = lead.get(f"{base}/check").text
    seen = SEEN.search(page)
    assert seen is not None
    assert "checked" not in re.findall(r'name="(\w+)"[^>]* checked', page)
    page = lead.post(f"{base}/release", {"seen": seen.group(1)}, expect=422).text
    assert "Check the figures, then tick the box to release them" in page
    with app.app_context():
        assert not has_release(review.id)
    again = SEEN.search(page)
    assert again is not None
    lead.post(f"{base}/release", {"seen": again.group(1), "checked": "y"})
    run_due_jobs(app)
    with app.app_context():
        assert has_release(review.id)


def test_the_same_file_with_another_mapping_in_between_is_not_released(
    app: Flask, review: ReviewWithPeople, tmp_path: Path
) -> None:
    files = files_in(tmp_path / "files")
    import_example(app, review, files)
    with app.app_context():
        prepared = service.prepare_release(review_of(review.id), vault=app.extensions["vault"])
    import_example(app, review, files)
    with app.app_context(), write_transaction():
        outcome = service.release_baseline(review_of(review.id), prepared, actor=review.actors["hr_lead"])
        assert isinstance(outcome, Refused)
        assert "replaced in the meantime" in outcome.reason
        assert not has_release(review.id)


def test_after_the_release_the_check_page_shows_the_release_itself(
    app: Flask,
    review: ReviewWithPeople,
    client_for: Callable[[str], CheckedClient],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import_example(app, review, files_in(tmp_path / "files"))
    lead = client_for("hr_lead")
    base = f"/reviews/{review.id}/baseline"
    seen = SEEN.search(lead.get(f"{base}/check").text)
    assert seen is not None
    lead.post(f"{base}/release", {"seen": seen.group(1), "checked": "y"})
    run_due_jobs(app)
    # A later version of the toolkit that would compute otherwise
    monkeypatch.setattr(service, "work_out", lambda *_, **__: None)
    monkeypatch.setattr(service, "prepared_now", lambda *_, **__: None)
    page = lead.get(f"{base}/check").text
    assert "What is released" in page
    assert "Staff by ethnic group" in page


def test_an_upload_never_lies_in_a_temporary_file(
    app: Flask,
    review: ReviewWithPeople,
    client_for: Callable[[str], CheckedClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("The upload was written to a temporary file.")

    lead = client_for("hr_lead")
    for name in ("TemporaryFile", "SpooledTemporaryFile", "NamedTemporaryFile"):
        monkeypatch.setattr(tempfile, name, refuse)
    # Werkzeug's own default for uploads; a spooled file may go to the disk as well.
    monkeypatch.setattr("werkzeug.formparser.default_stream_factory", refuse)
    large = b"employee_id,ethnicity\n" + b"".join(b"%07d,A\n" % n for n in range(200_000))
    # Encoded here: the test client would write a body of this size to a temporary file itself.
    parts = {b'name="csrf_token"': lead.token().encode(), b'name="workforce"; filename="staff.csv"': large}
    body = b"".join(
        b"--edge\r\nContent-Disposition: form-data; " + name + b"\r\n\r\n" + value + b"\r\n"
        for name, value in parts.items()
    )
    lead.post_body(
        f"/reviews/{review.id}/baseline/import", body + b"--edge--\r\n", "multipart/form-data; boundary=edge"
    )


def test_a_release_carries_no_fingerprint_that_a_guess_could_be_tested_against(
    app: Flask, review: ReviewWithPeople, tmp_path: Path
) -> None:
    files = files_in(tmp_path / "files")
    import_example(app, review, files)
    with app.app_context():
        vault = app.extensions["vault"]
        prepared = service.prepare_release(review_of(review.id), vault=vault)
    plain = hashlib.sha256(files.workforce.read_bytes()).hexdigest()
    assert prepared.content.fingerprints["workforce"] == vault.tag(plain)
    assert plain not in str(to_document(prepared.content))
    assert Vault(bytes(32)).tag(plain) != vault.tag(plain)
