"""What every response says about itself."""

import pytest

from review_toolkit.web.assets import version_of
from review_toolkit.web.headers import HEADERS


@pytest.mark.parametrize(
    "address", ["/", "/aborts/404", "/nowhere", "/static/toolkit.css", "/static/nothing"]
)
def test_every_response_has_every_header(app, address):
    response = app.test_client().get(address, buffered=True)
    for name, value in HEADERS.items():
        assert response.headers[name] == value


def test_the_policy_allows_nothing_but_our_own_files():
    sources = dict(part.split(" ", 1) for part in HEADERS["Content-Security-Policy"].split("; "))
    assert sources["default-src"] == "'none'"
    assert set(sources.values()) == {"'none'", "'self'"}


@pytest.mark.parametrize("address", ["/", "/nowhere", "/aborts/500", "/static/nothing.css"])
def test_pages_are_kept_by_nobody(app, address):
    assert app.test_client().get(address).headers["Cache-Control"] == "no-store"


def test_an_asset_is_kept_for_ever_under_its_own_digest_only(app):
    def kept(query: str) -> str:
        response = app.test_client().get(f"/static/toolkit.css{query}", buffered=True)
        return response.headers["Cache-Control"]

    assert "immutable" in kept(f"?v={version_of('toolkit.css')}")
    assert kept("?v=older") == "no-cache"
    assert kept("") == "no-cache"


@pytest.mark.parametrize("name", ["source/package.json", "source/build.mjs", "assets.json", "../paths.py"])
def test_only_listed_files_are_served(app, name):
    assert app.test_client().get(f"/static/{name}").status_code == 404
