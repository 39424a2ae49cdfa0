"""The second step of signing in: a passkey, the code of an app, or a code that is mailed."""
