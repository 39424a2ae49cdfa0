"""A form that outlives a signed-in visit comes back filled, to the same person, and is never sent by itself.

Who sends a form without being signed in gets the sign-in page with the draft in it; after signing in, one
more button shows the form as it was. Whose token is too old gets the form back at once. Either way the page
is made by the view that shows the empty form (GET), which changes nothing. Whose role ended while the form
was open gets what they had typed to copy, with the answer that the page is not there. See `web/drafts.py` for
what is kept, and decisions 10 and 24.
"""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import (
    Flask,
    Response,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from review_toolkit.access.guards import is_open, what_is_asked_first
from review_toolkit.database import now
from review_toolkit.web.drafts import DraftSeal, DraftTooLong, Fields, Mark
from review_toolkit.web.errors import show_error
from review_toolkit.web.field_types import input_names

MARK_INPUT = "draft_mark"
DRAFT_INPUT = "kept_draft"
_EXTENSION = "draft_seal"

_NOT_KEPT = "Files and passwords are not kept."
_SHOWN_AGAIN = f"This is what you had typed. It has not been sent: check it, then send it. {_NOT_KEPT}"
_SEND_AGAIN = (
    "The form was open for too long, or you signed in again in another window. Nothing was changed, and this "
    f"is what you had typed: send it again. {_NOT_KEPT}"
)
_GONE = "What you had typed can no longer be shown: it is kept for 30 minutes. Fill in the form again."
_NOT_TYPED = ("seen", "version")
"""What inputs are called that a page filled in, and nobody typed."""
_TOO_LONG = (
    "What you typed is too long to be kept while you sign in. Go back with your browser, copy it to a safe "
    "place, then sign in."
)


def init_drafts(app: Flask, *, secret_key: str) -> None:
    """Mark forms, and catch what arrives when its sender is not signed in or its token is too old.

    Call it after the sign-in is set up and before the guards are: what nobody signed in has sent is caught
    here, and a guard would drop it.
    """
    app.extensions[_EXTENSION] = DraftSeal(secret_key)
    app.jinja_env.globals.update(draft_mark=_mark_of, carried_draft=_carried_draft)
    app.register_error_handler(CSRFError, _answer_stale_token)
    app.before_request(_answer_before_the_guard)
    app.view_functions["security.login"] = _then_offer_draft(app.view_functions["security.login"])


def offer_drafts_after(app: Flask, *endpoints: str) -> None:
    """Let a draft come back after other ways of signing in; call it once they are registered."""
    for endpoint in endpoints:
        app.view_functions[endpoint] = _then_offer_draft(app.view_functions[endpoint])


def _mark_of(form: Any, to: str | None = None, page: str | None = None) -> str:
    """Return the mark of a form for whoever is signed in, for `csrf_field(form)`.

    A form that is sent elsewhere than to its own page names both: `to`, and the `page` that shows it.
    """
    if not current_user.is_authenticated:
        return ""
    path = _local(to) if to else request.path
    mark = Mark(str(current_user.id), path, tuple(input_names(form)), _local(page) if page else "")
    return _seal().mark(mark, at=now())


def _carried_draft() -> str:
    """Return the draft that a sign-in page passes on after a wrong password."""
    text = request.form.get(DRAFT_INPUT)
    return text if text and _seal().open(text, at=now()) else ""


def _answer_before_the_guard() -> ResponseReturnValue | None:
    """Ask whoever sent a form without being signed in to sign in; show a draft that was asked for.

    To whom the form is closed by now, what they had typed is given back.
    """
    if request.method != "POST" or request.endpoint in (None, "security.login"):
        return None
    if not current_user.is_authenticated:
        mark = _mark_sent()
        return _ask_to_sign_in(mark) if mark else None
    if DRAFT_INPUT in request.form:
        # The form is shown by its view directly, so the gates are asked here.
        return what_is_asked_first() or _show_draft(request.form[DRAFT_INPUT])
    mark = _mark_sent()
    return _give_back(mark) if mark and _is_closed_to(mark.person) else None


def _answer_stale_token(error: CSRFError) -> ResponseReturnValue:
    mark = _mark_sent()
    if mark is not None and not current_user.is_authenticated:
        return _ask_to_sign_in(mark)
    if mark is not None and mark.person == str(current_user.id):
        if (asked := what_is_asked_first()) is not None:
            return asked
        shown = _form_with(_typed(mark), _SEND_AGAIN, page=mark.page)
        if shown is not None:
            shown.status_code = 422
            return shown
        if _is_closed_to(mark.person):
            return _give_back(mark)
    return show_error(error)


def _show_draft(text: str) -> ResponseReturnValue:
    draft = _seal().open(text, at=now())
    shown = None
    if draft and draft.person == str(current_user.id) and draft.path == request.path:
        shown = _form_with(draft.fields, _SHOWN_AGAIN, page=draft.page)
        if shown is None and _is_closed_to(draft.person):
            return _typed_page(draft.fields, text)
    if shown is None:
        flash(_GONE, "error")
        return redirect(url_for("overview.home"))
    return shown


def _then_offer_draft(sign_in: Callable[..., Any]) -> Callable[[], ResponseReturnValue]:
    """Let a sign-in that carried a draft of the same person end at a page that offers it."""

    @wraps(sign_in)
    def view() -> ResponseReturnValue:
        response = make_response(current_app.ensure_sync(sign_in)())
        text = request.form.get(DRAFT_INPUT)
        if text and response.status_code == 302 and current_user.is_authenticated:
            draft = _seal().open(text, at=now())
            if draft and draft.person == str(current_user.id):
                return render_template("sign_in/draft.html", draft=text, path=draft.path)
        return response

    return view


def _ask_to_sign_in(mark: Mark) -> ResponseReturnValue:
    """Show the sign-in page with what was typed sealed inside."""
    info = current_app.extensions["security"].forms["login_form"]
    form = info.instantiator("login_form", info.cls, formdata=None)
    form.next.data = mark.page or mark.path
    try:
        draft = _seal().seal(mark, _typed(mark), at=now())
    except DraftTooLong:
        draft = ""
        flash(_TOO_LONG, "error")
    return render_template("sign_in/sign_in.html", login_user_form=form, new_draft=draft), 401


def _is_closed_to(person: str) -> bool:
    """Say whether what was asked for is there, is not open to whoever asks, and they are this person."""
    endpoint = request.endpoint
    is_theirs = current_user.is_authenticated and person == str(current_user.id)
    return is_theirs and endpoint is not None and not is_open(endpoint, request.view_args or {})


def _give_back(mark: Mark) -> ResponseReturnValue:
    """Answer that the page is not there, with what its sender had typed into their own form."""
    typed = _typed(mark)
    try:
        draft = _seal().seal(mark, typed, at=now())
    except DraftTooLong:
        draft = ""
    return _typed_page(typed, draft)


def _typed_page(fields: Fields, draft: str) -> ResponseReturnValue:
    shown = [
        (_called(name), text)
        for name, text in fields
        if text.strip() and re.split("[-_]", name)[-1] not in _NOT_TYPED
    ]
    return render_template("sign_in/typed.html", typed=shown, draft=draft, path=request.path), 404


def _called(name: str) -> str:
    """Return what a reader may call an input: "ends_on-day" is "Ends on day"."""
    return " ".join(filter(None, re.split("[-_]", name))).capitalize()


def _form_with(fields: Fields, message: str, *, page: str) -> Response | None:
    """Return a form's page with the form filled, or None where there is none for this person.

    `page` is "" for the address that was asked for.
    """
    try:
        endpoint, values = current_app.create_url_adapter(request).match(  # type: ignore[union-attr]
            page or None, method="GET"
        )
    except HTTPException:
        return None
    if not is_open(endpoint, values):
        return None
    g.draft = MultiDict(fields)
    flash(message, "info")
    return make_response(current_app.ensure_sync(current_app.view_functions[endpoint])(**values))


def _mark_sent() -> Mark | None:
    """Return the mark of the form that was sent, if it was made for this address."""
    mark = _seal().read_mark(request.form.get(MARK_INPUT), at=now())
    return mark if mark and mark.path == request.path else None


def _typed(mark: Mark) -> Fields:
    return tuple((name, value) for name in mark.names for value in request.form.getlist(name))


def _local(address: str) -> str:
    """Return an address of ours (`url_for`) as `request.path` tells it."""
    return address.removeprefix(request.root_path)


def _seal() -> DraftSeal:
    seal: DraftSeal = current_app.extensions[_EXTENSION]
    return seal
