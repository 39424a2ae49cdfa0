"""The engine that hides: complementary suppression with proof (privacy.md 5).

`protect` takes what is to be published, and all that was published before, and returns it with as little
hidden as keeps every small number open. It hands the result to an attacker that shares no code with it, and
returns nothing that the attacker could break.
"""

from review_toolkit.disclosure.engine.failures import CannotProtect, LinesTooSmall, ProtectionTooSlow
from review_toolkit.disclosure.engine.protection import Options, Protected, protect

__all__ = ["CannotProtect", "LinesTooSmall", "Options", "Protected", "ProtectionTooSlow", "protect"]
