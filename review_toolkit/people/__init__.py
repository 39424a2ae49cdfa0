"""The pages of who has which role in a review."""
