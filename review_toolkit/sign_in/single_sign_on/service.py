"""Whose account an identity is: linked once by address, then by issuer and subject alone. Never commits.

An address may be given to somebody else when its holder leaves; a subject never is (decision 23).
"""

from sqlalchemy import select

from review_toolkit.access.actors import Actor
from review_toolkit.access.audit import note
from review_toolkit.access.models import User
from review_toolkit.access.queries import account_of
from review_toolkit.database import db
from review_toolkit.sign_in import letters
from review_toolkit.sign_in.models import ProviderIdentity
from review_toolkit.vault import Vault


def account_for(*, issuer: str, subject: str, email: str, may_link: bool, vault: Vault) -> User | None:
    """Return the open account of an identity; None where there is none.

    One that is new is linked with the account of its address, where `may_link` says that the address is its
    own; its holder is told by mail. An account is linked with one identity of an issuer at most.
    """
    linked = db.session.scalar(
        select(ProviderIdentity).where(ProviderIdentity.issuer == issuer, ProviderIdentity.subject == subject)
    )
    if linked is not None:
        user = db.session.get(User, linked.user_id)
        return user if user and user.active else None
    user = account_of(email) if may_link and email else None
    if user is None or not user.active:
        return None
    others = select(ProviderIdentity.id).where(
        ProviderIdentity.issuer == issuer, ProviderIdentity.user_id == user.id
    )
    if db.session.scalar(others):
        return None
    db.session.add(ProviderIdentity(user_id=user.id, issuer=issuer, subject=subject))
    db.session.flush()
    note(
        kind="provider_linked",
        actor=Actor(user_id=user.id, name=user.name),
        subject=f"account {user.id}",
    )
    what = (
        "Your organisation’s own sign-in was used for your account for the first time, and is linked with it."
    )
    letters.tell_of_change(user, what, vault=vault)
    return user
