"""Keys that are mailed to people: long enough that nobody guesses one, and plain enough to be typed. Pure.

A key is 26 characters of Crockford's base 32 (no I, L, O, U), 130 random bits, in groups with hyphens. Only
its hash is ever kept; it stands in no address, so that no log and no referrer can hold it.
"""

import hashlib
import secrets

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 26
_GROUP = 5
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_key() -> str:
    """Return a key such as 7K2MA-9QZ4T-…, as it is written in a mail."""
    key = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    return "-".join(key[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))


def hash_of(key: str) -> str:
    """Return what is kept of a key: its SHA-256. Small letters, blanks and hyphens make no difference."""
    plain = "".join(sign for sign in key.upper() if sign.isalnum()).translate(_READ_AS)
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()
