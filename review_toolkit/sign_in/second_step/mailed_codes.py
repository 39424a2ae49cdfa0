"""Codes that are mailed: eight digits, good for ten minutes and for one use. Never commits."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select, update

from review_toolkit.database import db, now
from review_toolkit.sign_in.models import OneTimeKey, Purpose

DIGITS = 8
LIVES = timedelta(minutes=10)
MINUTES = int(LIVES.total_seconds() // 60)
_PURPOSE = b"review-toolkit mailed codes 1"


def new_code(user_id: UUID, *, secret: str) -> str:
    """Return a code for somebody; those that were mailed before count no more."""
    code, row_id, moment = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}", uuid4(), now()
    db.session.execute(
        update(OneTimeKey)
        .where(
            OneTimeKey.user_id == user_id,
            OneTimeKey.purpose == Purpose.MAILED_CODE,
            OneTimeKey.used_at.is_(None),
        )
        .values(used_at=moment)
    )
    db.session.add(
        OneTimeKey(
            id=row_id,
            purpose=Purpose.MAILED_CODE,
            user_id=user_id,
            key_hash=_hash_of(code, row_id, secret=secret),
            created_at=moment,
            expires_at=moment + LIVES,
        )
    )
    db.session.flush()
    return code


def use_code(code: str, *, user_id: UUID, secret: str) -> bool:
    """Say whether a code is somebody's newest one, unused and in time; a right one is used up by it."""
    row = db.session.scalar(
        select(OneTimeKey)
        .where(
            OneTimeKey.user_id == user_id,
            OneTimeKey.purpose == Purpose.MAILED_CODE,
            OneTimeKey.used_at.is_(None),
        )
        .order_by(OneTimeKey.created_at.desc())
        .limit(1)
    )
    # Made after now: the clock was moved back, and how old it is cannot be told.
    if row is None or not row.created_at <= now() < row.expires_at:
        return False
    if not hmac.compare_digest(row.key_hash, _hash_of(code, row.id, secret=secret)):
        return False
    row.used_at = now()
    return True


def _hash_of(code: str, row_id: UUID, *, secret: str) -> str:
    """Keyed: eight digits alone are tried out in a moment by whoever reads the database."""
    key = hmac.new(secret.encode(), _PURPOSE, hashlib.sha256).digest()
    text = f"{row_id}:{code}".encode("utf-8", "surrogatepass")
    return hmac.new(key, text, hashlib.sha256).hexdigest()
