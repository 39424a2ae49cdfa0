"""A sent mail's text in the database's files: never in plain, and afterwards not even sealed."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask

from review_toolkit.database import db
from review_toolkit.mail import service
from review_toolkit.mail.models import MailState
from tests.databases import sqlite_only
from tests.mail.conftest import Office
from tests.mail.smtp_server import SmtpServer

pytestmark = sqlite_only
CANARY = "Zq7XcanaryW4"
# Hardly to be compressed, and longer than a page of the database: the text spills into pages of its own.
TEXT = "\n".join(f"{CANARY} {number**7:x} {number**11:x}" for number in range(1, 800))


@pytest.fixture
def database_file(instance: Path) -> Path:
    """The file of SQLite's database: PostgreSQL keeps a changed row until it is vacuumed."""
    return instance / "review-toolkit.sqlite3"


@pytest.fixture
def bytes_on_disk(app: Flask, database_file: Path) -> Callable[[], bytes]:
    """Return what stands on disk once the write-ahead log is worked into the database."""

    def read() -> bytes:
        with app.app_context():
            db.engine.dispose()
        connection = sqlite3.connect(database_file)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        return b"".join(
            path.read_bytes() for path in sorted(database_file.parent.glob(f"{database_file.name}*"))
        )

    return read


def pieces_of(sealed: bytes) -> list[bytes]:
    """Cut sealed bytes into pieces short enough to stand whole in one page, wherever pages begin."""
    return [sealed[start : start + 64] for start in range(0, len(sealed) - 64, 64)]


def found_in(content: bytes, pieces: list[bytes]) -> int:
    return sum(piece in content for piece in pieces)


def sealed_text(office: Office, mail_id: UUID) -> bytes:
    sealed = office.mail(mail_id).sealed_text
    assert sealed is not None
    return sealed


def test_nothing_is_left_of_a_text_once_the_mail_is_sent(
    office: Office, bytes_on_disk: Callable[[], bytes]
) -> None:
    mail_id = office.queue(text=TEXT)
    pieces = pieces_of(sealed_text(office, mail_id))
    assert len(pieces) > 100
    before = bytes_on_disk()
    assert CANARY.encode() not in before
    assert found_in(before, pieces) > len(pieces) / 2, "The search itself finds what is there."
    with SmtpServer() as server:
        office.send(server.address())
    assert CANARY.encode() in server.received[0].content
    after = bytes_on_disk()
    assert found_in(after, pieces) == 0
    assert CANARY.encode() not in after


def test_nothing_is_left_of_a_text_once_the_mail_is_given_up(
    office: Office, bytes_on_disk: Callable[[], bytes]
) -> None:
    mail_id = office.queue(text=TEXT)
    pieces = pieces_of(sealed_text(office, mail_id))
    office.change(mail_id, service.give_up)
    assert found_in(bytes_on_disk(), pieces) == 0


def test_a_mail_that_failed_keeps_its_text_sealed(office: Office, bytes_on_disk: Callable[[], bytes]) -> None:
    mail_id = office.queue(text=TEXT)
    with SmtpServer(replies={"RCPT": "550 No"}) as server:
        office.send(server.address(), later=timedelta(seconds=1))
    assert office.mail(mail_id).state == MailState.FAILED
    content = bytes_on_disk()
    assert CANARY.encode() not in content
    assert found_in(content, pieces_of(sealed_text(office, mail_id))) > 50
