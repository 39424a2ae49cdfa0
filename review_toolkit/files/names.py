"""Names of files as people's computers send them, made fit to show, to store and to send back.

The name says nothing about what a file is, and no path is ever made from it.
"""

import re
import unicodedata

LONGEST_NAME = 150
"""Characters: fits every file system's 255 bytes but for the longest names outside Latin script."""
MOST_BYTES = 255

# Control characters, lone surrogates, line separators, and signs that cannot be seen: a mark that turns the
# direction of writing lets "exe.csv" be read where the name ends in ".exe".
_LEFT_OUT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_LONGEST_ENDING = 12
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def safe_name(sent: str | None) -> str:
    """Return a file's own name: no folder, nothing hidden, no more than 150 characters, never empty."""
    name = unicodedata.normalize("NFC", sent or "").replace("\\", "/").rpartition("/")[2]
    name = "".join(sign for sign in name if unicodedata.category(sign) not in _LEFT_OUT)
    name = " ".join(name.split()).strip(" .")
    if not name:
        return "file"
    if _DEVICES.match(name):
        name = f"_{name}"
    return _shortened(name)


def _shortened(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > _LONGEST_ENDING:
        stem, ending = name, ""
    else:
        ending = f".{ending}"
    stem = stem[: LONGEST_NAME - len(ending)]
    while len((stem + ending).encode()) > MOST_BYTES:
        stem = stem[:-1]
    return stem.rstrip(" .") + ending
