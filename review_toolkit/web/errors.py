"""Error pages: what happened, and what to do now.

They are made without the database, so that they work when it does not: no context processor runs, nobody
is looked up, and where even the template fails, plain HTML is sent. They never show what the program saw,
but for the message of a failure that was foreseen (`failures.py`). What the log says is in `faults.py`.
"""

from dataclasses import dataclass

from flask import Flask, Response, current_app, make_response, request
from flask_wtf.csrf import CSRFError
from markupsafe import Markup
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    NotFound,
    SecurityError,
    ServiceUnavailable,
)

from review_toolkit.database import Absent
from review_toolkit.database.engines import is_disk_full
from review_toolkit.failures import CannotBeDone
from review_toolkit.web.faults import log_fault, places_of
from review_toolkit.web.pagination import NoSuchPage

PRODUCT = "Review toolkit"


@dataclass(frozen=True, slots=True)
class Advice:
    title: str
    happened: str
    to_do: str


_ADVICE = {
    400: Advice(
        "The request could not be read",
        "Part of what was sent is missing or damaged. Nothing was changed.",
        "Go back, reload the page and try again.",
    ),
    401: Advice(
        "You need to sign in",
        "This page is for people who are signed in.",
        "Sign in, then open the page again.",
    ),
    403: Advice(
        "You cannot do this",
        "Your role in this review does not include it. Nothing was changed.",
        "If you need to do it, ask the person who leads the review to change your role.",
    ),
    404: Advice(
        "Page not found",
        "There is no page at this address, or it is not open to you.",
        "Check the address, or start again from the home page.",
    ),
    405: Advice(
        "This page cannot be used in that way",
        "The address exists, but only as a step inside another page. Nothing was changed.",
        "Go back and use the buttons of the page that you came from.",
    ),
    410: Advice(
        "This page is no longer here",
        "It was open for a limited time, which is over.",
        "Ask the person who sent you the link for a new one.",
    ),
    413: Advice(
        "The file is too large",
        "What was sent is larger than this service accepts. Nothing was kept.",
        "Remove the columns or sheets that the review does not need, save the file and send it again.",
    ),
    415: Advice(
        "This kind of file is not accepted",
        "What was sent is not in a format that this page can read. Nothing was kept.",
        "Save the file in one of the formats named on the page and send it again.",
    ),
    422: Advice(
        "This could not be accepted",
        "What was sent cannot be acted on as it stands. Nothing was changed.",
        "Go back, correct it and send it again.",
    ),
    429: Advice(
        "Too many attempts",
        "There were too many attempts in a short time, so this page is closed for a while.",
        "Wait a few minutes, then try again.",
    ),
    500: Advice(
        "Something went wrong",
        "The fault is ours. What you sent may not have been saved.",
        "Go back and check. If it happens again, send this reference to whoever runs the service for you.",
    ),
    503: Advice(
        "The service is not available",
        "It cannot answer at the moment. What you sent was not saved.",
        "Wait a few minutes, then try again.",
    ),
}
_FORM_TOO_OLD = Advice(
    "This form can no longer be sent",
    "It was open for too long, or you signed in or out in another window. Nothing was changed.",
    "Go back, reload the page and send the form again.",
)
_WRONG_HOST = Advice(
    "This is not the address of the service",
    "The service answers under another address than the one that you used. Nothing was changed.",
    "Use the address that you were given. If you were given this one, tell whoever runs the service for you.",
)

_NO_ROOM = (
    "There is no room left on the disk to store anything. What you sent was not saved. Whoever runs the "
    "service must make room."
)

_CANNOT_BE_DONE = Advice(
    "This cannot be done at the moment",
    "",
    "Tell whoever runs the service for you, with this reference.",
)

_PLAIN_PAGE = Markup(
    '<!doctype html>\n<html lang="en-GB">\n<head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>{title} – {product}</title></head>\n"
    "<body>\n<main>\n<h1>{title}</h1>\n<p>{happened}</p>\n<p>{to_do}</p>\n{reference}</main>\n</body>\n</html>\n"
)
_PLAIN_REFERENCE = Markup("<p>Reference: {}</p>\n")


def init_errors(app: Flask) -> None:
    """Answer every error with a page of ours."""
    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(Absent, _show_absence)
    app.register_error_handler(OperationalError, _show_unusable_database)
    app.register_error_handler(InterfaceError, _show_unusable_database)
    app.register_error_handler(NoSuchPage, _show_absence)
    app.register_error_handler(CannotBeDone, _show_failure)
    # Flask's own entry names the address and quotes the exception; ours is written with the page.
    app.log_exception = lambda *_: None  # type: ignore[method-assign]


def show_error(error: HTTPException) -> Response | HTTPException:
    """Return the page of an HTTP error, or of an unexpected exception, which Flask hands in as a 500."""
    status = error.code or 500
    if status < 400:
        return error
    if isinstance(error, SecurityError):
        # Its words quote the host that was asked for, and no address can be built from that one.
        return make_response(_plain_page(_WRONG_HOST, None), status)
    reference = None
    if status == 500:
        cause = error.original_exception if isinstance(error, InternalServerError) else None
        reference = log_fault(cause or error, where=request.endpoint, log=current_app.logger)
    response = make_response(_page(_advice_for(error, status), status, reference), status)
    for name, value in error.get_headers(request.environ):
        if name.lower() != "content-type":  # such as Allow and Retry-After
            response.headers[name] = value
    return response


def _show_absence(_absent: Absent | NoSuchPage) -> Response | HTTPException:
    """Answer for what is not there exactly as for what may not be seen."""
    return show_error(NotFound())


def _show_failure(failure: CannotBeDone) -> Response:
    """Say in its own words what cannot be done although nobody did anything wrong."""
    reference = log_fault(failure, where=request.endpoint, log=current_app.logger)
    advice = Advice(_CANNOT_BE_DONE.title, str(failure), _CANNOT_BE_DONE.to_do)
    return make_response(_page(advice, 503, reference), 503)


def _show_unusable_database(error: DBAPIError) -> Response | HTTPException:
    """Answer for a database that is locked, full or gone: nothing was saved, and later may do."""
    current_app.logger.error("The database could not be used: %s", type(error.orig).__name__)
    return show_error(ServiceUnavailable(_NO_ROOM if is_disk_full(error) else None))


def _advice_for(error: HTTPException, status: int) -> Advice:
    if isinstance(error, CSRFError):
        return _FORM_TOO_OLD
    advice = _ADVICE.get(status) or _ADVICE[400 if status < 500 else 500]
    said = error.description
    # A description that we wrote (`abort(404, "This wave has closed.")`) is better than the general one.
    if status != 500 and said and said != type(error).description:
        return Advice(advice.title, said, advice.to_do)
    return advice


def _page(advice: Advice, status: int, reference: str | None) -> str:
    try:
        # Not render_template: that would run context processors, and one of them asks the database who
        # is signed in.
        return current_app.jinja_env.get_template("errors/error.html").render(
            title=advice.title,
            happened=advice.happened,
            to_do=advice.to_do,
            status=status,
            reference=reference,
            product_name=PRODUCT,
            organisation_name=None,
        )
    except Exception as error:  # noqa: BLE001 (whatever it is, a page is owed; its words stay out of the log)
        current_app.logger.error("The error page could not be made.\n%s", places_of(error))
        return _plain_page(advice, reference)


def _plain_page(advice: Advice, reference: str | None) -> str:
    return _PLAIN_PAGE.format(
        title=advice.title,
        happened=advice.happened,
        to_do=advice.to_do,
        product=PRODUCT,
        reference=_PLAIN_REFERENCE.format(reference) if reference else "",
    )
