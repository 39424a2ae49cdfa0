"""Text that XML can hold, for Word and for pictures."""

import re

_ILLEGAL = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")


def xml_text(text: str) -> str:
    """Return text with what no XML file may hold replaced by the mark for that."""
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)
