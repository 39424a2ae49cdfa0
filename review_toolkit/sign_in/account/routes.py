"""Pages about one's own account. Whoever changes how they sign in shows the password again first."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from review_toolkit.sign_in.account import service
from review_toolkit.sign_in.account.forms import ConfirmPasswordForm, NewPasswordForm
from review_toolkit.sign_in.counting import may_try
from review_toolkit.sign_in.entering import go_on_as, me
from review_toolkit.sign_in.hashing import hash_password, is_password
from review_toolkit.sign_in.passwords import why_weak
from review_toolkit.sign_in.second_step.asking import lacks_one
from review_toolkit.sign_in.second_step.queries import steps_of
from review_toolkit.sign_in.throttle import MINUTES, Counted, forget_tries
from review_toolkit.sign_in.visits import is_fresh, refresh
from review_toolkit.vault import vault_of
from review_toolkit.web.writes import transaction

blueprint = Blueprint("account", __name__, url_prefix="/account")

_OPEN = frozenset({"account.show", "account.ask_password", "account.confirm_password"})


@blueprint.before_request
def show_again_who_it_is() -> ResponseReturnValue | None:
    """Ask for the password before anything of how somebody signs in is changed, unless they just gave it."""
    if request.endpoint in _OPEN or not current_user.is_authenticated or is_fresh():
        return None
    wanted = request.path if request.method == "GET" else url_for("account.show")
    return redirect(url_for("account.ask_password", next=wanted))


@blueprint.get("")
def show() -> ResponseReturnValue:
    """Show how somebody signs in."""
    return render_template("account/show.html", user=me(), steps=steps_of(me()), lacks=lacks_one(me()))


@blueprint.get("/confirm")
def ask_password() -> ResponseReturnValue:
    """Ask for the password once more."""
    return _confirm_page(ConfirmPasswordForm(formdata=None))


@blueprint.post("/confirm")
def confirm_password() -> ResponseReturnValue:
    """Go on where the password was asked for, if it is right."""
    form = ConfirmPasswordForm()
    if not form.validate_on_submit():
        return _confirm_page(form), 422
    if not may_try(str(me().id), Counted.SECOND_STEP):
        form.password.errors = (f"There were too many tries. Wait {MINUTES} minutes, then try again",)
        return _confirm_page(form), 429
    if not is_password(form.password.data or "", hashed=me().password):
        form.password.errors = ("That is not your password",)
        return _confirm_page(form), 422
    with transaction():
        forget_tries(str(me().id), secret=current_app.config["SECRET_KEY"], of=Counted.SECOND_STEP)
    refresh()
    wanted = request.args.get("next", "")
    return redirect(wanted if wanted.startswith("/account/") else url_for("account.show"))


@blueprint.get("/password")
def ask_new_password() -> ResponseReturnValue:
    """Ask for a new password."""
    return _password_page(NewPasswordForm(formdata=None))


@blueprint.post("/password")
def change_password() -> ResponseReturnValue:
    """Change the password; every other visit ends, and this one goes on."""
    form = NewPasswordForm()
    if not form.validate_on_submit():
        return _password_page(form), 422
    if why := why_weak(form.new_password.data, own_words=(me().name, me().email)):
        form.new_password.errors = (why,)
        return _password_page(form), 422
    hashed = hash_password(form.new_password.data)
    with transaction():
        service.change_password(me(), password_hash=hashed, vault=vault_of(current_app))
    go_on_as(me())
    flash("Your password is changed. Everywhere else you are signed out.")
    return redirect(url_for("account.show"))


def _confirm_page(form: ConfirmPasswordForm) -> str:
    return render_template("account/confirm.html", form=form)


def _password_page(form: NewPasswordForm) -> str:
    return render_template("account/password.html", form=form)
