"""The vault: what is sealed opens with the same key, for the same record, unchanged, or not at all."""

import os
import secrets
import zlib
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import example, given
from hypothesis import strategies as st

from review_toolkit.vault import STEP, CannotOpen, Vault

KEY = bytes(range(32))
RECORD = UUID(int=1)
CONTENT = b"employee_id,ethnicity\n1,A\n" * 40
AROUND = 12 + 16
"""Bytes of the nonce and of the mark by which a change is noticed."""


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
    for position in (*range(200), *range(200, len(sealed), 89), len(sealed) - 1):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(CannotOpen):
            Vault(KEY).open(bytes(changed), record=RECORD)


@pytest.mark.parametrize("kept", [0, 5, 12, 20, -1])
def test_sealed_data_that_was_cut_short_does_not_open(sealed: bytes, kept: int) -> None:
    with pytest.raises(CannotOpen):
        Vault(KEY).open(sealed[:kept], record=RECORD)


def test_what_was_sealed_before_anything_was_padded_still_opens() -> None:
    nonce = os.urandom(12)
    sealed = nonce + AESGCM(KEY).encrypt(nonce, zlib.compress(CONTENT), RECORD.bytes)
    assert Vault(KEY).open(sealed, record=RECORD) == CONTENT


@given(st.binary(max_size=3 * STEP))
@example(os.urandom(STEP))
def test_the_length_is_a_whole_number_of_steps_and_at_most_one_more_than_needed(content: bytes) -> None:
    needed = -(-len(zlib.compress(content)) // STEP)
    sealed = Vault(KEY).seal(content, record=RECORD)
    steps, rest = divmod(len(sealed) - AROUND, STEP)
    assert not rest
    assert steps in (needed, needed + 1)
    assert Vault(KEY).open(sealed, record=RECORD) == content


@pytest.mark.parametrize("drawn", [0, STEP // 2, STEP - 1])
@given(data=st.data())
def test_no_guess_at_a_cell_can_be_tried_out_by_the_length(drawn: int, data: st.DataObject) -> None:
    groups = ("White", "Asian", "Black", "Chinese", "Mixed or multiple", "")
    file = data.draw(st.lists(st.sampled_from(groups), min_size=2, max_size=200))
    place = data.draw(st.integers(0, len(file) - 1))

    def length(guess: str) -> int:
        rows = [*file[:place], guess, *file[place + 1 :]]
        text = "\n".join(f"{number},{group},G{number % 4}" for number, group in enumerate(rows))
        return len(Vault(KEY).seal(text.encode(), record=RECORD))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "randbelow", lambda _below: drawn)
        assert len({length(guess) for guess in groups}) == 1


def test_where_a_step_begins_either_length_may_come_of_it() -> None:
    """So that no length rules anything out there either."""
    noise = os.urandom(STEP - 2_000)
    with pytest.MonkeyPatch.context() as patch:
        lengths = set()
        for drawn in (0, STEP - 1):
            patch.setattr(secrets, "randbelow", lambda _below, drawn=drawn: drawn)
            lengths.add(len(Vault(KEY).seal(noise, record=RECORD)))
    assert lengths == {AROUND + STEP, AROUND + 2 * STEP}


def test_a_description_of_the_vault_shows_no_key() -> None:
    assert repr(Vault(KEY)) == "<Vault>"
