"""How long a reason has to be, wherever one is asked for: enough to say something, and no essay."""

FEWEST_REASON_CHARACTERS = 10
MOST_REASON_CHARACTERS = 2_000


def wrong_length(reason: str) -> str | None:
    """Return in a sentence what is wrong with a reason's length, or None where it is right."""
    if FEWEST_REASON_CHARACTERS <= len(reason) <= MOST_REASON_CHARACTERS:
        return None
    return f"Say why in {FEWEST_REASON_CHARACTERS} to {MOST_REASON_CHARACTERS:,} characters."
