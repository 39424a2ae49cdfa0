"""What the log says of a fault: where it is and of which kind.

Neither the address, which may be somebody's secret, nor the exception's own words, which may quote a row of
an HR file or an answer.
"""

import secrets
import traceback
from collections.abc import Iterator
from logging import Logger


def log_fault(error: BaseException, *, where: str | None, log: Logger) -> str:
    """Write one entry, and return the reference that joins what people see to it."""
    reference = f"{secrets.token_hex(2)}-{secrets.token_hex(2)}".upper()
    log.error("Reference %s: %s in %s\n%s", reference, type(error).__name__, where, places_of(error))
    return reference


def places_of(error: BaseException) -> str:
    """Return a traceback's places, and those of what led to it, without a word of any exception."""
    return "\n".join(_lines_of(error))


def _lines_of(error: BaseException) -> Iterator[str]:
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None:
        yield from _lines_of(earlier)
        yield "which led to"
    yield f"Traceback of {type(error).__name__}:"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
