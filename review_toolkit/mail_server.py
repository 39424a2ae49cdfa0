"""Where mail is handed over, as `MAIL_URL` and `MAIL_FROM` say: read and checked once, at the start.

A connection to another machine is protected by TLS unless the administrator says otherwise, and a password
never travels without it. The password is in no description, message or log. This module opens no connection.
"""

import ipaddress
import re
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

Security = Literal["tls", "starttls", "none"]

_PORTS = {"smtp": 587, "smtps": 465}
_FORM = (
    "Write it as smtp://user:password@host:587, with @ : / ? # and % in user and password as "
    "%40 %3A %2F %3F %23 and %25."
)
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]+")
_PRINTABLE = re.compile(r"[\x21-\x7e]+")
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_NAME_AND_ADDRESS = re.compile(r"(?:(?P<name>[^<>\"]*?)\s*<(?P<address>[^<>\s]+)>|(?P<bare>[^<>\s]+))")


class MailSettingRefused(ValueError):
    """`MAIL_URL` or `MAIL_FROM` is unusable. The message says how to mend it and quotes neither."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom mails come from: an address and, where given, a name."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class MailServer:
    """A server that takes mail for delivery, and how to speak to it."""

    host: str
    port: int
    security: Security
    sender: Sender
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


def plain_address(text: str) -> str | None:
    """Return an email address in ASCII that any mail server takes, or None where the text is none."""
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(text, check_deliverability=False, allow_smtputf8=False).ascii_email
    except EmailNotValidError:
        return None


def read_mail_server(url: str, sender: str) -> MailServer:
    """Return what `MAIL_URL` and `MAIL_FROM` say; raise `MailSettingRefused` where they cannot be used."""
    parts = _split(url)
    host, port = _place(parts)
    user, password = _sign_in(parts)
    security = _security(parts, host)
    if password and security == "none" and not _is_this_machine(host):
        raise MailSettingRefused(
            "MAIL_URL would send a password over the network unprotected. Leave out starttls=never, or leave "
            "out the user and the password where the server asks for none."
        )
    return MailServer(host, port, security, _sender(sender or user), user, password)


def _split(url: str) -> SplitResult:
    # Splitting would drop line ends and tabs without a word.
    if not _PRINTABLE.fullmatch(url):
        raise MailSettingRefused(f"MAIL_URL has spaces, or signs that a URL cannot have. {_FORM}")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise MailSettingRefused(f"MAIL_URL cannot be read. {_FORM}") from None
    if parts.scheme not in _PORTS:
        raise MailSettingRefused(f"MAIL_URL must begin with smtp:// or smtps://. {_FORM}")
    if parts.path not in ("", "/") or parts.fragment or "#" in url:
        raise MailSettingRefused(
            f"MAIL_URL has something after the server's name that is not understood. {_FORM}"
        )
    return parts


def _place(parts: SplitResult) -> tuple[str, int]:
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise MailSettingRefused(f"MAIL_URL has a port that is no number from 1 to 65535. {_FORM}") from None
    if not _HOST.fullmatch(host):
        raise MailSettingRefused(f"MAIL_URL does not name a server. {_FORM}")
    if port == 0:
        raise MailSettingRefused(f"MAIL_URL has a port that is no number from 1 to 65535. {_FORM}")
    return host, port or _PORTS[parts.scheme]


def _sign_in(parts: SplitResult) -> tuple[str, str]:
    written = (parts.username or "", parts.password or "")
    if any(_BROKEN_ESCAPE.search(part) for part in written):
        raise MailSettingRefused(f"MAIL_URL has a % that begins no sign's code. {_FORM}")
    user, password = (unquote(part, errors="replace") for part in written)
    if bool(user) != bool(password):
        raise MailSettingRefused(f"MAIL_URL must hold a user and a password, or neither. {_FORM}")
    # The sign-in of SMTP knows no other signs.
    if user and not (_PRINTABLE.fullmatch(user) and re.fullmatch(r"[\x20-\x7e]+", password)):
        raise MailSettingRefused(
            "MAIL_URL has a user or a password with signs that SMTP cannot carry. Use letters without "
            "accents, figures and punctuation."
        )
    return user, password


def _security(parts: SplitResult, host: str) -> Security:
    options = parse_qsl(parts.query, keep_blank_values=True)
    chosen = dict(options)
    if len(chosen) != len(options) or set(chosen) - {"starttls"}:
        raise MailSettingRefused(
            "MAIL_URL knows one option, given once: starttls=required or starttls=never."
        )
    if parts.scheme == "smtps":
        if chosen:
            raise MailSettingRefused(
                "MAIL_URL begins with smtps://, which is protected throughout. Leave out starttls."
            )
        return "tls"
    wanted = chosen.get("starttls", "never" if _is_this_machine(host) else "required")
    if wanted not in ("required", "never"):
        raise MailSettingRefused(
            "MAIL_URL knows one option, given once: starttls=required or starttls=never."
        )
    return "starttls" if wanted == "required" else "none"


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _sender(text: str) -> Sender:
    found = _NAME_AND_ADDRESS.fullmatch(text.strip())
    address = plain_address(found["address"] or found["bare"]) if found else None
    name = (found["name"] or "") if found else ""
    if address is None or not name.isprintable() or "=?" in name:
        raise MailSettingRefused(
            "MAIL_FROM must say whom mails come from, as review@example.org or Review team "
            "<review@example.org>. It may be left out only where the user in MAIL_URL is such an address."
        )
    return Sender(address, name)
