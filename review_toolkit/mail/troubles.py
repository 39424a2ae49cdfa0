"""Why a mail could not be sent, in our own words: what a server says may quote addresses and secrets."""

from enum import StrEnum


class Trouble(StrEnum):
    """What stood in the way of a try."""

    NOT_SET_UP = "not_set_up"
    CANNOT_OPEN = "cannot_open"
    UNREACHABLE = "unreachable"
    BROKE_OFF = "broke_off"
    TLS_FAILED = "tls_failed"
    SIGN_IN_REFUSED = "sign_in_refused"
    SENDER_REFUSED = "sender_refused"
    RECIPIENT_REFUSED = "recipient_refused"
    MAIL_REFUSED = "mail_refused"
    ASKED_TO_WAIT = "asked_to_wait"
    NOT_WRITTEN = "not_written"

    @property
    def sentence(self) -> str:
        """What happened."""
        return _WORDS[self][0]

    @property
    def advice(self) -> str:
        """What an administrator can do about it."""
        return _WORDS[self][1]

    @property
    def is_permanent(self) -> bool:
        """Whether another try, with nothing else changed, is bound to fail as well."""
        return self in (Trouble.RECIPIENT_REFUSED, Trouble.MAIL_REFUSED)


class DeliveryFailed(Exception):
    """A mail was not handed over, as far as can be known."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.sentence)
        self.trouble = trouble


_WORDS = {
    Trouble.NOT_SET_UP: (
        "No mail server is set up.",
        "Set MAIL_URL and MAIL_FROM and start the service again. Then press “Send now”, or wait.",
    ),
    Trouble.CANNOT_OPEN: (
        "The text is kept encrypted, and the DATA_KEY in use does not open it.",
        "Start the service with the key that was in use when the mail was written.",
    ),
    Trouble.UNREACHABLE: (
        "The mail server could not be reached.",
        "Check that it is running, that MAIL_URL names it, and that the network lets this machine through.",
    ),
    Trouble.BROKE_OFF: (
        "The mail server broke off in the middle.",
        "It is tried again. If this goes on, ask whoever runs the mail server.",
    ),
    Trouble.TLS_FAILED: (
        "No protected connection to the mail server could be made.",
        "Check the server’s certificate, and in MAIL_URL its name and whether it is smtp or smtps.",
    ),
    Trouble.SIGN_IN_REFUSED: (
        "The mail server refused the sign-in.",
        "Check the user and the password in MAIL_URL, and that the account may send by SMTP.",
    ),
    Trouble.SENDER_REFUSED: (
        "The mail server does not let this service send from the address in MAIL_FROM.",
        "Set MAIL_FROM to an address that the account in MAIL_URL may send from.",
    ),
    Trouble.RECIPIENT_REFUSED: (
        "The mail server refused the recipient’s address.",
        "Check the address. If it is wrong, give this mail up and have it sent to the right one.",
    ),
    Trouble.MAIL_REFUSED: (
        "The mail server refused the mail.",
        "Ask whoever runs the mail server why, then try again.",
    ),
    Trouble.ASKED_TO_WAIT: (
        "The mail server asked for another try later.",
        "Nothing: it is tried again.",
    ),
    Trouble.NOT_WRITTEN: (
        "The mail could not be written into the demo’s folder.",
        "Check that there is room on the disk and that the folder may be written to.",
    ),
}
