"""What sign-in mails to people. No link lets anybody in: a key is typed, and links teach to trust links."""

from review_toolkit.access.models import User
from review_toolkit.mail.service import queue_mail
from review_toolkit.vault import Vault

CODE_SUBJECT = "Your code to sign in to the review toolkit"
KEY_SUBJECT = "Your key to set a new password for the review toolkit"
CHANGE_SUBJECT = "How you sign in to the review toolkit has changed"

_CODE = """Your code to sign in:

  {code}

It is good for {minutes} minutes and can be used once. Nobody from the review toolkit asks you for it. If you
are not signing in, somebody knows your password: set a new one.
"""
_KEY = """Somebody, we hope you, asked to set a new password for your account.

Your key:

  {key}

{where} It is good for {minutes} minutes and can be used once. If you did not ask for it, you need not do
anything: your password stays as it is.
"""
_CHANGE = """{what}

If that was you, you need not do anything. If it was not, tell whoever runs the review toolkit for you at
once: they can stop whoever it was.

This mail has no link, so that nobody needs to trust one.
"""


def mail_code(user: User, code: str, *, minutes: int, vault: Vault) -> None:
    """Queue the mail with a code for the second step."""
    queue_mail(
        to=user.email, subject=CODE_SUBJECT, text=_CODE.format(code=code, minutes=minutes), vault=vault
    )


def mail_recovery_key(to: str, key: str, *, address: str | None, minutes: int, vault: Vault) -> None:
    """Queue the mail with a key to set a new password; `address` is that of the page that takes it."""
    where = (
        f"Enter it at {address}, or on the page where you asked for it."
        if address
        else "Enter it on the page where you asked for it."
    )
    queue_mail(
        to=to, subject=KEY_SUBJECT, text=_KEY.format(key=key, where=where, minutes=minutes), vault=vault
    )


def tell_of_change(user: User, what: str, *, vault: Vault) -> None:
    """Queue a mail that says what changed in how somebody signs in, in a whole sentence."""
    queue_mail(to=user.email, subject=CHANGE_SUBJECT, text=_CHANGE.format(what=what), vault=vault)
