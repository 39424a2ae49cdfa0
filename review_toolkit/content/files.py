"""One file of shipped content: its identity (id, version, source, date checked), fingerprint and body.

Content is given its folder, so that tests and organisations can bring their own. A file that is not what it
claims to be raises `InvalidContent`, which names the file and the key.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from review_toolkit.failures import CannotBeDone

SHIPPED = Path(__file__).resolve().parent / "data"
_HEADER = ("id", "version", "title", "source", "licence", "last_checked")
_REQUIRED = ("id", "version", "title", "source", "last_checked")


class InvalidContent(CannotBeDone, ValueError):
    """A content file that lacks something, or says something that cannot be."""


@dataclass(frozen=True, slots=True, eq=False)
class ContentFile:
    """A content file. `fingerprint` is the SHA-256 of its bytes, in hex; `body` holds all but the header."""

    path: Path
    id: str
    version: str
    title: str
    source: str
    licence: str
    last_checked: date
    fingerprint: str
    body: Mapping[str, Any]

    def invalid(self, key: str, message: str) -> InvalidContent:
        """Return the error that names this file and a key."""
        return InvalidContent(f"{self.path.name}, '{key}': {message}")

    def mapping(self, key: str) -> Mapping[str, Any]:
        """Return the body's mapping of that name."""
        value = self.body.get(key)
        if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
            raise self.invalid(key, "Write a mapping from texts.")
        return value

    def texts(self, key: str, value: object) -> tuple[str, ...]:
        """Return a value as a tuple of texts; `key` names it in the error."""
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.invalid(key, "Write a list of texts; put numbers in quotation marks.")
        return tuple(value)

    def text(self, key: str, value: object) -> str:
        """Return a value that must be a text that is not empty; `key` names it in the error."""
        if not isinstance(value, str) or not value.strip():
            raise self.invalid(key, "Write a text; put numbers in quotation marks.")
        return value


def read_content(content_id: str, folder: Path | None = None) -> ContentFile:
    """Read `<content_id>.yaml` from a folder (by default the shipped one) and check its header."""
    path = (folder or SHIPPED) / f"{content_id}.yaml"
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise InvalidContent(f"{path.name}: There is no such content file.") from None
    try:
        data = yaml.safe_load(raw)
    except yaml.YAMLError as error:
        raise InvalidContent(f"{path.name}: This is not valid YAML: {error}") from error
    if not isinstance(data, dict):
        raise InvalidContent(f"{path.name}: Write a mapping with the keys {', '.join(_REQUIRED)}.")
    for key in _REQUIRED:
        if not data.get(key):
            raise InvalidContent(f"{path.name}, '{key}': Every content file states its {key}.")
    if not isinstance(data["last_checked"], date):
        raise InvalidContent(f"{path.name}, 'last_checked': Write a date such as 2026-11-22.")
    if data["id"] != content_id:
        raise InvalidContent(f"{path.name}, 'id': '{data['id']}' differs from the name of the file.")
    return ContentFile(
        path=path,
        id=content_id,
        version=str(data["version"]),
        title=str(data["title"]),
        source=str(data["source"]),
        licence=str(data.get("licence") or ""),
        last_checked=data["last_checked"],
        fingerprint=hashlib.sha256(raw).hexdigest(),
        body={key: value for key, value in data.items() if key not in _HEADER},
    )
