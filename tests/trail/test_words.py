"""What events are called: every act that the product notes has words, and every thing is told by name."""

import ast
from pathlib import Path
from uuid import uuid4

import review_toolkit
from review_toolkit.access.actions import Role
from review_toolkit.reviews.stages import STAGES
from review_toolkit.trail.words import ACTS, NOBODY_KNOWN, accounts_in, act_in_words, thing_in_words

PACKAGE = Path(review_toolkit.__file__).parent


def noted_kinds(source: str) -> set[str]:
    """Return the kinds that calls of `note(kind="...")` and `record(kind="...")` in a module give as text."""
    return {
        keyword.value.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in {"note", "record"}
        for keyword in node.keywords
        if keyword.arg == "kind" and isinstance(keyword.value, ast.Constant)
    }


def test_every_act_that_the_product_notes_has_words() -> None:
    kinds = set().union(*(noted_kinds(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")))
    assert {"account_made", "release_downloaded", "figures_released", "trail_downloaded"} <= kinds
    assert kinds - set(ACTS) == set()


def test_an_act_without_words_would_be_noticed() -> None:
    assert noted_kinds('audit.note(kind="door_opened", actor=None)') == {"door_opened"}


def test_an_act_of_another_version_is_told_by_its_name() -> None:
    assert act_in_words("door_opened") == "door opened"


def test_things_are_told_by_name() -> None:
    known, gone = uuid4(), uuid4()
    names = {known: "Sade Merridown"}
    assert thing_in_words(f"account {known}", names) == "Sade Merridown"
    assert thing_in_words(f"account {gone}", names) == NOBODY_KNOWN
    assert thing_in_words(f"reviewer to account {known}", names) == "Delegated reviewer: Sade Merridown"
    assert thing_in_words(f"mail {gone}", names) == "a mail"
    for stage in STAGES:
        assert thing_in_words(f"stage {stage.key}", names) == stage.title
    assert thing_in_words("release 2 as csv", names) == "release 2 as csv"
    assert thing_in_words(f"emperor to account {known}", names) == f"emperor to account {known}"


def test_every_role_has_a_name_in_the_trail() -> None:
    someone = uuid4()
    for role in Role:
        told = thing_in_words(f"{role.value} to account {someone}", {someone: "Kofi"})
        assert told == f"{role.label}: Kofi"


def test_only_accounts_are_looked_up() -> None:
    one, two = uuid4(), uuid4()
    subjects = [
        f"account {one}",
        f"reviewer to account {two}",
        f"mail {uuid4()}",
        "stage baseline",
        "account x",
    ]
    assert accounts_in(subjects) == {one, two}
