"""The second step while signing in: when it is asked for, and the page that asks."""

from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security.tf_plugin import TfPlugin

from review_toolkit.access.models import User
from review_toolkit.mail.queries import mail_waits
from review_toolkit.settings import Settings
from review_toolkit.sign_in.counting import may_try
from review_toolkit.sign_in.entering import enter
from review_toolkit.sign_in.second_step import half_way, passkeys, service
from review_toolkit.sign_in.second_step.forms import AppCodeForm, MailedCodeForm, PasskeyForm
from review_toolkit.sign_in.second_step.passkeys import Site
from review_toolkit.sign_in.second_step.queries import Steps, lacks_second_step, steps_of
from review_toolkit.sign_in.throttle import Counted
from review_toolkit.sign_in.visits import is_vouched_for
from review_toolkit.vault import vault_of
from review_toolkit.web.forms import Form
from review_toolkit.web.writes import transaction

DRAFT_INPUT = "kept_draft"


class SecondSteps(TfPlugin):
    """Takes the place of Flask-Security's own: the right password alone lets nobody in who has a second step.

    Flask-Security calls `tf_enter` after the password was found right, and answers with what it returns.
    """

    def tf_enter(  # type: ignore[override]
        self,
        user: User,
        remember_me: bool | None,  # noqa: ARG002 (the library's signature)
        primary_authn_via: str,  # noqa: ARG002
        next_loc: str | None,  # noqa: ARG002 (this very page's address where nothing was wanted)
    ) -> ResponseReturnValue:
        """Begin the second step, or let somebody in who has none (the gate may ask them to choose one)."""
        steps, wanted = steps_of(user), request.args.get("next") or request.form.get("next")
        if not steps:
            return enter(user, via="a password", next_location=wanted)
        half_way.begin(user, wanted)
        # Whoever knows the password could fill a mailbox otherwise.
        if steps.mail and not steps.passkeys and may_try(str(user.id), Counted.MAIL):
            send_code(user)
        # What was typed before travels in the page (`drafts`), so it cannot be led elsewhere.
        return asking_page(user) if DRAFT_INPUT in request.form else redirect(url_for("second_step.ask"))


def lacks_one(user: User) -> bool:
    """Say whether somebody has to choose a second step first. In a demo nobody has to."""
    is_exempt = current_app.extensions["settings"].demo or is_vouched_for()
    return not is_exempt and lacks_second_step(user)


def send_code(user: User) -> None:
    """Queue the mail with a code."""
    with transaction():
        service.mail_code(user, secret=current_app.config["SECRET_KEY"], vault=vault_of(current_app))


def code_form(steps: Steps, **kwargs: Any) -> Form | None:
    """Return the form for the code that somebody's second step asks for; None for passkeys alone."""
    if steps.app:
        return AppCodeForm(**kwargs)
    return MailedCodeForm(**kwargs) if steps.mail else None


def refused_passkey(user: User, why: str) -> ResponseReturnValue:
    """Note that a passkey was none of somebody's, and ask again."""
    with transaction():
        service.note_failure(user, is_last=False)
    return asking_page(user, trouble=why), 422


def site() -> Site:
    """Return the service as the browser knows it."""
    settings: Settings = current_app.extensions["settings"]
    if settings.web_address:
        return Site(host=settings.web_address.hostname, origin=str(settings.web_address))
    return Site(host=request.host.rsplit(":", 1)[0], origin=request.host_url.rstrip("/"))


def asking_page(user: User, form: Form | None = None, *, trouble: str = "") -> str:
    """Return the page that asks for the second step; a new challenge goes with it."""
    steps, options = steps_of(user), ""
    if steps.passkeys:
        challenge = passkeys.new_challenge()
        half_way.keep_challenge(challenge)
        options = passkeys.using_options(site(), challenge=challenge, have=steps.passkeys)
    passkey_form = PasskeyForm(formdata=None)
    if trouble:
        passkey_form.form_errors.append(trouble)
    return render_template(
        "second_step/ask.html",
        form=form or code_form(steps, formdata=None),
        passkey_form=passkey_form,
        steps=steps,
        options=options,
        mail_waits=steps.mail and mail_waits(),
    )
