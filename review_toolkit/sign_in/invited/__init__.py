"""Accepting an invitation, with an account that one has or with a new one."""
