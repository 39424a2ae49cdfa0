"""The hash of a password, and whether one is somebody's, as Flask-Security is told to do it (`setting_up`).

The sign-in form writes a password in one of the ways that Unicode has for it before it compares. So it must
be written in the same way before it is hashed: "é" can be one sign or two, and devices differ.
"""

from flask import current_app
from flask_security.utils import hash_password as _hash_password
from flask_security.utils import verify_password as _verify_password


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password. It is slow on purpose: call it outside a write transaction."""
    hashed: str = _hash_password(_written_one_way(password))
    return hashed


def is_password(password: str, *, hashed: str) -> bool:
    """Say whether a password is the one of a hash."""
    return bool(_verify_password(_written_one_way(password), hashed))


def _written_one_way(password: str) -> str:
    written: str = current_app.extensions["security"].password_util.normalize(password)
    return written
