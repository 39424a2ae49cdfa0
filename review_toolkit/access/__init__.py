"""Accounts, roles, actions and guards: who may do what, in which review."""
