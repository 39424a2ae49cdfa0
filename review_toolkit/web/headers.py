"""What every response says about itself: what a browser may load, keep and pass on.

Pages load nothing but our own style sheet, script and images. There is no way to loosen the policy for
one page: a page that seems to need it needs another design.
"""

from flask import Flask, Response, abort, request

from review_toolkit.web.assets import digests, version_of

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",  # the page of a job looks at itself again
        "font-src 'none'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    # Addresses carry the ids of reviews: no other site learns them.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}

ONE_YEAR = 31_536_000
FOR_EVER = f"public, max-age={ONE_YEAR}, immutable"
ASK_EACH_TIME = "no-cache"
KEEP_NOTHING = "no-store"


def init_headers(app: Flask, *, is_protected: bool = False) -> None:
    """Set the headers on every response, and serve no static file but the listed ones.

    `is_protected` says that browsers reach the service through https: they shall never try without.
    """
    app.before_request(_refuse_unlisted_assets)
    app.after_request(_set_headers)
    if is_protected:
        app.after_request(_ask_for_protection)


def _refuse_unlisted_assets() -> None:
    if request.endpoint == "static" and request.view_args and request.view_args["filename"] not in digests():
        abort(404)


def _set_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    response.headers["Cache-Control"] = _cache_control(response)
    return response


def _ask_for_protection(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR}"
    return response


def _cache_control(response: Response) -> str:
    """Decide how long a response may be kept: pages and downloads never, a hashed asset for ever."""
    if request.endpoint != "static" or response.status_code >= 400 or not request.view_args:
        return KEEP_NOTHING
    asked_for = request.args.get("v")
    return FOR_EVER if asked_for == version_of(request.view_args["filename"]) else ASK_EACH_TIME
