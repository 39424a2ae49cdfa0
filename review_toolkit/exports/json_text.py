"""A release as JSON (interfaces.md 3), indented for people who look inside.

The document is the release's own, by which its fingerprint can be computed again, and beside it what a copy
says about itself. Text is exactly as it was: a program that makes cells of it neutralises them.
"""

import json
from dataclasses import asdict
from typing import Any

from review_toolkit.exports.definition_lines import definition_lines
from review_toolkit.exports.marked import NOT_FOR_RELEASE, Export
from review_toolkit.figures import to_document


def to_json(export: Export) -> bytes:
    """Return the content with its marking and definitions as UTF-8 JSON."""
    origin = export.origin
    document: dict[str, Any] = {
        "marking": NOT_FOR_RELEASE if export.content.exact else export.readers,
        **({"withdrawn": export.warning} if export.warning else {}),
        **({"not_updated": export.not_updated} if export.not_updated else {}),
        "organisation": origin.organisation if origin else None,
        "review": origin.review if origin else None,
        "release": origin.release if origin else None,
        "fingerprint": export.fingerprint,
        # Of the files that went in: a review's are made with its server's key (decision 3).
        "fingerprints_are": "keyed" if origin else "SHA-256",
        **to_document(export.content),
        "definitions": [asdict(line) for line in definition_lines(export.content)],
    }
    # A lone surrogate stands in no UTF-8 text, but JSON can escape it.
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    return text.encode(errors="backslashreplace") + b"\n"
