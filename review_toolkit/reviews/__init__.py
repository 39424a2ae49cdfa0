"""Organisations, their reviews, and the record of what happened in each."""
