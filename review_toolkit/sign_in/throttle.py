"""How often something may be tried: in the database, since several servers share it.

A try is counted before what was typed is looked at, so that many at the same moment count as many. What is
counted for is kept as a keyed hash alone: people type passwords where an address belongs. Whether an address
has an account makes no difference. What was right clears its count.
"""

import hashlib
import hmac
from datetime import timedelta
from enum import Enum

from sqlalchemy import delete, or_, select

from review_toolkit.database import db, now
from review_toolkit.sign_in.models import SignInTries

MOST_TRIES = 10
WINDOW = timedelta(minutes=15)
MINUTES = int(WINDOW.total_seconds() // 60)
_PURPOSE = b"review-toolkit sign-in tries 1"


class Counted(Enum):
    """What is counted, and how many tries of it there are in a window."""

    SIGN_IN = ("", MOST_TRIES)
    """A password, for an address."""
    SECOND_STEP = ("second step", MOST_TRIES)
    """A code, for an account."""
    MAIL = ("mail", 5)
    """A mail that somebody has sent to an address: a key to set a new password, or a code."""
    INVITATION = ("invitation", 30)
    """A mail that somebody has sent to people whom they invite."""
    KEY = ("key", 30)
    """A mailed key that is typed in, for a client: the keys themselves cannot be guessed."""
    CLIENT = ("client", 100)
    """Whatever of these goes wrong, for a client: an office may share one address."""

    @property
    def most(self) -> int:
        return self.value[1]


def begin_try(whose: str, *, secret: str, of: Counted = Counted.SIGN_IN) -> int | None:
    """Count a try; return the how-manieth it is, None where no more may be made for now.

    Called within a write transaction of its own. Windows that are over are deleted, and so are those that
    begin after now: the clock was moved back, and nobody is to wait for it to catch up.
    """
    moment, key = now(), key_of(whose, secret=secret, of=of)
    over = or_(SignInTries.began_at <= moment - WINDOW, SignInTries.began_at > moment)
    db.session.execute(delete(SignInTries).where(over))
    row = db.session.scalar(select(SignInTries).where(SignInTries.address_hash == key))
    if row is None:
        row = SignInTries(address_hash=key, began_at=moment, tries=0)
        db.session.add(row)
    if row.tries >= of.most:
        return None
    row.tries += 1
    return row.tries


def take_back_try(whose: str, *, secret: str, of: Counted) -> None:
    """Count a try less: it was none, for what was typed was right."""
    key = key_of(whose, secret=secret, of=of)
    row = db.session.scalar(select(SignInTries).where(SignInTries.address_hash == key))
    if row is not None and row.tries > 0:
        row.tries -= 1


def forget_tries(whose: str, *, secret: str, of: Counted = Counted.SIGN_IN) -> None:
    """Forget what was counted for somebody who has shown who they are."""
    key = key_of(whose, secret=secret, of=of)
    db.session.execute(delete(SignInTries).where(SignInTries.address_hash == key))


def key_of(whose: str, *, secret: str, of: Counted = Counted.SIGN_IN) -> str:
    """Return what stands for an address: without the server's secret nobody can try addresses out."""
    key = hmac.new(secret.encode(), _PURPOSE, hashlib.sha256).digest()
    counted = f"{of.value[0]}\n{whose}" if of.value[0] else whose
    text = counted.strip().lower().encode("utf-8", "surrogatepass")
    return hmac.new(key, text, hashlib.sha256).hexdigest()
