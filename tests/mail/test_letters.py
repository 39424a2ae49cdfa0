"""A mail's bytes: whatever was written is read back as it was, and nothing in it can become a header."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_toolkit.mail.letters import Letter, bytes_of, has_unseen
from review_toolkit.mail_server import Sender, plain_address

SENDER = Sender("review@harbour.example", "Équipe, “Review” & Co.")
HEADERS = sorted(
    [
        "Subject",
        "From",
        "To",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
    ]
)
SEEN = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])
SUBJECTS = st.text(SEEN, min_size=1, max_size=200).map(str.strip).filter(bool)
TEXTS = st.text(SEEN | st.sampled_from("\n\t"), max_size=2_000)
HOSTILE = [
    "=?utf-8?q?Hello=0D=0ABcc:_eve@evil.example?=",
    "=?utf-8?b?SGVsbG8NCkJjYzogZXZlQGV2aWwuZXhhbXBsZQ==?= =?utf-8?q?_more?=",
    "Bcc: eve@evil.example",
    "a" * 200,
    "é" * 200,
    "  two  spaces   inside  ".strip(),
    "ends with a backslash \\",
    '"quoted", <angled>; (bracketed) @ : ,',
    "👩🏽‍⚕️" * 30,
]


def letter(subject: str = "Subject", text: str = "Text\n", recipient: str = "ada@harbour.example") -> Letter:
    return Letter(
        recipient=recipient,
        subject=subject,
        text=text,
        message_id="<made-once@review-toolkit.invalid>",
        written_at=datetime(2026, 3, 31, 9, 0, tzinfo=UTC),
    )


def check(sent: Letter) -> None:
    content = bytes_of(sent, sender=SENDER)
    message = message_from_bytes(content, policy=default)
    assert sorted(message.keys()) == HEADERS
    assert message.defects == []
    assert message["Subject"] == sent.subject
    assert [address.addr_spec for address in message["To"].addresses] == [sent.recipient]
    (sender,) = message["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (SENDER.name, SENDER.address)
    assert message.get_content().replace("\r\n", "\n").removesuffix("\n") == sent.text.removesuffix("\n")
    assert content.isascii()
    lines = content.split(b"\r\n")
    assert not [line for line in lines if b"\n" in line or b"\r" in line]
    assert max(map(len, lines)) <= 998


@given(subject=SUBJECTS, text=TEXTS)
def test_whatever_was_written_is_read_back_and_adds_no_header(subject: str, text: str) -> None:
    check(letter(subject, text))


@pytest.mark.parametrize("subject", HOSTILE)
def test_a_subject_that_looks_like_something_else_stays_words(subject: str) -> None:
    check(letter(subject, subject))


@given(local=st.from_regex(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}", fullmatch=True), labels=st.integers(1, 3))
def test_any_address_that_is_accepted_arrives_as_it_is(local: str, labels: int) -> None:
    recipient = plain_address(f"{local}@{'.'.join(['a' * 50] * labels)}.example")
    assert recipient is not None
    check(letter(recipient=recipient))


@pytest.mark.parametrize("sign", ["\r", "\n", "\0", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\ud800"])
def test_a_sign_that_cannot_be_seen_or_ends_a_line_is_noticed(sign: str) -> None:
    assert has_unseen(f"a{sign}b")
    assert has_unseen(f"a{sign}b", lines=True) == (sign != "\n")


def test_a_description_tells_nothing_of_the_mail() -> None:
    assert repr(letter()) == "<Letter <made-once@review-toolkit.invalid>>"
