"""What every text that people enter is held to, and the words in which forms ask for a correction."""

import unicodedata
from typing import Any

from wtforms.validators import (  # type: ignore[import-untyped]
    DataRequired,
    InputRequired,
    Optional,
    StopValidation,
    ValidationError,
)

__all__ = [
    "MARK",
    "MaxLength",
    "Optional",
    "PlainText",
    "Required",
    "RequiredAnswer",
    "RequiredNumber",
    "ValidationError",
    "tidy",
]

MARK = "\N{REPLACEMENT CHARACTER}"

# Control characters, lone surrogates and characters that Unicode will never assign: XML forbids most of
# them, and a single one can cut a Word document short. Line and paragraph separators break a line.
_REFUSED = frozenset({"Cc", "Cs"})
_BREAKS_A_LINE = frozenset({"Zl", "Zp"})


class Required(DataRequired):  # type: ignore[misc]
    """The field must be filled in. The message is an instruction: "Enter the name of the organisation"."""

    def __init__(self, message: str) -> None:
        super().__init__(message)


class RequiredNumber(InputRequired):  # type: ignore[misc]
    """The field must be filled in, and 0 is an answer."""

    def __init__(self, message: str) -> None:
        super().__init__(message)


class RequiredAnswer(InputRequired):  # type: ignore[misc]
    """The question must be answered, and "no" is an answer."""

    def __init__(self, message: str) -> None:
        super().__init__(message)


class MaxLength:
    """The text has at most this many characters."""

    def __init__(self, characters: int) -> None:
        self.characters = characters

    def __call__(self, _form: Any, field: Any) -> None:
        length = len(field.data or "")
        if length > self.characters:
            raise ValidationError(
                f"Shorten ‘{field.label.text}’ to {self.characters:,} characters. It has {length:,}"
            )


class PlainText:
    """The text has no character that cannot be seen, printed and stored.

    Where it has one, the field shows a sign in its place, so that the person who pasted it can find it.
    """

    def __init__(self, *, lines: bool = False) -> None:
        self.lines = lines

    def __call__(self, _form: Any, field: Any) -> None:
        text = field.data
        if not isinstance(text, str):
            return
        marked = "".join(MARK if self._refuses(character) else character for character in text)
        if marked != text:
            field.data = marked
            raise StopValidation(
                f"Delete the sign {MARK} in ‘{field.label.text}’. It marks a hidden character that was pasted"
            )

    def _refuses(self, character: str) -> bool:
        if character == "\n":
            return not self.lines
        category = unicodedata.category(character)
        if category in _REFUSED:
            return True
        if category in _BREAKS_A_LINE:
            return not self.lines
        # The last two code points of each plane, and a block of 32, are for no text at all.
        point = ord(character)
        return point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF


def tidy(text: Any) -> Any:
    """Strip a text, and write line ends and tabs one way; leave anything else as it is."""
    if not isinstance(text, str):
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").strip()
