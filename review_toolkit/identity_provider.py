"""An organisation's own sign-in service (OpenID Connect), as the settings `OIDC_...` say. Pure.

The client's secret is in no description, message or log. This module opens no connection.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_NAMES = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME")
_LONGEST_NAME = 40


class ProviderRefused(ValueError):
    """The settings of a provider are unusable. The message says how to mend them and quotes no secret."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Who signs people in for an organisation. `name` stands on the button ("Sign in with ...").

    With `trusts_addresses` an address counts although the provider does not say that it has verified it: for
    a provider whose addresses the organisation alone gives out.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    trusts_addresses: bool = False


def read_provider(environ: Mapping[str, str]) -> Provider | None:
    """Return what the settings say; None where there are none; raise `ProviderRefused` otherwise."""
    values = {name: environ.get(name, "").strip() for name in _NAMES}
    trusts = environ.get("OIDC_TRUSTS_ADDRESSES", "").strip().lower()
    if not any(values.values()) and not trusts:
        return None
    if missing := [name for name, value in values.items() if not value]:
        raise ProviderRefused(
            f"{' and '.join(missing)} must be set as well: single sign-on needs {', '.join(_NAMES)}, or none "
            "of them."
        )
    if trusts not in ("", "yes", "no"):
        raise ProviderRefused("OIDC_TRUSTS_ADDRESSES is 'yes' or 'no'.")
    if len(values["OIDC_NAME"]) > _LONGEST_NAME:
        raise ProviderRefused(f"OIDC_NAME stands on a button: give it at most {_LONGEST_NAME} characters.")
    return Provider(
        issuer=_issuer(values["OIDC_ISSUER"]),
        client_id=values["OIDC_CLIENT_ID"],
        client_secret=values["OIDC_CLIENT_SECRET"],
        name=values["OIDC_NAME"],
        trusts_addresses=trusts == "yes",
    )


def _issuer(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        host = None
    is_protected = host and (
        parts.scheme == "https" or (parts.scheme == "http" and host in ("localhost", "127.0.0.1", "::1"))
    )
    if not is_protected or parts.query or parts.fragment:
        raise ProviderRefused(
            "OIDC_ISSUER is not the address of a provider. Write it exactly as the provider names itself, "
            "such as https://login.example.org/tenant/v2.0."
        )
    return url
