"""What a password must be: said once for forms, commands and Flask-Security."""

FEWEST_PASSWORD_CHARACTERS = 12
