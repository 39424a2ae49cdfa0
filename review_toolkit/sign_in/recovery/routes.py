"""Pages of a forgotten password."""

from flask import Blueprint, after_this_request, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from review_toolkit.mail.queries import mail_waits
from review_toolkit.sign_in.clients import client_address
from review_toolkit.sign_in.hashing import hash_password
from review_toolkit.sign_in.login_form import too_many
from review_toolkit.sign_in.passwords import why_weak
from review_toolkit.sign_in.recovery import service
from review_toolkit.sign_in.recovery.forms import AskForKeyForm, UseKeyForm
from review_toolkit.sign_in.throttle import MINUTES, Counted, begin_try
from review_toolkit.vault import vault_of
from review_toolkit.web.writes import transaction

blueprint = Blueprint("recovery", __name__, url_prefix="/sign-in")

_SENT = (
    "If there is an account for that address, a key is on its way to it. It is good for "
    f"{service.MINUTES} minutes. If no mail comes, check the address, or ask whoever runs the service."
)
_TOO_MANY = f"There were too many keys for this address already. Use the newest, or wait {MINUTES} minutes"
_TOO_MANY_FROM_HERE = f"There were too many tries from your network. Wait {MINUTES} minutes, then try again"
_NO_KEY = (
    "That key opens nothing: it was used, is older than half an hour, or has a slip of the keyboard in it. "
    "Compare it with the newest mail, or ask for another key"
)


@blueprint.get("/forgotten")
def ask() -> ResponseReturnValue:
    """Ask for the address of the account."""
    return _ask_page(AskForKeyForm(formdata=None))


@blueprint.post("/forgotten")
def send() -> ResponseReturnValue:
    """Mail a key, if the address has an account; the answer is the same where it has none."""
    form = AskForKeyForm()
    if not form.validate_on_submit():
        return _ask_page(form), 422
    address, secret, client = form.email.data or "", current_app.config["SECRET_KEY"], client_address()
    with transaction():
        tries = begin_try(address, secret=secret, of=Counted.MAIL)
        of_client = begin_try(client, secret=secret, of=Counted.CLIENT) if client else 1
    if tries is None or of_client is None:
        form.email.errors = (_TOO_MANY if tries is None else _TOO_MANY_FROM_HERE,)
        after_this_request(too_many)
        return _ask_page(form), 429
    with transaction():
        service.ask_for_key(address, vault=vault_of(current_app))
    flash(_SENT)
    return redirect(url_for("recovery.ask_key"))


@blueprint.get("/new-password")
def ask_key() -> ResponseReturnValue:
    """Ask for the key from the mail and a new password."""
    return _key_page(UseKeyForm(formdata=None))


@blueprint.post("/new-password")
def set_password() -> ResponseReturnValue:
    """Set a new password with a key; signing in with it comes next, with the second step as ever."""
    form = UseKeyForm()
    if not form.validate_on_submit():
        return _key_page(form), 422
    client, secret, key = client_address(), current_app.config["SECRET_KEY"], form.key.data or ""
    with transaction():
        tries = begin_try(client, secret=secret, of=Counted.KEY) if client else 1
    if tries is None:
        form.key.errors = (_TOO_MANY_FROM_HERE,)
        after_this_request(too_many)
        return _key_page(form), 429
    owner = service.owner_of(key)
    if owner is None:
        form.key.errors = (_NO_KEY,)
        return _key_page(form), 422
    if why := why_weak(form.new_password.data, own_words=(owner.name, owner.email)):
        form.new_password.errors = (why,)
        return _key_page(form), 422
    hashed = hash_password(form.new_password.data)
    with transaction():
        is_set = service.set_password(key, password_hash=hashed, vault=vault_of(current_app))
    if not is_set:
        form.key.errors = (_NO_KEY,)
        return _key_page(form), 422
    flash("Your new password is set, and you are signed out everywhere. Sign in with it.")
    return redirect(url_for("security.login"))


def _ask_page(form: AskForKeyForm) -> str:
    return render_template("recovery/ask.html", form=form, mail_waits=mail_waits())


def _key_page(form: UseKeyForm) -> str:
    return render_template("recovery/key.html", form=form)
