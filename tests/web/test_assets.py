"""The committed assets are what the manifest says, come from nowhere else, and carry their licence."""

import gzip
import hashlib
import json
import re

import pytest

from review_toolkit.paths import STATIC
from review_toolkit.web.assets import UnknownAsset, digests, static_url, version_of

SOURCE = STATIC / "source"


def test_every_asset_has_the_digest_of_the_manifest():
    for name, digest in digests().items():
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == digest, (
            f"Run `make assets`: {name}"
        )


def test_every_committed_asset_is_in_the_manifest():
    found = {
        path.relative_to(STATIC).as_posix()
        for path in STATIC.rglob("*")
        if path.is_file() and SOURCE not in path.parents
    }
    assert found == {*digests(), "assets.json"}


def test_the_versions_are_those_that_the_sources_pin():
    manifest = json.loads((STATIC / "assets.json").read_text())
    assert manifest["versions"] == json.loads((SOURCE / "package.json").read_text())["dependencies"]


def test_the_style_sheet_and_the_script_fetch_nothing_from_elsewhere():
    css = (STATIC / "toolkit.css").read_text()
    for address in re.findall(r"url\(\s*[\"']?([^\"')]*)", css):
        assert (STATIC / address).is_file(), address
        assert address in digests()
    assert "@import" not in css
    assert "@font-face" not in css
    for text in (css, (STATIC / "toolkit.js").read_text()):
        assert not re.search(r"https?://", text)
        assert "sourceMappingURL" not in text


def test_no_committed_source_names_a_registry():
    for path in SOURCE.iterdir():
        if path.is_file():
            assert not re.search(r"registry|resolved|https?://(?!www\.w3\.org)", path.read_text()) or (
                path.name == "build.sh" and "http" not in path.read_text()
            ), path.name
    assert not (SOURCE / "package-lock.json").exists()


def test_the_licence_stands_beside_what_it_covers():
    licence = (STATIC / "LICENCE-nhsuk-frontend.txt").read_text()
    assert "MIT License" in licence
    assert "Copyright (c)" in licence
    for name in ("toolkit.css", "toolkit.js"):
        assert "LICENCE-nhsuk-frontend.txt" in (STATIC / name).read_text()[:200]


def test_the_assets_stay_light():
    assert len(gzip.compress((STATIC / "toolkit.css").read_bytes())) < 35_000
    assert len(gzip.compress((STATIC / "toolkit.js").read_bytes())) < 20_000


@pytest.mark.usefixtures("app")
def test_an_address_carries_the_digest():
    assert static_url("toolkit.css") == f"/static/toolkit.css?v={version_of('toolkit.css')}"
    assert digests()["toolkit.css"].startswith(version_of("toolkit.css"))


@pytest.mark.usefixtures("app")
def test_an_unknown_asset_is_refused_with_the_remedy():
    with pytest.raises(UnknownAsset, match="make assets"):
        static_url("missing.css")
