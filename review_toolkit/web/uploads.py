"""Requests whose uploads never touch the disk.

Werkzeug writes larger uploads to a temporary file in plain. HR data must not lie there, however briefly.
"""

import io
from typing import IO, Any

from flask import Request


class InMemoryUploads(Request):
    """A request that holds uploaded files in memory; `MAX_CONTENT_LENGTH` bounds them."""

    def _get_file_stream(self, *_: Any, **__: Any) -> IO[bytes]:
        return io.BytesIO()
