"""The vault: what is sealed opens with the same key, for the same record, unchanged, or not at all."""

import os
from uuid import UUID

import pytest

from review_toolkit.vault import CannotOpen, Vault

KEY = bytes(range(32))
RECORD = UUID(int=1)
CONTENT = b"employee_id,ethnicity\n1,A\n" * 40


@pytest.fixture
def sealed() -> bytes:
    return Vault(KEY).seal(CONTENT, record=RECORD)


@pytest.mark.parametrize(
    "content", [b"", b"x", CONTENT, os.urandom(100_000)], ids=["none", "one", "rows", "noise"]
)
def test_what_was_sealed_opens_as_it_was(content: bytes) -> None:
    vault = Vault(KEY)
    assert vault.open(vault.seal(content, record=RECORD), record=RECORD) == content


def test_sealed_bytes_hold_no_word_of_the_content_and_are_never_the_same(sealed: bytes) -> None:
    assert b"employee" not in sealed
    assert sealed != Vault(KEY).seal(CONTENT, record=RECORD)


def test_another_key_does_not_open_it_and_the_refusal_says_what_to_do(sealed: bytes) -> None:
    with pytest.raises(CannotOpen, match="Start with the key that it was stored under"):
        Vault(bytes(32)).open(sealed, record=RECORD)


def test_sealed_data_moved_to_another_record_does_not_open(sealed: bytes) -> None:
    with pytest.raises(CannotOpen):
        Vault(KEY).open(sealed, record=UUID(int=2))


def test_a_single_changed_bit_anywhere_is_noticed(sealed: bytes) -> None:
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(CannotOpen):
            Vault(KEY).open(bytes(changed), record=RECORD)


@pytest.mark.parametrize("kept", [0, 5, 12, 20, -1])
def test_sealed_data_that_was_cut_short_does_not_open(sealed: bytes, kept: int) -> None:
    with pytest.raises(CannotOpen):
        Vault(KEY).open(sealed[:kept], record=RECORD)


def test_a_description_of_the_vault_shows_no_key() -> None:
    assert repr(Vault(KEY)) == "<Vault>"
