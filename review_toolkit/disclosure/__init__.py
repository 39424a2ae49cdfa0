"""What may be shown, and what must be withheld, so that no published figure exposes a colleague.

Pure: it sees counts and rules, never people."""
