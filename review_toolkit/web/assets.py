"""The compiled assets: their digests, their addresses, and which files are public.

`make assets` writes `static/assets.json`. A file that it does not list is not served, so neither the
sources nor anything left in the folder by accident can be read from outside.
"""

import json
from functools import cache
from typing import cast

from flask import url_for

from review_toolkit.paths import STATIC

_SHOWN_DIGITS = 16


class UnknownAsset(LookupError):
    """A page asks for a file that `make assets` did not write."""


@cache
def digests() -> dict[str, str]:
    """Return the SHA-256 of each public file by its name below `static/`."""
    manifest = json.loads((STATIC / "assets.json").read_text(encoding="utf-8"))
    return cast(dict[str, str], manifest["files"])


def version_of(filename: str) -> str:
    """Return what the address of a file carries, so that it changes when the file does."""
    try:
        return digests()[filename][:_SHOWN_DIGITS]
    except KeyError:
        raise UnknownAsset(
            f"'{filename}' is not in static/assets.json: name it in static/source and run `make assets`."
        ) from None


def static_url(filename: str) -> str:
    """Return the address of a public file, safe to cache for ever."""
    return url_for("static", filename=filename, v=version_of(filename))
