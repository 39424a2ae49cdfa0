"""Keys to set a new password. Never commits.

Whether an address has an account must be seen neither in the words of an answer nor in its time. So the
request does the same for every address, and a job in the background looks whose it is.
"""

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select, update

from review_toolkit.access.audit import NOBODY, note
from review_toolkit.access.keys import hash_of, new_key
from review_toolkit.access.models import User
from review_toolkit.access.queries import account_of
from review_toolkit.database import db, now
from review_toolkit.jobs.service import enqueue
from review_toolkit.sign_in import letters
from review_toolkit.sign_in.account.service import change_password
from review_toolkit.sign_in.models import OneTimeKey, Purpose, RecoveryRequest
from review_toolkit.vault import Vault

KIND = "answer_recovery"
LIVES = timedelta(minutes=30)
MINUTES = int(LIVES.total_seconds() // 60)


def ask_for_key(email: str, *, vault: Vault) -> None:
    """Keep an address for which somebody asks for a key, and have the worker look whose it is."""
    request_id = uuid4()
    db.session.add(
        RecoveryRequest(id=request_id, sealed_address=vault.seal(email.encode(), record=request_id))
    )
    enqueue(KIND, arguments={"request_id": str(request_id)})


def answer(request_id: UUID, *, address: str | None, vault: Vault) -> None:
    """Mail a key to the holder of an account, if the address that was kept has an open one; forget it.

    `address` is that of the page that takes the key.
    """
    row = db.session.get(RecoveryRequest, request_id)
    if row is None:
        return
    user = account_of(vault.open(row.sealed_address, record=row.id).decode())
    db.session.delete(row)
    if user is not None and user.active:
        _mail_key(user, address=address, vault=vault)


def owner_of(key: str) -> User | None:
    """Return the account that a key may set a new password for now, if any."""
    row = _row_of(key)
    return db.session.get(User, row.user_id) if row else None


def set_password(key: str, *, password_hash: str, vault: Vault) -> bool:
    """Give the owner of a key a new password and use the key up; False where it opens nothing any more."""
    user = owner_of(key)
    if user is None or not user.active:
        return False
    _use_up(user.id)
    change_password(user, password_hash=password_hash, vault=vault, kind="password_recovered")
    return True


def hand_out_key(email: str, *, reason: str) -> str | None:
    """Return a key for whoever runs the service to hand over; None for an address without an open account.

    For when mail does not work: on the machine alone, where everything could be done anyway.
    """
    user = account_of(email)
    if user is None or not user.active:
        return None
    key = _new_key(user)
    note(kind="recovery_asked", actor=None, subject=f"account {user.id}", reason=reason)
    return key


def _mail_key(user: User, *, address: str | None, vault: Vault) -> None:
    key = _new_key(user)
    note(kind="recovery_asked", actor=NOBODY, subject=f"account {user.id}")
    letters.mail_recovery_key(user.email, key, address=address, minutes=MINUTES, vault=vault)
    db.session.flush()


def _new_key(user: User) -> str:
    _use_up(user.id)
    key, moment = new_key(), now()
    db.session.add(
        OneTimeKey(
            purpose=Purpose.RECOVERY,
            user_id=user.id,
            key_hash=hash_of(key),
            created_at=moment,
            expires_at=moment + LIVES,
        )
    )
    return key


def _use_up(user_id: UUID) -> None:
    """Let the keys that somebody has count no more: only the newest does, and only once."""
    db.session.execute(
        update(OneTimeKey)
        .where(
            OneTimeKey.user_id == user_id,
            OneTimeKey.purpose == Purpose.RECOVERY,
            OneTimeKey.used_at.is_(None),
        )
        .values(used_at=now())
    )


def _row_of(key: str) -> OneTimeKey | None:
    row = db.session.scalar(select(OneTimeKey).where(OneTimeKey.key_hash == hash_of(key)))
    if row is None or row.purpose != Purpose.RECOVERY or row.used_at is not None:
        return None
    # Made after now: the clock was moved back, and how old it is cannot be told.
    return row if row.created_at <= now() < row.expires_at else None
