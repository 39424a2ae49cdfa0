"""What must not lie in plain: sealed with AES-GCM under `DATA_KEY`, bound to the record that it belongs to.

A record's id is random and its own, so nothing that was sealed for one thing opens as another. Losing the key
loses what was sealed. How long the sealed bytes are says nothing of use: they are padded.
"""

import hashlib
import hmac
import os
import secrets
import zlib
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from review_toolkit.failures import CannotBeDone

if TYPE_CHECKING:
    from flask import Flask

STEP = 16 * 1024
"""Sealed content is a multiple of so many bytes long.

Compressed bytes get longer or shorter with what stands in a single cell, by a handful at most, so a plain
length lets somebody who knows the rest of a file try out guesses. Within a step all guesses look alike. Up to
a step more is added at random, so that even where a step begins just there no length rules a guess out.
"""
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
        """Return the content compressed, padded and encrypted; it opens only for the same record."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, _padded(zlib.compress(content)), record.bytes)

    def open(self, sealed: bytes, *, record: UUID) -> bytes:
        """Return what was sealed for this record; raise `CannotOpen` otherwise."""
        try:
            return _unpacked(self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], record.bytes))
        except (InvalidTag, zlib.error, ValueError) as error:
            raise CannotOpen(
                "What is kept encrypted cannot be opened with the DATA_KEY in use. "
                "Start with the key that it was stored under."
            ) from error


def vault_of(app: "Flask") -> Vault:
    """Return the vault that an application was made with."""
    vault: Vault = app.extensions["vault"]
    return vault


def _padded(compressed: bytes) -> bytes:
    length = len(compressed) + secrets.randbelow(STEP)
    return compressed.ljust(-(-length // STEP) * STEP, b"\0")


def _unpacked(padded: bytes) -> bytes:
    """Return what was compressed. It says itself where it ends, so what was never padded opens as well."""
    stream = zlib.decompressobj()
    content = stream.decompress(padded)
    if not stream.eof:
        raise ValueError("What was compressed has no end.")
    return content
