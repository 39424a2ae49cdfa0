"""The engine that hides: complementary suppression with proof (privacy.md 5).

`find_pattern` takes what is to be published, and all that was published before, and says what to hide: as
little as keeps every small number open.
"""

from review_toolkit.disclosure.engine.failures import (
    CannotProtect,
    LinesTooSmall,
    ProtectionTooSlow,
    TooFewStaff,
)
from review_toolkit.disclosure.engine.protection import FoundPattern, Options, find_pattern

__all__ = [
    "CannotProtect",
    "FoundPattern",
    "LinesTooSmall",
    "Options",
    "ProtectionTooSlow",
    "TooFewStaff",
    "find_pattern",
]
