"""`MAIL_URL` and `MAIL_FROM`: what they may say, what they are taken to mean, and what a refusal tells."""

import secrets
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_toolkit import create_app
from review_toolkit.database import db
from review_toolkit.mail.delivery import FolderDelivery, NoDelivery, SmtpDelivery
from review_toolkit.mail_server import MailServer, MailSettingRefused, Sender, read_mail_server
from review_toolkit.settings import KEY_NAMES, SettingRefused, load_settings, make_demo_keys

FROM = "Review team <review@harbour.example>"
PRINTABLE = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=30)


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """An environment that is fit to start in, without mail."""
    keys = {name: secrets.token_urlsafe(32) for name in KEY_NAMES}
    return {"REVIEW_TOOLKIT_INSTANCE": str(tmp_path), **keys}


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("smtp://mail.harbour.example", ("mail.harbour.example", 587, "starttls")),
        ("smtp://mail.harbour.example:25/", ("mail.harbour.example", 25, "starttls")),
        ("smtp://mail.harbour.example?starttls=required", ("mail.harbour.example", 587, "starttls")),
        ("smtp://relay:25?starttls=never", ("relay", 25, "none")),
        ("smtps://mail.harbour.example", ("mail.harbour.example", 465, "tls")),
        ("smtp://localhost:1025", ("localhost", 1025, "none")),
        ("smtp://127.0.0.1:1025", ("127.0.0.1", 1025, "none")),
        ("smtp://[::1]:1025", ("::1", 1025, "none")),
        ("smtp://localhost?starttls=required", ("localhost", 587, "starttls")),
        ("smtp://localhost.harbour.example", ("localhost.harbour.example", 587, "starttls")),
    ],
)
def test_mail_to_another_machine_is_protected_unless_somebody_says_otherwise(
    url: str, place: tuple[str, int, str]
) -> None:
    server = read_mail_server(url, FROM)
    assert (server.host, server.port, server.security) == place
    assert server.sender == Sender("review@harbour.example", "Review team")
    assert (server.user, server.password) == ("", "")


@given(user=PRINTABLE, password=PRINTABLE)
def test_any_user_and_password_can_be_written_and_neither_is_shown(user: str, password: str) -> None:
    url = f"smtp://{quote(user, safe='')}:{quote(password, safe='')}@mail.harbour.example"
    server = read_mail_server(url, FROM)
    assert (server.user, server.password) == (user, password)
    assert repr(server) == repr(read_mail_server("smtp://mail.harbour.example", FROM))


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mail.harbour.example", "must begin with smtp"),
        ("https://mail.harbour.example", "must begin with smtp"),
        ("smtp://", "does not name a server"),
        ("smtp://:25", "does not name a server"),
        ("smtp://-mail", "does not name a server"),
        ("smtp://mail:none", "a port that is no number"),
        ("smtp://mail:0", "a port that is no number"),
        ("smtp://mail:65536", "a port that is no number"),
        ("smtp://[::1", "cannot be read"),
        ("smtp://mail/inbox", "something after the server's name"),
        ("smtp://mail#25", "something after the server's name"),
        ("smtp://ada:Zq7X#Zq7X@mail", "a port that is no number|something after"),
        ("smtp://ada:Zq7X?Zq7X@mail", "a port that is no number"),
        ("smtp://ada:Zq7X/Zq7X@mail", "a port that is no number|something after"),
        ("smtp://ada:Zq7X%@mail", "a % that begins no sign's code"),
        ("smtp://ada:Zq7X%zz@mail", "a % that begins no sign's code"),
        ("smtp://ada@mail", "a user and a password, or neither"),
        ("smtp://:Zq7X@mail", "a user and a password, or neither"),
        ("smtp://ada:Zq7X%C3%A4@mail", "signs that SMTP cannot carry"),
        ("smtp://ada:Zq7X%0D%0A@mail", "signs that SMTP cannot carry"),
        ("smtp://ada:Zq7X%FF@mail", "signs that SMTP cannot carry"),
        ("smtp://mail\n.evil", "spaces, or signs"),
        ("smtp://ada:Zq7X @mail", "spaces, or signs"),
        ("smtp://mäil", "spaces, or signs"),
        ("smtp://mail?starttls=maybe", "knows one option"),
        ("smtp://mail?starttls=", "knows one option"),
        ("smtp://mail?tls=required", "knows one option"),
        ("smtp://mail?starttls=never&starttls=required", "knows one option"),
        ("smtps://mail?starttls=required", "Leave out starttls"),
        ("smtp://ada:Zq7X@mail?starttls=never", "a password over the network unprotected"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_to_do_and_without_a_secret(url: str, told: str) -> None:
    with pytest.raises(MailSettingRefused, match=told) as refused:
        read_mail_server(url, FROM)
    assert "MAIL_URL" in str(refused.value)
    assert "Zq7X" not in repr(refused.value)


def test_a_password_may_travel_in_plain_within_this_machine() -> None:
    assert read_mail_server("smtp://ada:secret@localhost?starttls=never", FROM).security == "none"


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("review@harbour.example", Sender("review@harbour.example")),
        ("<review@harbour.example>", Sender("review@harbour.example")),
        (" Review team <review@harbour.example> ", Sender("review@harbour.example", "Review team")),
        ("Équipe, Ltd. <review@harbour.example>", Sender("review@harbour.example", "Équipe, Ltd.")),
        ("review@exämple.example", Sender("review@xn--exmple-cua.example")),
    ],
)
def test_mails_come_from_an_address_with_a_name_or_without(text: str, sender: Sender) -> None:
    assert read_mail_server("smtp://mail", text).sender == sender


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Review team",
        "review@",
        "Review <team> <review@harbour.example>",
        "a@harbour.example, b@harbour.example",
        "Team\r\nBcc: eve@evil.example <review@harbour.example>",
        "=?utf-8?q?Team?= <review@harbour.example>",
        '"Team" <review@harbour.example>',
        "review@harbour.example\nBcc: eve@evil.example",
    ],
)
def test_an_unusable_sender_is_refused(text: str) -> None:
    with pytest.raises(MailSettingRefused, match="MAIL_FROM must say whom mails come from"):
        read_mail_server("smtp://mail", text)


def test_a_user_that_is_an_address_is_the_sender_unless_another_is_named() -> None:
    url = "smtp://review%40harbour.example:secret@mail"
    assert read_mail_server(url, "").sender == Sender("review@harbour.example")
    assert read_mail_server(url, "other@harbour.example").sender == Sender("other@harbour.example")


def delivery_in(environ: dict[str, str]) -> object:
    app = create_app(load_settings(environ))
    with app.app_context():
        db.engine.dispose()
    return app.extensions["mail"]


def test_without_a_server_the_application_starts_and_mails_wait(environ: dict[str, str]) -> None:
    assert load_settings(environ).mail_server is None
    assert isinstance(delivery_in(environ), NoDelivery)
    assert isinstance(delivery_in(environ | {"MAIL_URL": "", "MAIL_FROM": FROM}), NoDelivery)


def test_with_a_server_mails_go_there_and_a_description_of_the_settings_shows_no_password(
    environ: dict[str, str],
) -> None:
    environ |= {"MAIL_URL": "smtp://ada:Zq7X@mail", "MAIL_FROM": FROM}
    settings = load_settings(environ)
    assert settings.mail_server == MailServer(
        "mail", 587, "starttls", Sender("review@harbour.example", "Review team"), "ada", "Zq7X"
    )
    assert isinstance(delivery_in(environ), SmtpDelivery)
    assert "Zq7X" not in f"{settings!r} {settings.mail_server!r} {delivery_in(environ)!r}"


def test_an_unusable_mail_server_stops_the_program_without_telling_the_password(
    environ: dict[str, str],
) -> None:
    with pytest.raises(SettingRefused, match="MAIL_URL") as refused:
        load_settings(environ | {"MAIL_URL": "smtp://ada:Zq7X@mail:none", "MAIL_FROM": FROM})
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__
    assert "Zq7X" not in str(refused.value)


def test_the_demo_writes_files_whatever_the_environment_says(environ: dict[str, str], tmp_path: Path) -> None:
    make_demo_keys(tmp_path)
    real = environ | {"MAIL_URL": "smtp://ada:secret@mail", "MAIL_FROM": FROM}
    assert load_settings(real).mail_server is None
    assert isinstance(delivery_in(real), FolderDelivery)
    assert isinstance(delivery_in(environ | {"MAIL_URL": "nonsense"}), FolderDelivery)
