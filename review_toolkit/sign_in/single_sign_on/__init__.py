"""Signing in with an organisation's own sign-in service, through OpenID Connect."""
