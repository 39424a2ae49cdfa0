"""Commands on an instance: making its database, making an administrator, and what stops both."""

import secrets
from pathlib import Path

import click
import pytest
from flask import Flask

from review_toolkit.commands import main
from review_toolkit.database import db
from review_toolkit.settings import KEY_NAMES
from tests.clients import CheckedClient
from tests.commands.conftest import Run
from tests.databases import sqlite_only
from tests.people import PASSWORD

EMAIL = "ada@harbour.example"


def create(*more: str) -> list[str]:
    return ["create-admin", EMAIL, "--password", PASSWORD, *more]


@sqlite_only
def test_an_administrator_who_was_made_can_sign_in_and_set_up_a_review(
    run: Run, app: Flask, instance: Path
) -> None:
    result = run(*create("--name", "Ada Field"), REVIEW_TOOLKIT_INSTANCE=str(instance))
    assert result.output == f"{EMAIL} can sign in and set up reviews.\n"
    client = CheckedClient(app)
    client.sign_in(EMAIL, PASSWORD)
    assert "Ada Field" in client.get("/reviews/new").text


def test_a_password_that_is_asked_for_is_asked_twice_and_never_shown(run: Run, instance: Path) -> None:
    words = ["create-admin", EMAIL]
    environ = {"REVIEW_TOOLKIT_INSTANCE": str(instance)}
    result = run(*words, text=f"{PASSWORD}\n{PASSWORD}\n", **environ)
    assert PASSWORD not in result.output
    result = run("create-admin", "b@harbour.example", text=f"{PASSWORD}\nanother one\n", expect=1, **environ)
    assert "do not match" in result.output


@pytest.mark.parametrize(
    ("words", "expect", "told"),
    [
        (["create-admin", "ada", "--password", PASSWORD], 2, "'ada' is not an e-mail address"),
        (["create-admin", EMAIL, "--password", "eleven char"], 2, "a password of 12 to 128 characters"),
        (["create-admin", EMAIL, "--password", "passwordpassword"], 2, "tried first"),
        (["create-admin"], 2, "EMAIL"),
    ],
    ids=["no address", "short password", "weak password", "nobody"],
)
def test_an_administrator_who_cannot_be_is_refused(
    run: Run, instance: Path, words: list[str], expect: int, told: str
) -> None:
    result = run(*words, expect=expect, REVIEW_TOOLKIT_INSTANCE=str(instance))
    assert told in result.stderr


def test_an_address_that_has_an_account_is_refused_with_1(run: Run, instance: Path) -> None:
    run(*create(), REVIEW_TOOLKIT_INSTANCE=str(instance))
    result = run(
        "create-admin", EMAIL.upper(), "--password", PASSWORD, expect=1, REVIEW_TOOLKIT_INSTANCE=str(instance)
    )
    assert f"There is an account for {EMAIL} already" in result.stderr


@pytest.mark.parametrize(
    "words",
    [create(), ["serve"], ["upgrade-database"], ["report", "x", "--output", "x.docx"]],
    ids=lambda words: words[0],
)
def test_no_command_starts_without_its_keys(run: Run, words: list[str]) -> None:
    result = run(*words, expect=1)
    assert "SECRET_KEY is not set" in result.stderr
    assert "token_urlsafe" in result.stderr
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.parametrize("words", [create(), ["serve"], ["report", "x", "--output", "x.docx"]])
def test_no_command_works_on_a_database_of_another_version(
    run: Run, tmp_path: Path, words: list[str]
) -> None:
    keys = {name: secrets.token_urlsafe(32) for name in KEY_NAMES}
    (tmp_path / "empty").mkdir()
    result = run(*words, expect=1, REVIEW_TOOLKIT_INSTANCE=str(tmp_path / "empty"), **keys)
    assert "review-toolkit upgrade-database" in result.stderr


@pytest.mark.parametrize("words", [create(), ["serve"], ["report", "x", "--output", "x.docx"]])
@pytest.mark.parametrize("folder", ["nowhere/instance", "empty"])
def test_a_command_before_the_first_upgrade_says_so_and_makes_nothing(
    run: Run, tmp_path: Path, words: list[str], folder: str
) -> None:
    keys = {name: secrets.token_urlsafe(32) for name in KEY_NAMES}
    (tmp_path / "empty").mkdir()
    result = run(*words, expect=1, REVIEW_TOOLKIT_INSTANCE=str(tmp_path / folder), **keys)
    assert "There is no database yet. Make it with: review-toolkit upgrade-database" in result.stderr
    assert not (tmp_path / "nowhere").exists()
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_new_installation_is_one_command_away_and_upgrading_again_does_no_harm(
    run: Run, tmp_path: Path
) -> None:
    environ = {name: secrets.token_urlsafe(32) for name in KEY_NAMES}
    environ["REVIEW_TOOLKIT_INSTANCE"] = str(tmp_path / "new" / "instance")
    run("upgrade-database", **environ)
    run(*create(), **environ)
    run("upgrade-database", **environ)
    result = run(*create(), expect=1, **environ)
    assert "already" in result.stderr


def test_every_command_explains_itself(run: Run) -> None:
    shown = run("--help").output
    context = click.Context(main)
    for name in main.list_commands(context):
        assert name in shown
        assert run(name, "--help").output.startswith(f"Usage: main {name}")
        command = main.get_command(context, name)
        assert command is not None
        assert command.help


def test_an_unknown_command_is_wrong_usage(run: Run) -> None:
    assert "No such command 'indicator'" in run("indicator", expect=2).stderr


@pytest.fixture(autouse=True)
def _close_databases(app: Flask) -> None:
    """Let go of the fixture's own database before a command opens it."""
    with app.app_context():
        db.engine.dispose()
