"""The write transaction around a view that changes something.

A view that only writes is marked `@writes`. One that first works for a while (reads a file, fills a
template) does so outside, and opens `transaction()` for the moment in which it writes: other writers wait
for no more than that.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import make_response
from flask.typing import ResponseReturnValue

from review_toolkit.database import write_transaction

__all__ = ["transaction", "writes"]

transaction = write_transaction

Arguments = ParamSpec("Arguments")


class _Refused(Exception):
    """Carries a refusing response out of the transaction, which is undone on the way."""

    def __init__(self, response: ResponseReturnValue) -> None:
        super().__init__()
        self.response = response


def writes(view: Callable[Arguments, ResponseReturnValue]) -> Callable[Arguments, ResponseReturnValue]:
    """Run a view in one write transaction: committed if its response is a success, undone otherwise."""

    @wraps(view)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> ResponseReturnValue:
        try:
            with write_transaction():
                response = make_response(view(*args, **kwargs))
                if response.status_code >= 400:
                    raise _Refused(response)
                return response
        except _Refused as refused:
            return refused.response

    return run
