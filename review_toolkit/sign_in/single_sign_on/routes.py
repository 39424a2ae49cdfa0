"""Pages of single sign-on. Where no provider is set there are none."""

from flask import Blueprint, abort, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from review_toolkit.identity_provider import Provider
from review_toolkit.sign_in.clients import page_address
from review_toolkit.sign_in.entering import enter
from review_toolkit.sign_in.single_sign_on.client import SignInRefused, lead_to_provider, who_came_back
from review_toolkit.sign_in.single_sign_on.service import account_for
from review_toolkit.vault import vault_of
from review_toolkit.web.writes import transaction

blueprint = Blueprint("single_sign_on", __name__, url_prefix="/sign-in/organisation")

_WANTED = "wanted_page"
_NO_ACCOUNT = (
    "There is no account here for you yet. Ask the HR lead of your review to invite the address with which "
    "{} knows you."
)


@blueprint.before_request
def _not_there_without_a_provider() -> None:
    if current_app.extensions["provider"] is None:
        abort(404)


@blueprint.get("")
def begin() -> ResponseReturnValue:
    """Lead to the organisation's own sign-in."""
    provider = _provider()
    if current_user.is_authenticated:
        return redirect(url_for("overview.home"))
    session[_WANTED] = request.args.get("next")
    return_to = page_address(url_for("single_sign_on.come_back"))
    if return_to is None:
        abort(404)
    try:
        return lead_to_provider(provider, return_to=return_to)
    except SignInRefused as refused:
        # The kind alone: what a provider says may name people.
        current_app.logger.warning("Single sign-on failed: %s", type(refused.__cause__).__name__)
        return _refused(str(refused))


@blueprint.get("/return")
def come_back() -> ResponseReturnValue:
    """Let somebody in whom the provider has signed in and who has an account here."""
    provider = _provider()
    try:
        identity = who_came_back(provider)
    except SignInRefused as refused:
        # The kind alone: what a provider says may name people.
        current_app.logger.warning("Single sign-on failed: %s", type(refused.__cause__).__name__)
        return _refused(str(refused))
    with transaction():
        account = account_for(
            issuer=identity.issuer,
            subject=identity.subject,
            email=identity.email,
            may_link=identity.is_email_verified or provider.trusts_addresses,
            vault=vault_of(current_app),
        )
    if account is None:
        return _refused(_NO_ACCOUNT.format(provider.name))
    wanted = session.get(_WANTED)
    return enter(account, via="single sign-on", next_location=wanted, by_provider=True)


def _provider() -> Provider:
    provider: Provider = current_app.extensions["provider"]
    return provider


def _refused(said: str) -> ResponseReturnValue:
    flash(said, "error")
    return redirect(url_for("security.login"))
