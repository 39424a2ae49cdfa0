"""The review toolkit."""
