"""What the tests of mail share: a certificate of the test's own, and jobs run without waiting for anybody."""

import ipaddress
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import undefer

from review_toolkit import create_app
from review_toolkit.database import db, now, write_transaction
from review_toolkit.mail.models import Mail, MailAttempt
from review_toolkit.mail.queries import OutboxLine, line_of
from review_toolkit.mail.service import queue_mail
from review_toolkit.mail_server import MailServer
from review_toolkit.worker.runner import Runner

TO = "ada@harbour.example"
SUBJECT = "Your invitation"
TEXT = "Zq7XcanaryW4: dear Ada,\n\nopen the review.\n"
LATER = timedelta(days=30)
"""By then every job is due, whatever its pause."""


@dataclass(frozen=True)
class Certificate:
    """A certificate for this machine, and a server's TLS with it."""

    path: Path
    context: ssl.SSLContext


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("certificate")
    path, key_path = folder / "certificate.pem", folder / "key.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, key_path)
    return Certificate(path, context)


@pytest.fixture
def trusted(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> Certificate:
    """The certificate, trusted by this machine."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))
    return certificate


@dataclass(frozen=True)
class Office:
    """Queues mails in an application, and sends them as its worker does."""

    app: Flask

    def queue(self, *, to: str = TO, subject: str = SUBJECT, text: str = TEXT) -> UUID:
        with self.app.app_context(), write_transaction():
            return queue_mail(to=to, subject=subject, text=text, vault=self.app.extensions["vault"]).id

    @contextmanager
    def at_work(self, server: MailServer | None, *, data_key: bytes | None = None) -> Iterator[Flask]:
        """Yield the application over the same database as it runs outside the demo, with this mail server."""
        settings = self.app.extensions["settings"]
        working = create_app(
            replace(settings, demo=False, mail_server=server, data_key=data_key or settings.data_key)
        )
        try:
            yield working
        finally:
            with working.app_context():
                db.engine.dispose()

    def send(
        self, server: MailServer | None, *, later: timedelta = LATER, data_key: bytes | None = None
    ) -> int:
        """Run each job once that is due by then, as a worker would; return how many ran."""
        with self.at_work(server, data_key=data_key) as working:
            return Runner(working, clock=lambda: now() + later).sweep()

    def mail(self, mail_id: UUID) -> Mail:
        """Return a mail as it stands in the table, apart from any session."""
        with self.app.app_context():
            mail = db.session.get_one(Mail, mail_id, options=[undefer(Mail.sealed_text)])
            db.session.expunge(mail)
            return mail

    def record(self, mail_id: UUID) -> list[tuple[int, str, str | None]]:
        """Return what stands on record about a mail's attempts: number, step, outcome."""
        with self.app.app_context():
            rows = db.session.scalars(select(MailAttempt).where(MailAttempt.mail_id == mail_id))
            return sorted((row.number, row.step, row.outcome) for row in rows)

    def line(self, mail_id: UUID) -> OutboxLine:
        with self.app.app_context():
            return line_of(mail_id)

    def change(self, mail_id: UUID, change: Callable[[Mail], object]) -> None:
        with self.app.app_context(), write_transaction():
            change(db.session.get_one(Mail, mail_id))

    def age(self, mail_id: UUID, by: timedelta) -> None:
        """Let a mail have been asked for so long ago."""

        def earlier(mail: Mail) -> None:
            mail.queued_at -= by

        self.change(mail_id, earlier)


@pytest.fixture
def office(app: Flask) -> Office:
    return Office(app)
