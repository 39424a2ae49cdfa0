"""The seal of drafts: nobody reads, changes, swaps or ages what is inside."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_toolkit.web.drafts import (
    DRAFT_LIVES,
    LONGEST_SEALED,
    MARK_LIVES,
    DraftSeal,
    DraftTooLong,
    Mark,
)

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
SEAL = DraftSeal("a secret of these tests")
MARK = Mark("person-1", "/reviews/new", ("title", "purpose"))
TYPED = (("title", "Review of pay"), ("purpose", "Because, we said, it matters"))
TEXTS = st.text(st.characters(codec="utf-8"), max_size=200)


@given(st.lists(st.tuples(st.sampled_from(MARK.names), TEXTS), max_size=8))
def test_what_is_sealed_comes_back_as_it_was(typed: list[tuple[str, str]]) -> None:
    draft = SEAL.open(SEAL.seal(MARK, typed, at=NOW), at=NOW)
    assert draft is not None
    assert draft.fields == tuple(typed)
    assert (draft.person, draft.path) == (MARK.person, MARK.path)


def test_a_mark_comes_back_as_it_was() -> None:
    assert SEAL.read_mark(SEAL.mark(MARK, at=NOW), at=NOW) == MARK


def test_nothing_of_it_can_be_read() -> None:
    for sealed in (SEAL.seal(MARK, TYPED, at=NOW), SEAL.mark(MARK, at=NOW)):
        inside = base64.urlsafe_b64decode(sealed)
        for word in (b"Review", b"reviews", b"person-1", b"purpose"):
            assert word not in inside
    assert "Review" not in repr(SEAL.open(SEAL.seal(MARK, TYPED, at=NOW), at=NOW))


def test_inputs_that_the_mark_does_not_name_are_left_out() -> None:
    draft = SEAL.open(SEAL.seal(MARK, [*TYPED, ("password", "hunter2")], at=NOW), at=NOW)
    assert draft is not None
    assert draft.fields == TYPED


@given(st.data())
def test_any_change_makes_it_worthless(data: st.DataObject) -> None:
    sealed = SEAL.seal(MARK, TYPED, at=NOW)
    content = bytearray(base64.urlsafe_b64decode(sealed))
    position = data.draw(st.integers(0, len(content) - 1))
    content[position] ^= data.draw(st.integers(1, 255))
    assert SEAL.open(base64.urlsafe_b64encode(content).decode(), at=NOW) is None
    cut = data.draw(st.integers(0, len(sealed) - 1))
    assert SEAL.open(sealed[:cut], at=NOW) is None


@given(st.one_of(st.none(), st.text(max_size=300)))
def test_whatever_else_is_sent_is_nothing(text: str | None) -> None:
    assert SEAL.open(text, at=NOW) is None
    assert SEAL.read_mark(text, at=NOW) is None


def test_a_mark_is_no_draft_and_a_draft_no_mark() -> None:
    assert SEAL.open(SEAL.mark(MARK, at=NOW), at=NOW) is None
    assert SEAL.read_mark(SEAL.seal(MARK, TYPED, at=NOW), at=NOW) is None


def test_another_installation_cannot_open_it() -> None:
    assert DraftSeal("another secret").open(SEAL.seal(MARK, TYPED, at=NOW), at=NOW) is None


@pytest.mark.parametrize(
    ("later", "lives"),
    [
        (timedelta(0), True),
        (DRAFT_LIVES, True),
        (DRAFT_LIVES + timedelta(seconds=1), False),
        (timedelta(seconds=-1), False),
    ],
)
def test_a_draft_lives_for_half_an_hour(later: timedelta, lives: bool) -> None:
    sealed = SEAL.seal(MARK, TYPED, at=NOW)
    assert (SEAL.open(sealed, at=NOW + later) is not None) == lives


def test_a_mark_lives_for_a_day() -> None:
    mark = SEAL.mark(MARK, at=NOW)
    assert SEAL.read_mark(mark, at=NOW + MARK_LIVES) == MARK
    assert SEAL.read_mark(mark, at=NOW + MARK_LIVES + timedelta(seconds=1)) is None


def test_too_much_is_refused_and_a_text_that_packs_well_is_bounded_too() -> None:
    noise = "".join(chr(0x4E00 + (number * 7919) % 20_000) for number in range(200_000))
    with pytest.raises(DraftTooLong):
        SEAL.seal(MARK, [("purpose", noise)], at=NOW)
    assert SEAL.open("A" * (LONGEST_SEALED + 1), at=NOW) is None
    assert SEAL.open(SEAL.seal(MARK, [("purpose", "x" * 400_000)], at=NOW), at=NOW) is not None
    # Six characters each once written as JSON: more than opening a draft would unpack.
    with pytest.raises(DraftTooLong):
        SEAL.seal(MARK, [("purpose", "\x01" * 400_000)], at=NOW)


def test_two_seals_of_one_draft_differ() -> None:
    assert SEAL.seal(MARK, TYPED, at=NOW) != SEAL.seal(MARK, TYPED, at=NOW)
