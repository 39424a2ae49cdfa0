"""What people hold in their hands: a passkey made of nothing but keys, an app that shows codes, a mailbox."""

import base64
import hashlib
import json
import re
import struct
from dataclasses import dataclass, field

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from flask import Flask
from passlib.totp import TOTP
from sqlalchemy import select

from review_toolkit.database import db, write_transaction
from review_toolkit.mail.models import Mail
from review_toolkit.sign_in.models import RecoveryRequest
from review_toolkit.sign_in.recovery.service import answer

_PRESENT, _WITH_KEY = 0x01, 0x40


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Device:
    """A device with one passkey, written from the WebAuthn standard and not from our code."""

    origin: str = "http://localhost"
    host: str = "localhost"
    count: int = 0
    credential_id: bytes = b"made-up-credential"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: str) -> str:
        """Answer the options of a page that adds a passkey."""
        public = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")}
        named = b"\0" * 16 + struct.pack(">H", len(self.credential_id)) + self.credential_id
        authenticator = self._authenticator(_PRESENT | _WITH_KEY) + named + cbor2.dumps(cose)
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": authenticator})
        client = self._client("webauthn.create", json.loads(options)["challenge"])
        return self._answer({"attestationObject": _text(attestation), "clientDataJSON": _text(client)})

    def use(self, options: str) -> str:
        """Answer the options of a page that asks for a passkey."""
        self.count += 1
        authenticator = self._authenticator(_PRESENT)
        client = self._client("webauthn.get", json.loads(options)["challenge"])
        signed = self.key.sign(authenticator + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {
                "authenticatorData": _text(authenticator),
                "clientDataJSON": _text(client),
                "signature": _text(signed),
            }
        )

    def _authenticator(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _answer(self, response: dict[str, str]) -> str:
        name = _text(self.credential_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def options_in(html: str) -> str:
    """Return what a page tells the browser about a passkey."""
    from html import unescape

    found = re.search(r'data-options="([^"]*)"', html)
    assert found, "The page asks for no passkey."
    return unescape(found.group(1))


def code_of_app(key: str, *, at: float | None = None) -> str:
    """Return the code that an app with this key shows, by default now."""
    made = TOTP(key=key, format="base32").generate(at)
    return str(made.token)


def key_in(html: str) -> str:
    """Return the key that the page of a new app shows."""
    found = re.search(r"Key: <code>([A-Z2-7-]+)</code>", html)
    assert found, "The page shows no key."
    return found.group(1).replace("-", "")


def mails_to(app: Flask, address: str) -> list[tuple[str, str]]:
    """Return subject and text of each mail to an address that waits, the newest last."""
    with app.app_context():
        rows = db.session.scalars(
            select(Mail).where(Mail.recipient == address).order_by(Mail.created_at)
        ).all()
        vault = app.extensions["vault"]
        return [
            (row.subject, vault.open(row.sealed_text, record=row.id).decode())
            for row in rows
            if row.sealed_text
        ]


def answer_recoveries(app: Flask) -> None:
    """Do what the worker does for those who forgot a password, and leave their mails unsent."""
    with app.app_context(), write_transaction():
        for request_id in db.session.scalars(select(RecoveryRequest.id)).all():
            answer(request_id, address=None, vault=app.extensions["vault"])


def mailed_code(app: Flask, address: str) -> str:
    """Return the newest code that was mailed to an address."""
    texts = [text for subject, text in mails_to(app, address) if "code" in subject]
    found = re.search(r"\b[0-9]{8}\b", texts[-1])
    assert found
    return found.group(0)


def mailed_key(app: Flask, address: str) -> str:
    """Return the newest key that was mailed to an address."""
    found = re.findall(r"\b[0-9A-Z]{5}(?:-[0-9A-Z]{5}){4}-[0-9A-Z]\b", mails_to(app, address)[-1][1])
    assert found
    return str(found[0])
