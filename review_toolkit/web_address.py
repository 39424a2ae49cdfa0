"""`PUBLIC_URL`: the address by which browsers reach the service. Pure."""

from dataclasses import dataclass
from urllib.parse import urlsplit


class WebAddressRefused(ValueError):
    """The address cannot be used. The message says how to write it."""


@dataclass(frozen=True, slots=True)
class WebAddress:
    """Scheme and host with its port, as browsers send them: no path, for the service stands at the root."""

    scheme: str
    host: str

    @property
    def is_protected(self) -> bool:
        return self.scheme == "https"

    @property
    def hostname(self) -> str:
        """The host without its port."""
        return urlsplit(str(self)).hostname or ""

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}"


def read_web_address(url: str) -> WebAddress:
    """Return what `PUBLIC_URL` says; raise `WebAddressRefused` where it is no address of a service."""
    try:
        parts = urlsplit(url.strip().lower())
        hostname, port = parts.hostname, parts.port
    except ValueError:
        hostname = port = None
    if not hostname or parts.scheme not in ("http", "https") or parts.path not in ("", "/"):
        raise _refused()
    if parts.username or parts.password or parts.query or parts.fragment or not hostname.isascii():
        raise _refused()
    if parts.scheme == "http" and hostname not in ("localhost", "127.0.0.1", "::1"):
        raise WebAddressRefused(
            "PUBLIC_URL begins with http://, so passwords would travel in plain. Let a proxy with a "
            "certificate stand before the service, and write https://."
        )
    host = f"[{hostname}]" if ":" in hostname else hostname
    usual = {"http": 80, "https": 443}[parts.scheme]
    return WebAddress(parts.scheme, host if port in (None, usual) else f"{host}:{port}")


def _refused() -> WebAddressRefused:
    return WebAddressRefused(
        "PUBLIC_URL is not the address of a service. Write it as https://review.example.org, without a path."
    )
