"""What somebody typed into a form that could not be taken, sealed so that it can come back to them.

The server keeps nothing. A form carries a *mark*: whose it is, where it is sent, and which of its inputs may
be kept. If it arrives when its sender is not signed in, or with a token that is too old, those inputs become
a *draft*, which travels in a hidden field of the page that is shown instead. Both are encrypted with a key
that is derived from `SECRET_KEY` for nothing else, live for a limited time, and fit one person and one
address.

Pure but for randomness: `access/drafts.py` decides when. See decision 10.
"""

import base64
import binascii
import json
import os
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MARK_LIVES = timedelta(hours=24)
DRAFT_LIVES = timedelta(minutes=30)
LONGEST_SEALED = 300_000
"""Characters of a sealed draft: with the rest of the sign-in form it stays below what a request may hold."""
_MOST_UNPACKED = 2_000_000
_NONCE = 12
_MARK = b"mark"
_DRAFT = b"draft"

Fields = tuple[tuple[str, str], ...]


class DraftTooLong(ValueError):
    """What was typed is more than can be kept."""


@dataclass(frozen=True)
class Mark:
    """Whose form it is, where it is sent, the inputs that may be kept, and the page that shows it.

    `page` is "" where the form is shown at the address that it is sent to.
    """

    person: str
    path: str
    names: tuple[str, ...]
    page: str = ""


@dataclass(frozen=True)
class Draft:
    """What somebody typed into the form of an address, and the page that shows it again (as for `Mark`)."""

    person: str
    path: str
    fields: Fields
    page: str = ""

    def __repr__(self) -> str:
        return f"Draft({len(self.fields)} fields)"


class DraftSeal:
    """Seals and opens marks and drafts with a key of its own."""

    def __init__(self, secret_key: str) -> None:
        key = HKDF(SHA256(), length=32, salt=None, info=b"review-toolkit drafts 1").derive(
            secret_key.encode()
        )
        self._cipher = AESGCM(key)

    def __repr__(self) -> str:
        return "<DraftSeal>"

    def mark(self, mark: Mark, *, at: datetime) -> str:
        """Return the mark of a form."""
        return self._sealed(_MARK, [mark.person, mark.path, list(mark.names), mark.page], at)

    def read_mark(self, text: str | None, *, at: datetime) -> Mark | None:
        """Return a mark of ours that is not too old, or None."""
        content = self._opened(_MARK, text, at, MARK_LIVES)
        if content is None:
            return None
        person, path, names, page = content
        return Mark(person, path, tuple(names), page)

    def seal(self, mark: Mark, typed: Iterable[tuple[str, str]], *, at: datetime) -> str:
        """Return the draft of what was typed, without inputs that the mark does not name."""
        fields = [[name, value] for name, value in typed if name in set(mark.names)]
        sealed = self._sealed(_DRAFT, [mark.person, mark.path, fields, mark.page], at)
        if len(sealed) > LONGEST_SEALED:
            raise DraftTooLong
        return sealed

    def open(self, text: str | None, *, at: datetime) -> Draft | None:
        """Return a draft of ours that is not too old, or None. Whose it is, the caller compares."""
        content = self._opened(_DRAFT, text, at, DRAFT_LIVES)
        if content is None:
            return None
        person, path, fields, page = content
        return Draft(person, path, tuple((name, value) for name, value in fields), page)

    def _sealed(self, purpose: bytes, content: Any, at: datetime) -> str:
        text = json.dumps([at.timestamp(), content]).encode()
        if len(text) > _MOST_UNPACKED:
            raise DraftTooLong
        plain = zlib.compress(text)
        nonce = os.urandom(_NONCE)
        return base64.urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, plain, purpose)).decode()

    def _opened(self, purpose: bytes, text: str | None, at: datetime, lives: timedelta) -> Any:
        if not text or len(text) > LONGEST_SEALED:
            return None
        try:
            sealed = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
            plain = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], purpose)
        except (InvalidTag, binascii.Error, UnicodeEncodeError, ValueError):
            return None
        # It is ours, so it is sound; what somebody typed may still be a text that unpacks to very much.
        sealed_at, content = json.loads(zlib.decompressobj().decompress(plain, _MOST_UNPACKED))
        age = at.timestamp() - sealed_at
        return content if 0 <= age <= lives.total_seconds() else None
