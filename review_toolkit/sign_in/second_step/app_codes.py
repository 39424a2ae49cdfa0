"""The codes of an authenticator app (TOTP, RFC 6238): the only module that knows the library for them."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ISSUER = "Review toolkit"
DIGITS = 6
_SLACK = 30
"""Seconds that the clock of a telephone may be wrong by, either way."""


@dataclass(frozen=True, slots=True)
class AppSetUp:
    """What an app needs to know: the key to type in, and the address that its picture holds."""

    key: str
    address: str


class AppCodes:
    """Makes the secrets of apps, encrypted under a key from `DATA_KEY`, and checks their codes."""

    def __init__(self, data_key: bytes) -> None:
        from passlib.totp import TOTP

        key = HKDF(SHA256(), length=32, salt=None, info=b"review-toolkit app codes 1").derive(data_key)
        self._totp = TOTP.using(issuer=ISSUER, secrets={"1": key.hex()})

    def __repr__(self) -> str:
        return "<AppCodes>"

    def new_secret(self) -> str:
        """Return a new secret, encrypted: it may stand in the database and in a signed cookie."""
        secret: str = self._totp.new().to_json(encrypt=True)
        return secret

    def set_up(self, secret: str, *, account: str) -> AppSetUp:
        """Return what an app has to be told of a secret."""
        opened = self._totp.from_source(secret)
        return AppSetUp(key=opened.pretty_key(), address=opened.to_uri(account))

    def check(self, code: str, *, secret: str, last: int | None) -> int | None:
        """Return the number of a code that is right and later than the last one; None for any other."""
        from passlib.exc import TokenError

        try:
            return int(self._totp.verify(code, secret, window=_SLACK, last_counter=last).counter)
        except (TokenError, TypeError):
            return None
