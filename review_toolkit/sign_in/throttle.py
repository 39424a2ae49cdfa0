"""How often a password may be tried for an address: in the database, since several servers share it.

A try is counted before the password is looked at, so that many at the same moment count as many. What was
typed is kept as a keyed hash alone: people type passwords where an address belongs. Whether an address has
an account makes no difference. The right password clears the count of its address.
"""

import hashlib
import hmac
from datetime import timedelta

from sqlalchemy import delete, or_, select

from review_toolkit.database import db, now
from review_toolkit.sign_in.models import SignInTries

MOST_TRIES = 10
WINDOW = timedelta(minutes=15)
_PURPOSE = b"review-toolkit sign-in tries 1"


def begin_try(address: str, *, secret: str) -> int | None:
    """Count a try for an address; return the how-manieth it is, None where no more may be made for now.

    Called within a write transaction of its own. Windows that are over are deleted, and so are those that
    begin after now: the clock was moved back, and nobody is to wait for it to catch up.
    """
    moment, key = now(), key_of(address, secret=secret)
    over = or_(SignInTries.began_at <= moment - WINDOW, SignInTries.began_at > moment)
    db.session.execute(delete(SignInTries).where(over))
    row = db.session.scalar(select(SignInTries).where(SignInTries.address_hash == key))
    if row is None:
        row = SignInTries(address_hash=key, began_at=moment, tries=0)
        db.session.add(row)
    if row.tries >= MOST_TRIES:
        return None
    row.tries += 1
    return row.tries


def forget_tries(address: str, *, secret: str) -> None:
    """Forget what was counted for an address, whose holder has signed in."""
    key = key_of(address, secret=secret)
    db.session.execute(delete(SignInTries).where(SignInTries.address_hash == key))


def key_of(address: str, *, secret: str) -> str:
    """Return what stands for an address: without the server's secret nobody can try addresses out."""
    key = hmac.new(secret.encode(), _PURPOSE, hashlib.sha256).digest()
    return hmac.new(key, address.strip().lower().encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
