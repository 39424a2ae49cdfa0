"""Settings from the environment, checked once at the start. A missing or sample secret stops the program.

The demo keeps keys of its own in its instance folder, so that `REVIEW_TOOLKIT_INSTANCE` alone is enough to
open it with any command. What the environment says beside it goes for the real service: a demo that heeded it
would open the real database.
"""

import base64
import binascii
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from review_toolkit.identity_provider import Provider, ProviderRefused, read_provider
from review_toolkit.mail_server import MailServer, MailSettingRefused, read_mail_server
from review_toolkit.web_address import WebAddress, WebAddressRefused, read_web_address

DEMO_KEYS = "demo-keys.json"
KEY_NAMES = ("SECRET_KEY", "DATA_KEY", "SIGNING_KEY")
HOW_TO_MAKE_ONE = "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(32))'"
_SAMPLE_WORDS = ("change", "sample", "example", "secret", "insert", "replace", "todo", "password", "default")
_FEWEST_CHARACTERS = 12
"""A random key of 43 characters practically never has fewer different ones."""

_NO_POSTGRESQL = (
    "DATABASE_URL does not name a PostgreSQL database. Write it as "
    "postgresql://name:password@host:5432/database, with @, :, / and # in the name and the password as "
    "%40, %3A, %2F and %23."
)


class SettingRefused(RuntimeError):
    """A setting is missing or unusable. The message says which, and how to mend it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says. `demo` marks a demo instance: made-up data, keys beside the database.

    Without a mail server mails wait; the demo writes them into its folder. `web_address` is what browsers
    call the service by: mails name it, and nothing else is answered. `trusted_proxies` is how many proxies
    stand before it whose word on who asks is believed.
    """

    instance: Path
    secret_key: str
    data_key: bytes
    signing_key: bytes
    database_url: str
    demo: bool
    mail_server: MailServer | None = None
    web_address: WebAddress | None = None
    trusted_proxies: int = 0
    provider: Provider | None = None

    def __repr__(self) -> str:
        return f"Settings(instance={self.instance!s}, demo={self.demo})"


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read and check the settings; raise `SettingRefused` with an instruction where one is unusable."""
    instance = Path(environ.get("REVIEW_TOOLKIT_INSTANCE") or "instance").absolute()
    demo_keys = _demo_keys(instance)
    keys = demo_keys or {name: environ.get(name, "") for name in KEY_NAMES}
    for name, value in keys.items():
        _check_secret(name, value)
    return Settings(
        instance=instance,
        secret_key=keys["SECRET_KEY"],
        data_key=_bytes_of("DATA_KEY", keys["DATA_KEY"]),
        signing_key=_bytes_of("SIGNING_KEY", keys["SIGNING_KEY"]),
        database_url=_database_url("" if demo_keys else environ.get("DATABASE_URL", ""), instance),
        demo=bool(demo_keys),
        mail_server=None if demo_keys else _mail_server(environ),
        web_address=None if demo_keys else _web_address(environ.get("PUBLIC_URL", "")),
        provider=None if demo_keys else _provider(environ),
        trusted_proxies=0 if demo_keys else _trusted_proxies(environ.get("TRUSTED_PROXIES", "")),
    )


def make_demo_keys(instance: Path) -> None:
    """Give a demo instance keys of its own, readable by its owner only."""
    keys = {name: secrets.token_urlsafe(32) for name in KEY_NAMES}
    path = instance / DEMO_KEYS
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(keys, file, indent=1)


def _demo_keys(instance: Path) -> dict[str, str]:
    path = instance / DEMO_KEYS
    if not path.exists():
        return {}
    try:
        keys = json.loads(path.read_text(encoding="utf-8"))
        return {name: str(keys[name]) for name in KEY_NAMES}
    except (ValueError, KeyError, TypeError) as error:
        raise SettingRefused(
            f"The demo's keys in {path} cannot be read. Delete that instance folder and make the demo again."
        ) from error


def _check_secret(name: str, value: str) -> None:
    if not value:
        raise SettingRefused(f"{name} is not set. {HOW_TO_MAKE_ONE} and set it in the environment.")
    looks_like_sample = (
        len(value) < 32
        or len(set(value)) < _FEWEST_CHARACTERS
        or any(word in value.lower() for word in _SAMPLE_WORDS)
    )
    if looks_like_sample:
        raise SettingRefused(f"{name} is too short or looks like a sample value. {HOW_TO_MAKE_ONE}")


def _bytes_of(name: str, value: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        raise SettingRefused(f"{name} is not a key of 32 bytes in base64. {HOW_TO_MAKE_ONE}")
    return key


def _mail_server(environ: Mapping[str, str]) -> MailServer | None:
    url = environ.get("MAIL_URL", "")
    if not url:
        return None
    try:
        return read_mail_server(url, environ.get("MAIL_FROM", ""))
    except MailSettingRefused as refused:
        raise SettingRefused(str(refused)) from None


def _web_address(url: str) -> WebAddress | None:
    if not url:
        return None
    try:
        return read_web_address(url)
    except WebAddressRefused as refused:
        raise SettingRefused(str(refused)) from None


def _provider(environ: Mapping[str, str]) -> Provider | None:
    try:
        provider = read_provider(environ)
    except ProviderRefused as refused:
        raise SettingRefused(str(refused)) from None
    if provider and not environ.get("PUBLIC_URL"):
        raise SettingRefused(
            "Single sign-on needs PUBLIC_URL: the provider leads people back to that address."
        )
    return provider


def _trusted_proxies(text: str) -> int:
    if text in ("", *map(str, range(10))):
        return int(text or 0)
    raise SettingRefused(
        "TRUSTED_PROXIES is how many proxies stand before the service, one after the other: a number from "
        "0 to 9."
    )


def _database_url(url: str, instance: Path) -> str:
    """Return the URL as SQLAlchemy takes it; a relative path of a file is taken from the instance folder."""
    if not url:
        return _url_of(instance / "review-toolkit.sqlite3")
    if url.startswith(("postgresql://", "postgres://", "postgresql+psycopg://")):
        return _postgresql_url(url)
    path = unquote(url.removeprefix("sqlite:///"))
    if not url.startswith("sqlite:///") or path in ("", ":memory:"):
        raise SettingRefused(
            "DATABASE_URL names a database that the toolkit cannot use. Leave it unset to keep the data in "
            "SQLite in the instance folder, give a path as sqlite:///path/to/file.sqlite3, or name a "
            "PostgreSQL database as postgresql://name:password@host/database."
        )
    if "?" in url:
        raise SettingRefused("DATABASE_URL takes no options. Where '?' belongs to a name, write it as %3F.")
    return _url_of(instance / path)


def _postgresql_url(url: str) -> str:
    """Name the driver. What the URL says is not repeated in a message: it may hold a password."""
    rest = url.partition("://")[2]
    try:
        parts = urlsplit(f"postgresql://{rest}")
        parts.port  # noqa: B018 (raises where it is no number)
    except ValueError:
        raise SettingRefused(_NO_POSTGRESQL) from None
    if parts.path in ("", "/") or parts.fragment:
        raise SettingRefused(_NO_POSTGRESQL)
    return f"postgresql+psycopg://{rest}"


def _url_of(path: Path) -> str:
    """Write a path as a URL in which no character of it means anything else."""
    return "sqlite:///" + quote(str(path), safe="/\\: ")
