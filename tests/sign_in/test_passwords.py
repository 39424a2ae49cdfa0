"""What a password must be."""

import pytest

from review_toolkit.access.keys import hash_of, new_key
from review_toolkit.sign_in.passwords import why_weak


@pytest.mark.parametrize(
    "password",
    [
        "lantern gravel seven otters",
        "Tr9!kvB2#qLm",
        "a long enough password",
        "słoń na rowerze w deszczu",
        "🦦🦦🪨🪨🏮🏮🎷🎷🎻🎻🥁🥁",
    ],
)
def test_a_good_password_is_taken(password: str) -> None:
    assert why_weak(password) is None


@pytest.mark.parametrize(
    "password",
    [
        "",
        "elevenchars",
        "x" * 129,
        "passwordpassword",
        "123456789012",
        "qwertyuiopas",
        "aaaaaaaaaaaa",
        "iloveyou1234",
    ],
)
def test_a_weak_password_is_refused_in_a_sentence(password: str) -> None:
    why = why_weak(password)
    assert why is not None
    assert password not in why or not password


def test_what_others_know_of_somebody_makes_no_password() -> None:
    mine = "Clementine Hartsedge"
    assert why_weak("clementinehartsedge", own_words=(mine,))
    assert why_weak("hartsedge2026", own_words=(mine,))


def test_only_the_first_characters_of_a_long_password_are_looked_at_and_that_is_fast_enough() -> None:
    assert why_weak("lantern gravel seven otters " * 4) is None


def test_keys_are_long_different_and_read_as_people_type_them() -> None:
    keys = {new_key() for _ in range(1000)}
    assert len(keys) == 1000
    key = keys.pop()
    assert len(key.replace("-", "")) == 26
    assert hash_of(key) == hash_of(key.lower().replace("-", "  ")) == hash_of(key.replace("0", "O"))
    assert hash_of(key) != hash_of(key[:-1])
