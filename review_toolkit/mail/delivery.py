"""Handing a mail over: to a server, or, in the demo, to a folder. Says what went wrong in our own words.

A mail counts as handed over once the server has taken its text. What a server answers is never kept or
logged: it may quote addresses.
"""

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from review_toolkit.mail.letters import Letter, bytes_of
from review_toolkit.mail.troubles import DeliveryFailed, Trouble
from review_toolkit.mail_server import MailServer, Sender

SECONDS = 20.0
"""How long one answer of the server may take."""

_TO_WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
DEMO_SENDER = Sender("review-toolkit@demo.example", "Review toolkit (demo)")


class Delivery(Protocol):
    """A way for mails to leave."""

    @property
    def is_set_up(self) -> bool: ...

    def deliver(self, letter: Letter) -> None:
        """Hand a mail over; raise `DeliveryFailed` where that failed, or where nobody can know."""


class NoDelivery:
    """Mails wait: no server is named."""

    is_set_up = False

    def deliver(self, letter: Letter) -> None:  # noqa: ARG002 (every way of delivery is asked alike)
        raise DeliveryFailed(Trouble.NOT_SET_UP)


class FolderDelivery:
    """Writes each mail as a file that mail programs open. For the demo alone: the texts lie in plain."""

    is_set_up = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(self, letter: Letter) -> None:
        token = letter.message_id.strip("<>").partition("@")[0]
        path = self._folder / f"{letter.written_at:%Y-%m-%d-%H%M%S}-{token}.eml"
        partial = path.with_suffix(".partial")
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            with os.fdopen(os.open(partial, _TO_WRITE, 0o600), "wb") as file:
                file.write(bytes_of(letter, sender=DEMO_SENDER))
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        except OSError as error:
            raise DeliveryFailed(Trouble.NOT_WRITTEN) from error


class SmtpDelivery:
    """Hands mails to a server by SMTP, each in a connection of its own."""

    is_set_up = True

    def __init__(self, server: MailServer, *, seconds: float = SECONDS) -> None:
        self._server = server
        self._seconds = seconds

    def deliver(self, letter: Letter) -> None:
        sender = self._server.sender
        message = bytes_of(letter, sender=sender)
        with _in_our_words(), self._connection() as smtp:
            self._protect(smtp)
            self._sign_in(smtp)
            smtp.sendmail(sender.address, [letter.recipient], message)

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        server = self._server
        # Named by the sender's domain: to look up this machine's own name may take long.
        name = server.sender.address.rpartition("@")[2]
        if server.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host,
                server.port,
                local_hostname=name,
                timeout=self._seconds,
                context=ssl.create_default_context(),
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, local_hostname=name, timeout=self._seconds)
        try:
            yield smtp
            # The mail is taken: how the server says goodbye does not matter any more.
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()
        finally:
            smtp.close()

    def _protect(self, smtp: smtplib.SMTP) -> None:
        if self._server.security != "starttls":
            return
        try:
            smtp.starttls(context=ssl.create_default_context())
        except (smtplib.SMTPNotSupportedError, smtplib.SMTPResponseException) as error:
            raise DeliveryFailed(Trouble.TLS_FAILED) from error

    def _sign_in(self, smtp: smtplib.SMTP) -> None:
        if not self._server.user:
            return
        try:
            smtp.login(self._server.user, self._server.password)
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPAuthenticationError as error:
            raise DeliveryFailed(_meant_by(error.smtp_code, Trouble.SIGN_IN_REFUSED)) from error
        except smtplib.SMTPException as error:  # the server knows no way of signing in that we know
            raise DeliveryFailed(Trouble.SIGN_IN_REFUSED) from error


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        ((code, _),) = error.recipients.values()
        raise DeliveryFailed(_meant_by(code, Trouble.RECIPIENT_REFUSED)) from error
    except smtplib.SMTPSenderRefused as error:
        raise DeliveryFailed(_meant_by(error.smtp_code, Trouble.SENDER_REFUSED)) from error
    except smtplib.SMTPDataError as error:
        raise DeliveryFailed(_meant_by(error.smtp_code, Trouble.MAIL_REFUSED)) from error
    except smtplib.SMTPResponseException as error:
        raise DeliveryFailed(_meant_by(error.smtp_code, Trouble.BROKE_OFF)) from error
    except smtplib.SMTPException as error:
        raise DeliveryFailed(Trouble.BROKE_OFF) from error
    except ssl.SSLError as error:
        raise DeliveryFailed(Trouble.TLS_FAILED) from error
    except OSError as error:
        raise DeliveryFailed(Trouble.UNREACHABLE) from error


def _meant_by(code: int, refusal: Trouble) -> Trouble:
    """A refusal is meant for good where its code begins with 5; 530 asks for a sign-in, at whatever step."""
    if code == 530:
        return Trouble.SIGN_IN_REFUSED
    if 400 <= code < 500:
        return Trouble.ASKED_TO_WAIT
    return refusal if code >= 500 else Trouble.BROKE_OFF
