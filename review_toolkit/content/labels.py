"""How labels are compared: without regard to case, accents, spaces and punctuation."""

import re
import unicodedata

_NOT_A_WORD = re.compile(r"[\W_]+")


def fold_label(text: str) -> str:
    """Return a label reduced to lower-case words: "White - British" and "WHITE: british" are one."""
    plain = unicodedata.normalize("NFKD", text.replace("&", " and "))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _NOT_A_WORD.sub(" ", plain.casefold()).strip()
