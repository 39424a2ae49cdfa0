"""`verify-audit-trail`: says that all stands as it was written, or where it does not."""

import re
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from tests.commands.conftest import Run
from tests.databases import elsewhere, sqlite_only
from tests.people import ReviewWithPeople
from tests.worked_review import release_example

pytestmark = sqlite_only


def test_a_sound_instance_is_told_as_such_with_its_heads(
    run: Run, app: Flask, review: ReviewWithPeople, instance: Path, tmp_path: Path
) -> None:
    release_example(app, review, tmp_path / "files")
    environ = {"REVIEW_TOOLKIT_INSTANCE": str(instance)}
    result = run("verify-audit-trail", **environ)
    heads = re.findall(r"^(\w+): (\d+) rows, head ([0-9a-f]{64})$", result.output, re.MULTILINE)
    assert {table for table, _, _ in heads} == {"audit_event", "release", "release_withdrawal"}
    assert {table: rows for table, rows, _ in heads}["release"] == "1"
    assert "Everything stands as it was written." in result.output
    noted = [word for _, _, head in heads for word in ("--noted-head", head)]
    assert "Everything stands" in run("verify-audit-trail", *noted, **environ).output
    result = run("verify-audit-trail", "--noted-head", "a" * 64, expect=1, **environ)
    assert f"noted head {'a' * 64} is in no chain" in result.output


def test_what_was_changed_behind_the_safeguards_is_told_with_its_place(
    run: Run, app: Flask, review: ReviewWithPeople, instance: Path
) -> None:
    with elsewhere(app) as connection, connection.begin():
        trigger = connection.scalar(
            text("SELECT sql FROM sqlite_master WHERE name = 'tr_audit_event_no_update'")
        )
        connection.execute(text("DROP TRIGGER tr_audit_event_no_update"))
        connection.execute(text("UPDATE audit_event SET subject = 'forged' WHERE position = 2"))
        connection.execute(text(trigger))
    result = run("verify-audit-trail", expect=1, REVIEW_TOOLKIT_INSTANCE=str(instance))
    assert "audit_event, row 2: was changed after it was written" in result.output
    assert "1 fault(s)" in result.output
    assert "Everything stands" not in result.output
