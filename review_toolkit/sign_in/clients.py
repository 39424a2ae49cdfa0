"""Who sends a request, as tries are counted; and the address of a page, as a mail may name it."""

from ipaddress import ip_address

from flask import current_app, request

from review_toolkit.settings import Settings


def client_address() -> str | None:
    """Return the address that a request came from; None where it is only a proxy's of this machine.

    With TRUSTED_PROXIES it is what the proxies say. Without, a proxy on this machine would make everybody
    one client, and one visitor could lock out all.
    """
    address = request.remote_addr
    try:
        return None if address is None or ip_address(address).is_loopback else address
    except ValueError:
        return None


def page_address(path: str) -> str | None:
    """Return the whole address of a page for a mail; None where PUBLIC_URL does not say what it is.

    A request's own host is not believed: whoever asks for a mail to another could write theirs into it.
    """
    settings: Settings = current_app.extensions["settings"]
    return f"{settings.web_address}{path}" if settings.web_address else None
