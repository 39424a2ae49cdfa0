"""Choosing one's own second step: a passkey, an app, or codes by mail."""
