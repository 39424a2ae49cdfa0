"""What the tests of mail share: a certificate of the test's own, and jobs run without waiting for anybody."""

import ipaddress
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask

from review_toolkit.database import db, write_transaction
from review_toolkit.jobs.kinds import Finish, RunningJob
from review_toolkit.jobs.queries import due_jobs
from review_toolkit.jobs.service import Claim, claim, finish
from review_toolkit.mail.delivery import Delivery
from review_toolkit.mail.jobs import send_mail_kind
from review_toolkit.mail.models import Mail, MailAttempt
from review_toolkit.mail.service import queue_mail
from review_toolkit.vault import Vault

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
    """Queues mails in an application and runs the jobs that send them."""

    app: Flask

    def queue(self, *, to: str = TO, subject: str = SUBJECT, text: str = TEXT) -> UUID:
        with self.app.app_context(), write_transaction():
            return queue_mail(to=to, subject=subject, text=text, vault=self.app.extensions["vault"]).id

    def send(self, delivery: Delivery, *, vault: Vault | None = None) -> int:
        """Run every job that is due by and by, once each; return how many there were."""
        with self.app.app_context():
            jobs = due_jobs(at=datetime.now(UTC) + LATER)
        for job_id in jobs:
            held, write = self.deliver(job_id, delivery, vault=vault)
            with self.app.app_context(), write_transaction():
                finish(held, write, at=datetime.now(UTC))
        return len(jobs)

    def deliver(
        self, job_id: UUID, delivery: Delivery, *, vault: Vault | None = None
    ) -> tuple[Claim, Finish]:
        """Run a job up to the moment before its effect is written: a crash comes here."""
        kind = send_mail_kind(vault=vault or self.app.extensions["vault"], delivery=delivery)
        with self.app.app_context():
            with write_transaction():
                held = claim(job_id, at=datetime.now(UTC) + LATER)
            assert held is not None
            running = RunningJob(
                id=held.job_id,
                arguments=held.arguments,
                review_id=None,
                requested_by_id=None,
                requested_by_name=None,
                attempt=held.attempt,
                report=lambda *_: None,
            )
            return held, kind.run(running)

    def mail(self, mail_id: UUID) -> Mail:
        with self.app.app_context():
            mail = db.session.get_one(Mail, mail_id)
            db.session.refresh(mail, ["sealed_text"])
            db.session.expunge(mail)
            return mail

    def record(self, mail_id: UUID) -> list[tuple[int, str, str | None]]:
        """Return what stands on record about a mail's attempts: number, step, outcome."""
        with self.app.app_context():
            rows = db.session.query(MailAttempt).filter_by(mail_id=mail_id).all()
            return sorted((row.number, row.step, row.outcome) for row in rows)

    def change(self, mail_id: UUID, change: Callable[[Mail], object]) -> None:
        with self.app.app_context(), write_transaction():
            change(db.session.get_one(Mail, mail_id))


@pytest.fixture
def office(app: Flask) -> Office:
    return Office(app)
