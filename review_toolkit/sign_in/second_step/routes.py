"""Pages of the second step while somebody signs in. Nobody is signed in before one of these says so."""

from flask import Blueprint, after_this_request, current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from review_toolkit.sign_in.entering import enter
from review_toolkit.sign_in.login_form import too_many
from review_toolkit.sign_in.second_step import half_way, passkeys, service
from review_toolkit.sign_in.second_step.asking import asking_page, code_form, refused_passkey, send_code, site
from review_toolkit.sign_in.second_step.forms import PasskeyForm
from review_toolkit.sign_in.second_step.passkeys import PasskeyRefused
from review_toolkit.sign_in.second_step.queries import steps_of
from review_toolkit.sign_in.throttle import MINUTES, Counted, begin_try, forget_tries
from review_toolkit.web.writes import transaction

blueprint = Blueprint("second_step", __name__, url_prefix="/sign-in/second-step")

_WRONG = "That code is not right, or it was used already. Enter the newest one"
_TOO_MANY = (
    f"There were too many tries, so no more are taken for now. Wait {MINUTES} minutes, then sign in again"
)
_TOO_MANY_MAILS = f"There were too many codes already. Use the newest one, or wait {MINUTES} minutes"


@blueprint.get("")
def ask() -> ResponseReturnValue:
    """Ask for the second step."""
    found = half_way.who_is_half_way()
    return asking_page(found.user) if found else half_way.to_sign_in()


@blueprint.post("")
def check() -> ResponseReturnValue:
    """Let somebody in whose code is right."""
    found = half_way.who_is_half_way()
    if found is None:
        return _took_too_long()
    form = code_form(steps_of(found.user))
    if form is None or not form.validate_on_submit():
        return asking_page(found.user, form), 422
    code = form["code"].data
    codes, secret = current_app.extensions["app_codes"], current_app.config["SECRET_KEY"]
    with transaction():
        tries = begin_try(str(found.user.id), secret=secret, of=Counted.SECOND_STEP)
    with transaction():
        is_right = tries is not None and service.is_right(found.user, code, codes=codes, secret=secret)
        if is_right:
            forget_tries(str(found.user.id), secret=secret, of=Counted.SECOND_STEP)
        elif tries is not None:
            service.note_failure(found.user, is_last=tries == Counted.SECOND_STEP.most)
    if is_right:
        way = "an app’s code" if found.user.second_step == "app" else "a mailed code"
        return enter(found.user, via=f"a password and {way}", next_location=found.next_location)
    form["code"].errors = (*form["code"].errors, _WRONG if tries else _TOO_MANY)
    if not tries:
        after_this_request(too_many)
    return asking_page(found.user, form), 422


@blueprint.post("/passkey")
def check_passkey() -> ResponseReturnValue:
    """Let somebody in whose passkey is theirs."""
    found = half_way.who_is_half_way()
    if found is None:
        return _took_too_long()
    form, challenge = PasskeyForm(), half_way.take_challenge()
    if not form.validate_on_submit() or not form.answer.data or challenge is None:
        return asking_page(found.user, trouble=_NO_ANSWER), 422
    have = steps_of(found.user).passkeys
    try:
        key, count = passkeys.used(form.answer.data, site=site(), challenge=challenge, have=have)
    except PasskeyRefused as refused:
        return refused_passkey(found.user, str(refused))
    with transaction():
        is_known = service.note_use(key.id, count=count, seen=key.sign_count)
    if not is_known:
        return refused_passkey(found.user, "That passkey was used at the same moment elsewhere. Try again.")
    return enter(found.user, via="a password and a passkey", next_location=found.next_location)


@blueprint.post("/mail")
def mail_again() -> ResponseReturnValue:
    """Mail another code."""
    found = half_way.who_is_half_way()
    if found is None:
        return _took_too_long()
    if not steps_of(found.user).mail:
        return redirect(url_for("second_step.ask"))
    secret = current_app.config["SECRET_KEY"]
    with transaction():
        tries = begin_try(str(found.user.id), secret=secret, of=Counted.MAIL)
    if tries is None:
        flash(_TOO_MANY_MAILS, "error")
    else:
        send_code(found.user)
        flash("We have mailed you another code. The ones before it count no more.")
    return redirect(url_for("second_step.ask"))


_NO_ANSWER = (
    "Your browser did not say anything of a passkey. Passkeys need JavaScript and a browser that is not too "
    "old. Try again, or use another way."
)


def _took_too_long() -> ResponseReturnValue:
    flash("Signing in took too long, or was finished in another window. Begin again.", "error")
    return redirect(url_for("security.login"))
