"""A mail as it travels: what stands in it, and its bytes. Pure."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from review_toolkit.mail_server import Sender

_POLICY = SMTP.clone(cte_type="7bit")  # for servers that know only what all servers know
_UNSEEN = frozenset({"Cc", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail, opened for delivery. Its description tells nothing of it."""

    recipient: str
    subject: str
    text: str
    message_id: str
    written_at: datetime

    def __repr__(self) -> str:
        return f"<Letter {self.message_id}>"


def has_unseen(text: str, *, lines: bool = False) -> bool:
    """Say whether a text has a character that cannot be seen or ends a line (allowed where it has lines)."""
    return any(unicodedata.category(sign) in _UNSEEN and not (lines and sign in "\n\t") for sign in text)


def bytes_of(letter: Letter, *, sender: Sender) -> bytes:
    """Return the message as a server takes it: plain text in UTF-8, marked as sent by a program."""
    message = EmailMessage(policy=_POLICY)
    message["From"] = Address(display_name=sender.name, addr_spec=sender.address)
    message["To"] = Address(addr_spec=letter.recipient)
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, charset="utf-8")
    # Given a subject, EmailMessage would decode what looks encoded in it and write the rest in plain. Encoded
    # as a whole, nothing in it can be anything but words.
    subject = Header(letter.subject, "utf-8", header_name="Subject").encode(linesep="\r\n")
    return b"Subject: " + subject.encode("ascii") + b"\r\n" + message.as_bytes()
