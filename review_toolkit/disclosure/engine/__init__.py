"""The engine that hides: complementary suppression with proof (privacy.md 5).

`protect` takes what is to be published, and all that was published before, and returns it with as little
hidden as keeps every small number open. It hands the result to an attacker, whose equations are its own
(decision 15), and returns nothing that the attacker could break. Naming the package is cheap: the solver, and
numpy with it, loads when something of it is first asked for.
"""

from typing import TYPE_CHECKING, Any

from review_toolkit.disclosure.engine.failures import (
    CannotProtect,
    LinesTooSmall,
    ProtectionTooSlow,
    TooFewStaff,
)

if TYPE_CHECKING:
    from review_toolkit.disclosure.engine.pattern import FoundPattern, Options, find_pattern
    from review_toolkit.disclosure.engine.protection import Protected, protect

__all__ = [
    "CannotProtect",
    "FoundPattern",
    "LinesTooSmall",
    "Options",
    "Protected",
    "ProtectionTooSlow",
    "TooFewStaff",
    "find_pattern",
    "protect",
]


def __getattr__(name: str) -> Any:
    """Load what computes when it is named (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from review_toolkit.disclosure.engine import pattern, protection

    return getattr(protection if name in ("Protected", "protect") else pattern, name)
