"""Why an attack did not come to an end. Whoever asked must then take the figures as unsafe."""

from review_toolkit.failures import CannotBeDone


class AttackTooSlow(CannotBeDone):
    """Time was up, or the publication is too large to be tried."""


class Contradiction(CannotBeDone):
    """No organisation at all fits what is published: some figure is wrong."""


def too_slow(seconds: float) -> AttackTooSlow:
    """Return the failure of an attack that was given so many seconds."""
    return AttackTooSlow(
        f"The figures could not be tried in {seconds:.0f} seconds, so they count as unsafe. "
        "Publish fewer or coarser tables."
    )
