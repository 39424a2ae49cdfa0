"""How long a reason has to be, wherever one is asked for: enough to say something, and no essay."""

FEWEST_REASON_CHARACTERS = 10
MOST_REASON_CHARACTERS = 2_000
