"""A release as JSON (interfaces.md 3), indented for people who look inside."""

import json

from review_toolkit.figures import ReleaseContent, to_document


def to_json(content: ReleaseContent) -> bytes:
    """Return the content as UTF-8 JSON."""
    return json.dumps(to_document(content), indent=1, ensure_ascii=False, allow_nan=False).encode() + b"\n"
