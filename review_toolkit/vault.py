"""What must not lie in plain: sealed with AES-GCM under `DATA_KEY`, bound to the record that it belongs to.

A record's id is random and its own, so nothing that was sealed for one thing opens as another. Losing the key
loses what was sealed.
"""

import hashlib
import hmac
import os
import zlib
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from review_toolkit.failures import CannotBeDone

if TYPE_CHECKING:
    from flask import Flask

_NONCE = 12


class CannotOpen(CannotBeDone):
    """Sealed data that this key does not open, or that was changed."""


class Vault:
    """Seals and opens bytes with one key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self._key = key

    def __repr__(self) -> str:
        return "<Vault>"

    def tag(self, fingerprint: str) -> str:
        """Return a keyed fingerprint: one file has one, and without the key no guess can be tested."""
        return hmac.new(self._key, f"fingerprint:{fingerprint}".encode(), hashlib.sha256).hexdigest()

    def seal(self, content: bytes, *, record: UUID) -> bytes:
        """Return the content compressed and encrypted; it opens only for the same record."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, zlib.compress(content), record.bytes)

    def open(self, sealed: bytes, *, record: UUID) -> bytes:
        """Return what was sealed for this record; raise `CannotOpen` otherwise."""
        try:
            return zlib.decompress(self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], record.bytes))
        except (InvalidTag, zlib.error, ValueError) as error:
            raise CannotOpen(
                "What is kept encrypted cannot be opened with the DATA_KEY in use. "
                "Start with the key that it was stored under."
            ) from error


def vault_of(app: "Flask") -> Vault:
    """Return the vault that an application was made with."""
    vault: Vault = app.extensions["vault"]
    return vault
