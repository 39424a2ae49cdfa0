"""Invitations of HR leads: until one is accepted, administrators alone can send it again."""
