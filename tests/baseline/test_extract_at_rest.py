"""An imported extract at rest: nothing of it in plain anywhere; after a crash all of it, or none."""

import hashlib
import io
import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from review_toolkit.baseline import preparation, queries
from review_toolkit.baseline.indicators import protected_content
from review_toolkit.baseline.preparation import Ready
from review_toolkit.vault import CannotOpen, Vault
from review_toolkit.worked_example import write_files
from tests.baseline.refreshing import hand_in, staff_of, worked_out
from tests.baseline.test_release_flow import SEEN
from tests.clients import CheckedClient
from tests.databases import SQLITE, elsewhere, sqlite_only
from tests.jobs.running import run_due_jobs
from tests.people import ReviewWithPeople
from tests.worked_review import files_in, import_example

ROOT = Path(__file__).resolve().parent.parent.parent
CANARY = "Zq7XcanaryW4"
FILE_NAME = "staff-of-march.csv"
ClientFor = Callable[[str], CheckedClient]


def extract_with_canary() -> bytes:
    """Return a workforce file in which every row holds the canary."""
    codes = "ABCDEFGHJKLMNPRSZ"
    lines = [f"{CANARY}-{row},{codes[row % len(codes)]},Grade {row % 4}" for row in range(200)]
    return ("employee_id,ethnicity,grade\n" + "\n".join(lines) + "\n").encode()


def files_holding(folder: Path, words: str) -> list[str]:
    """Return the files under a folder that hold the words in one of the usual encodings."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            if any(words.encode(encoding) in content for encoding in ("utf-8", "utf-16-le", "utf-16-be")):
                found.append(path.name)
    return found


def test_the_digest_of_tables_in_whole_people_is_keyed_before_it_is_kept(
    app: Flask, review: ReviewWithPeople, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever holds nearly all of the truth could try the rest out against a plain one (decision 15)."""
    digests: list[str] = []

    def protected(*args: Any, **more: Any) -> Any:
        found = protected_content(*args, **more)
        digests.append(str(found.manifest["witnesses"]))
        return found

    monkeypatch.setattr(preparation, "protected_content", protected)
    hand_in(app, review, staff_of(1, 150))
    ready = worked_out(app, review)
    assert isinstance(ready, Ready)
    (digest,), kept = digests, json.loads(ready.proof.manifest)
    assert len(digest) == 64
    assert digest not in ready.proof.manifest
    keyed = kept["engine"]["keyed_witnesses"]
    assert len(keyed) == 64
    assert keyed != hashlib.sha256(digest.encode()).hexdigest()


@sqlite_only
def test_nothing_of_an_imported_file_stands_in_plain_in_the_instance(
    app: Flask, client_for: ClientFor, review: ReviewWithPeople, instance: Path
) -> None:
    client = client_for("hr_lead")
    page = f"/reviews/{review.id}/baseline"
    client.post(f"{page}/import", {"workforce": (io.BytesIO(extract_with_canary()), FILE_NAME)})
    assert run_due_jobs(app) == 1
    assert files_holding(instance, CANARY) == []
    check = client.get(f"{page}/check").text
    assert CANARY not in check
    seen = SEEN.search(check)
    assert seen is not None
    client.post(f"{page}/release", {"seen": seen.group(1), "checked": "y"})
    client.post(f"/reviews/{review.id}/report")
    assert run_due_jobs(app) == 2
    assert files_holding(instance, CANARY) == []
    # The search itself works: the file's name is kept in plain, in the database or its log.
    assert files_holding(instance, FILE_NAME)


def test_a_file_that_is_replaced_leaves_nothing_behind(
    app: Flask, review: ReviewWithPeople, tmp_path: Path
) -> None:
    for seed in (1, 2):
        import_example(app, review, write_files(tmp_path / str(seed), seed=seed))
    with elsewhere(app) as connection:
        assert connection.scalar(text("SELECT count(*) FROM extract")) == 1


def test_a_stored_file_does_not_open_with_another_data_key(
    app: Flask, review: ReviewWithPeople, tmp_path: Path
) -> None:
    import_example(app, review, files_in(tmp_path / "files"))
    with app.app_context():
        extract = queries.current_extract(review.id)
        assert extract is not None
        vault = app.extensions["vault"]
        workforce = queries.workforce_of(extract, vault=vault)
        assert workforce.account.used == extract.rows_used
        with pytest.raises(CannotOpen, match=r"DATA_KEY.*import the workforce file again"):
            queries.workforce_of(extract, vault=Vault(bytes(32)))


_IMPORT = """
import sys
from pathlib import Path
from uuid import UUID
from review_toolkit import create_app
from review_toolkit.access.actors import Actor
from review_toolkit.baseline.ingest import Mapping, SourceFile
from review_toolkit.baseline.service import keep_extract, read_extract
from review_toolkit.database import db, write_transaction
from review_toolkit.reviews.queries import review_of
from tests.databases import settings_for

def wait_to_be_killed(word):
    print(word, flush=True)
    sys.stdin.read()

moment, review_id, user_id, path, instance, *database = sys.argv[1:]
app = create_app(settings_for(Path(instance), *database))
with app.app_context():
    review = review_of(UUID(review_id))
    source = SourceFile(name="staff.csv", content=Path(path).read_bytes())
    read = read_extract(review, source, Mapping(), vault=app.extensions["vault"])
    with write_transaction():
        keep_extract(review, read, actor=Actor(UUID(user_id), "Own hr lead"))
        db.session.flush()
        if moment == "before":
            wait_to_be_killed("flushed")
    wait_to_be_killed("committed")
"""


def import_and_be_killed(
    moment: str, review: ReviewWithPeople, file: Path, instance: Path, database_url: str | None
) -> None:
    """Import a file in another process and kill that process, as a power cut would, at the given moment."""
    place = [str(instance), *([database_url] if database_url else [])]
    user = str(review.actors["hr_lead"].user_id)
    with subprocess.Popen(
        [sys.executable, "-c", _IMPORT, moment, str(review.id), user, str(file), *place],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == {"before": "flushed\n", "after": "committed\n"}[moment]
        process.kill()
    assert process.returncode == -signal.SIGKILL


@pytest.mark.parametrize(("moment", "rows"), [("before", 0), ("after", 1)])
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL.")
def test_an_import_cut_off_by_a_crash_is_there_in_full_or_not_at_all(
    app: Flask,
    review: ReviewWithPeople,
    instance: Path,
    database_url: str | None,
    tmp_path: Path,
    client_for: ClientFor,
    moment: str,
    rows: int,
) -> None:
    file = tmp_path / "staff.csv"
    file.write_bytes(extract_with_canary())
    import_and_be_killed(moment, review, file, instance, database_url)
    with elsewhere(app) as connection:
        for table in ("extract", "stage_event"):
            found = connection.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608
            assert found == rows, table
        if connection.dialect.name == SQLITE:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    # Nobody is locked out by what the dead process held.
    page = f"/reviews/{review.id}/baseline"
    client = client_for("hr_lead")
    if rows:
        assert "Used" in client.get(f"{page}/check").text
    client.post(f"{page}/import", {"workforce": (io.BytesIO(file.read_bytes()), FILE_NAME)})
