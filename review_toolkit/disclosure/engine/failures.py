"""Why a publication cannot be made safe. Each message says what, where, and what to do."""

from collections.abc import Sequence

from review_toolkit.failures import CannotBeDone


class CannotProtect(CannotBeDone):
    """No safe form of this publication was found, so there is none. Nothing half safe comes out."""


class LinesTooSmall(CannotProtect):
    """Public lines with too few people to be divided by a sensitive dimension. `lines` names them."""

    def __init__(self, lines: Sequence[str], least: int) -> None:
        self.lines = tuple(lines)
        listed = ", ".join(self.lines)
        super().__init__(
            f"Fewer than {least} people stand in: {listed}. Merge each with a neighbouring line: colleagues "
            "know such headcounts, and they would break the protection of everything beside them."
        )


class ProtectionTooSlow(CannotProtect):
    """The time allowed ran out before the publication was proved safe."""
