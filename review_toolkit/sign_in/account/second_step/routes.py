"""Pages on which somebody chooses their second step, and adds or removes passkeys."""

from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from review_toolkit.mail.queries import mail_waits
from review_toolkit.sign_in.account.routes import show_again_who_it_is
from review_toolkit.sign_in.counting import may_try
from review_toolkit.sign_in.entering import me
from review_toolkit.sign_in.second_step import half_way, passkeys, pictures
from review_toolkit.sign_in.second_step import service as steps
from review_toolkit.sign_in.second_step.asking import lacks_one, send_code, site
from review_toolkit.sign_in.second_step.forms import (
    AppCodeForm,
    MailedCodeForm,
    NewPasskeyForm,
)
from review_toolkit.sign_in.second_step.gate import WANTED
from review_toolkit.sign_in.second_step.mailed_codes import use_code
from review_toolkit.sign_in.second_step.passkeys import PasskeyRefused
from review_toolkit.sign_in.second_step.queries import passkeys_of, steps_of
from review_toolkit.sign_in.second_step.service import StepRefused
from review_toolkit.sign_in.throttle import MINUTES, Counted, forget_tries
from review_toolkit.vault import vault_of
from review_toolkit.web.writes import transaction

blueprint = Blueprint("own_step", __name__, url_prefix="/account/second-step")
blueprint.before_request(show_again_who_it_is)

_NEW_APP = "new_app"
_TOO_MANY = f"There were too many tries. Wait {MINUTES} minutes, then try again"


@blueprint.get("")
def choose() -> ResponseReturnValue:
    """Offer the second steps."""
    return render_template("account/choose.html", steps=steps_of(me()), lacks=lacks_one(me()))


@blueprint.get("/app")
def show_app() -> ResponseReturnValue:
    """Show what an app has to know, and ask for its first code."""
    session[_NEW_APP] = current_app.extensions["app_codes"].new_secret()
    return _app_page(AppCodeForm(formdata=None))


@blueprint.post("/app")
def choose_app() -> ResponseReturnValue:
    """Take an app whose first code is right."""
    form, secret = AppCodeForm(), session.get(_NEW_APP)
    if not isinstance(secret, str):
        return redirect(url_for("own_step.show_app"))
    if not form.validate_on_submit():
        return _app_page(form), 422
    counter = current_app.extensions["app_codes"].check(form.code.data, secret=secret, last=None)
    if counter is None:
        form.code.errors = ("That code is not right. Enter the one that your app shows now",)
        return _app_page(form), 422
    with transaction():
        steps.choose_app(me(), secret=secret, counter=counter, vault=vault_of(current_app))
    session.pop(_NEW_APP, None)
    return _chosen("From now on you are asked for the code of your app when you sign in.")


@blueprint.post("/mail/code")
def mail_code() -> ResponseReturnValue:
    """Mail a code, to see that it reaches its receiver."""
    if may_try(str(me().id), Counted.MAIL):
        send_code(me())
        flash("We have mailed you a code.")
    else:
        flash(f"There were too many codes already. Use the newest one, or wait {MINUTES} minutes.", "error")
    return redirect(url_for("own_step.ask_mailed_code"))


@blueprint.get("/mail")
def ask_mailed_code() -> ResponseReturnValue:
    """Ask for the code that was mailed."""
    return _mail_page(MailedCodeForm(formdata=None))


@blueprint.post("/mail")
def choose_mail() -> ResponseReturnValue:
    """Take codes by mail as the second step of somebody whom one has reached."""
    form = MailedCodeForm()
    if not form.validate_on_submit():
        return _mail_page(form), 422
    secret = current_app.config["SECRET_KEY"]
    if not may_try(str(me().id), Counted.SECOND_STEP):
        form.code.errors = (_TOO_MANY,)
        return _mail_page(form), 429
    with transaction():
        is_right = use_code(form.code.data or "", user_id=me().id, secret=secret)
        if is_right:
            forget_tries(str(me().id), secret=secret, of=Counted.SECOND_STEP)
            steps.choose_mail(me(), vault=vault_of(current_app))
    if not is_right:
        form.code.errors = ("That code is not right, or too old. Enter the newest one",)
        return _mail_page(form), 422
    return _chosen("From now on we mail you a code when you sign in.")


@blueprint.get("/passkeys/new")
def new_passkey() -> ResponseReturnValue:
    """Show the form that makes a passkey."""
    return _passkey_page(NewPasskeyForm(formdata=None))


@blueprint.post("/passkeys/new")
def add_passkey() -> ResponseReturnValue:
    """Add a passkey that a browser has made."""
    form, challenge = NewPasskeyForm(), half_way.take_challenge()
    if not form.validate_on_submit():
        return _passkey_page(form), 422
    if not form.answer.data or challenge is None:
        form.form_errors.append("Your browser made no passkey. Passkeys need JavaScript and a newer browser")
        return _passkey_page(form), 422
    try:
        made = passkeys.made(form.answer.data, site=site(), challenge=challenge)
        with transaction():
            steps.add_passkey(me(), made, label=form.label.data, vault=vault_of(current_app))
    except PasskeyRefused as refused:
        form.form_errors.append(str(refused))
        return _passkey_page(form), 422
    return _chosen("Your passkey is added. Add one on another device too, in case this one gets lost.")


@blueprint.post("/passkeys/<uuid:passkey_id>/remove")
def remove_passkey(passkey_id: UUID) -> ResponseReturnValue:
    """Remove a passkey."""
    try:
        with transaction():
            steps.remove_passkey(me(), passkey_id, vault=vault_of(current_app))
    except StepRefused as refused:
        flash(str(refused), "error")
    else:
        flash("The passkey is removed.")
    return redirect(url_for("account.show"))


def _chosen(said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(session.pop(WANTED, None) or url_for("account.show"))


def _app_page(form: AppCodeForm) -> str:
    app = current_app.extensions["app_codes"].set_up(session[_NEW_APP], account=me().email)
    return render_template("account/app.html", form=form, app=app, picture=pictures.square_of(app.address))


def _mail_page(form: MailedCodeForm) -> str:
    return render_template("account/mail.html", form=form, mail_waits=mail_waits())


def _passkey_page(form: NewPasskeyForm) -> str:
    challenge = passkeys.new_challenge()
    half_way.keep_challenge(challenge)
    options = passkeys.making_options(
        site(),
        user_id=me().id,
        email=me().email,
        name=me().name,
        challenge=challenge,
        have=passkeys_of(me().id),
    )
    return render_template("account/passkey.html", form=form, options=options)
