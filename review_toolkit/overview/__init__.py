"""The task list of a review."""
