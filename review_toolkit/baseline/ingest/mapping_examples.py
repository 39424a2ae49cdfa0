"""Pieces of a mapping as messages print them: whoever copies one gets YAML that says what was meant."""

import json
import re
from collections.abc import Mapping

import yaml

_PLAIN = re.compile(r"[A-Za-z](?:[\w /&()+-]*[\w)])?|\.\.\.", re.ASCII)


def as_mapping(entries: Mapping[str, str]) -> str:
    """Return entries on one line: `{Asian: Asian, "Black: African": Black}`."""
    return f"{{{', '.join(f'{_word(key)}: {_word(value)}' for key, value in entries.items())}}}"


def _word(text: str) -> str:
    """Return a text as YAML reads it back, in quotation marks where it needs them."""
    # "no", "on" and "null" look plain and are read as something else.
    if _PLAIN.fullmatch(text) and (text == "..." or yaml.safe_load(text) == text):
        return text
    return json.dumps(text, ensure_ascii=False)
