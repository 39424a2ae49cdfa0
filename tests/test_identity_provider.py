"""The settings of an organisation's own sign-in."""

from pathlib import Path

import pytest

from review_toolkit.identity_provider import ProviderRefused, read_provider
from review_toolkit.settings import SettingRefused, load_settings

WHOLE = {
    "OIDC_ISSUER": "https://login.example.org/tenant/v2.0",
    "OIDC_CLIENT_ID": "toolkit",
    "OIDC_CLIENT_SECRET": "very-much-hidden",
    "OIDC_NAME": "NHSmail",
}


def test_a_provider_is_read_and_its_secret_is_in_no_description() -> None:
    found = read_provider(WHOLE | {"OIDC_TRUSTS_ADDRESSES": "yes"})
    assert found is not None
    assert (found.issuer, found.client_id, found.name) == (WHOLE["OIDC_ISSUER"], "toolkit", "NHSmail")
    assert found.trusts_addresses
    assert "hidden" not in repr(found)
    assert read_provider({}) is None


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"OIDC_CLIENT_ID": ""}, "OIDC_CLIENT_ID must be set"),
        ({"OIDC_ISSUER": "http://login.example.org"}, "OIDC_ISSUER"),
        ({"OIDC_ISSUER": "login.example.org"}, "OIDC_ISSUER"),
        ({"OIDC_ISSUER": "https://login.example.org?x"}, "OIDC_ISSUER"),
        ({"OIDC_ISSUER": "https://[broken"}, "OIDC_ISSUER"),
        ({"OIDC_NAME": "x" * 41}, "OIDC_NAME"),
        ({"OIDC_TRUSTS_ADDRESSES": "maybe"}, "OIDC_TRUSTS_ADDRESSES"),
    ],
)
def test_what_cannot_be_used_is_refused_without_the_secret(changed: dict[str, str], named: str) -> None:
    with pytest.raises(ProviderRefused, match=named) as refused:
        read_provider(WHOLE | changed)
    assert "hidden" not in str(refused.value)


def test_single_sign_on_needs_the_services_own_address(tmp_path: Path) -> None:
    key = "Zk3vQ9xW1bN7mT5cR8yL2pH6sD4fG0jAaBcDeFgHiJk"
    keys = dict.fromkeys(("SECRET_KEY", "DATA_KEY", "SIGNING_KEY"), key)
    with pytest.raises(SettingRefused, match="PUBLIC_URL"):
        load_settings({"REVIEW_TOOLKIT_INSTANCE": str(tmp_path), **keys, **WHOLE})
    both = {"PUBLIC_URL": "https://review.example.org", **keys, **WHOLE}
    assert load_settings({"REVIEW_TOOLKIT_INSTANCE": str(tmp_path), **both}).provider is not None
