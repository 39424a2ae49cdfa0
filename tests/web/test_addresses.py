"""The host that is answered, the proxies that are believed, and what follows from https."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from review_toolkit import create_app
from review_toolkit.database import db
from review_toolkit.settings import SettingRefused, load_settings
from review_toolkit.sign_in.clients import client_address
from review_toolkit.web_address import WebAddressRefused, read_web_address
from tests.databases import settings_for

FORWARDED = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}


@pytest.fixture
def served(instance: Path) -> Iterator[Flask]:
    """The application behind one proxy, at an address of its own."""
    settings = replace(
        settings_for(instance),
        demo=False,
        web_address=read_web_address("https://review.example.org"),
        trusted_proxies=1,
    )
    app = create_app(settings)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("review.example.org", 200),
        ("review.example.org:443", 200),
        ("evil.example", 400),
        ("review.example.org.evil.example", 400),
        ("localhost", 400),
        ("", 400),
    ],
)
def test_only_its_own_host_is_answered(served: Flask, host: str, status: int) -> None:
    response = served.test_client().get("/sign-in", headers={"Host": host, **FORWARDED})
    assert response.status_code == status
    assert "evil" not in response.text


def test_a_forwarded_host_is_checked_as_well(served: Flask) -> None:
    headers = {"Host": "review.example.org", "X-Forwarded-Host": "evil.example", **FORWARDED}
    assert served.test_client().get("/sign-in", headers=headers).status_code == 400


def test_browsers_are_told_never_to_come_without_protection(served: Flask, app: Flask) -> None:
    headers = {"Host": "review.example.org", **FORWARDED}
    response = served.test_client().get("/sign-in", headers=headers)
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"
    (cookie,) = response.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie
    assert "Strict-Transport-Security" not in app.test_client().get("/sign-in").headers


def test_as_many_proxies_are_believed_as_the_setting_says(served: Flask, app: Flask) -> None:
    def asked(of: Flask, headers: dict[str, str]) -> str | None:
        seen: list[str | None] = []
        of.before_request_funcs.setdefault(None, []).append(lambda: seen.append(client_address()))
        of.test_client().get("/sign-in", headers=headers, environ_base={"REMOTE_ADDR": "10.0.0.1"})
        of.before_request_funcs[None].pop()
        return seen[0]

    made_up = {**FORWARDED, "X-Forwarded-For": "198.51.100.1, 203.0.113.7", "Host": "review.example.org"}
    assert asked(served, made_up) == "203.0.113.7", "The visitor wrote the first, our proxy the last."
    assert asked(app, FORWARDED) == "10.0.0.1", "Without the setting nobody is believed."


def test_a_proxy_on_this_machine_is_no_client(app: Flask) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        assert client_address() is None
    with app.test_request_context(environ_base={"REMOTE_ADDR": "unix:"}):
        assert client_address() is None


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://review.example.org", "https://review.example.org"),
        ("https://Review.Example.org/", "https://review.example.org"),
        ("https://review.example.org:443", "https://review.example.org"),
        ("https://review.example.org:8443", "https://review.example.org:8443"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("https://[2001:db8::1]", "https://[2001:db8::1]"),
    ],
)
def test_an_address_is_read_as_browsers_write_it(url: str, written: str) -> None:
    assert str(read_web_address(url)) == written


@pytest.mark.parametrize(
    "url",
    [
        "review.example.org",
        "https://",
        "ftp://review.example.org",
        "https://review.example.org/review",
        "https://user:password@review.example.org",
        "https://review.example.org?x=1",
        "https://review.example.org:port",
        "http://review.example.org",
        "https://rävjew.example",
    ],
)
def test_an_unusable_address_is_refused_with_what_to_write(url: str) -> None:
    with pytest.raises(WebAddressRefused, match="PUBLIC_URL"):
        read_web_address(url)


@pytest.mark.parametrize("count", ["-1", "10", "one", "1.5", " "])
def test_an_unusable_number_of_proxies_is_refused(count: str, tmp_path: Path) -> None:
    keys = dict.fromkeys(
        ("SECRET_KEY", "DATA_KEY", "SIGNING_KEY"), "Zk3vQ9xW1bN7mT5cR8yL2pH6sD4fG0jAaBcDeFgHiJk"
    )
    environ = {"REVIEW_TOOLKIT_INSTANCE": str(tmp_path), "TRUSTED_PROXIES": count, **keys}
    with pytest.raises(SettingRefused, match="TRUSTED_PROXIES"):
        load_settings(environ)
