"""The hash of a password, made as Flask-Security is told to make it (`setting_up`)."""

from flask_security.utils import hash_password as _hash_password


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password. It is slow on purpose: call it outside a write transaction."""
    hashed: str = _hash_password(password)
    return hashed
