"""Sign-in through Flask-Security: the only module that configures it."""

from typing import Any
from uuid import uuid4

from flask import Flask
from flask_login import user_logged_out
from flask_security import FSQLALiteUserDatastore, Security
from flask_wtf import CSRFProtect

from review_toolkit.access.actors import Actor
from review_toolkit.access.audit import note
from review_toolkit.access.models import SiteRole, User
from review_toolkit.database import db, write_transaction
from review_toolkit.settings import Settings
from review_toolkit.sign_in.login_form import CountedLoginForm
from review_toolkit.sign_in.passwords import FEWEST_PASSWORD_CHARACTERS
from review_toolkit.sign_in.second_step.app_codes import AppCodes
from review_toolkit.sign_in.second_step.asking import SecondSteps

WRONG_SIGN_IN = "Check the email address and the password, then try again: together they match no account"


def init_sign_in(app: Flask, settings: Settings) -> None:
    """Set up accounts, password hashing, cookies and form tokens."""
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 (the name of a method, not a password)
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_DEPRECATED_PASSWORD_SCHEMES=[],
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        # OWASP's parameters for argon2id: 19 MiB, two passes, one lane.
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS={
            "argon2__memory_cost": 19_456,
            "argon2__time_cost": 2,
            "argon2__parallelism": 1,
        },
        SECURITY_PASSWORD_SALT=settings.secret_key,
        SECURITY_PASSWORD_LENGTH_MIN=FEWEST_PASSWORD_CHARACTERS,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_JOIN_USER_ROLES=False,
        SECURITY_SEND_REGISTER_EMAIL=False,
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_LOGIN_URL="/sign-in",
        SECURITY_LOGIN_USER_TEMPLATE="sign_in/sign_in.html",
        SECURITY_LOGOUT_URL="/sign-out",
        SECURITY_POST_LOGIN_VIEW="/",
        SECURITY_POST_LOGOUT_VIEW="/sign-in",
        SECURITY_DEFAULT_REMEMBER_ME=False,
        SECURITY_FLASH_MESSAGES=False,
        # One message for every cause: it does not tell whether an address has an account.
        SECURITY_MSG_GENERIC_AUTHN_FAILED=(WRONG_SIGN_IN, "error"),
        SECURITY_CSRF_COOKIE_NAME=None,
        WTF_CSRF_TIME_LIMIT=None,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=not settings.demo,
        # With this prefix no other host of the same domain can set or see the cookie.
        SESSION_COOKIE_NAME="session" if settings.demo else "__Host-session",
    )
    CSRFProtect(app)
    security = Security(app, FSQLALiteUserDatastore(db, User, SiteRole), login_form=CountedLoginForm)
    # Called when a password was found right; Flask-Security's own steps commit by themselves (decision 22).
    security.two_factor_plugins = SecondSteps()
    app.extensions["app_codes"] = AppCodes(settings.data_key)
    user_logged_out.connect(_end_every_sign_in, app)


def _end_every_sign_in(_app: Flask, user: Any, **_: Any) -> None:
    """Make every cookie that names the account worthless: a copy would outlive the signing out."""
    if user.is_authenticated:
        with write_transaction():
            user.fs_uniquifier = uuid4().hex
            actor = Actor(user_id=user.id, name=user.name)
            note(kind="signed_out", actor=actor, subject=f"account {user.id}")
