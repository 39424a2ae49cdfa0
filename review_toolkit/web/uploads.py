"""Requests whose uploads never touch the disk, and that are read to their end even where they are refused.

Werkzeug writes larger uploads to a temporary file in plain. HR data must not lie there, however briefly.
"""

import io
from typing import IO, Any

from flask import Flask, Request, Response, request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from review_toolkit.files import MAX_BYTES

MOST_READ_AWAY = 512 * 1024 * 1024
"""Bytes of a refused request that are read and dropped, so that its sender gets to see why it was refused."""
_PIECE = 1024 * 1024


class BoundedUpload(io.BytesIO):
    """A file in memory that stops growing just above what anybody may hand in, and counts on."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = 0

    def write(self, data: Any, /) -> int:
        size = len(data)
        room = MAX_BYTES + 1 - self.sent
        self.sent += size
        if room > 0:
            super().write(data[:room])
        return size


class InMemoryUploads(Request):
    """A request that holds uploaded files in memory; `MAX_CONTENT_LENGTH` bounds them."""

    def _get_file_stream(self, *_: Any, **__: Any) -> IO[bytes]:
        return BoundedUpload()


def sent_size(stream: Any) -> int:
    """Return how many bytes of a file were sent, also where not all were kept."""
    if isinstance(stream, BoundedUpload):
        return stream.sent
    position = stream.tell()
    size = int(stream.seek(0, io.SEEK_END))
    stream.seek(position)
    return size


def init_uploads(app: Flask) -> None:
    """Hold uploads in memory, and let people see why a request was too large."""
    app.request_class = InMemoryUploads
    app.after_request(_read_away)


def _read_away(response: Response) -> Response:
    """Read what is left of a request that was too large: many browsers look at no answer before that.

    What declares itself to be beyond all measure is not read; the connection ends there.
    """
    if response.status_code == RequestEntityTooLarge.code and (request.content_length or 0) <= MOST_READ_AWAY:
        wsgi = request.environ
        source = wsgi["wsgi.input"]
        left = request.content_length or 0
        try:
            while left > 0 and (piece := source.read(min(left, _PIECE))):
                left -= len(piece)
        except (ClientDisconnected, OSError):
            response.headers["Connection"] = "close"  # nobody is there any more
    return response
