"""Settings: what starts the program, what stops it, and what a refusal tells the person who reads it."""

import base64
import json
import secrets
import stat
import traceback
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import make_url

from review_toolkit import create_app
from review_toolkit.database import db
from review_toolkit.settings import (
    DEMO_KEYS,
    HOW_TO_MAKE_ONE,
    KEY_NAMES,
    SettingRefused,
    load_settings,
    make_demo_keys,
)


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """An environment that is fit to start in."""
    keys = {name: secrets.token_urlsafe(32) for name in KEY_NAMES}
    return {"REVIEW_TOOLKIT_INSTANCE": str(tmp_path), **keys}


def test_an_environment_with_three_keys_is_enough(environ: dict[str, str], tmp_path: Path) -> None:
    settings = load_settings(environ)
    assert settings.instance == tmp_path
    assert settings.database_url == f"sqlite:///{tmp_path / 'review-toolkit.sqlite3'}"
    assert len(settings.data_key) == len(settings.signing_key) == 32
    assert not settings.demo


@pytest.mark.parametrize("name", KEY_NAMES)
@pytest.mark.parametrize("value", [None, ""], ids=["missing", "empty"])
def test_a_missing_key_is_refused_with_the_command_that_makes_one(
    environ: dict[str, str], name: str, value: str | None
) -> None:
    environ.pop(name)
    if value is not None:
        environ[name] = value
    with pytest.raises(SettingRefused, match=f"{name} is not set") as refused:
        load_settings(environ)
    assert HOW_TO_MAKE_ONE in str(refused.value)
    assert "secrets.token_urlsafe(32)" in HOW_TO_MAKE_ONE


@pytest.mark.parametrize("name", KEY_NAMES)
@pytest.mark.parametrize(
    "value",
    [
        "k3Jf8sLq02ZxVb7N",
        "a" * 43,
        "0123456789" * 5,
        "change-me-" + "k3Jf8sLq02ZxVb7NpT5wYcRd1GhMvE4u",
        "k3Jf8sLq02ZxVb7NpT5wYcRd1GhMvE4u-EXAMPLE",
        "your-secret-key-goes-here-and-is-long-enough",
    ],
    ids=["short", "one character", "few characters", "change me", "example", "secret"],
)
def test_a_short_or_sample_key_is_refused_with_the_command_that_makes_one(
    environ: dict[str, str], name: str, value: str
) -> None:
    with pytest.raises(SettingRefused, match=f"{name} is too short or looks like a sample") as refused:
        load_settings(environ | {name: value})
    assert HOW_TO_MAKE_ONE in str(refused.value)
    assert value not in str(refused.value)


@pytest.mark.parametrize("name", ["DATA_KEY", "SIGNING_KEY"])
@pytest.mark.parametrize(
    "value",
    [
        "k3Jf8sLq02ZxVb7NpT5wYcRd1GhMvE4u!?&()",
        base64.urlsafe_b64encode(bytes(range(48))).decode(),
        base64.urlsafe_b64encode(bytes(range(31))).decode(),
        "k3Jf8sLq02ZxVb7NpT5wYcRd1GhMvE4ußéüöä",
    ],
    ids=["not base64", "48 bytes", "31 bytes", "not ASCII"],
)
def test_a_key_that_is_not_32_bytes_in_base64_is_refused(
    environ: dict[str, str], name: str, value: str
) -> None:
    with pytest.raises(SettingRefused, match=f"{name} is not a key of 32 bytes in base64") as refused:
        load_settings(environ | {name: value})
    assert HOW_TO_MAKE_ONE in str(refused.value)


def test_the_command_that_a_refusal_names_makes_a_key_that_is_accepted(environ: dict[str, str]) -> None:
    for _ in range(200):
        key = secrets.token_urlsafe(32)
        assert len(load_settings(environ | dict.fromkeys(KEY_NAMES, key)).data_key) == 32


def test_a_description_of_the_settings_shows_no_key(environ: dict[str, str]) -> None:
    settings = load_settings(environ | {"DATABASE_URL": "sqlite:///elsewhere.sqlite3"})
    shown = f"{settings!r} {settings}"
    assert not [name for name in KEY_NAMES if environ[name] in shown]
    assert repr(settings.data_key) not in shown


def test_the_application_does_not_start_on_a_missing_key(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("SECRET_KEY")
    with pytest.raises(SettingRefused, match="SECRET_KEY"):
        create_app()


@pytest.mark.parametrize(
    "url", ["mysql://ada:hidden-word@db/reviews", "oracle://db", "sqlite://", "reviews.sqlite3"]
)
def test_a_database_of_another_kind_is_refused_with_what_to_do(environ: dict[str, str], url: str) -> None:
    with pytest.raises(SettingRefused, match="DATABASE_URL") as refused:
        load_settings(environ | {"DATABASE_URL": url})
    assert "sqlite:///path/to/file" in str(refused.value)
    assert "hidden-word" not in str(refused.value), "An address may hold a password."


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_postgresql_database_is_opened_by_our_driver(environ: dict[str, str], scheme: str) -> None:
    where = "ada:p%40ss@db.example:5433/reviews?sslmode=require"
    settings = load_settings(environ | {"DATABASE_URL": f"{scheme}://{where}"})
    url = make_url(settings.database_url)
    assert (url.drivername, url.host, url.port) == ("postgresql+psycopg", "db.example", 5433)
    assert (url.database, url.username, url.password) == ("reviews", "ada", "p@ss")
    assert url.query == {"sslmode": "require"}
    assert "p%40ss" not in repr(settings)


@pytest.mark.parametrize("where", ["", "/", "db", "ada:hidden-word@db:port/reviews", "ada:hidden#word@db/r"])
def test_a_postgresql_address_that_names_no_database_is_refused(environ: dict[str, str], where: str) -> None:
    with pytest.raises(SettingRefused, match="DATABASE_URL does not name a PostgreSQL database") as refused:
        load_settings(environ | {"DATABASE_URL": f"postgresql://{where}"})
    assert "hidden" not in "".join(traceback.format_exception(refused.value))


def test_a_demo_instance_opens_with_its_own_keys(tmp_path: Path) -> None:
    make_demo_keys(tmp_path)
    environ = {"REVIEW_TOOLKIT_INSTANCE": str(tmp_path)}
    settings = load_settings(environ)
    assert settings.demo
    assert settings == load_settings(environ)
    assert len({settings.secret_key, settings.data_key, settings.signing_key}) == 3


def test_demo_keys_are_readable_by_their_owner_only_and_never_replaced(tmp_path: Path) -> None:
    make_demo_keys(tmp_path)
    path = tmp_path / DEMO_KEYS
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        make_demo_keys(tmp_path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content", ["", "[]", "{", json.dumps({"SECRET_KEY": "x"})], ids=["empty", "a list", "cut", "two missing"]
)
def test_damaged_demo_keys_are_refused_with_what_to_do(tmp_path: Path, content: str) -> None:
    (tmp_path / DEMO_KEYS).write_text(content, encoding="utf-8")
    with pytest.raises(SettingRefused, match="make the demo again"):
        load_settings({"REVIEW_TOOLKIT_INSTANCE": str(tmp_path)})


def test_a_demo_never_opens_the_real_database_or_uses_its_keys(
    environ: dict[str, str], tmp_path: Path
) -> None:
    demo = tmp_path / "demo"
    demo.mkdir()
    make_demo_keys(demo)
    alone = load_settings({"REVIEW_TOOLKIT_INSTANCE": str(demo)})
    real = {"DATABASE_URL": f"sqlite:///{tmp_path}/real.sqlite3", "REVIEW_TOOLKIT_INSTANCE": str(demo)}
    assert load_settings(environ | real) == alone
    assert load_settings(environ | real | {"SECRET_KEY": "short", "DATABASE_URL": "mysql://db"}) == alone


NAMES = ["with space", "what?", "50%", "%3F", "a#b", "ä+&=;"]


def opened_by(environ: dict[str, str]) -> Path:
    """Return the file that the application works on, as the database itself tells."""
    app = create_app(load_settings(environ))
    with app.app_context():
        with db.engine.connect() as connection:
            path = connection.exec_driver_sql("PRAGMA database_list").one()[2]
        db.engine.dispose()
    return Path(path)


@pytest.mark.parametrize("name", NAMES)
def test_an_instance_folder_may_have_any_name(environ: dict[str, str], tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    path = opened_by(environ | {"REVIEW_TOOLKIT_INSTANCE": str(folder)})
    assert path == folder / "review-toolkit.sqlite3"


@pytest.mark.parametrize("name", NAMES)
def test_a_database_may_have_any_name_and_a_relative_one_is_in_the_instance_folder(
    environ: dict[str, str], tmp_path: Path, name: str
) -> None:
    (tmp_path / "instance").mkdir()
    environ["REVIEW_TOOLKIT_INSTANCE"] = str(tmp_path / "instance")
    relative = opened_by(environ | {"DATABASE_URL": f"sqlite:///{quote(name)}.sqlite3"})
    absolute = opened_by(environ | {"DATABASE_URL": f"sqlite:///{quote(str(tmp_path / name))}"})
    assert relative == tmp_path / "instance" / f"{name}.sqlite3"
    assert absolute == tmp_path / name


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("sqlite:///", "sqlite:///path/to/file"),
        ("sqlite:///:memory:", "sqlite:///path/to/file"),
        ("sqlite:///a.sqlite3?mode=ro", "write it as %3F"),
    ],
)
def test_a_database_that_is_no_file_is_refused(environ: dict[str, str], url: str, told: str) -> None:
    with pytest.raises(SettingRefused, match="DATABASE_URL") as refused:
        load_settings(environ | {"DATABASE_URL": url})
    assert told in str(refused.value)
